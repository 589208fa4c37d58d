import { nextStepOf } from '../../lambdas/core/failure/verdict.ts';
import { instantOf, msOf } from '../../lambdas/core/instant.ts';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { unusualFigures } from '../../lambdas/core/record/unusual.ts';
import { isWithoutRows, type JobView } from '../../lambdas/core/record/view/job-view.ts';
import { tablesView } from '../../lambdas/core/record/view/tables-view.ts';
import { hint } from '../hint.ts';
import type { Place } from '../ports.ts';
import { againstPlan, counted, durationText, instantText, savedText, sizeText } from '../text/quantities.ts';
import { workedMs } from '../text/runs/rounds.ts';
import { tableRowsText, tableTroubles } from '../text/runs/table-words.ts';
import { unusualText } from '../text/unusual-text.ts';
import type { KnownRun } from './known-runs.ts';

const REPORTS_PER_REASON = 5;

/** A run in words: how it ended, what did not go well, by reason, and what to do about each. */
export const runStory = ({ view, execution }: KnownRun, place: Place): string => {
  const { counts, startedAt, finishedAt, plannedFinishAt, leftOut } = view;
  const took =
    finishedAt === undefined
      ? ''
      : `, took ${durationText(workedMs(view, msOf(finishedAt)))}${plannedFinishAt ? ` (${againstPlan(plannedFinishAt, finishedAt)})` : ''}`;
  const rejected = view.jobs.reduce((sum, { throttled }) => sum + throttled, 0);
  return [
    `Run ${view.runId} of ${view.account} ${endWord(view.status, execution?.status)}.`,
    `It started ${instantText(startedAt)}${took}.`,
    `${counted(view.jobs.length, 'report')}: ${savedText(view.jobs)}, ${counts.noData} without data, ${counts.unfinished} left for the next run, ${counts.failed} failed.`,
    ...(rejected > 0
      ? [
          `Amazon rejected ${counted(rejected, 'call')} (HTTP 429): other applications on this account use the same quota, or it is lower than published.`,
        ]
      : []),
    ...byReason(view.jobs.filter(({ outcome }) => outcome === 'failed')),
    ...byReason(view.jobs.filter(({ outcome }) => outcome === 'unfinished')),
    ...withoutRows(view.jobs.filter(isWithoutRows)),
    ...unusualLines(view.jobs),
    ...tableLines(view.jobs),
    ...(leftOut.length > 0
      ? ['', `Left out: ${counted(leftOut.length, 'entry', 'entries')} (see: ${hint(place, `watch ${view.runId}`)})`]
      : []),
    ...(counts.failed === 0 && execution?.status !== 'RUNNING' && execution?.cause ? ['', execution.cause] : []),
    '',
    whatNow(view, execution?.status, place),
  ].join('\n');
};

const endWord = (status: KnownRun['view']['status'], execution: string | undefined): string => {
  if (status === 'running') return 'is running';
  if (execution === 'ABORTED') return 'was stopped by a person';
  if (execution === 'TIMED_OUT') return 'ran into the time limit of the whole execution';
  return status;
};

const byReason = (jobs: readonly JobView[]): string[] =>
  [...Map.groupBy(jobs, ({ reason }) => `${reason?.code ?? 'unexpected'} ${nextStepOf(reason)}`).values()].flatMap((members) => [
    '',
    `${members[0]?.reason?.code ?? 'unexpected'} (${counted(members.length, 'report')})`,
    ...members
      .slice(0, REPORTS_PER_REASON)
      .map(({ key, reportId, reason }) => `  - ${key}${reportId ? ` (report ${reportId})` : ''}\n    ${reason?.text ?? ''}`),
    ...(members.length > REPORTS_PER_REASON ? [`  … and ${members.length - REPORTS_PER_REASON} more`] : []),
    `  Next: ${members[0]?.outcome === 'unfinished' ? CARRIED_OVER : nextStepOf(members[0]?.reason)}`,
  ]);

const withoutRows = (jobs: readonly JobView[]): string[] =>
  jobs.length === 0
    ? []
    : [
        '',
        `saved with 0 rows (${counted(jobs.length, 'report')})`,
        ...jobs.slice(0, REPORTS_PER_REASON).map(({ key, reportId }) => `  - ${key}${reportId ? ` (report ${reportId})` : ''}`),
        ...(jobs.length > REPORTS_PER_REASON ? [`  … and ${jobs.length - REPORTS_PER_REASON} more`] : []),
        '  Next: nothing to do, if nothing was sold or seen. Else compare with Seller or Vendor Central, and start that day again with --force.',
      ];

const tableLines = (all: readonly JobView[]): string[] => {
  const jobs = all.flatMap(({ key, tables }) => {
    const troubles = tables === undefined ? [] : tableTroubles(tables);
    return troubles.length > 0 ? [{ key, troubles }] : [];
  });
  if (jobs.length === 0) return [];
  return [
    '',
    `tables worth a look (${counted(jobs.length, 'report')})`,
    ...jobs.slice(0, REPORTS_PER_REASON).map(({ key, troubles }) => `  - ${key}\n    ${troubles.join('; ')}`),
    ...(jobs.length > REPORTS_PER_REASON ? [`  … and ${jobs.length - REPORTS_PER_REASON} more`] : []),
    '  Next: nothing is lost, and nothing has to be done. A newer release may give such fields a column.',
  ];
};

