import type { JobItem } from '../jobs.ts';
import type { RunItem, Verdict } from '../runs.ts';
import { heldByNone, type JobEnd } from './job-end.ts';
import { isWithoutRows, type JobView, jobView } from './job-view.ts';

/** One pass over the jobs: the first, or what a redrive began. Between two of them nothing ran. */
export type RoundView = { round: number; startedAt: string; plannedFinishAt?: string; finishedAt?: string };

export type RunView = {
  runId: string;
  account: string;
  executionArn: string;
  status: 'running' | 'succeeded' | 'failed';
  startedAt: string;
  deadlineAt: string;
  /** Of the last round. */
  plannedFinishAt?: string;
  finishedAt?: string;
  round: number;
  /** All rounds of a run that was redriven, in time; absent when there was one. */
  rounds?: RoundView[];
  /** `zeroRows`: those of the saved ones whose document has no row; `unusual`: whose figures look wrong; absent when there are none. */
  counts: { saved: number; noData: number; unfinished: number; failed: number; zeroRows?: number; unusual?: number };
  jobs: JobView[];
  leftOut: { what: string; why: string }[];
};

/** One shape for the summary in S3, the command line and the timeline. */
export const runView = (run: RunItem, items: readonly JobItem[], round = lastRound(run), isHeld = heldByNone): RunView => {
  const jobs = items.map((item) => jobView(run, item, isHeld)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const count = (...ends: JobEnd[]) => jobs.filter(({ outcome }) => ends.includes(outcome)).length;
  const rounds = roundsOf(run);
  const plannedFinishAt = rounds.at(-1)?.plannedFinishAt ?? run.plannedFinishAt;
  const zeroRows = jobs.filter(isWithoutRows).length;
  const unusual = jobs.filter((job) => job.unusual !== undefined).length;
  const counts = {
    ...{ saved: count('saved'), noData: count('no-data'), unfinished: count('unfinished'), failed: count('failed') },
    ...(zeroRows > 0 && { zeroRows }),
    ...(unusual > 0 && { unusual }),
  };
  return {
    runId: run.runId,
    account: run.account,
    executionArn: run.executionArn,
    status: run.finishedAt === undefined ? 'running' : counts.failed > 0 ? 'failed' : 'succeeded',
    startedAt: run.startedAt,
    deadlineAt: run.deadlineAt,
    ...(plannedFinishAt && { plannedFinishAt }),
    ...(run.finishedAt && { finishedAt: run.finishedAt }),
    round,
    ...(rounds.length > 1 && { rounds }),
    counts,
    jobs,
    leftOut: run.leftOut ?? [],
  };
};

const lastRound = ({ rounds, verdicts }: RunItem): number => Math.max(0, ...Object.keys({ ...rounds, ...verdicts }).map(Number));

const roundsOf = ({ startedAt, plannedFinishAt, rounds = {}, verdicts }: RunItem): RoundView[] => {
  const later = Object.entries(rounds).map(([round, begun]) => ({ round: Number(round), ...begun }));
  return [{ round: 0, startedAt, plannedFinishAt }, ...later]
    .sort((a, b) => a.round - b.round)
    .map((one) => ({
      round: one.round,
      startedAt: one.startedAt,
      ...(one.plannedFinishAt && { plannedFinishAt: one.plannedFinishAt }),
      ...finishOf(verdicts[String(one.round)]),
    }));
};

const finishOf = (verdict: Verdict | undefined): Pick<RoundView, 'finishedAt'> => (verdict === undefined ? {} : { finishedAt: verdict.at });
