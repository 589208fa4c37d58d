import { type Limit, limitText } from '../catalogue/limit.ts';
import type { JobItem } from '../record/jobs.ts';
import type { LimitLine, LimitLineKey, LimitOwner } from '../record/ledger/limit-line.ts';
import type { Run } from '../record/runs.ts';
import type { Quotas } from '../settings.ts';
import { quicker, slower } from './turns.ts';

/**
 * The arithmetic of the limits that a report type has of its own. Nobody outside Amazon knows their form: a token bucket, a calendar
 * day or any 24 hours. The operation's generic cell rate algorithm would let twice as many calls pass within a period (the burst, and
 * what refills meanwhile), so a line keeps its turns and lets no window of the limit's length hold more than the limit's calls: that
 * passes under each of the three, and loses nothing over days. All instants are epoch milliseconds.
 */

/** A limit at its present pace: at most `calls` turns in any `windowMs`. */
export type Gate = { limit: Limit; turnsMs: readonly number[]; windowMs: number };

/** The limits of a run's report type, by the line that counts them. */
export type LineLimits = { key: LimitLineKey; limits: Limit[] };

/** An account's line before its application's, so that what a crash in between wastes is nobody else's. */
export const linesOf = (run: Pick<Run, 'limits' | 'applicationId' | 'secretId'>, apiType: string): LineLimits[] => {
  const limits: readonly Limit[] = run.limits?.[apiType] ?? [];
  const byOwner = Map.groupBy(limits, ({ scope }) => ownerOf(run, scope));
  return [...byOwner].map(([owner, those]) => ({ key: { owner, apiType }, limits: those })).sort((one) => (isShared(one) ? 1 : -1));
};

const isShared = ({ key }: LineLimits): boolean => key.owner.startsWith('application#');

const ownerOf = ({ applicationId, secretId }: Pick<Run, 'applicationId' | 'secretId'>, scope: Limit['scope']): LimitOwner =>
  scope === 'application' && applicationId !== undefined ? `application#${applicationId}` : `secret#${secretId}`;

/** Which limit of a line: its name in `intervalsMs`. */
const nameOf = ({ calls, perHours }: Limit): string => `${calls}/${perHours}`;

const publishedMsOf = ({ calls, perHours }: Limit, { limitHourSeconds }: Quotas): number => (perHours * limitHourSeconds * 1000) / calls;

const intervalMsOf = (limit: Limit, line: Pick<LimitLine, 'intervalsMs'>, quotas: Quotas): number =>
  Math.max(publishedMsOf(limit, quotas), line.intervalsMs?.[nameOf(limit)] ?? 0);

/** The slack: a call may reach Amazon later than its turn, and the one that it must follow did not. */
export const gatesOf = (limits: readonly Limit[], line: LimitLine, turnsMs: readonly number[], quotas: Quotas): Gate[] =>
  limits.map((limit) => ({
    limit,
    turnsMs,
    windowMs: limit.calls * intervalMsOf(limit, line, quotas) + quotas.slackSeconds * 1000,
  }));

/** The first instant from `fromMs` on at which all gates let a turn pass, and the limit that was last in the way. */
export const firstTurn = (gates: readonly Gate[], fromMs: number): { atMs: number; limit: Limit | undefined } => {
  let atMs = fromMs;
  let limit: Limit | undefined;
  for (;;) {
    const now = atMs;
    const closed = gates.map((gate) => ({ gate, untilMs: opensAt(gate, now) })).find(({ untilMs }) => untilMs > now);
    if (closed === undefined) return { atMs, limit };
    // A Wait state knows whole seconds.
    atMs = Math.ceil(closed.untilMs / 1000) * 1000;
    limit = closed.gate.limit;
  }
};

/** `atMs` when a turn there leaves no window too full, before or behind it; else an instant at which that may be. */
const opensAt = ({ limit: { calls }, turnsMs, windowMs }: Gate, atMs: number): number => {
  const before = turnsMs.findLastIndex((turnMs) => turnMs <= atMs) + 1;
  for (let first = before - calls; first <= before; first += 1) {
    const [fromMs, toMs] = [turnsMs[first], turnsMs[first + calls - 1]];
    if (fromMs === undefined || toMs === undefined || Math.max(toMs, atMs) - Math.min(fromMs, atMs) >= windowMs) continue;
    return fromMs > atMs ? fromMs : fromMs + windowMs;
  }
  return atMs;
};

