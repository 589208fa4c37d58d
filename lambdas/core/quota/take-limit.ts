import type { Limit } from '../catalogue/limit.ts';
import { LedgerConflictError } from '../errors.ts';
import { msOf } from '../instant.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Ledger } from '../record/ledger/ledger.ts';
import type { LimitLine } from '../record/ledger/limit-line.ts';
import type { Run } from '../record/runs.ts';
import {
  easedBy,
  firstTurn,
  fullnessOf,
  gatesOf,
  heldBackText,
  heldIn,
  type LineLimits,
  linesOf,
  type Now,
  slowedBy,
  turnIdOf,
  withTurn,
} from './limits.ts';

type Caller = { ledger: Ledger; run: Run; nowMs: number };

/** A line as it was read. */
export type StandingLine = LineLimits & { line: LimitLine };

/** The right to call now as far as the type's own limits go; or when it comes: before the deadline (`later`, held in the lines) or not. */
export type LimitTurn = { kind: 'due'; lines: StandingLine[] } | { kind: 'later' | 'none'; untilMs: number; why: string };

/** Others write these lines only when they call for the same type: so many lost races in a row do not happen. */
const RACES = 200;

/** How much later than its turn a branch wakes up; later, its call is counted from then. */
const AWAKE_WITHIN_MS = 1000;

/**
 * Takes one turn in all lines of the job's type, at the same instant: the first that every limit allows. A turn that the job holds
 * already, even from a branch that died, is used or moved; a second one is never taken. So nothing is wasted when a step is interrupted
 * between two lines or before its call, and no line counts a turn earlier than the call that the other lines allow.
 */
export const takeLimitTurn = async (caller: Caller, item: JobItem): Promise<LimitTurn> => {
  const { run, nowMs } = caller;
  const latestMs = Math.max(msOf(run.deadlineAt), nowMs);
  for (let race = 0; race < RACES; race += 1) {
    const lines = await standingLines(caller, item.request.reportType);
    const { atMs, limit } = turnIn(lines, item, nowOf(caller));
    const written = await moved(caller, lines, item, atMs > latestMs ? undefined : atMs);
    if (written === undefined) continue;
    if (atMs <= nowMs) return { kind: 'due', lines: written };
    const why = limit === undefined ? '' : heldBackText(item.type, limit, atMs);
    return { kind: atMs > latestMs ? 'none' : 'later', untilMs: atMs, why };
  }
  throw new LedgerConflictError(`Other writers were faster at the limits of ${item.type} ${RACES} times in a row`);
};

const nowOf = ({ nowMs, run }: Caller): Now => ({ nowMs, quotas: run.settings.quotas });

/** The lines of a type as they stand; none for a type without limits of its own. */
export const standingLines = ({ ledger, run }: Pick<Caller, 'ledger' | 'run'>, apiType: string): Promise<StandingLine[]> =>
  Promise.all(linesOf(run, apiType).map(async (one) => ({ ...one, line: await ledger.readLimitLine(one.key) })));

/** Where the job's turn is in these lines now. */
const turnIn = (lines: readonly StandingLine[], item: JobItem, now: Now): { atMs: number; limit: Limit | undefined } => {
  const { nowMs, quotas } = now;
  const gatesUpTo = (latestMs: number) =>
    lines.flatMap(({ line, limits }) => {
      const heldMs = heldIn(line, item);
      const others = line.turns.filter(({ by, atMs }) => atMs <= latestMs && !(by === turnIdOf(item) && atMs === heldMs));
      return gatesOf(
        limits,
        line,
        others.map(({ atMs }) => atMs),
        quotas,
      );
    });
  const paused = lines.filter(({ line }) => (line.pausedUntilMs ?? 0) > nowMs);
  const fromMs = Math.max(nowMs, ...paused.map(({ line }) => wholeSecond(line.pausedUntilMs ?? 0)));
  // A job that is due goes before jobs that hold later turns: those move theirs when they are due.
  const hasCome = lines.every(({ line }) => (heldIn(line, item) ?? Number.POSITIVE_INFINITY) <= nowMs);
  if (hasCome && firstTurn(gatesUpTo(nowMs), fromMs).atMs === nowMs) return { atMs: nowMs, limit: undefined };
  const { atMs, limit } = firstTurn(gatesUpTo(Number.POSITIVE_INFINITY), fromMs);
  return { atMs, limit: limit ?? paused[0]?.limits[0] };
};

