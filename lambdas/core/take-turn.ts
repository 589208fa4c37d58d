import { instantOf, msOf, wholeSecondUp } from './instant.ts';
import type { JobItem } from './jobs.ts';
import type { HeldTurn, JobMessage } from './messages.ts';
import type { Answered, Ledger, LineKey } from './ports.ts';
import type { Run } from './runs.ts';
import type { RationedOperation } from './settings.ts';
import { floorMs, lineOf, nextPauseMs, type Pace, paceOf, pauseOf, quicker, slower, toldIntervalMs } from './turns.ts';

/** A lost race is repeated; this many in a row do not happen with fewer than some hundred writers at once. */
const RACES = 200;

/**
 * Takes the next turn of a line: two conditional writes, repeated when another writer was faster.
 * Undefined when the line reaches past `latestMs`.
 */
const nextTurn = async (ledger: Ledger, line: LineKey, pace: Pace, nowMs: number, latestMs: number): Promise<number | undefined> => {
  const floor = floorMs(nowMs, pace);
  for (let race = 0; race < RACES; race += 1) {
    const nextAtMs = await ledger.advanceLine(line, { byMs: pace.intervalMs, aboveMs: floor, upToMs: latestMs });
    if (nextAtMs !== undefined) return Math.max(nowMs, nextAtMs - pace.intervalMs);
    if (await ledger.restartLine(line, { nextAtMs: floor + pace.intervalMs, atMostMs: floor })) return nowMs;
    const standing = await ledger.readLine(line);
    if (standing !== undefined && standing.nextAtMs > latestMs) return undefined;
  }
  return undefined;
};

/** The right to call now (`due`), to call later (`later`, already reserved), or no turn before the deadline (`none`). */
export type TurnTaken = { kind: 'due'; pace: Pace; held?: HeldTurn | undefined } | { kind: 'later'; turn: HeldTurn } | { kind: 'none' };

type Caller = { ledger: Ledger; run: Run; nowMs: number };

/** Takes a turn of one operation for this run's account. @throws StoreUnavailableError */
export const takeTurn = async ({ ledger, run, nowMs }: Caller, operation: RationedOperation, latestMs?: number): Promise<TurnTaken> => {
  const line = lineOf(run.secretId, operation);
  const pace = paceOf(operation, await ledger.readLine(line), run.settings.quotas);
  const turnMs = await nextTurn(ledger, line, pace, nowMs, latestMs ?? Math.max(msOf(run.deadlineAt), nowMs));
  if (turnMs === undefined) return { kind: 'none' };
  return turnMs <= nowMs ? { kind: 'due', pace } : { kind: 'later', turn: { operation, at: wholeSecondUp(turnMs) } };
};

/**
 * The turn with which a step may call: the one its branch waited for, or a new one.
 *
 * A held turn that is spent (a Retry brings the same input again) or was due more than one interval ago (resumed branches
 * all wake at once) is not used: its place in Amazon's bucket is gone.
 */
export const turnFor = async (caller: Caller, message: JobMessage, item: JobItem, operation: RationedOperation): Promise<TurnTaken> => {
  const { turn } = message;
  if (turn === undefined || turn.operation !== operation || item.spentTurnAt === turn.at) return takeTurn(caller, operation);
  const pace = paceOf(operation, await caller.ledger.readLine(lineOf(caller.run.secretId, operation)), caller.run.settings.quotas);
  const lateMs = caller.nowMs - msOf(turn.at);
  if (lateMs < 0) return { kind: 'later', turn };
  return lateMs > pace.intervalMs ? takeTurn(caller, operation) : { kind: 'due', pace, held: turn };
};

/**
 * What the line learns from an answer: a 429 slows it and moves it at least one interval on, a success quickens it again.
 * Callers that were rejected at the same pace slow it once, not once each.
 */
export const learn = async ({ ledger, run, nowMs }: Caller, operation: RationedOperation, pace: Pace, answer: Answered<unknown>): Promise<void> => {
  const line = lineOf(run.secretId, operation);
  const ifIntervalMs = pace.intervalMs === pace.publishedMs ? undefined : pace.intervalMs;
  if (answer.kind === 'throttled') {
    const intervalMs = slower(pace);
    await ledger.setPace(line, { intervalMs, ifIntervalMs });
    await ledger.holdLine(line, nowMs + intervalMs);
    return;
  }
  const defaultMs = run.settings.quotas[operation].intervalSeconds * 1000;
  const told = toldIntervalMs(answer.rateLimitPerSecond, defaultMs);
  const news = told !== undefined && told !== pace.publishedMs;
  if (news) await ledger.setPace(line, { intervalMs: ifIntervalMs, ifIntervalMs, publishedIntervalMs: told });
  else if (ifIntervalMs !== undefined) await ledger.setPace(line, { intervalMs: quicker(pace), ifIntervalMs });
};

/** Until when a report type pauses; undefined when it does not. */
export const pausedUntil = async ({ ledger, run, nowMs }: Caller, apiType: string): Promise<string | undefined> => {
  const pause = await ledger.readLine(pauseOf(run.secretId, apiType));
  return pause !== undefined && pause.nextAtMs > nowMs ? instantOf(pause.nextAtMs) : undefined;
};

/** A rejected createReport also pauses its report type, since a 429 does not say which limit it was. */
export const pauseType = async ({ ledger, run, nowMs }: Caller, apiType: string): Promise<void> => {
  const line = pauseOf(run.secretId, apiType);
  const before = await ledger.readLine(line);
  if (before !== undefined && before.nextAtMs > nowMs) return;
  const pauseMs = nextPauseMs(before?.intervalMs, run.settings.quotas.createReport.intervalSeconds * 1000);
  await ledger.holdLine(line, nowMs + pauseMs);
  await ledger.setPace(line, { intervalMs: pauseMs, ifIntervalMs: before?.intervalMs });
};

/** The type's next success ends its pause. */
export const endPause = async ({ ledger, run }: Caller, apiType: string): Promise<void> => {
  const line = pauseOf(run.secretId, apiType);
  const before = await ledger.readLine(line);
  if (before?.intervalMs !== undefined) await ledger.setPace(line, { intervalMs: undefined, ifIntervalMs: before.intervalMs });
};
