import type { JobView } from '../record/view/job-view.ts';
import type { RunView } from '../record/view/run-view.ts';

/**
 * AWS shows a function's message twice, as message and as trace, in a Cause of at most 32,768 characters: what is longer is cut
 * off in the middle of a word.
 */
const LONGEST_CHARACTERS = 9000;
const REPORTS_PER_REASON = 5;

/** What to do about each reason a report failed for, for the person who reads the Cause or asks the command line. */
export const nextSteps: Readonly<Record<string, string>> = {
  'wrong-parameters': 'Correct the report’s options or dates in the accounts file; a redrive asks again.',
  'ambiguous-refusal':
    'Amazon’s text does not say whether the period is unpublished, too old or wrong: check options and dates, then redrive.',
  'span-refused': 'Amazon refuses so long a span: ask for a shorter one (“longestSpanPeriods” of the report entry), then redrive.',
  'cool-down': 'Amazon says that it was asked too often: redrive after some hours.',
  'not-yet-published': 'Amazon has not published the period: redrive later.',
  'access-denied':
    'Add the missing role to the application, list it again, have the selling partner authorise it again, put the new refresh token into the account’s secret, then redrive.',
  'authorization-revoked': 'Authorise the application again, put the new refresh token into the account’s secret, then redrive.',
  'client-credentials-refused': 'Put the current client id and secret (they expire after 180 days) into the secret, then redrive.',
  'invalid-secret': 'Fill the account’s secret as docs/inputs.md shows, then redrive.',
  'request-refused': 'Amazon refused a call: the text says why, and what to correct before a redrive.',
  'damaged-document': 'The document never arrived whole, of new reports neither: redrive asks for another one.',
  unanswered:
    'Amazon never answered createReport for it: redrive when Amazon works again. If it persists, check options and dates, since Amazon answers some malformed requests so.',
  'document-lost': 'The stored document was deleted or replaced in the bucket: redrive asks for it again.',
  'rows-not-readable':
    'The document is stored, and its rows are not as the catalogue describes them: the text names row and field. Upgrade, or report it; then redrive makes the tables, without Amazon.',
  'tables-out-of-time': 'The document is stored. Give the function tabulate more memory, then redrive.',
  'given-up': 'Amazon did not deliver it in time: redrive asks for it again.',
  'lost-branch': 'Its branch died: the branch’s own execution shows how. Redrive runs it again.',
  'store-denied': 'S3 denied access: check the function’s role, the bucket’s policy and its key, then redrive.',
  unavailable: 'A service did not answer for minutes: redrive when it works again.',
  unexpected: 'Look at the log of the step that is named, then redrive.',
};

/** What to do about a reason: what is known of its text, else what its code says. */
export const nextStepOf = (reason: { code: string; advice?: string | undefined } | undefined): string =>
  reason?.advice ?? nextSteps[reason?.code ?? 'unexpected'] ?? '';

/** The message of a failed run: failed reports by reason, what to do about each, and where the whole list is. */
export const verdictMessage = (view: RunView, summaryUri: string): string => {
  const failed = view.jobs.filter(({ outcome }) => outcome === 'failed');
  const { saved, noData, unfinished } = view.counts;
  const head = `${failed.length} of ${view.jobs.length} reports failed (${saved} saved, ${noData} without data, ${unfinished} left for the next run).`;
  const foot = `All reports: ${summaryUri}\nRedrive this execution to try only the failed reports again.`;
  const groups = Map.groupBy(failed, ({ reason }) => `${reason?.code ?? 'unexpected'} ${nextStepOf(reason)}`);
  const lines = [...groups.values()].flatMap((jobs) => [
    `\n${jobs[0]?.reason?.code ?? 'unexpected'} (${jobs.length}): ${nextStepOf(jobs[0]?.reason)}${reachOf(jobs, view.jobs)}`,
    ...jobs.slice(0, REPORTS_PER_REASON).map(describe),
    ...(jobs.length > REPORTS_PER_REASON ? [`  … and ${jobs.length - REPORTS_PER_REASON} more`] : []),
  ]);
  const room = LONGEST_CHARACTERS - head.length - foot.length - 40;
  const body = lines.join('\n');
  return `${head}\n${body.length > room ? `${body.slice(0, room)}…\n(cut off here)` : body}\n\n${foot}`;
};

/** A denial reads differently when one type meets it and when all do: of a role, or of the whole authorisation. */
const reachOf = (jobs: readonly JobView[], all: readonly JobView[]): string => {
  if (jobs[0]?.reason?.code !== 'access-denied') return '';
  const denied = new Set(all.filter(({ reason }) => reason?.code === 'access-denied').map(({ type }) => type));
  const others = new Set(
    all.filter(({ type, outcome }) => !denied.has(type) && (outcome === 'saved' || outcome === 'no-data')).map(({ type }) => type),
  );
  return others.size > 0
    ? ` Amazon denied ${[...denied].join(', ')} and delivered ${others.size} other types: a role, or an incident of these types.`
    : ' Amazon delivered no other type to this run: the whole authorisation, or an incident; `status` shows whether other accounts are denied too.';
};

const describe = (job: JobView): string =>
  `  - ${job.key}${job.reportId ? ` (report ${job.reportId})` : ''}: ${(job.reason?.text ?? '').slice(0, 300)}`;
