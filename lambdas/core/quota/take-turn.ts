import { LedgerConflictError } from '../errors.ts';
import { msOf, wholeSecondUp } from '../instant.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Ledger, LineKey } from '../record/ledger/ledger.ts';
import type { HeldTurn, JobMessage } from '../record/messages.ts';
import type { Run } from '../record/runs.ts';
import type { RationedOperation } from '../settings.ts';
import type { Answered } from './answered.ts';
import { type LimitTurn, releaseLimitTurn, type StandingLine, takeLimitTurn } from './take-limit.ts';
import {
  easedPauseMs,
  floorMs,
  headerIntervalMs,
  lineOf,
  nextPauseMs,
  type Pace,
  paceOf,
  pauseOf,
  quicker,
  silenceOf,
  slower,
} from './turns.ts';

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
  throw new LedgerConflictError(`Other writers were faster at the line of ${line.operation} ${RACES} times in a row`);
};

/**
 * The line's present pace, and how far the turn was from the one before it. A turn that waited was taken before the line learned
 * what it knows now: its rejection says nothing about the present pace.
 */
export type Spacing = { pace: Pace; spacedMs: number };

/** The right to call now (`due`), to call later (`later`, already reserved), or no turn before the deadline (`none`). */
export type TurnTaken = ({ kind: 'due'; held?: HeldTurn | undefined } & Spacing) | { kind: 'later'; turn: HeldTurn } | { kind: 'none' };

type Caller = { ledger: Ledger; run: Run; nowMs: number };

/** Takes a turn of one operation for this run's account. @throws StoreUnavailableError */
export const takeTurn = async ({ ledger, run, nowMs }: Caller, operation: RationedOperation, latestMs?: number): Promise<TurnTaken> => {
  const line = lineOf(run.secretId, operation);
  const pace = paceOf(operation, await ledger.readLine(line), run.settings.quotas);
  const turnMs = await nextTurn(ledger, line, pace, nowMs, latestMs ?? Math.max(msOf(run.deadlineAt), nowMs));
  if (turnMs === undefined) return { kind: 'none' };
  if (turnMs <= nowMs) return { kind: 'due', pace, spacedMs: pace.intervalMs };
  return { kind: 'later', turn: { operation, at: wholeSecondUp(turnMs), spacedMs: pace.intervalMs } };
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
  return lateMs > pace.intervalMs
    ? takeTurn(caller, operation)
    : { kind: 'due', pace, spacedMs: turn.spacedMs ?? pace.intervalMs, held: turn };
};

/**
 * What the line learns from an answer: a 429 makes it slower than the rejected turn was and moves it at least one interval on, a
 * success speeds it up again. Callers that were rejected at the same pace slow it once, not once each.
 */
export const learn = async (
  { ledger, run, nowMs }: Caller,
  operation: RationedOperation,
  { pace, spacedMs }: Spacing,
  answer: Answered<unknown>,
): Promise<void> => {
  const line = lineOf(run.secretId, operation);
  const ifIntervalMs = pace.intervalMs === pace.publishedMs ? undefined : pace.intervalMs;
  if (answer.kind === 'throttled') {
    const intervalMs = Math.max(pace.intervalMs, slower({ ...pace, intervalMs: spacedMs }));
    if (intervalMs > pace.intervalMs) await ledger.setPace(line, { intervalMs, ifIntervalMs });
    await ledger.holdLine(line, nowMs + intervalMs);
    return;
  }
  const defaultMs = run.settings.quotas[operation].intervalSeconds * 1000;
  const publishedIntervalMs = headerIntervalMs(answer.rateLimitPerSecond, defaultMs);
  const isNew = publishedIntervalMs !== undefined && publishedIntervalMs !== pace.publishedMs;
  if (isNew) await ledger.setPace(line, { intervalMs: ifIntervalMs, ifIntervalMs, publishedIntervalMs });
  else if (ifIntervalMs !== undefined) await ledger.setPace(line, { intervalMs: quicker(pace), ifIntervalMs });
};

/** The right to ask for a report now. `pauseMs`: the pause that the type comes out of, if its last call was rejected; `limits`: the lines of the type's own limits. */
export type DueToAsk = Extract<TurnTaken, { kind: 'due' }> & { pauseMs: number | undefined; limits: StandingLine[] };

/** A turn to ask for a report; or its type pauses, or a limit of its own holds it back. */
export type AskingTurn =
  | DueToAsk
  | Exclude<TurnTaken, { kind: 'due' }>
  | { kind: 'paused'; untilMs: number }
  | { kind: 'held back'; until: Exclude<LimitTurn, { kind: 'due' }> };

