import { prices } from '../../infra/cost/prices.ts';
import { transitions } from '../../infra/cost/transitions.ts';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { listsToPlan } from '../../lambdas/core/input/input-series.ts';
import { runOf } from '../../lambdas/core/input/run-input.ts';
import { instantOf, msOf } from '../../lambdas/core/instant.ts';
import { gather } from '../../lambdas/core/planning/gather.ts';
import type { LeftOut } from '../../lambdas/core/planning/left-out.ts';
import type { ListProgress } from '../../lambdas/core/planning/list-progress.ts';
import { actionOf, type PlanStep, stepsOf } from '../../lambdas/core/planning/plan-steps.ts';
import { listReading, readBundles } from '../../lambdas/core/planning/read-bundles.ts';
import { withLimits } from '../../lambdas/core/planning/work.ts';
import { looksUntil } from '../../lambdas/core/quota/check-schedule.ts';
import { keptAsLeftOut } from '../../lambdas/core/quota/limit-queue.ts';
import { handOut } from '../../lambdas/core/quota/spread.ts';
import type { Job, JobItem } from '../../lambdas/core/record/jobs.ts';
import type { Run } from '../../lambdas/core/record/runs.ts';
import type { CliPorts } from '../ports.ts';
import { reportName } from '../text/report-name.ts';
import { claimants } from './claimants.ts';

export type PlannedJob = { key: string; name: string; purpose: string; does: PlanStep['does']; turnAt: string };

/** What a start would do now. */
export type DryRun = {
  account: string;
  jobs: PlannedJob[];
  /** What it would write of jobs: also those that have no turn before the deadline, and those that it closes. */
  steps: PlanStep[];
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
  if (started.input.tabulate)
    throw new InvalidInputError('A run with "tabulate" asks Amazon nothing. See what it would do: tabulate --dry-run');
  const bundles = await readBundles(ports.ledger, listsToPlan(account, started.input), listReading(started));
  const open = await ports.ledger.openJobs(account.name);
  const work = await gather(ports.ledger, started, { open, isHeld: await claimants(ports, open), bundles });
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
    steps: stepsOf(work),
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

const plannedJob = (job: Job, purpose: string, turnAt: string): PlannedJob => ({
  key: job.key,
  name: reportName(job),
  purpose,
  does: actionOf(job),
  turnAt,
});

/** State transitions are nearly all of what a run costs; `npm run cost` estimates a whole month with everything. */
const costOf = (items: readonly JobItem[], run: Run, nowMs: number): DryRun['cost'] => {
  const looks = items.reduce((sum, item) => sum + looksAt(item, run, nowMs), 0);
  const { perRun, perBranch, perLook } = transitions;
  const stateTransitions = perRun + items.length * perBranch + looks * perLook;
  return { stateTransitions, usd: stateTransitions * prices.perStateTransition };
};

/** How often Check looks at a report that takes its usual time from now on. */
const looksAt = (item: JobItem, run: Run, nowMs: number): number => {
  if (item.resumeAt === 'download' || item.resumeAt === 'tabulate') return 0;
  const secondsLeft = (msOf(run.deadlineAt) - nowMs) / 1000;
  return looksUntil(run, item.readyAfterSeconds, Math.min(item.readyAfterSeconds ?? run.settings.usualProcessingSeconds, secondsLeft));
};
