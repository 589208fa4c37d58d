import { runOf } from '../../lambdas/core/input/run-input.ts';
import { instantOf, msOf } from '../../lambdas/core/instant.ts';
import type { ListProgress } from '../../lambdas/core/planning/list-progress.ts';
import { type LeftOut, listsToPlan, seriesToPlan } from '../../lambdas/core/planning/plan-jobs.ts';
import { listReading, readBundles } from '../../lambdas/core/planning/read-bundles.ts';
import { readSeries } from '../../lambdas/core/planning/read-series.ts';
import { routineReach } from '../../lambdas/core/planning/routine-reach.ts';
import { withLimits, workOf } from '../../lambdas/core/planning/work.ts';
import { looksUntil } from '../../lambdas/core/quota/check-schedule.ts';
import { keptAsLeftOut } from '../../lambdas/core/quota/limit-queue.ts';
import { handOut } from '../../lambdas/core/quota/spread.ts';
import type { Job, JobItem } from '../../lambdas/core/record/jobs.ts';
import type { Run } from '../../lambdas/core/record/runs.ts';
import type { CliPorts } from '../ports.ts';
import { reportName } from '../text/report-name.ts';
import { claimants } from './claimants.ts';

export type PlannedJob = { key: string; name: string; purpose: string; does: 'ask' | 'look' | 'fetch' | 'tabulate'; turnAt: string };

/** What a start would do now. */
export type DryRun = {
  account: string;
  jobs: PlannedJob[];
  leftOut: LeftOut[];
  /** How far the lists of products are. */
  lists: ListProgress[];
  /** createReport calls. */
  turns: number;
  startedAt: string;
  plannedFinishAt: string;
  deadlineAt: string;
  cost: { stateTransitions: number; usd: number };
};

/**
 * The plan that a start would make at this moment: the same decisions on the same ledger, which is only read. Amazon is not asked.
 * @throws InvalidInputError
 */
export const dryRun = async (ports: CliPorts, input: Record<string, unknown>): Promise<DryRun> => {
  const nowMs = ports.clock.now();
  const execution = { Id: 'dry-run', Name: 'dry-run' };
  const started = { ...runOf(input, execution, await ports.accounts(), ports.settings(), nowMs), nowMs };
  const { run, account } = started;
  const bundles = await readBundles(ports.ledger, listsToPlan(account, started.input), listReading(started));
  const series = seriesToPlan(account, started.input, bundles);
  const open = await ports.ledger.openJobs(account.name);
  const isHeld = await claimants(ports, open);
  const work = workOf(started, {
    open,
    isHeld,
    bundles,
    ...(await readSeries(ports.ledger, account.name, series, { reach: routineReach(started, open), open })),
  });
  const limited = { ...withLimits(started, work), ...(await applicationOf(ports, account.name)) };
  const placed = await handOut(ports.ledger, limited, work, nowMs, started.input.scheduledAt !== undefined);
  const busy = { ...run, jobCount: placed.taken.length };
  const items = new Map(placed.taken.map((item) => [item.key, item]));
  const carried = new Set(open.map(({ key }) => key));
  const jobs = placed.branches.map(({ job, waitUntil }) =>
    plannedJob(job, carried.has(job.key) ? 'carried-over' : (items.get(job.key)?.purpose ?? ''), waitUntil),
  );
  return {
    account: account.name,
    jobs,
    leftOut: [...work.leftOut, ...keptAsLeftOut(placed.kept)],
    lists: work.lists ?? [],
    turns: jobs.filter(({ does }) => does === 'ask').length,
    startedAt: instantOf(nowMs),
    plannedFinishAt: instantOf(placed.plannedFinishMs),
    deadlineAt: run.deadlineAt,
    cost: costOf(
      placed.branches.flatMap(({ job }) => items.get(job.key) ?? []),
      busy,
      nowMs,
    ),
  };
};

const RUNS_LOOKED_AT = 5;

/** Whose limits the account shares, as its last runs found out when they signed in. */
const applicationOf = async ({ ledger }: CliPorts, account: string): Promise<{ applicationId?: string }> => {
  const [applicationId] = (await ledger.latestRuns(account, RUNS_LOOKED_AT)).flatMap((run) => run.applicationId ?? []);
  return applicationId === undefined ? {} : { applicationId };
};

const DOES = { request: 'ask', check: 'look', download: 'fetch', tabulate: 'tabulate' } as const;

const plannedJob = (job: Job, purpose: string, turnAt: string): PlannedJob => ({
  key: job.key,
  name: reportName(job),
  purpose,
  does: DOES[job.resumeAt],
  turnAt,
});

/** US dollars, most regions. @see https://aws.amazon.com/step-functions/pricing */
const USD_PER_TRANSITION = 0.025 / 1000;
/** The states that a run passes; those of a branch, with its start, and those of each look at Amazon. */
const TRANSITIONS_PER_RUN = 6;
const TRANSITIONS_PER_BRANCH = 10;
const TRANSITIONS_PER_LOOK = 3;

/** State transitions are nearly all of what a run costs; `npm run cost` estimates a whole month with everything. */
const costOf = (items: readonly JobItem[], run: Run, nowMs: number): DryRun['cost'] => {
  const looks = items.reduce((sum, item) => sum + looksAt(item, run, nowMs), 0);
  const stateTransitions = TRANSITIONS_PER_RUN + items.length * TRANSITIONS_PER_BRANCH + looks * TRANSITIONS_PER_LOOK;
  return { stateTransitions, usd: stateTransitions * USD_PER_TRANSITION };
};

/** How often Check looks at a report that takes its usual time from now on. */
const looksAt = (item: JobItem, run: Run, nowMs: number): number => {
  if (item.resumeAt === 'download' || item.resumeAt === 'tabulate') return 0;
  const secondsLeft = (msOf(run.deadlineAt) - nowMs) / 1000;
  return looksUntil(run, item.readyAfterSeconds, Math.min(item.readyAfterSeconds ?? run.settings.usualProcessingSeconds, secondsLeft));
};
