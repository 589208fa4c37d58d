import { marketplaceOf } from './core/catalogue/marketplaces.ts';
import { isCredentialsProblem } from './core/failure/thrown.ts';
import { listsToPlan } from './core/input/input-series.ts';
import { runOf } from './core/input/run-input.ts';
import { instantOf } from './core/instant.ts';
import { claimedFor, releasedBy } from './core/planning/carry-over.ts';
import { gather } from './core/planning/gather.ts';
import { byReason, cutShort, type LeftOut } from './core/planning/left-out.ts';
import { progressText } from './core/planning/list-progress.ts';
import { refuseUnfitDates } from './core/planning/plan-jobs.ts';
import { refuseMovedPlan } from './core/planning/plan-steps.ts';
import { keepBundles, listReading } from './core/planning/read-bundles.ts';
import { tablesWorkOf } from './core/planning/tables-work.ts';
import { isOpen } from './core/planning/windows/coverage.ts';
import { type Started, type Work, withLimits } from './core/planning/work.ts';
import type { BasePorts, Ports, Step } from './core/ports.ts';
import { keptAsLeftOut } from './core/quota/limit-queue.ts';
import { handOut } from './core/quota/spread.ts';
import { heldByOthers } from './core/record/claims.ts';
import { claimRun } from './core/record/ledger/claim-run.ts';
import { writeClaimed } from './core/record/ledger/write-claimed.ts';
import { type Branch, type ExecutionContext, type PlanInput as Input, PlanInput } from './core/record/messages.ts';
import { isOfStart, type Run, type RunItem } from './core/record/runs.ts';
import { accounts, executions, ledger, sellingPartner, settings, task } from './runtime.ts';

type Needs = 'ledger' | 'sellingPartner' | 'accounts' | 'executions' | 'settings';
type StepPorts = Pick<Ports, Needs | BasePorts>;

export type Planned =
  | { result: 'import' | 'nothing'; run: Run; jobs: Branch[]; plannedFinishAt: string; leftOut: number }
  | { result: 'duplicate'; runId: string; startedBy: string };

/** State `Plan the run`: turns an input into jobs and adds what earlier runs left open. All that can throw comes first. */
export const plan: Step<Input, Planned, Needs> = (ports) => async (message) => {
  const asked = await start(ports, message);
  const isOfTables = asked.input.tabulate === true;
  if (!isOfTables) {
    refuseUnfitDates({ ...asked, settings: asked.run.settings });
  }
  const applicationId = isOfTables ? undefined : await signIn(ports, asked);
  const named = { ...asked, run: { ...(await runNamed(ports, asked, message.execution)), ...(applicationId && { applicationId }) } };
  const mine = await claimRun(ports.ledger, named.run);
  // A verdict: the run is over, and this is a late repeat of its first step.
  const isOver = Object.keys(mine.verdicts).length > 0;
  if (mine.executionArn !== named.run.executionArn || isOver)
    return { result: 'duplicate', runId: named.run.id, startedBy: mine.executionArn };

  const work = isOfTables ? await gatherStored(ports, named) : await gatherDue(ports, named);
  const started = { ...named, run: withLimits(named, work) };
  const { run } = started;
  // Recorded before it is done: a repeat of this step does not see what was dropped.
  const closing = [...work.drops, ...work.splits];
  const checked = await withPlanChecked(ports, named, mine, work);
  const claimed = closing.length === 0 ? checked : await ports.ledger.writeRun(withKeys(checked, closing));
  await writeClaimed(ports.ledger, run, work.drops);
  const { jobs, notTaken, turnsAtOnce, plannedFinishMs } = await takeUp(ports, started, work);
  // Only now: if the step is interrupted before, its repeat finds the whole window still open, and the pieces beside it.
  await writeClaimed(ports.ledger, run, work.splits);
  const leftOut = cutShort([...work.leftOut, ...notTaken]);
  // An alarm watches that imports start, and this run is no import.
  if (!isOfTables) ports.metrics.add('RunsStarted', 1, run.account);
  ports.metrics.add('TurnsLeft', turnsAtOnce, run.account);
  const plannedFinishAt = instantOf(plannedFinishMs);
  const keys = jobs.map(({ job }) => job);
  await ports.ledger.writeRun({ ...withKeys(claimed, keys), plannedFinishAt, leftOut });
  ports.log.info(`${jobs.length} reports to import, done by ${plannedFinishAt} if Amazon is as quick as usual`, {
    leftOut: leftOut.length,
  });
  return {
    result: jobs.length > 0 ? 'import' : 'nothing',
    run: { ...run, jobCount: jobs.length },
    jobs,
    plannedFinishAt,
    leftOut: leftOut.length,
  };
};

export const handler = task(PlanInput, plan, { ledger, sellingPartner, accounts, executions, settings });

