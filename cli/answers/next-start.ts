import { Temporal } from 'temporal-polyfill';
import type { Account } from '../../lambdas/core/input/accounts.ts';

/** A schedule may be of one month, or of a day of the week in it. */
const DAYS_SEARCHED = 400;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/**
 * When the schedule starts the account next, in epoch milliseconds; undefined when it rests, or its expression has what is not computed here (L, W, #).
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export const nextStartMs = ({ schedule, timeZone, enabled }: Pick<Account, 'schedule' | 'timeZone' | 'enabled'>, nowMs: number) => {
  const [minutes, hours, daysOfMonth, months, daysOfWeek, years] = fieldsOf(schedule);
  if (!enabled || !minutes || !hours || !daysOfMonth || !months || !daysOfWeek || !years) return undefined;
  const today = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(timeZone).toPlainDate();
  for (let ahead = 0; ahead <= DAYS_SEARCHED; ahead += 1) {
    const day = today.add({ days: ahead });
    // Sunday is the first day of Amazon's week, and the last one of ISO's.
    const isDay = daysOfMonth.has(day.day) && months.has(day.month) && daysOfWeek.has((day.dayOfWeek % 7) + 1) && years.has(day.year);
    const first = isDay ? startsOf(day, timeZone, hours, minutes).find((ms) => ms > nowMs) : undefined;
    if (first !== undefined) return first;
  }
  return undefined;
};

const startsOf = (day: Temporal.PlainDate, timeZone: string, hours: ReadonlySet<number>, minutes: ReadonlySet<number>): number[] =>
  [...hours]
    .flatMap((hour) => [...minutes].map((minute) => day.toZonedDateTime({ timeZone, plainTime: { hour, minute } }).epochMilliseconds))
    .sort((one, other) => one - other);

const RANGES = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 1, most: 7, names: WEEKDAYS },
  { least: 1970, most: 2199 },
];

type Range = { least: number; most: number; names?: readonly string[] };

const fieldsOf = (schedule: string): (ReadonlySet<number> | undefined)[] =>
  schedule
    .slice('cron('.length, -1)
    .split(' ')
    .map((field, place) => valuesOf(field, RANGES[place] ?? { least: 0, most: -1 }));

/** What a field allows; undefined when it is not of numbers, names, lists, ranges and steps. */
const valuesOf = (field: string, range: Range): ReadonlySet<number> | undefined => {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const [, from = '', to, step] = /^(\*|\?|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
    const isAll = from === '*' || from === '?';
    const first = isAll ? range.least : numberOf(from, range);
    const last = to === undefined ? (isAll || step !== undefined ? range.most : first) : numberOf(to, range);
    if (first === undefined || last === undefined) return undefined;
    for (let value = first; value <= last; value += Math.max(1, Number(step ?? 1))) values.add(value);
  }
  return values;
};

const numberOf = (word: string, { least, names }: Range): number | undefined => {
  if (/^\d+$/.test(word)) return Number(word);
  const place = names?.indexOf(word.toUpperCase()) ?? -1;
  return place < 0 ? undefined : place + least;
};
