import { lowerBoundSeconds } from './quota-bound.ts';
import { type BenchJob, OVERLAP_SECONDS, type Situation } from './quota-cases.ts';
import type { Strategy } from './strategies/strategy.ts';

/** One strategy in one case. `ratio` is null when reports were lost, since speed means nothing then. */
export type Row = {
  case: string;
  processing: string;
  strategy: string;
  n: number;
  /** From the start of the first run until the last document was complete. */
  makespanMinutes: number;
  lowerBoundMinutes: number;
  ratio: number | null;
  /** createReport and getReportDocument. */
  throttledCalls: number;
  /** getReport. */
  throttledChecks: number;
  lost: number;
  unfinished: number;
  checksPerReport: number;
};

export const measure = async (situation: Situation, strategy: Strategy): Promise<Row> => {
  const played = await strategy.play(situation);
  const makespanSeconds = Math.max(0, ...played.fetchedAt);
  const boundSeconds = boundOf(situation);
  return {
    case: situation.case,
    processing: situation.processing,
    strategy: strategy.name,
    n: situation.n,
    makespanMinutes: rounded(makespanSeconds / 60),
    lowerBoundMinutes: rounded(boundSeconds / 60),
    ratio: played.lost + played.unfinished > 0 ? null : rounded(makespanSeconds / boundSeconds, 4),
    throttledCalls: played.throttledCalls,
    throttledChecks: played.throttledChecks,
    lost: played.lost,
    unfinished: played.unfinished,
    checksPerReport: rounded(played.checks / situation.n),
  };
};

/** Of all runs together. A second run that comes after the first begins when the first could be done at the earliest. */
export const boundOf = ({ runs, secondRun, rations }: Situation): number => {
  const bounded = (jobs: readonly BenchJob[], releasedAtSeconds = 0) =>
    jobs.map(({ processingSeconds }) => ({ processingSeconds, releasedAtSeconds }));
  const [first = [], second = []] = runs;
  const secondAt = secondRun === 'after the first' ? lowerBoundSeconds(bounded(first), rations) : OVERLAP_SECONDS;
  return lowerBoundSeconds([...bounded(first), ...bounded(second, secondAt)], rations);
};

const rounded = (value: number, digits = 2): number => Number(value.toFixed(digits));