/**
 * The turn with which createReport may be called. After a pause of its type one job goes first, and the others wait as long again:
 * so a type with a hidden limit of its own finds its pace, and takes no turns from the rest meanwhile. The known limits come before the
 * operation's line: a turn reserved there would expire while the job waits an hour or a day for a limit.
 */
export const turnToAsk = async (caller: Caller, message: JobMessage, item: JobItem): Promise<AskingTurn> => {
  // A branch that holds a turn has waited for the pause already.
  const held = message.turn?.operation === 'createReport' ? message.turn : undefined;
  const gate: Gate = held ? { kind: 'open', pauseMs: held.pauseMs } : await passPause(caller, item.request.reportType);
  if (gate.kind === 'paused') return gate;
  const own = await takeLimitTurn(caller, item);
  if (own.kind !== 'due') return { kind: 'held back', until: own };
  const taken = await turnFor(caller, message, item, 'createReport');
  if (taken.kind === 'due') return { ...taken, pauseMs: gate.pauseMs, limits: own.lines };
  if (taken.kind === 'none') await releaseLimitTurn(caller, item);
  if (taken.kind === 'none' || gate.pauseMs === undefined) return taken;
  await caller.ledger.holdLine(pauseOf(caller.run.secretId, item.request.reportType), msOf(taken.turn.at) + gate.pauseMs);
  return { kind: 'later', turn: { ...taken.turn, pauseMs: gate.pauseMs } };
};

type Gate = { kind: 'open'; pauseMs: number | undefined } | { kind: 'paused'; untilMs: number };

const passPause = async ({ ledger, run, nowMs }: Caller, apiType: string): Promise<Gate> => {
  const line = pauseOf(run.secretId, apiType);
  const pause = await ledger.readLine(line);
  if (pause !== undefined && pause.nextAtMs > nowMs) return { kind: 'paused', untilMs: pause.nextAtMs };
  if (pause?.intervalMs === undefined) return { kind: 'open', pauseMs: undefined };
  const untilMs = nowMs + pause.intervalMs;
  const isFirst = await ledger.restartLine(line, { nextAtMs: untilMs, atMostMs: nowMs });
  return isFirst ? { kind: 'open', pauseMs: pause.intervalMs } : { kind: 'paused', untilMs };
};

/**
 * Slows down after a rejected createReport, and returns until when its type pauses. A 429 does not say which limit was exceeded: the type
 * pauses, twice as long each time, and the line slows down too, unless the type came out of a pause: then its own limit is the cause.
 */
export const rejected = async (caller: Caller, apiType: string, spacing: Spacing, pauseMs: number | undefined): Promise<number> => {
  const untilMs = await pauseType(caller, apiType, pauseMs);
  if (pauseMs === undefined) await learn(caller, 'createReport', spacing, { kind: 'throttled' });
  return untilMs;
};

/** Pauses one report type, twice as long as the pause it came out of; returns until when. The other types continue. */
export const pauseType = async ({ ledger, run, nowMs }: Caller, apiType: string, pauseMs: number | undefined): Promise<number> => {
  const line = pauseOf(run.secretId, apiType);
  const longerMs = nextPauseMs(pauseMs, run.settings.quotas.createReport.intervalSeconds * 1000);
  await ledger.setPace(line, { intervalMs: longerMs, ifIntervalMs: pauseMs });
  await ledger.holdLine(line, nowMs + longerMs);
  return nowMs + longerMs;
};

/** A success halves the pause of its type, until it is forgotten. */
export const easePause = async ({ ledger, run }: Caller, apiType: string): Promise<void> => {
  const line = pauseOf(run.secretId, apiType);
  const pauseMs = (await ledger.readLine(line))?.intervalMs;
  if (pauseMs === undefined) return;
  const intervalMs = easedPauseMs(pauseMs, run.settings.quotas.createReport.intervalSeconds * 1000);
  await ledger.setPace(line, { intervalMs, ifIntervalMs: pauseMs });
};

/** Records that createReport of a type stayed unanswered as often as is allowed for one report in a run. */
export const silence = ({ ledger, run, nowMs }: Caller, apiType: string): Promise<void> =>
  ledger.holdLine(silenceOf(run.secretId, apiType), nowMs);

/** Whether that happened since this round began: its other reports of the type then need not try, each with longer pauses. */
export const isSilent = async ({ ledger, run }: Caller, apiType: string): Promise<boolean> => {
  const last = await ledger.readLine(silenceOf(run.secretId, apiType));
  return last !== undefined && last.nextAtMs >= msOf(run.deadlineAt) - run.settings.maxRuntimeMinutes * 60_000;
};
