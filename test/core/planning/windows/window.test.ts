import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marketplaces } from '../../../../lambdas/core/catalogue/marketplaces.ts';
import { periods } from '../../../../lambdas/core/catalogue/report-type.ts';
import {
  dayIn,
  dayStartMs,
  daysAfter,
  firstWholePeriod,
  periodOf,
  periodsAfter,
  periodsBetween,
} from '../../../../lambdas/core/planning/windows/window.ts';

test.for([
  ['DAY', '2026-11-20', '2026-11-20', '2026-11-20'],
  ['WEEK', '2026-11-21', '2026-11-15', '2026-11-21'],
  ['WEEK', '2026-11-22', '2026-11-22', '2026-11-28'],
  ['WEEK', '2027-01-01', '2026-12-27', '2027-01-02'],
  ['MONTH', '2028-02-10', '2028-02-01', '2028-02-29'],
  ['MONTH', '2100-02-28', '2100-02-01', '2100-02-28'],
  ['QUARTER', '2026-12-31', '2026-10-01', '2026-12-31'],
  ['QUARTER', '2026-05-31', '2026-04-01', '2026-06-30'],
  ['YEAR', '2028-02-29', '2028-01-01', '2028-12-31'],
] as const)('the %s of %s runs from %s to %s', ([period, day, start, end]) => {
  expect(periodOf(period, day)).toEqual({ start, end });
});

test.for([
  ['MONTH', '2026-03-01', -1, '2026-02-01', '2026-02-28'],
  ['MONTH', '2028-03-01', -1, '2028-02-01', '2028-02-29'],
  ['QUARTER', '2026-01-01', -1, '2025-10-01', '2025-12-31'],
  ['WEEK', '2026-12-27', 1, '2027-01-03', '2027-01-09'],
  ['YEAR', '2028-01-01', -3, '2025-01-01', '2025-12-31'],
] as const)('from the %s of %s, %i further begins %s', ([period, day, count, start, end]) => {
  expect(periodsAfter(period, periodOf(period, day), count)).toEqual({ start, end });
});

test('only whole periods count between two days', () => {
  expect(periodsBetween('WEEK', { start: '2026-11-02', end: '2026-11-27' })).toEqual([
    { start: '2026-11-08', end: '2026-11-14' },
    { start: '2026-11-15', end: '2026-11-21' },
  ]);
  expect(periodsBetween('MONTH', { start: '2026-11-02', end: '2026-12-30' })).toEqual([]);
  expect(firstWholePeriod('QUARTER', '2026-10-02')).toEqual({ start: '2027-01-01', end: '2027-03-31' });
});

test.for([
  ['America/Los_Angeles', '2026-03-08', '2026-03-08T08:00:00.000Z'],
  ['America/Los_Angeles', '2026-03-09', '2026-03-09T07:00:00.000Z'],
  ['America/Los_Angeles', '2026-11-02', '2026-11-02T08:00:00.000Z'],
  ['Europe/London', '2026-10-25', '2026-10-24T23:00:00.000Z'],
  ['Australia/Sydney', '2026-10-04', '2026-10-03T14:00:00.000Z'],
  // Clocks jumped from 00:00 to 01:00: the day has no midnight.
  ['America/Sao_Paulo', '2018-11-04', '2018-11-04T03:00:00.000Z'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00:00.000Z'],
  ['Asia/Kolkata', '2028-02-29', '2028-02-28T18:30:00.000Z'],
] as const)('in %s, %s begins at %s', ([timeZone, day, instant]) => {
  expect(new Date(dayStartMs(day, timeZone)).toISOString()).toBe(instant);
});

const anyDay = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const anyPeriod = fc.constantFrom(...periods);
const anyZone = fc.constantFrom(...marketplaces.map(({ timeZone }) => timeZone), 'UTC');

test('periods cover the calendar: each day is in one, and the next begins where it ends', () => {
  fc.assert(
    fc.property(anyPeriod, anyDay, fc.integer({ min: -40, max: 40 }), (period, day, count) => {
      const window = periodOf(period, day);
      expect(window.start <= day && day <= window.end).toBe(true);
      expect(periodOf(period, window.start)).toEqual(window);
      expect(periodOf(period, window.end)).toEqual(window);
      expect(periodsAfter(period, window, 1)).toEqual(periodOf(period, daysAfter(window.end, 1)));
      expect(periodsAfter(period, periodsAfter(period, window, count), -count)).toEqual(window);
    }),
  );
});

test('weeks begin on a Sunday whatever the year', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      expect(new Date(periodOf('WEEK', day).start).getUTCDay()).toBe(0);
    }),
  );
});

test('in every time zone a day begins at the first instant that belongs to it', () => {
  fc.assert(
    fc.property(anyZone, anyDay, (timeZone, day) => {
      const start = dayStartMs(day, timeZone);
      expect(dayIn(timeZone, start)).toBe(day);
      expect(dayIn(timeZone, start - 1)).toBe(daysAfter(day, -1));
      const hours = (dayStartMs(daysAfter(day, 1), timeZone) - start) / 3_600_000;
      expect([23, 24, 25]).toContain(hours);
    }),
  );
});
