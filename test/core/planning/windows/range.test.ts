import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../../../lambdas/core/errors.ts';
import { parseRunInput } from '../../../../lambdas/core/input/run-input.ts';
import { refuseUnfitDates } from '../../../../lambdas/core/planning/plan-jobs.ts';
import { defaultSettings } from '../../../../lambdas/core/settings.ts';
import {
  accountWith,
  coupons,
  dailyTraffic,
  failedAt,
  forecast,
  hourlySales,
  itemOf,
  noDataAt,
  openSince,
  planAt,
  savedAt,
  trafficItem,
  weeklyTraffic,
  windowsOf,
} from '../planning.ts';

/** 25 November 2026: days are out up to the 21st, weeks up to 15..21 November. */
const now = '2026-11-25T12:00:00Z';

describe('a range of whole periods', () => {
  test('is cut into the widest windows that Amazon allows, the newest first', () => {
    expect(windowsOf(planAt(now, { input: { from: '2026-11-01', to: '2026-11-20' } }))).toEqual([
      '2026-11-16..2026-11-20 backfill',
      '2026-11-01..2026-11-15 backfill',
    ]);
  });

  test('without an end reaches up to the newest published period', () => {
    expect(windowsOf(planAt(now, { input: { from: '2026-11-19' } }))).toEqual(['2026-11-19..2026-11-21 backfill']);
  });

  test('takes only whole periods', () => {
    const account = accountWith([weeklyTraffic]);

    expect(windowsOf(planAt(now, { account, input: { from: '2026-11-02', to: '2026-11-20' } }))).toEqual([
      '2026-11-08..2026-11-14 backfill',
    ]);
  });

  test('leaves out windows that are covered, in flight or failed, and joins the days between them', () => {
    const items = [
      trafficItem('2026-11-03', savedAt('2026-11-07T12:00:00Z')),
      trafficItem('2026-11-06..2026-11-07', openSince('2026-11-25T06:00:00Z')),
      trafficItem('2026-11-09', noDataAt('2026-11-24T12:00:00Z', '2026-11-22T12:00:00Z')),
      trafficItem('2026-11-10', failedAt('2026-11-24T12:00:00Z', 3)),
    ];
    const { jobs } = planAt(now, { items, input: { from: '2026-11-01', to: '2026-11-12' }, settings: { refreshAfterDays: [] } });

    expect(windowsOf({ jobs })).toEqual([
      '2026-11-11..2026-11-12 backfill',
      '2026-11-08 backfill',
      '2026-11-04..2026-11-05 backfill',
      '2026-11-01..2026-11-02 backfill',
    ]);
  });

  test('refreshes a covered period only under the key of the object that holds it', () => {
    const items = [trafficItem('2026-11-01..2026-11-15', savedAt('2026-11-18T12:00:00Z'))];
    const input = { from: '2026-11-10', to: '2026-11-11' };

    expect(windowsOf(planAt(now, { items, input }))).toEqual(['2026-11-01..2026-11-15 refresh']);
    expect(windowsOf(planAt(now, { items, input, settings: { refreshAfterDays: [] } }))).toEqual([]);
    expect(windowsOf(planAt(now, { items, input: { ...input, force: true }, settings: { refreshAfterDays: [] } }))).toEqual([
      '2026-11-01..2026-11-15 refresh',
    ]);
  });

  test('says in one line what it leaves out for one reason', () => {
    const items = ['2026-11-18', '2026-11-19', '2026-11-20'].map((day) => trafficItem(day, savedAt('2026-11-24T12:00:00Z')));
    const { jobs, leftOut } = planAt(now, { items, input: { from: '2026-11-18', to: '2026-11-20' } });

    expect(jobs).toEqual([]);
    expect(leftOut).toEqual([
      { what: 'VendorTrafficReport/US/reportPeriod=DAY: 3 windows, 2026-11-18 to 2026-11-20', why: 'answered already; "force" asks again' },
    ]);
  });

  test('tries a failed window again, and by force one that failed too often', () => {
    const input = { from: '2026-11-18', to: '2026-11-18' };
    const items = (laterRuns: number) => [trafficItem('2026-11-18', failedAt('2026-11-24T12:00:00Z', laterRuns))];

    expect(windowsOf(planAt(now, { items: items(2), input }))).toEqual(['2026-11-18 backfill']);
    expect(windowsOf(planAt(now, { items: items(3), input }))).toEqual([]);
    expect(windowsOf(planAt(now, { items: items(3), input: { ...input, force: true } }))).toEqual(['2026-11-18 backfill']);
  });
});

