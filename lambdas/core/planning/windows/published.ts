import type { PeriodSeries } from '../../input/series.ts';
import type { Window } from '../../record/jobs.ts';
import { type Day, dayIn, dayStartMs, daysAfter, periodOf, periodsAfter } from './window.ts';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** When the last day of a window is over in a time zone, in epoch milliseconds. */
export const closeMs = ({ end }: Window, timeZone: string): number => dayStartMs(daysAfter(end, 1), timeZone);

/** The newest period that has been closed for `publishedAfterHours`. */
export const newestPublished = ({ period, timeZone, publishedAfterHours }: PeriodSeries, nowMs: number): Window =>
  periodsAfter(period, periodOf(period, dayIn(timeZone, nowMs - publishedAfterHours * hourMs)), -1);

/**
 * The first day that Amazon still serves at an instant: that many whole periods before the running one, and a day inside, since
 * nobody says in which zone Amazon counts back.
 */
export const oldestDay = ({ period, timeZone, lookbackPeriods }: PeriodSeries, callMs: number): Day =>
  periodsAfter(period, periodOf(period, dayIn(timeZone, callMs + dayMs)), -lookbackPeriods).start;

/** The end of the last full hour that is out. Epoch time counts no leap seconds, so every UTC hour is a multiple of one hour. */
export const hoursOutUntilMs = (publishedAfterHours: number, nowMs: number): number =>
  Math.floor((nowMs - publishedAfterHours * hourMs) / hourMs) * hourMs;