const start = async (ports: StepPorts, { input, execution }: Input): Promise<Started> => {
  const nowMs = ports.clock.now();
  const started = runOf(input, execution, await ports.accounts(), ports.settings(), nowMs);
  return { ...started, nowMs };
};

/**
 * The run under an id that no other start has. AWS allows an execution's name again 90 days after it ended, and run items live longer.
 * Two deliveries of a schedule have one planned start, and are one run.
 */
const runNamed = async (ports: StepPorts, { run, input }: Started, { StartTime }: ExecutionContext): Promise<Run> => {
  if (input.scheduledAt !== undefined || StartTime === undefined) return run;
  const there = await ports.ledger.readRun(run.account, run.id);
  return there === undefined || isOfStart(there, run.executionArn, StartTime) ? run : { ...run, id: `${run.id}-${StartTime}` };
};

/** Proves that the run can work: secret, endpoint of the right region, one access token. Returns the application's id. */
const signIn = async (ports: StepPorts, { run, account, nowMs }: Started): Promise<string> => {
  try {
    const { applicationId, clientWrittenAtMs } = await ports.sellingPartner(
      run.secretId,
      marketplaceOf(account.marketplaces[0] ?? '')?.region,
    );
    if (clientWrittenAtMs !== undefined) ports.metrics.add('ClientSecretAgeDays', (nowMs - clientWrittenAtMs) / 86_400_000, run.account);
    return applicationId;
  } catch (error) {
    if (error instanceof Error && isCredentialsProblem(error.name)) ports.metrics.add('CredentialsRefused', 1, run.account);
    throw error;
  }
};

/** What the ledger knows of the account, and what that makes of the input. */
const gatherDue = async (ports: StepPorts, started: Started): Promise<Work> => {
  const { run, account, input } = started;
  const open = await ports.ledger.openJobs(run.account);
  const isHeld = await heldByOthers(ports.executions, run, open);
  const bundles = await keepBundles(ports.ledger, listsToPlan(account, input), listReading(started));
  const work = await gather(ports.ledger, started, { open, isHeld, bundles });
  for (const list of work.lists ?? []) ports.log.info(progressText(list));
  return work;
};

/** Compared once in a run: from here on its own writes move the ledger, and a repeat of this step finds them. */
const withPlanChecked = async (ports: StepPorts, started: Started, mine: RunItem, work: Work): Promise<RunItem> => {
  if (started.input.plan === undefined || mine.planHolds === true) return mine;
  refuseMovedPlan(started, work);
  return ports.ledger.writeRun({ ...mine, planHolds: true });
};

/** Likewise for a run that makes the tables of stored documents again. A closed job is held by no run: only open ones are looked up. */
const gatherStored = async (ports: StepPorts, started: Started): Promise<Work> => {
  const { run } = started;
  const items = await ports.ledger.jobsWithPrefix(run.account, '');
  const isHeld = await heldByOthers(ports.executions, run, items.filter(isOpen));
  return tablesWorkOf(started, { items, isHeld: (item) => isOpen(item) && isHeld(item) });
};

type TakenUp = { jobs: Branch[]; notTaken: LeftOut[]; turnsAtOnce: number; plannedFinishMs: number };

/** Writes the jobs of this run, as many as turns and time allow, and those that must wait for the next; says which those are. */
const takeUp = async (ports: StepPorts, { run, input, nowMs }: Started, work: Work): Promise<TakenUp> => {
  const { taken, kept, branches, heldBack, ...figures } = await handOut(ports.ledger, run, work, nowMs, input.scheduledAt !== undefined);
  const plannedAt = new Map(branches.map(({ job, waitUntil }) => [job.key, waitUntil]));
  const now = taken
    .filter(({ key }) => plannedAt.has(key))
    .map((item) => claimedFor(run, item, plannedAt.get(item.key), heldBack.get(item.key)));
  const { written, elsewhere } = await writeClaimed(ports.ledger, run, now);
  // Closed documents stay closed until there is room for them: opened, they would crowd the routine runs.
  const next = input.tabulate === true ? [] : kept;
  const later = await writeClaimed(
    ports.ledger,
    run,
    next.map(({ item, why }) => releasedBy(run, item, why)),
  );
  const noRoom = input.tabulate === true ? kept.map(({ item: { key } }) => ({ key, why: 'no room in this run: start another' })) : [];
  return {
    ...figures,
    jobs: branches.filter(({ job }) => written.has(job.key)),
    notTaken: [
      ...keptAsLeftOut(next.filter(({ item }) => later.written.has(item.key))),
      ...byReason([...noRoom, ...[...elsewhere, ...later.elsewhere].map((key) => ({ key, why: 'another run claimed it a moment ago' }))]),
    ],
  };
};

const withKeys = (item: RunItem, jobs: readonly { key: string }[]): RunItem => ({
  ...item,
  jobKeys: [...new Set([...item.jobKeys, ...jobs.map(({ key }) => key)])],
});