describe('dates that are not available', () => {
  const both = accountWith([dailyTraffic, weeklyTraffic, forecast, hourlySales, coupons]);
  const named = (type: string, from: string, to?: string) => () => planAt(now, { account: both, input: { reportTypes: [type], from, to } });

  test.for([
    ['VendorTrafficReport', '2026-11-22', '2026-11-24', 'no whole published DAY lies in the range; the newest is 2026-11-21..2026-11-21'],
    ['VendorTrafficReport', '2010-01-01', '2010-02-01', 'Amazon keeps it for 1460 × DAY: from 2022-11-27 on'],
    ['VendorForecastingReport', '2026-11-01', '2026-11-24', 'Amazon has it as of today (2026-11-25) only, and keeps no history'],
    ['VendorRealTimeSalesReport', '2026-11-01', '2026-11-02', 'Amazon keeps it for 312 hours: from 2026-11-14 on'],
    ['CouponPerformanceReport', '2024-01-01', '2024-03-31', 'Amazon accepts starts of the last 730 days: from 2024-11-26 on'],
    ['CouponPerformanceReport', '2026-11-25', '2026-11-25', 'no whole UTC day of the range is over; the newest is 2026-11-24'],
  ] as const)('%s from %s to %s is refused', ([type, from, to, why]) => {
    expect(named(type, from, to)).toThrow(InvalidInputError);
    expect(named(type, from, to)).toThrow(why);
    expect(named(type, from, to)).toThrow(`from "${from}" to "${to}"`);
  });

  test('a named type is refused when a part of the range is beyond its lookback', () => {
    expect(named('CouponPerformanceReport', '2024-01-01')).toThrow('from 2024-11-26 on');
  });

  test('a type that was not named is left out, as a whole or in part, and the summary says so', () => {
    const { jobs, leftOut } = planAt(now, { account: both, input: { from: '2026-09-27', to: '2026-10-10' } });

    expect(windowsOf({ jobs })).toEqual([
      '2026-09-27..2026-10-10 backfill',
      '2026-10-04..2026-10-10 backfill',
      '2026-09-27..2026-10-10 backfill',
    ]);
    expect(leftOut.map(({ what }) => what)).toEqual([
      'VendorTrafficReport/US/reportPeriod=WEEK',
      'VendorForecastingReport/US/sellingProgram=RETAIL',
      'VendorRealTimeSalesReport/US/-',
    ]);
  });

  test('a type is served if one of its series is', () => {
    expect(windowsOf(named('VendorTrafficReport', '2026-11-20', '2026-11-21')())).toEqual(['2026-11-20..2026-11-21 backfill']);
  });

  test('a part that suits is enough even while all of it is being asked for', () => {
    const account = accountWith([weeklyTraffic]);
    const items = [trafficItem('2026-10-04..2026-10-10', openSince(now), 'WEEK')];

    expect(windowsOf(planAt(now, { account, items, input: { from: '2026-09-27', to: '2026-10-10' } }))).toEqual([]);
  });

  test('unfit dates are refused without the ledger too', () => {
    const unfit = (from: string) => () =>
      refuseUnfitDates({
        account: both,
        input: parseRunInput({ account: 'acme', reportTypes: ['CouponPerformanceReport'], from }),
        nowMs: Date.parse(now),
        settings: defaultSettings,
      });

    expect(unfit('2024-01-01')).toThrow(InvalidInputError);
    expect(unfit('2026-11-26')).toThrow('lies in the future');
    expect(unfit('2026-01-01')).not.toThrow();
  });

  test('a range in which no report has anything is refused', () => {
    const account = accountWith([weeklyTraffic]);

    expect(() => planAt(now, { account, input: { from: '2026-11-22' } })).toThrow('no whole published WEEK lies in the range');
  });

  test.for([
    ['from', { from: '2026-11-26' }],
    ['to', { from: '2026-11-01', to: '2026-11-26' }],
  ] as const)('a future %s is refused', ([field, input]) => {
    expect(() => planAt(now, { input })).toThrow(`${field}: "2026-11-26" lies in the future. Allowed: up to today, 2026-11-25`);
  });

  test('today is the account’s own, or UTC’s where that is ahead', () => {
    const sydney = accountWith([dailyTraffic], { timeZone: 'Australia/Sydney', marketplaces: ['AU'] });

    expect(windowsOf(planAt('2026-11-25T14:00:00Z', { account: sydney, input: { from: '2026-11-20', to: '2026-11-26' } }))).toHaveLength(1);
    expect(windowsOf(planAt('2026-11-26T01:00:00Z', { input: { from: '2026-11-20', to: '2026-11-26' } }))).toHaveLength(1);
  });
});

