import { ReportsFailedError } from './core/errors.ts';
import { verdictMessage } from './core/failure/verdict.ts';
import { instantOf } from './core/instant.ts';
import { inOrder } from './core/planning/carry-over.ts';
import type { BasePorts, Ports, Step } from './core/ports.ts';
import { readLines, spreadOver } from './core/quota/spread.ts';
import { claimOf, heldByOthers, isOurs } from './core/record/claims.ts';
import type { JobItem } from './core/record/jobs.ts';
import { type Branch, type SettleInput as Input, SettleInput } from './core/record/messages.ts';
import type { Run, RunItem } from './core/record/runs.ts';
import { ended } from './core/record/transitions.ts';
import { jobEnd } from './core/record/view/job-end.ts';
import { type RunView, runView } from './core/record/view/run-view.ts';
import { summaryKeyOf } from './core/record/view/summary-key.ts';
import { bucket, executions, ledger, task } from './runtime.ts';

type Needs = 'ledger' | 'bucket' | 'executions';
type StepPorts = Pick<Ports, Needs | BasePorts>;

export type Settled =
  | { result: 'done'; runId: string; account: string; counts: RunView['counts']; summaryKey: string }
  | { result: 'round'; run: Run; jobs: Branch[] };

/**
 * State `Settle the run`: judges the run from the ledger, and throws when reports failed, so that Redrive re-enters here.
 * On a redrive it hands out what failed, in a new round; whether it is one follows from the verdict of the round.
 * @throws ReportsFailedError when reports failed
 */
export const settle: Step<Input, Settled, Needs> =
  (ports) =>
  async ({ run, execution }) => {
    const runItem = await ports.ledger.readRun(run.account, run.id);
    if (runItem === undefined) throw new Error(`Run ${run.id} of ${run.account} is not in the ledger: start a new run`);
    const redriveCount = await redrives(ports, run, execution.RedriveCount);
    const items = await ports.ledger.readJobs(run.account, runItem.jobKeys);
    const verdict = runItem.verdicts[String(run.round)];
    const redriven = verdict !== undefined && verdict.redriveCount < redriveCount;
    const again = redriven ? await handOut(ports, run, runItem, items, redriveCount) : undefined;
    return again ?? judge(ports, run, runItem, redriven ? await ports.ledger.readJobs(run.account, runItem.jobKeys) : items, redriveCount);
  };

export const handler = task(SettleInput, settle, { ledger, bucket, executions });

/** That a re-entered Task sees the new count is unproved without AWS: the larger of both sources is taken. */
const redrives = async (ports: StepPorts, run: Run, redriveCount: number | undefined): Promise<number> =>
  Math.max(redriveCount ?? 0, (await ports.executions.describe(run.executionArn))?.redriveCount ?? 0);

/** The failed and lost jobs as a new round with a deadline of its own, without those that another run owns; undefined when none remain. */
const handOut = async (
  ports: StepPorts,
  run: Run,
  runItem: RunItem,
  items: JobItem[],
  redriveCount: number,
): Promise<Settled | undefined> => {
  const nowMs = ports.clock.now();
  // What has failed in this very round already was handed out by an earlier attempt at this step.
  const isNew = ({ outcome }: JobItem) => outcome?.runId !== run.id || outcome.round < redriveCount;
  const failed = items.filter((item) => isNew(item) && ['failed', 'open'].includes(jobEnd(runItem, item)));
  const isHeld = await heldByOthers(ports.executions, run, failed);
  const free = failed.filter((item) => !isHeld(item));
  if (free.length === 0) return undefined;
  const deadlineAt = instantOf(nowMs + run.settings.maxRuntimeMinutes * 60_000);
  const round: Run = { ...run, round: redriveCount, deadlineAt, jobCount: free.length };
  const reopened = free.map((item) => reopen(round, item, nowMs));
  const plan = spreadOver(await readLines(ports.ledger, round), round, inOrder(reopened), nowMs);
  const why = new Map(plan.kept.map((kept) => [kept.item.key, kept.why]));
  const plannedAt = new Map(plan.branches.map(({ job, waitUntil }) => [job.key, waitUntil]));
  await Promise.all(
    reopened.map((item) => {
      const turnAt = plannedAt.get(item.key);
      return ports.ledger.writeJob(
        turnAt === undefined
          ? ended(item, round, { ...noTurn, text: why.get(item.key) ?? noTurn.text }, nowMs)
          : { ...item, plannedAt: turnAt, heldBack: plan.heldBack.get(item.key) },
      );
    }),
  );
  await ports.ledger.writeRun(inRound(runItem, round, nowMs, plan.plannedFinishMs));
  ports.log.info(`Redrive ${redriveCount}: ${reopened.length} failed reports are handed out again`);
  return { result: 'round', run: round, jobs: plan.branches };
};

