import { msOf } from '../../lambdas/core/instant.ts';
import type { JobView, RunView } from '../../lambdas/core/record/run-view.ts';

/** The time that a chart shows. All instants are epoch milliseconds. */
export type Chart = {
  startMs: number;
  endMs: number;
  /** Present while the run goes on: what is not over reaches this far. */
  nowMs?: number;
  ticks: number[];
  /** Where an instant lies, in percent of the width, held within the chart. */
  at: (ms: number) => number;
};

export type Span = { kind: 'waiting' | 'at-amazon' | 'download'; fromMs: number; toMs: number };

const TICK_STEPS_SECONDS = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600];
const MOST_TICKS = 10;
const SHORTEST_MS = 10_000;

/** From the start of the run to the last of its events, its plan, and for a run that goes on, now. */
export const chartOf = (view: RunView, nowMs: number): Chart => {
  const startMs = msOf(view.startedAt);
  const instants = [view.plannedFinishAt, view.finishedAt, ...view.jobs.flatMap((job) => [job.requestedAt, job.readyAt, job.endedAt])];
  const known = instants.flatMap((at) => (at === undefined ? [] : [msOf(at)]));
  const isRunning = view.status === 'running';
  const lastMs = Math.max(startMs + SHORTEST_MS, ...known, ...(isRunning ? [nowMs] : []));
  const endMs = lastMs + (lastMs - startMs) * 0.03;
  const at = (ms: number): number => Math.round(Math.min(1, Math.max(0, (ms - startMs) / (endMs - startMs))) * 10_000) / 100;
  return { startMs, endMs, ...(isRunning && { nowMs }), at, ticks: ticksOf(startMs, endMs) };
};

/** Whole clock times, at most ten of them. */
const ticksOf = (startMs: number, endMs: number): number[] => {
  const steps = TICK_STEPS_SECONDS.map((seconds) => seconds * 1000);
  const stepMs = steps.find((step) => (endMs - startMs) / step <= MOST_TICKS) ?? 86_400_000;
  const firstMs = Math.ceil(startMs / stepMs) * stepMs;
  return Array.from({ length: Math.max(0, Math.floor((endMs - firstMs) / stepMs) + 1) }, (_, index) => firstMs + index * stepMs);
};

/** What became of a job, in time: it waited for its turn, Amazon made it, it was fetched. A carried-over report was asked for earlier. */
export const spansOf = (job: JobView, chart: Chart): Span[] => {
  const { startMs, nowMs = startMs } = chart;
  const endMs = job.endedAt !== undefined ? msOf(job.endedAt) : job.outcome === 'open' ? nowMs : startMs;
  const requestedMs = job.requestedAt === undefined ? endMs : msOf(job.requestedAt);
  const readyMs = job.readyAt === undefined ? endMs : msOf(job.readyAt);
  const spans: Span[] = [
    { kind: 'waiting', fromMs: startMs, toMs: requestedMs },
    { kind: 'at-amazon', fromMs: Math.max(startMs, requestedMs), toMs: readyMs },
    { kind: 'download', fromMs: Math.max(startMs, readyMs), toMs: endMs },
  ];
  return spans.filter(({ fromMs, toMs }) => toMs > fromMs);
};
