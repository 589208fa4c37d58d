import { msOf } from '../../lambdas/core/instant.ts';
import type { JobView } from '../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { type Pause, pausesOf, roundStartMs, workedMs } from '../text/runs/rounds.ts';

/** The time that a chart shows. All instants are epoch milliseconds. */
export type Chart = {
  startMs: number;
  endMs: number;
  /** Present while the run is in progress: what is not over reaches this far. */
  nowMs?: number;
  ticks: number[];
  /** Between two ticks, as long as nothing paused. */
  stepMs: number;
  /** Narrow bands, whatever time they took: a redrive may come the next day. */
  pauses: Pause[];
  /** When the round began. */
  roundStartMs: (round?: number) => number;
  /** The time until then, without pauses. */
  workedMs: (ms: number) => number;
  /** Where an instant lies, in percent of the width, held within the chart. */
  at: (ms: number) => number;
};

export type Span = { kind: 'waiting' | 'at-amazon' | 'download'; fromMs: number; toMs: number };

const TICK_STEPS_SECONDS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];
const MOST_TICKS = 10;
const SHORTEST_MS = 10_000;
/** Percent of the width: of one pause, and of all of them. */
const PAUSE_WIDTH = 2;
const ALL_PAUSES_WIDTH = 20;

/** From the start of the run to the last of its events, its plan, and for a run in progress, now. */
export const chartOf = (view: RunView, nowMs: number): Chart => {
  const startMs = msOf(view.startedAt);
  const pauses = pausesOf(view);
  const instants = [view.plannedFinishAt, view.finishedAt, ...view.jobs.flatMap((job) => [job.requestedAt, job.readyAt, job.endedAt])];
  const known = [...instants.flatMap((at) => (at === undefined ? [] : [msOf(at)])), ...pauses.map(({ toMs }) => toMs)];
  const isRunning = view.status === 'running';
  const lastMs = Math.max(startMs + SHORTEST_MS, ...known, ...(isRunning ? [nowMs] : []));
  const endMs = lastMs + workedMs(view, lastMs) * 0.03;
  const at = placed(pauses, (ms) => workedMs(view, ms), startMs, endMs);
  return {
    ...{ startMs, endMs, pauses, at },
    ...(isRunning && { nowMs }),
    ...ticksOf(startMs, endMs, workedMs(view, endMs), pauses),
    roundStartMs: (round) => roundStartMs(view, round),
    workedMs: (ms) => workedMs(view, ms),
  };
};

/** Work takes its share of the width that the pauses leave. */
const placed = (pauses: readonly Pause[], worked: (ms: number) => number, startMs: number, endMs: number): Chart['at'] => {
  const width = pauses.length === 0 ? 0 : Math.min(PAUSE_WIDTH, ALL_PAUSES_WIDTH / pauses.length);
  const perMs = (100 - width * pauses.length) / worked(endMs);
  return (ms) => {
    const heldMs = Math.min(endMs, Math.max(startMs, ms));
    const passed = pauses.map(({ fromMs, toMs }) => (heldMs <= fromMs ? 0 : heldMs >= toMs ? 1 : (heldMs - fromMs) / (toMs - fromMs)));
    return Math.round((worked(heldMs) * perMs + width * passed.reduce((sum, share) => sum + share, 0)) * 100) / 100;
  };
};

/** Whole clock times, about ten of them at most; none within a pause. */
const ticksOf = (startMs: number, endMs: number, work: number, pauses: readonly Pause[]): Pick<Chart, 'ticks' | 'stepMs'> => {
  const steps = TICK_STEPS_SECONDS.map((seconds) => seconds * 1000);
  const stepMs = steps.find((step) => work / step <= MOST_TICKS) ?? 86_400_000;
  const begins = [startMs, ...pauses.map(({ toMs }) => toMs)];
  const ticks = begins.flatMap((fromMs, index) => {
    const toMs = pauses[index]?.fromMs ?? endMs;
    const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
    return Array.from({ length: Math.max(0, Math.floor((toMs - firstMs) / stepMs) + 1) }, (_, step) => firstMs + step * stepMs);
  });
  return { ticks, stepMs };
};

/**
 * The ticks whose time can be written so many percent of the width apart. The first of each round goes before the others: without
 * it nothing would show when the round was.
 * @param kept those that are written in any case
 */
export const labelledTicks = (
  { ticks, pauses, at }: Pick<Chart, 'ticks' | 'pauses' | 'at'>,
  apart: number,
  kept: readonly number[] = [],
): number[] => {
  const firsts = pauses.flatMap(({ toMs }) => ticks.find((ms) => ms >= toMs) ?? []);
  const labelled = [...kept];
  for (const ms of [...firsts, ...ticks]) if (labelled.every((other) => Math.abs(at(other) - at(ms)) >= apart)) labelled.push(ms);
  return labelled.sort((one, other) => one - other);
};

type Times = { requestedAt?: string; readyAt?: string };

/** The course of a job in time, in each of its rounds. A carried-over report was asked for earlier. */
export const spansOf = (job: JobView, chart: Chart): Span[] => {
  const startMs = chart.roundStartMs(job.round);
  const endMs = job.endedAt !== undefined ? msOf(job.endedAt) : job.outcome === 'open' ? (chart.nowMs ?? startMs) : startMs;
  const earlier = (job.earlier ?? []).flatMap((pass) => passSpans(pass, chart.roundStartMs(pass.round), msOf(pass.endedAt)));
  return [...earlier, ...passSpans(job, startMs, endMs)];
};

/** It waited for its turn, Amazon made it, it was fetched. */
const passSpans = (times: Times, startMs: number, endMs: number): Span[] => {
  const requestedMs = times.requestedAt === undefined ? endMs : msOf(times.requestedAt);
  const readyMs = times.readyAt === undefined ? endMs : msOf(times.readyAt);
  const spans: Span[] = [
    { kind: 'waiting', fromMs: startMs, toMs: requestedMs },
    { kind: 'at-amazon', fromMs: Math.max(startMs, requestedMs), toMs: readyMs },
    { kind: 'download', fromMs: Math.max(startMs, readyMs), toMs: endMs },
  ];
  return spans.filter(({ fromMs, toMs }) => toMs > fromMs);
};