const unusualLines = (all: readonly JobView[]): string[] => {
  const jobs = all.filter(({ unusual }) => unusual !== undefined);
  if (jobs.length === 0) return [];
  return [
    '',
    `unusual figures (${counted(jobs.length, 'report')})`,
    ...jobs.slice(0, REPORTS_PER_REASON).map(({ key, unusual = [] }) => `  - ${key}\n    ${unusual.map(unusualText).join('; ')}`),
    ...(jobs.length > REPORTS_PER_REASON ? [`  … and ${jobs.length - REPORTS_PER_REASON} more`] : []),
    '  Next: a sale or a holiday looks like that. If it was none, compare with Seller or Vendor Central, and start those days again with --force.',
  ];
};

const CARRIED_OVER = 'nothing to do. The next run continues it, and it becomes failed only when that has taken too long.';

const whatNow = ({ counts, account, runId }: KnownRun['view'], execution: string | undefined, place: Place): string => {
  if (execution === 'RUNNING') return `Watch it: ${hint(place, `watch ${runId}`)}`;
  if (counts.failed > 0 || execution === 'ABORTED' || execution === 'TIMED_OUT')
    return `Try what failed again: ${hint(place, `redrive ${runId}`)}`;
  if (execution === 'FAILED') return `Nothing of it was imported; fix the cause and start again: ${hint(place, `start ${account}`)}`;
  if (counts.unfinished > 0) return `Nothing to do. To continue what is unfinished at once: ${hint(place, `start ${account}`)}`;
  return 'Nothing to do.';
};

/** One report in words, from the ledger. */
export const jobStory = (job: JobItem, nowMs: number): string =>
  [
    `${job.key} of ${job.account}`,
    ...askedLines(job),
    ...savedLines(job),
    ...jobTableLines(job),
    ...figureLines(job),
    ...endLines(job),
    `Next: ${nextOf(job, nowMs)}`,
  ].join('\n');

const askedLines = ({ request, requestedAt, readyAt, reportId, attempts, askedAgain, throttledCount, intentAt }: JobItem): string[] => {
  const dates = request.dataStartTime === undefined ? '' : ` for ${request.dataStartTime} to ${request.dataEndTime}`;
  const options = Object.entries(request.reportOptions ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
  return [
    `Asks for ${request.reportType}${dates}${options ? ` with ${options}` : ''}.`,
    ...(intentAt
      ? [`createReport of ${instantText(intentAt)} was not answered: before another one, the run looks whether Amazon made the report.`]
      : []),
    ...(requestedAt
      ? [`Asked ${instantText(requestedAt)}${reportId ? `: report ${reportId}` : ''}${attempts > 1 ? `, ${attempts} times in all` : ''}.`]
      : []),
    ...(readyAt ? [`Amazon had it ready ${instantText(readyAt)}.`] : []),
    ...(askedAgain ? [`Sent again ${counted(askedAgain, 'time')}, since Amazon had made no report for an unanswered call.`] : []),
    ...(throttledCount ? [`Amazon rejected ${counted(throttledCount, 'call')} for it (HTTP 429).`] : []),
  ];
};

const savedLines = ({ saved }: JobItem): string[] =>
  saved === undefined
    ? []
    : [
        `Saved ${instantText(saved.at)}: ${sizeText(saved.storedBytes)} (${sizeText(saved.unpackedBytes)} unpacked)${saved.rows === undefined ? '' : `, ${counted(saved.rows, 'row')}`}`,
        `  ${saved.objectKey}`,
      ];

const jobTableLines = (job: JobItem): string[] => {
  const tables = tablesView(job);
  if (tables === undefined) return [];
  const troubles = tableTroubles(tables).map((trouble) => `  ${trouble}`);
  const examples = Object.entries(job.tables?.duplicateKeys ?? {}).map(([name, { example }]) => `  ${name}: ${JSON.stringify(example)}`);
  return [`In ${tableRowsText(tables)}.`, ...troubles, ...examples];
};

const figureLines = (job: JobItem): string[] => unusualFigures(job).map((figure) => `Unusual: ${unusualText(figure)}.`);

const endLines = ({ outcome, dropped, earlier = [] }: JobItem): string[] => [
  ...earlier.map(
    ({ runId, round, kind, at, reason, reportId }) =>
      `Run ${runId}, round ${round}${reportId ? ` (report ${reportId})` : ''}, ended it as ${kind} ${instantText(at)}${reason ? `: ${reason.code}` : ''}; a redrive opened it again.`,
  ),
  ...(outcome === undefined
    ? []
    : [`Run ${outcome.runId} ended it as ${outcome.kind} ${instantText(outcome.at)}${outcome.reason ? `: ${outcome.reason.code}` : ''}.`]),
  ...(outcome?.reason ? [`  ${outcome.reason.text}`] : []),
  ...(dropped ? [`Dropped ${instantText(dropped.at)}: ${dropped.why}.`] : []),
];

const nextOf = (job: JobItem, nowMs: number): string => {
  const { outcome, openSince, notBeforeAt } = job;
  if (outcome?.kind === 'failed') return nextStepOf(outcome.reason) || 'redrive the run, or start with --force.';
  if (openSince === undefined)
    return outcome?.kind === 'no-data' ? 'nothing to do. A later run asks again, then it counts as covered.' : 'nothing to do.';
  const limited = job.heldBack === undefined ? '' : `; it waits: ${job.heldBack}`;
  const wait = notBeforeAt !== undefined && msOf(notBeforeAt) > nowMs ? `, not before ${instantText(instantOf(msOf(notBeforeAt)))}` : '';
  return `the run that owns it, or the next one, continues it (open for ${durationText(nowMs - msOf(openSince))})${wait}${limited}.`;
};
