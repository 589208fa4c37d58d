import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { marketplaces } from '../../../../lambdas/core/catalogue/marketplaces.ts';
import { periods } from '../../../../lambdas/core/catalogue/report-type.ts';
import { catalogue } from '../../../../lambdas/core/catalogue/report-types.ts';
import { closeMs, hourMs, hoursOutUntilMs, newestPublished, oldestDay } from '../../../../lambdas/core/planning/windows/published.ts';
import { daysAfter, periodsAfter } from '../../../../lambdas/core/planning/windows/window.ts';

const facts = { longestSpanPeriods: 1, lookbackPeriods: 1460 } as const;

test.for([
  // Vendor retail days: 72 hours after midnight in Los Angeles, across the change to summer time and back.
  ['DAY', 'America/Los_Angeles', 72, '2026-03-10T07:59:59Z', '2026-03-05'],
  ['DAY', 'America/Los_Angeles', 72, '2026-03-10T08:00:00Z', '2026-03-06'],
  ['DAY', 'America/Los_Angeles', 72, '2026-11-03T06:59:59Z', '2026-10-29'],
  ['DAY', 'America/Los_Angeles', 72, '2026-11-03T07:00:00Z', '2026-10-30'],
  // Weeks: end of Monday, 48 hours after Saturday.
  ['WEEK', 'America/Los_Angeles', 48, '2026-11-24T07:59:59Z', '2026-11-08..2026-11-14'],
  ['WEEK', 'America/Los_Angeles', 48, '2026-11-24T08:00:00Z', '2026-11-15..2026-11-21'],
  // A leap day, in a marketplace whose offset is half an hour.
  ['DAY', 'Asia/Kolkata', 48, '2028-03-02T18:29:59Z', '2028-02-28'],
  ['DAY', 'Asia/Kolkata', 48, '2028-03-02T18:30:00Z', '2028-02-29'],
  ['MONTH', 'Europe/Paris', 100, '2028-03-05T02:59:59Z', '2028-01-01..2028-01-31'],
  ['MONTH', 'Europe/Paris', 100, '2028-03-05T03:00:00Z', '2028-02-01..2028-02-29'],
  // The end of a year.
  ['QUARTER', 'Asia/Tokyo', 100, '2027-01-04T18:59:59Z', '2026-07-01..2026-09-30'],
  ['QUARTER', 'Asia/Tokyo', 100, '2027-01-04T19:00:00Z', '2026-10-01..2026-12-31'],
  ['YEAR', 'America/Los_Angeles', 72, '2027-01-04T07:59:59Z', '2025-01-01..2025-12-31'],
  ['YEAR', 'America/Los_Angeles', 72, '2027-01-04T08:00:00Z', '2026-01-01..2026-12-31'],
] as const)('%s in %s after %i hours: at %s the newest is %s', ([period, timeZone, publishedAfterHours, now, newest]) => {
  const { start, end } = newestPublished({ period, timeZone, publishedAfterHours, ...facts }, Date.parse(now));
  expect(start === end ? start : `${start}..${end}`).toBe(newest);
});

test('for any zone, period and lag the newest period is published, and the one after it is not', () => {
  const anyFacts = fc.record({
    period: fc.constantFrom(...periods),
    timeZone: fc.constantFrom(...marketplaces.map(({ timeZone }) => timeZone)),
    publishedAfterHours: fc.integer({ min: 0, max: 200 }),
  });
  const anyInstant = fc.integer({ min: Date.parse('2015-01-01T00:00:00Z'), max: Date.parse('2050-01-01T00:00:00Z') });
  fc.assert(
    fc.property(anyFacts, anyInstant, (some, nowMs) => {
      const newest = newestPublished({ ...some, ...facts }, nowMs);
      const next = periodsAfter(some.period, newest, 1);
      expect(closeMs(newest, some.timeZone) + some.publishedAfterHours * hourMs).toBeLessThanOrEqual(nowMs);
      expect(closeMs(next, some.timeZone) + some.publishedAfterHours * hourMs).toBeGreaterThan(nowMs);
    }),
  );
});

test.for([
  ['DAY', 1460, '2022-11-27'],
  ['WEEK', 7, '2026-10-04'],
  ['MONTH', 36, '2023-11-01'],
  ['QUARTER', 8, '2024-10-01'],
  ['YEAR', 3, '2023-01-01'],
] as const)('a lookback of %s × %i reaches to %s on 25 November 2026', ([period, lookbackPeriods, day]) => {
  const dates = { period, timeZone: 'America/Los_Angeles', publishedAfterHours: 72, longestSpanPeriods: 1, lookbackPeriods };
  expect(oldestDay(dates, Date.parse('2026-11-25T12:00:00Z'))).toBe(day);
});

test('sales and traffic of two years ago are cancelled: on every day of three years the oldest day that is asked for is a day newer', () => {
  const { lookbackPeriods } = catalogue.SalesAndTrafficReport.dates;
  for (const period of ['DAY', 'WEEK', 'MONTH'] as const) {
    const dates = { period, timeZone: 'UTC', publishedAfterHours: 72, longestSpanPeriods: 1, lookbackPeriods: lookbackPeriods[period] };
    for (let today = '2026-01-01'; today < '2029-01-01'; today = daysAfter(today, 1)) {
      const twoYearsAgo = Temporal.PlainDate.from(today).subtract({ years: 2 }).toString();
      expect(oldestDay(dates, Date.parse(`${today}T23:59:59Z`)) > twoYearsAgo, `${period} on ${today}`).toBe(true);
    }
  }
});

test.for([
  [5 / 60, '2026-11-25T10:04:59Z', '2026-11-25T09:00:00.000Z'],
  [5 / 60, '2026-11-25T10:05:00Z', '2026-11-25T10:00:00.000Z'],
  [4, '2026-11-25T03:59:59Z', '2026-11-24T23:00:00.000Z'],
  [4, '2026-11-25T04:00:00Z', '2026-11-25T00:00:00.000Z'],
] as const)('hours that come after %d hours are out at %s until %s', ([lag, now, until]) => {
  expect(new Date(hoursOutUntilMs(lag, Date.parse(now))).toISOString()).toBe(until);
});
