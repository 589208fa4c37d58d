import { Temporal } from 'temporal-polyfill';

export type Period = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';
export type Slice = { start: Temporal.PlainDate; end: Temporal.PlainDate };

const lengths = { DAY: { days: 1 }, WEEK: { days: 7 }, MONTH: { months: 1 }, QUARTER: { months: 3 }, YEAR: { years: 1 } } as const;

export const isPeriod = (text: string | undefined): text is Period => text !== undefined && text in lengths;

/** Amazon ignores the time of day and takes the day in UTC: an offset can shift it (seen by other importers). */
export const dayOf = (at: number): Temporal.PlainDate => Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('UTC').toPlainDate();

/** The first day of the period that holds this day; weeks go from Sunday to Saturday. */
export const startOf = (period: Period, day: Temporal.PlainDate): Temporal.PlainDate => {
  switch (period) {
    case 'DAY':
      return day;
    case 'WEEK':
      return day.subtract({ days: day.dayOfWeek % 7 });
    case 'MONTH':
      return day.with({ day: 1 });
    case 'QUARTER':
      return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) });
    case 'YEAR':
      return day.with({ day: 1, month: 1 });
    default:
      return period satisfies never;
  }
};

export const endOf = (period: Period, day: Temporal.PlainDate): Temporal.PlainDate =>
  startOf(period, day).add(lengths[period]).subtract({ days: 1 });

export const isAligned = (period: Period, from: Temporal.PlainDate, to: Temporal.PlainDate): boolean =>
  from.equals(startOf(period, from)) && to.equals(endOf(period, to));

/** Every whole period from the first day to the last. */
export const slices = (period: Period, from: Temporal.PlainDate, to: Temporal.PlainDate): Slice[] => {
  const found: Slice[] = [];
  for (let start = startOf(period, from); Temporal.PlainDate.compare(start, to) <= 0; start = start.add(lengths[period])) {
    found.push({ start, end: endOf(period, start) });
  }
  return found;
};

/** The instant at which a day is over in a time zone. */
export const closeOf = (day: Temporal.PlainDate, zone: string): number => day.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds;