/** The run continues. A repeat of the step keeps the beginning of the round, and what it was planned to take. */
const inRound = (runItem: RunItem, { round }: Run, nowMs: number, plannedFinishMs: number): RunItem => {
  const begun = { startedAt: instantOf(nowMs), plannedFinishAt: instantOf(plannedFinishMs) };
  return { ...runItem, finishedAt: undefined, rounds: { [String(round)]: begun, ...runItem.rounds } };
};

const noTurn = { kind: 'unfinished', code: 'no-turn-before-deadline', text: 'No turn is left before the run’s deadline' } as const;

const EARLIER_KEPT = 5;

/** With a redrive a person decides that it is worth trying: earlier refusals and waits do not count. */
const reopen = (run: Run, item: JobItem, nowMs: number): JobItem => ({
  ...item,
  claim: claimOf(run),
  outcome: undefined,
  ...(item.outcome && { earlier: [...(item.earlier ?? []), item.outcome].slice(-EARLIER_KEPT) }),
  plannedAt: undefined,
  dropped: undefined,
  openSince: instantOf(nowMs),
  notBeforeAt: undefined,
  askedSince: undefined,
  refusedCount: undefined,
  damagedCount: undefined,
  renewedCount: undefined,
  unansweredCount: undefined,
  unansweredInRun: undefined,
  resumeAt: item.resumeAt ?? 'request',
});

const judge = async (ports: StepPorts, run: Run, runItem: RunItem, items: JobItem[], redriveCount: number): Promise<Settled> => {
  const nowMs = ports.clock.now();
  // What failed here and another run tries now is reported by that run: a redrive of this one would change nothing.
  const isHeld = await heldByOthers(
    ports.executions,
    run,
    items.filter(({ outcome }) => outcome?.kind === 'failed' && outcome.runId === run.id),
  );
  const lost = { kind: 'failed', code: 'lost-branch', text: 'Its branch ended without recording an outcome' } as const;
  // A late repeat of an earlier round's verdict must not record as lost what a later round works on.
  const isLost = (item: JobItem) => jobEnd(runItem, item) === 'open' && isOurs(item, run);
  const judged = await Promise.all(items.map((item) => (isLost(item) ? ports.ledger.writeJob(ended(item, run, lost, nowMs)) : item)));
  const finished = { ...runItem, finishedAt: runItem.verdicts[String(run.round)]?.at ?? instantOf(nowMs) };
  const view = runView(finished, judged, run.round, isHeld);
  const summaryKey = summaryKeyOf(runItem);
  const summaryUri = await ports.bucket.writeJson(summaryKey, view);
  if (runItem.verdicts[String(run.round)] === undefined) {
    const verdict = { redriveCount, at: instantOf(nowMs), failed: view.counts.failed };
    await ports.ledger.writeRun({ ...finished, verdicts: { ...runItem.verdicts, [String(run.round)]: verdict } });
    count(ports, view, judged, nowMs);
  }
  const handedOver = judged
    .filter((item) => jobEnd(runItem, item, isHeld) === 'handed-over')
    .map(({ key, claim }) => ({ key, runId: claim?.runId }));
  if (handedOver.length > 0) ports.log.info(`${handedOver.length} reports are owned by other runs`, { handedOver });
  if (view.counts.failed > 0) throw new ReportsFailedError(verdictMessage(view, summaryUri));
  return { result: 'done', runId: run.id, account: run.account, counts: view.counts, summaryKey };
};

/** Metrics are counted once per round, with its verdict. */
const count = ({ metrics, log }: StepPorts, view: RunView, items: JobItem[], nowMs: number): void => {
  const { account, counts, jobs } = view;
  const oldest = items.flatMap(({ openSince }) => (openSince ? [Date.parse(openSince)] : []));
  metrics.add('RunsSettled', 1, account);
  metrics.add('JobsSaved', counts.saved, account);
  metrics.add('JobsWithoutData', counts.noData, account);
  metrics.add('JobsUnfinished', counts.unfinished, account);
  metrics.add('JobsFailed', counts.failed, account);
  if (counts.unusual) metrics.add('UnusualReports', counts.unusual, account);
  metrics.add(
    'BytesSaved',
    jobs.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0),
    account,
  );
  metrics.add('OldestUnfinishedHours', oldest.length === 0 ? 0 : (nowMs - Math.min(...oldest)) / 3_600_000, account);
  log.info('Run settled', { ...counts, plannedFinishAt: view.plannedFinishAt, finishedAt: view.finishedAt });
};
