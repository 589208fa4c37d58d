import { Temporal } from 'temporal-polyfill';
import type { Period } from '../../catalogue/report-type.ts';
import type { Window } from '../../record/jobs.ts';

/** Days as `2026-11-20`: they sort as text, and only this file and `published.ts` do arithmetic with them. */
export type Day = string;

/** The day a number of days later, or earlier when it is negative. */
export const daysAfter = (day: Day, days: number): Day => Temporal.PlainDate.from(day).add({ days }).toString();

export const earlierOf = (one: Day, other: Day): Day => (isBefore(other, one) ? other : one);
export const laterOf = (one: Day, other: Day): Day => (isBefore(one, other) ? other : one);

const isBefore = (one: Day, other: Day): boolean => one < other;

/** The day in a time zone at an instant. */
export const dayIn = (timeZone: string, ms: number): Day =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone).toPlainDate().toString();

/** Where a day begins in a time zone, in epoch milliseconds: 01:00 where the clocks jump at midnight. */
export const dayStartMs = (day: Day, timeZone: string): number => Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds;

/** The whole period in which a day lies. Weeks run from Sunday to Saturday, as Amazon's do. */
export const periodOf = (period: Period, day: Day): Window => {
  const date = Temporal.PlainDate.from(day);
  const start = startOf(period, date);
  return { start: start.toString(), end: start.add(lengthOf[period]).subtract({ days: 1 }).toString() };
};

/** The period that many periods later, or earlier when the number is negative. */
export const periodsAfter = (period: Period, window: Window, count: number): Window => {
  const { days = 0, months = 0, years = 0 } = lengthOf[period];
  const start = Temporal.PlainDate.from(window.start).add({ days: days * count, months: months * count, years: years * count });
  return periodOf(period, start.toString());
};

/** The first whole period that begins on a day or later. */
export const firstWholePeriod = (period: Period, day: Day): Window => {
  const around = periodOf(period, day);
  return around.start < day ? periodsAfter(period, around, 1) : around;
};

/** The whole periods that lie between two days, both inclusive, oldest first. */
export const periodsBetween = (period: Period, { start, end }: Window): Window[] => {
  const found: Window[] = [];
  let next = firstWholePeriod(period, start);
  while (next.end <= end) {
    found.push(next);
    next = periodsAfter(period, next, 1);
  }
  return found;
};

const lengthOf: Record<Period, { days?: number; months?: number; years?: number }> = {
  DAY: { days: 1 },
  WEEK: { days: 7 },
  MONTH: { months: 1 },
  QUARTER: { months: 3 },
  YEAR: { years: 1 },
};

const startOf = (period: Period, date: Temporal.PlainDate): Temporal.PlainDate => {
  switch (period) {
    case 'DAY':
      return date;
    case 'WEEK':
      return date.subtract({ days: date.dayOfWeek % 7 });
    case 'MONTH':
      return date.with({ day: 1 });
    case 'QUARTER':
      return date.with({ month: date.month - ((date.month - 1) % 3), day: 1 });
    case 'YEAR':
      return date.with({ month: 1, day: 1 });
    default:
      return period satisfies never;
  }
};
