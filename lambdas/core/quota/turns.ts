import type { Line, LineKey } from '../record/ledger/ledger.ts';
import type { Quotas, RationedOperation } from '../settings.ts';

/**
 * The arithmetic of turns: the generic cell rate algorithm on one number, `nextAt`, per line.
 *
 * A line that has rested lets a burst pass at once, then one call per interval. All instants are epoch milliseconds.
 * @see "Usage Plans and Rate Limits" in Amazon's Selling Partner API documentation (token bucket per application and account)
 */

/** After a rejection a line slows down by this, and each success speeds it up by 1 %. Slowing without recovery wastes turns for hours. */
const SLOWER = 1.3;
const QUICKER = 0.99;
/** However often Amazon rejects, a line keeps moving. */
const SLOWEST = 20;

/** What a line's pace depends on. */
export type Pace = { publishedMs: number; intervalMs: number; burst: number; slackMs: number };

export const paceOf = (operation: RationedOperation, line: Line | undefined, quotas: Quotas): Pace => {
  const { intervalSeconds, burst } = quotas[operation];
  const publishedMs = line?.publishedIntervalMs ?? intervalSeconds * 1000;
  return { publishedMs, intervalMs: Math.max(publishedMs, line?.intervalMs ?? publishedMs), burst, slackMs: quotas.slackSeconds * 1000 };
};

/**
 * The earliest `nextAt` that a rested line may have: a whole burst before now, less the slack, since a full bucket does not
 * refill until its first call arrives, and calls arrive later than planned.
 */
export const floorMs = (nowMs: number, { intervalMs, burst, slackMs }: Pace): number => nowMs - (burst - 1) * intervalMs + slackMs;

/** The next `count` turns of a line that nobody else uses: what Plan estimates before a run. Reserves nothing. */
export const estimateTurns = (line: Line | undefined, pace: Pace, nowMs: number, count: number): number[] => {
  let nextAtMs = Math.max(line?.nextAtMs ?? 0, floorMs(nowMs, pace));
  return Array.from({ length: count }, () => {
    const turnMs = Math.max(nowMs, nextAtMs);
    nextAtMs += pace.intervalMs;
    return turnMs;
  });
};

export const slower = ({ intervalMs, publishedMs }: Pick<Pace, 'intervalMs' | 'publishedMs'>): number =>
  Math.min(intervalMs * SLOWER, publishedMs * SLOWEST);

/** The pace after a success; undefined when it is the published one again. */
export const quicker = ({ intervalMs, publishedMs }: Pick<Pace, 'intervalMs' | 'publishedMs'>): number | undefined =>
  intervalMs * QUICKER > publishedMs ? intervalMs * QUICKER : undefined;

/** Amazon publishes 0.0167 a second for one a minute: a header this close to the default says the same, less exactly. */
const ROUNDING = 0.01;

/** The interval that the header `x-amzn-RateLimit-Limit` gives; undefined when it gives none. */
export const headerIntervalMs = (rateLimitPerSecond: number | undefined, defaultMs: number): number | undefined => {
  if (rateLimitPerSecond === undefined || !(rateLimitPerSecond > 0)) return undefined;
  const intervalMs = Math.ceil(1000 / rateLimitPerSecond);
  return Math.abs(intervalMs - defaultMs) <= defaultMs * ROUNDING ? defaultMs : intervalMs;
};

export const lineOf = (secretId: string, operation: RationedOperation): LineKey => ({ secretId, operation });

/** The line on which one report type pauses after a rejection, since a 429 does not say which limit it was. */
export const pauseOf = (secretId: string, apiType: string): LineKey => ({ secretId, operation: `createReport/${apiType}` });

/** When one report type last used up its unanswered calls of a run: the other jobs of that run need not try. */
export const silenceOf = (secretId: string, apiType: string): LineKey => ({ secretId, operation: `createReport/${apiType}/unanswered` });

/** Doubled five times: from a minute to 32. */
const LONGEST_PAUSE_INTERVALS = 32;

/** One interval of the line (60 s), then twice as long each time, at most 32 of them. */
export const nextPauseMs = (previousMs: number | undefined, intervalMs: number): number =>
  previousMs === undefined ? intervalMs : Math.min(previousMs * 2, LONGEST_PAUSE_INTERVALS * intervalMs);

/** After a success half as long; undefined, which forgets the pause, when that is shorter than the first one. */
export const easedPauseMs = (pauseMs: number, intervalMs: number): number | undefined =>
  pauseMs / 2 < intervalMs ? undefined : pauseMs / 2;