describe('a range of hours', () => {
  const account = accountWith([hourlySales]);

  test('is a window for each UTC day, the running one up to its last full hour', () => {
    const { jobs } = planAt(now, { account, input: { from: '2026-11-23' } });

    expect(windowsOf({ jobs })).toEqual(['2026-11-25 backfill', '2026-11-24 backfill', '2026-11-23 backfill']);
    expect(jobs.map(({ request }) => request.dataEndTime)).toEqual([
      '2026-11-25T11:00:00Z',
      '2026-11-25T00:00:00Z',
      '2026-11-24T00:00:00Z',
    ]);
  });

  test('begins a day inside what the lookback allows at the deadline of the run', () => {
    const inventory = accountWith([{ type: 'VendorRealTimeInventoryReport' }]);
    const oldestAt = (at: string) =>
      planAt(at, { account: inventory, input: { from: '2026-11-01', maxRuntimeMinutes: 1 } }).jobs.at(-1)?.window.start;

    expect(oldestAt('2026-11-24T23:59:00Z')).toBe('2026-11-19');
    expect(oldestAt('2026-11-24T23:59:01Z')).toBe('2026-11-20');
  });

  test('completes a day that was saved in part', () => {
    const [partial] = planAt('2026-11-24T12:10:00Z', { account }).jobs;
    if (!partial) throw new Error('today is wanted');
    const items = [itemOf(partial, savedAt('2026-11-24T12:20:00Z'))];

    expect(windowsOf(planAt(now, { account, items, input: { from: '2026-11-24', to: '2026-11-24' } }))).toEqual(['2026-11-24 backfill']);
  });
});

describe('reports without periods', () => {
  test('a forecast is asked for when today is in the range', () => {
    const account = accountWith([forecast]);

    expect(windowsOf(planAt(now, { account, input: { from: '2026-11-01' } }))).toEqual(['2026-11-25 newest']);
  });

  test('campaigns of a range are one window, and stay saved', () => {
    const account = accountWith([coupons]);
    const input = { from: '2026-01-01', to: '2026-11-25' };
    const { jobs } = planAt(now, { account, input });
    const [job] = jobs;
    if (!job) throw new Error('the range is wanted');
    const items = [itemOf(job, savedAt('2026-11-01T00:00:00Z'))];

    expect(windowsOf({ jobs })).toEqual(['2026-01-01..2026-11-24 backfill']);
    expect(windowsOf(planAt(now, { account, input, items }))).toEqual([]);
    expect(windowsOf(planAt(now, { account, input: { ...input, force: true }, items }))).toEqual(['2026-01-01..2026-11-24 backfill']);
  });

  test('an open one of the same range is not asked for again', () => {
    const account = accountWith([coupons]);
    const input = { from: '2026-01-01', to: '2026-03-31', force: true };
    const [job] = planAt(now, { account, input }).jobs;
    if (!job) throw new Error('the range is wanted');

    expect(windowsOf(planAt(now, { account, input, items: [itemOf(job, openSince(now))] }))).toEqual([]);
  });
});

test('a failed window that partly left Amazon’s lookback does not hold back the weeks that Amazon still has', () => {
  const account = accountWith([weeklyTraffic]);
  const first = planAt('2026-11-25T12:00:00Z', { account, input: { from: '2026-10-04' } });
  const items = first.jobs.map((job) => itemOf(job, failedAt('2026-11-25T12:30:00Z', 3)));

  const { jobs } = planAt('2026-12-02T12:00:00Z', { account, items, input: { from: '2026-10-25' } });

  expect(first.jobs).toHaveLength(1);
  expect(jobs[0]?.window).toMatchObject({ start: '2026-10-25' });
});
