import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { RunItem } from '../../../lambdas/core/record/runs.ts';
import type { Execution } from '../../harness/engine/execution/records.ts';
import { closeOf } from '../../harness/selling-partner/reports/periods.ts';
import type { Witness } from '../play/witness.ts';
import { trueReasons } from './true-reasons.ts';

/** (a) Every planned job has exactly one outcome, or is dropped and listed, or is in the ledger to be continued. */
export const oneOutcome = (witness: Witness): string[] => [
  ...jobsOf(witness).flatMap((item) => badEnd(witness, item)),
  ...secondThoughts(witness),
  ...openedAgain(witness),
  ...inTwoHands(witness),
  ...inTwoObjects(witness),
  ...trueReasons(witness),
  ...runsOf(witness).flatMap((run) => badSummary(witness, run)),
  ...rootsOf(witness).flatMap((execution) => [...unknownJobs(witness, execution), ...neverPlanned(witness, execution)]),
];

export const jobsOf = ({ ledger }: Witness): JobItem[] => Object.values(ledger.jobs).flatMap((jobs) => Object.values(jobs));
export const runsOf = ({ ledger }: Witness): RunItem[] => Object.values(ledger.runs).flatMap((runs) => Object.values(runs));
export const rootsOf = ({ executions }: Witness): Execution[] => executions.filter(({ parent }) => parent === undefined);

const badEnd = (witness: Witness, item: JobItem): string[] => {
  const { account, key, openSince, outcome, dropped, saved } = item;
  if (openSince !== undefined && isStuck(witness, item, openSince))
    return [`${account}: ${key} is open since ${openSince}, and nothing comes of it`];
  if (openSince !== undefined) return isListed(witness, item) ? [] : [`${account}: ${key} is open, and no run lists it any more`];
  if (dropped !== undefined && /removed/.test(dropped.why) && !wasRemoved(witness, item.type))
    return [`${account}: ${key} was dropped as removed, and its report was not removed`];
  if (dropped !== undefined) return isListed(witness, item) ? [] : [`${account}: ${key} was dropped, and no run listed it`];
  if (outcome === undefined) return [`${account}: ${key} is closed without an outcome`];
  if (outcome.kind === 'unfinished') return [`${account}: ${key} is closed although it is unfinished`];
  if (outcome.kind === 'saved' && (saved === undefined || witness.bucket[saved.objectKey] === undefined)) {
    return [`${account}: ${key} counts as saved, and there is no object`];
  }
  return [];
};

/** A run records an outcome of a job once in a round, however often its steps are repeated. */
const secondThoughts = ({ jobWrites }: Witness): string[] => {
  const found = jobWrites.flatMap(({ item: { account, key, outcome } }) =>
    outcome
      ? [{ what: `${account}: ${key} in round ${outcome.round} of run ${outcome.runId}`, how: `${outcome.kind} at ${outcome.at}` }]
      : [],
  );
  return Object.entries(Object.groupBy(found, ({ what }) => what)).flatMap(([what, ends = []]) => {
    const ways = [...new Set(ends.map(({ how }) => how))];
    return ways.length > 1 ? [`${what} ended more than once: ${ways.join(', ')}`] : [];
  });
};

/** A round of a run does not reopen what it recorded as failed. */
const openedAgain = ({ jobWrites }: Witness): string[] => {
  const failed = new Set<string>();
  return jobWrites.flatMap(({ item: { account, key, outcome, claim } }) => {
    if (outcome?.kind === 'failed') failed.add(`${account}: ${key} in round ${outcome.round} of run ${outcome.runId}`);
    const now = `${account}: ${key} in round ${claim?.round ?? 0} of run ${claim?.runId}`;
    return outcome === undefined && failed.has(now) ? [`${now} had failed, and was opened again`] : [];
  });
};

/** A branch does not touch a job that another run is working on. */
const inTwoHands = ({ jobWrites }: Witness): string[] =>
  jobWrites.flatMap(({ item, branchOf }) =>
    branchOf === undefined || item.claim?.executionArn === branchOf
      ? []
      : [`${item.account}: a branch of ${branchOf.split(':').at(-1)} wrote ${item.key}, which run ${item.claim?.runId} had in hand`],
  );

/** A period is in one object: summing a folder counts nothing twice. Not checked for ranges that move with the day, and without days. */
const inTwoObjects = (witness: Witness): string[] => {
  const saved = jobsOf(witness).filter((item) => item.saved !== undefined && 'reportPeriod' in item.options);
  const bySeries = Map.groupBy(saved, ({ account, key }) => `${account}: ${key.slice(0, key.lastIndexOf('/'))}`);
  return [...bySeries.values()].flatMap((items) => {
    const sorted = items.toSorted((one, other) => (one.window.start < other.window.start ? -1 : 1));
    return sorted.flatMap(({ account, key, window }, place) =>
      window.start <= (sorted[place - 1]?.window.end ?? '') ? [`${account}: ${key} and ${sorted[place - 1]?.key} hold the same days`] : [],
    );
  });
};

const STUCK_DAYS = 12;
/** A series that Amazon refuses identically is tried once a week in the end, by whichever of its windows comes first. */
const RESTED_DAYS = 14;

