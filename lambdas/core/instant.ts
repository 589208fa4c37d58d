import * as z from 'zod';

/** An instant as messages and items have it: ISO 8601 in UTC. Arithmetic uses epoch milliseconds (`…Ms`). */
export const Instant = z.iso.datetime();
export type Instant = z.infer<typeof Instant>;

/** Epoch milliseconds of an instant. */
export const msOf = (instant: Instant): number => Date.parse(instant);

/** The instant of epoch milliseconds, with milliseconds. */
export const instantOf = (ms: number): Instant => new Date(ms).toISOString();

/**
 * The instant that a Wait state is given: a whole second, rounded up, because Step Functions cuts milliseconds off
 * and would otherwise wake the branch before its time.
 */
export const wholeSecondUp = (ms: number): Instant => `${new Date(Math.ceil(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;