const wholeSecond = (ms: number): number => Math.ceil(ms / 1000) * 1000;

/** Writes the turn into each line that has it elsewhere; undefined when another writer was faster. */
const moved = async (
  { ledger, nowMs, run }: Caller,
  lines: readonly StandingLine[],
  item: JobItem,
  atMs: number | undefined,
): Promise<StandingLine[] | undefined> => {
  const written: StandingLine[] = [];
  for (const one of lines) {
    if (isThere(heldIn(one.line, item), atMs, nowMs)) written.push(one);
    else {
      const next = withTurn(one.line, item, atMs, one.limits, { nowMs, quotas: run.settings.quotas });
      const line = await unlessConflict(ledger.writeLimitLine(one.key, next));
      if (line === undefined) return undefined;
      written.push({ ...one, line });
    }
  }
  return written;
};

const isThere = (heldMs: number | undefined, atMs: number | undefined, nowMs: number): boolean =>
  heldMs === atMs || (heldMs !== undefined && atMs === nowMs && heldMs <= nowMs && nowMs - heldMs <= AWAKE_WITHIN_MS);

const unlessConflict = async <T>(write: Promise<T>): Promise<T | undefined> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof LedgerConflictError) return undefined;
    throw error;
  }
};

/** Releases the job's turn: its call will not come in this run. If another writer is faster, the next run of the job uses the turn. */
export const releaseLimitTurn = async (caller: Caller, item: JobItem): Promise<void> => {
  await moved(caller, await standingLines(caller, item.request.reportType), item, undefined);
};

/**
 * What the type's own limits learn from a rejected call, and the turn that its job holds then; undefined when they do not explain it. The
 * limit that is fullest does, if it counts any other call: Amazon's is lower than ours, or somebody else uses it too. That limit slows,
 * for all accounts that share its line, and neither the others nor the line of the operation.
 */
export const rejectedByLimit = async (caller: Caller, item: JobItem): Promise<LimitTurn | undefined> => {
  const { ledger, nowMs } = caller;
  for (let race = 0; race < RACES; race += 1) {
    const lines = await standingLines(caller, item.request.reportType);
    const turnMs = callOf(lines, item, nowMs);
    const uncounted = lines.map((one) => ({ ...one, line: withoutCall(one.line, item, turnMs) }));
    const guilty = fullestOf(uncounted, nowOf(caller));
    if (guilty === undefined) return undefined;
    const taught = uncounted.map((one) =>
      one.key === guilty.key ? { ...one, line: slowedBy(one.line, guilty.limit, turnMs, nowOf(caller)) } : one,
    );
    let isWritten = true;
    for (const { key, line } of taught) isWritten &&= (await unlessConflict(ledger.writeLimitLine(key, line))) !== undefined;
    if (isWritten) return takeLimitTurn(caller, item);
  }
  throw new LedgerConflictError(`Other writers were faster at the limits of ${item.type} ${RACES} times in a row`);
};

/** When the turn of the rejected call was. */
const callOf = (lines: readonly StandingLine[], item: JobItem, nowMs: number): number =>
  Math.max(0, ...lines.flatMap(({ line }) => line.turns.flatMap(({ by, atMs }) => (by === turnIdOf(item) && atMs <= nowMs ? [atMs] : []))));

/** Amazon counts no report for a call that it rejected. */
const withoutCall = (line: LimitLine, item: JobItem, turnMs: number): LimitLine => ({
  ...line,
  turns: line.turns.filter(({ by, atMs }) => !(by === turnIdOf(item) && atMs === turnMs)),
});

type Guilty = { key: LineLimits['key']; limit: Limit; share: number };

const fullestOf = (lines: readonly StandingLine[], now: Now): Guilty | undefined =>
  lines
    .flatMap(({ key, line, limits }) => limits.map((limit) => ({ key, limit, share: fullnessOf(limit, line, now) })))
    .filter(({ share }) => share > 0)
    .sort((one, other) => other.share - one.share || other.limit.perHours - one.limit.perHours)[0];

/** A success speeds up the limits that were slowed down; without one it writes nothing. A lost race leaves it to the next success. */
export const easeLimits = async ({ ledger, run }: Pick<Caller, 'ledger' | 'run'>, lines: readonly StandingLine[]): Promise<void> => {
  for (const { key, limits, line } of lines) {
    if (line.intervalsMs !== undefined) await unlessConflict(ledger.writeLimitLine(key, easedBy(line, limits, run.settings.quotas)));
  }
};