/** A job as the lines know it: 32 bits of its account and key (FNV-1a), since a key may have hundreds of bytes. */
export const turnIdOf = ({ account, key }: Pick<JobItem, 'account' | 'key'>): string => {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${account}/${key}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
};

/** The turn that the job holds in the line: what was taken up to its last call is spent. */
export const heldIn = (line: LimitLine, item: JobItem): number | undefined => {
  const id = turnIdOf(item);
  const askedMs = item.askedAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(item.askedAt);
  return line.turns.findLast(({ by, atMs }) => by === id && atMs > askedMs)?.atMs;
};

/** The line with the job's held turn moved to `atMs`, or given back (undefined). */
export const withTurn = (line: LimitLine, item: JobItem, atMs: number | undefined, limits: LineLimits['limits'], now: Now): LimitLine => {
  const heldMs = heldIn(line, item);
  const by = turnIdOf(item);
  const keptMs = Math.max(line.keptMs, ...gatesOf(limits, line, [], now.quotas).map(({ windowMs }) => windowMs));
  const others = line.turns.filter((turn) => turn.atMs > now.nowMs - keptMs && !(turn.by === by && turn.atMs === heldMs));
  const turns = [...others, ...(atMs === undefined ? [] : [{ atMs, by }])].sort((one, other) => one.atMs - other.atMs);
  return { ...line, keptMs, turns };
};

export type Now = { nowMs: number; quotas: Quotas };

/** `limit of SalesAndTrafficReport: 96 a day for the application; next turn at 2026-11-26T06:00:10Z` */
export const heldBackText = (type: string, limit: Limit, untilMs: number): string =>
  `limit of ${type}: ${limitText(limit)}; next turn at ${new Date(untilMs).toISOString().slice(0, 19)}Z`;

/** How many of its calls a limit sees in its window now, as a share. */
export const fullnessOf = (limit: Limit, line: LimitLine, { nowMs, quotas }: Now): number => {
  const fromMs = nowMs - limit.calls * intervalMsOf(limit, line, quotas);
  return line.turns.filter(({ atMs }) => atMs > fromMs && atMs <= nowMs).length / limit.calls;
};

/**
 * The line after a call that `limit` explains was rejected: it slows as the operation's line does, and pauses for one interval.
 * Calls whose turns were taken at the same pace slow it once, not once each.
 */
export const slowedBy = (line: LimitLine, limit: Limit, turnMs: number, { nowMs, quotas }: Now): LimitLine => {
  const publishedMs = publishedMsOf(limit, quotas);
  const presentMs = intervalMsOf(limit, line, quotas);
  const isNews = turnMs > (line.slowedAtMs ?? Number.NEGATIVE_INFINITY);
  const intervalMs = isNews ? slower({ publishedMs, intervalMs: presentMs }) : presentMs;
  return {
    ...line,
    ...(isNews && { slowedAtMs: nowMs }),
    intervalsMs: { ...line.intervalsMs, [nameOf(limit)]: intervalMs },
    pausedUntilMs: Math.max(line.pausedUntilMs ?? 0, nowMs + intervalMs),
  };
};

/** The line after a success: each slowed limit a little quicker, until it is what it should be. */
export const easedBy = (line: LimitLine, limits: readonly Limit[], quotas: Quotas): LimitLine => {
  const intervalsMs: Record<string, number> = { ...line.intervalsMs };
  for (const limit of limits) {
    const name = nameOf(limit);
    const intervalMs = intervalsMs[name];
    const easedMs = intervalMs === undefined ? undefined : quicker({ publishedMs: publishedMsOf(limit, quotas), intervalMs });
    if (easedMs === undefined) delete intervalsMs[name];
    else intervalsMs[name] = easedMs;
  }
  return { ...line, intervalsMs: Object.keys(intervalsMs).length > 0 ? intervalsMs : undefined };
};
