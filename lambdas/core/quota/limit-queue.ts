import type { Limit } from '../catalogue/limit.ts';
import { msOf } from '../instant.ts';
import { byReason, type LeftOut } from '../planning/left-out.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';
import { firstTurn, type Gate, gatesOf, heldBackText, heldIn } from './limits.ts';
import type { StandingLine } from './take-limit.ts';

/** The lines of a run's limited types, by Amazon's name of the type. */
export type LimitLines = ReadonlyMap<string, readonly StandingLine[]>;

/** When the limits of a job's type let it pass at the earliest, and which limit delays it. */
type Pass = { atMs: number; limit: Limit | undefined };

/** The turns that jobs get one after the other, if nobody else takes one. Reserves nothing. */
export const limitQueue = (lines: LimitLines, { settings: { quotas } }: Pick<Run, 'settings'>, nowMs: number) => {
  const types = new Map([...lines].map(([apiType, standing]) => [apiType, typeOf(standing, quotas, nowMs)]));
  return (item: JobItem, fromMs: number): Pass => {
    const type = types.get(item.request.reportType);
    if (type === undefined) return { atMs: fromMs, limit: undefined };
    const held = type.standing.flatMap(({ line }) => heldIn(line, item) ?? []);
    if (held.length > 0) return { atMs: Math.max(fromMs, ...held), limit: type.standing[0]?.limits[0] };
    const { atMs, limit = type.limit } = firstTurn(type.gates, Math.max(fromMs, type.lastMs));
    type.lastMs = atMs;
    type.limit = limit;
    for (const { turnsMs } of type.gates) insert(turnsMs, atMs);
    return { atMs, limit: atMs > fromMs ? limit : undefined };
  };
};

/** `lastMs`, `limit`: where the job before was put, and why: none behind it comes sooner. */
type Type = { standing: readonly StandingLine[]; gates: (Gate & { turnsMs: number[] })[]; lastMs: number; limit: Limit | undefined };

const typeOf = (standing: readonly StandingLine[], quotas: Run['settings']['quotas'], nowMs: number): Type => {
  const gates = standing.flatMap(({ line, limits }) =>
    // Each gate has turns of its own, to which those of the queue are added.
    gatesOf(limits, line, [], quotas).map((gate) => ({ ...gate, turnsMs: line.turns.map(({ atMs }) => atMs) })),
  );
  const lastMs = Math.max(nowMs, ...standing.map(({ line }) => line.pausedUntilMs ?? 0));
  return { standing, gates, lastMs, limit: standing[0]?.limits[0] };
};

const insert = (turnsMs: number[], atMs: number): void => {
  turnsMs.splice(turnsMs.findLastIndex((turnMs) => turnMs <= atMs) + 1, 0, atMs);
};

/** A job that is kept for the next run. `ofType`: its whole type waits. */
export type Kept = { item: JobItem; why: string; ofType?: true };

/** As a run reports them: one line for a type that waits, else one for each series. */
export const keptAsLeftOut = (kept: readonly Kept[]): LeftOut[] => {
  const ofTypes = [
    ...Map.groupBy(
      kept.filter(({ ofType }) => ofType),
      ({ why }) => why,
    ),
  ].map(([why, same]) => ({
    what: `${same[0]?.item.type}: ${same.length === 1 ? 'one report' : `${same.length} reports`}`,
    why,
  }));
  return [...ofTypes, ...byReason(kept.flatMap(({ item, why, ofType }) => (ofType ? [] : [{ key: item.key, why }])))];
};

/** The jobs without those that a limit of their type lets pass after the deadline only: these stay planned, and take no room or turn from others. */
export const withinLimits = (
  lines: LimitLines,
  run: Run,
  items: readonly JobItem[],
  nowMs: number,
  ahead: readonly JobItem[],
): { passed: JobItem[]; kept: Kept[] } => {
  const passAt = limitQueue(lines, run, nowMs);
  for (const item of ahead) passAt(item, nowMs);
  const passed: JobItem[] = [];
  const late: { item: JobItem; atMs: number; limit: Limit }[] = [];
  for (const item of items) {
    const { atMs, limit } = isAsked(item) ? passAt(item, nowMs) : { atMs: nowMs };
    if (limit !== undefined && atMs > msOf(run.deadlineAt)) late.push({ item, atMs, limit });
    else passed.push(item);
  }
  const kept = [...Map.groupBy(late, ({ item }) => item.type).values()].flatMap((same) => {
    const [first, last] = [same[0], same.at(-1)];
    const next = first === undefined ? '' : heldBackText(first.item.type, first.limit, first.atMs);
    const why =
      last === undefined || same.length === 1 ? next : `${next}, that of the last of ${same.length} reports about ${dayText(last.atMs)}`;
    return same.map(({ item }) => ({ item, why, ofType: true as const }));
  });
  return { passed, kept };
};

/** Whether the job's next step asks Amazon for a report. */
export const isAsked = ({ resumeAt }: Pick<JobItem, 'resumeAt'>): boolean => resumeAt === undefined || resumeAt === 'request';

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