/** By then patience, cool-downs and three later tries have all ended, in daily runs without faults. */
const isStuck = ({ amazon }: Witness, { outcome }: JobItem, openSince: string): boolean => {
  const days = STUCK_DAYS + (outcome?.kind === 'failed' ? RESTED_DAYS : 0);
  return (amazon.calls.at(-1)?.at ?? 0) - Date.parse(openSince) > days * 86_400_000;
};

/** The newest run has an open job, or lists why it left it out; a dropped job is listed by the run that dropped it. */
const isListed = (witness: Witness, { account, key, dropped, claim }: JobItem): boolean => {
  const runs = runsOf(witness)
    .filter((run) => run.account === account)
    .toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
  const listing = dropped === undefined ? runs.slice(-1) : runs.filter(({ runId }) => runId === claim?.runId);
  return listing.some(({ jobKeys, leftOut = [] }) => jobKeys.includes(key) || leftOut.some(({ what }) => isNamed(what, key)));
};

/** By itself, or as one of `<series>: <n> windows, <first> to <last>`. */
const isNamed = (what: string, key: string): boolean => {
  const [series, first = '', last = ''] = what.split(/: \d+ windows, | to /);
  const at = key.lastIndexOf('/');
  const window = key.slice(at + 1);
  return what === key || (series === key.slice(0, at) && first <= window && window <= last);
};

const ENDS: readonly string[] = ['saved', 'no-data', 'unfinished', 'failed', 'handed-over', 'dropped'];

/** The summary of a settled run has each job once, with an end. */
const badSummary = ({ summaries }: Witness, run: RunItem): string[] => {
  if (Object.keys(run.verdicts).length === 0) return [];
  const view = summaries.findLast((one) => one.view.runId === run.runId && one.view.account === run.account)?.view;
  if (view === undefined) return [`run ${run.runId} has a verdict and no summary`];
  const listed = view.jobs.map(({ key }) => key);
  return [
    ...run.jobKeys.filter((key) => !listed.includes(key)).map((key) => `run ${run.runId} does not list ${key}`),
    ...listed.filter((key, place) => listed.indexOf(key) !== place).map((key) => `run ${run.runId} lists ${key} twice`),
    ...view.jobs
      .filter(({ outcome }) => !ENDS.includes(outcome))
      .map(({ key, outcome }) => `run ${run.runId} leaves ${key} as "${outcome}"`),
  ];
};

const Planned = z.object({ result: z.string(), jobs: z.array(z.object({ job: z.object({ key: z.string() }) })).default([]) });
const planned = ({ history }: Execution): z.infer<typeof Planned>['jobs'] =>
  history.flatMap(({ type, state, output }) => (type === 'StateExited' && state === 'Plan the run' ? Planned.parse(output).jobs : []));

const unknownJobs = (witness: Witness, execution: Execution): string[] => {
  const known = new Set(jobsOf(witness).map(({ key }) => key));
  return planned(execution).flatMap(({ job }) =>
    known.has(job.key) ? [] : [`${execution.name}: ${job.key} was planned and is not in the ledger`],
  );
};

const Asked = z.looseObject({
  account: z.string(),
  from: z.string().optional(),
  reports: z.unknown().optional(),
  tabulate: z.boolean().optional(),
});

/** Computed independently: the newest day that Amazon had published when a run was planned is in the ledger, for each report of days. */
const neverPlanned = (witness: Witness, execution: Execution): string[] => {
  const { story } = witness;
  const plan = execution.history.find(({ type, state }) => type === 'StateExited' && state === 'Plan the run');
  // A duplicate delivery leaves planning to the run that it names: that run is checked by its own plan, which a redrive may make later.
  if (plan === undefined || Planned.parse(plan.output).result === 'duplicate') return [];
  const { atMs } = plan;
  const input = Asked.parse(execution.input);
  // An input with days or reports asks for those only, and one for tables asks for no reports.
  if (input.from !== undefined || input.reports !== undefined || input.tabulate === true) return [];
  const account = story.accounts.find(({ name }) => input.account === name);
  if (account === undefined) return [];
  const leftOut = runsOf(witness).find(({ executionArn }) => executionArn === execution.arn)?.leftOut ?? [];
  const day = newestDay(atMs);
  // Plan may have started some minutes before it ended: what was published meanwhile is for the next run.
  if (newestDay(atMs - 20 * 60_000) !== day) return [];
  return (
    account.reports
      .filter(({ type, options }) => type.startsWith('Vendor') && options?.['reportPeriod'] === 'DAY' && !wasRemoved(witness, type))
      .filter(({ type }) => !jobsOf(witness).some((item) => item.type === type && item.window.start <= day && day <= item.window.end))
      // A series that Amazon refuses with the same text pauses, and the run says so.
      .filter(
        ({ type }) => !leftOut.some(({ what, why }) => what.startsWith(`${type}/`) && why.includes('refused this report identically')),
      )
      .map(({ type }) => `${execution.name}: nothing was planned for ${type} of ${day}`)
  );
};

const wasRemoved = ({ story }: Witness, type: string): boolean =>
  story.acts.some((act) => act.kind === 'remove report' && act.type === type);

/** Vendor days are published 72 hours after they close in Los Angeles (selling-partner-api-docs#3107). */
const newestDay = (atMs: number): string => {
  const zone = 'America/Los_Angeles';
  let day = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone).toPlainDate();
  while (closeOf(day, zone) + 72 * 3_600_000 > atMs) day = day.subtract({ days: 1 });
  return day.toString();
};
