import { describe, expect, test } from 'vitest';
import { isConfigured } from '../../../lambdas/core/input/input-series.ts';
import { parseRunInput } from '../../../lambdas/core/input/run-input.ts';
import { seriesToPlan } from '../../../lambdas/core/planning/plan-jobs.ts';
import { accountWith, coupons, dailyTraffic, forecast, hourlySales, itemOf, planAt, savedAt, trafficItem, windowsOf } from './planning.ts';

const now = '2026-11-25T12:00:00Z';

test('each marketplace and each combination of listed options is a series', () => {
  const report = { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: ['DAY', 'WEEK'] } };
  const account = accountWith([report], { kind: 'seller', marketplaces: ['DE', 'FR'] });

  expect(seriesToPlan(account, parseRunInput({ account: 'acme' }))).toEqual([
    'BrandAnalyticsSearchTermsReport/DE/reportPeriod=DAY',
    'BrandAnalyticsSearchTermsReport/DE/reportPeriod=WEEK',
    'BrandAnalyticsSearchTermsReport/FR/reportPeriod=DAY',
    'BrandAnalyticsSearchTermsReport/FR/reportPeriod=WEEK',
  ]);
});

test('two optional values make two series, and none makes one', () => {
  const sales = (options: object) => seriesToPlan(accountWith([{ ...hourlySales, options }]), parseRunInput({ account: 'acme' }));

  expect(sales({ currencyCode: ['USD', 'CAD'] })).toHaveLength(2);
  expect(sales({})).toEqual(['VendorRealTimeSalesReport/US/-']);
});

test('the newest windows go first, then missed ones, refreshes, and backfill last', () => {
  const items = [trafficItem('2026-11-19', savedAt('2026-11-22T12:00:00Z')), trafficItem('2026-11-10', savedAt('2026-11-14T12:00:00Z'))];
  const account = accountWith([dailyTraffic, forecast, coupons]);

  expect(windowsOf(planAt(now, { account, items, settings: { catchUpPeriods: 4 } }))).toEqual([
    '2026-11-25 newest',
    '2026-08-27..2026-11-24 newest',
    '2026-11-21 newest',
    '2026-11-20 missed',
    '2026-11-18 missed',
    '2026-11-10 refresh',
  ]);
  expect(windowsOf(planAt(now, { account, items, input: { from: '2026-11-09' } })).map((text) => text.split(' ')[1])).toEqual([
    'newest',
    'newest',
    'refresh',
    'backfill',
    'backfill',
    'backfill',
  ]);
});

test('periods of a marketplace close in its own time zone', () => {
  const report = { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: 'WEEK' } };
  const account = accountWith([report], { kind: 'seller', marketplaces: ['JP', 'AU'] });

  // Sunday begins in Sydney two hours before it does in Tokyo; 48 hours later the week is out.
  expect(planAt('2026-11-23T13:00:00Z', { account }).jobs.map(({ key }) => key)).toEqual([
    'BrandAnalyticsSearchTermsReport/AU/reportPeriod=WEEK/2026-11-15..2026-11-21',
    'BrandAnalyticsSearchTermsReport/JP/reportPeriod=WEEK/2026-11-08..2026-11-14',
  ]);
});

describe('whether an open job is still configured', () => {
  const [job] = planAt(now).jobs;
  if (!job) throw new Error('the first run wants something');

  test('it is while its series is listed', () => {
    expect(isConfigured(accountWith([dailyTraffic]), job)).toBe(true);
  });

  test('it is not when its report was removed, disabled, or has other options', () => {
    expect(isConfigured(accountWith([forecast]), job)).toBe(false);
    expect(isConfigured(accountWith([{ ...dailyTraffic, enabled: false }, forecast]), job)).toBe(false);
    expect(isConfigured(accountWith([{ ...dailyTraffic, options: { reportPeriod: 'WEEK' } }]), job)).toBe(false);
  });

  test('it is when this run’s own input asks for it', () => {
    expect(isConfigured(accountWith([forecast]), job, parseRunInput({ account: 'acme', reports: [dailyTraffic] }))).toBe(true);
  });
});

describe('a type that the catalogue lacks', () => {
  const planned = (entry: object, some: Parameters<typeof planAt>[1] = {}) =>
    planAt(now, { account: accountWith([{ apiType: 'GET_X', ...entry }]), ...some });

  test.for([
    [{ snapshot: true }, 'GET_X/US/-/2026-11-25', {}],
    [{ snapshot: true, options: { a: 'b' } }, 'GET_X/US/a=b/2026-11-25', { reportOptions: { a: 'b' } }],
    [{ lastDays: 7 }, 'GET_X/US/-/2026-11-18..2026-11-24', { dataStartTime: '2026-11-18T00:00:00Z', dataEndTime: '2026-11-24T23:59:59Z' }],
    [{ lastDays: 1 }, 'GET_X/US/-/2026-11-24..2026-11-24', { dataStartTime: '2026-11-24T00:00:00Z', dataEndTime: '2026-11-24T23:59:59Z' }],
    [
      { from: '2026-11-01', to: '2026-11-20' },
      'GET_X/US/-/2026-11-01..2026-11-20',
      { dataStartTime: '2026-11-01T00:00:00Z', dataEndTime: '2026-11-20T23:59:59Z' },
    ],
    [{ from: '2026-11-01' }, 'GET_X/US/-/2026-11-01..2026-11-25', { dataStartTime: '2026-11-01T00:00:00Z' }],
    [{ from: '2026-11-25', to: '2026-11-25' }, 'GET_X/US/-/2026-11-25..2026-11-25', { dataStartTime: '2026-11-25T00:00:00Z' }],
  ] as const)('%j is asked for as %s', ([entry, key, dates]) => {
    expect(planned(entry).jobs).toMatchObject([
      { key, type: 'GET_X', request: { reportType: 'GET_X', marketplaceIds: ['ATVPDKIKX0DER'], ...dates } },
    ]);
    expect(Object.keys(planned(entry).jobs[0]?.request ?? {})).toHaveLength(2 + Object.keys(dates).length);
  });

  test('a range with an end stays saved, and one without is asked for again when it is stale', () => {
    const again = (entry: object) => {
      const [job] = planned(entry).jobs;
      if (!job) throw new Error('the first run wants something');
      return windowsOf(
        planAt('2026-11-27T12:00:00Z', { account: accountWith([{ apiType: 'GET_X', ...entry }]), items: [itemOf(job, savedAt(now))] }),
      );
    };

    expect(again({ from: '2026-11-01', to: '2026-11-20' })).toEqual([]);
    expect(again({ from: '2026-11-01' })).toEqual(['2026-11-01..2026-11-27 newest']);
    expect(again({ snapshot: true })).toEqual(['2026-11-27 newest']);
  });

  test('an entry’s own dates that reach into the future, or outside the run’s range, are refused', () => {
    expect(() => planned({ from: '2026-11-01', to: '2026-11-26' })).toThrow('its own dates reach into the future');
    expect(() => planned({ from: '2026-11-01', to: '2026-11-20' }, { input: { from: '2026-11-02' } })).toThrow('not all in the range');
    expect(windowsOf(planned({ from: '2026-11-03', to: '2026-11-20' }, { input: { from: '2026-11-02' } }))).toEqual([
      '2026-11-03..2026-11-20 backfill',
    ]);
  });
});

test('a job carries what is usual for its series, unless its entry is silenced', () => {
  const weeks = ['2026-09-26', '2026-10-03', '2026-10-10', '2026-10-17', '2026-10-24', '2026-10-31', '2026-11-07', '2026-11-14'];
  const items = weeks.map((day) => {
    const { saved, ...facts } = savedAt(`${day}T23:00:00Z`);
    return trafficItem(day, { ...facts, saved: { ...saved, rows: 100 } });
  });
  const usual = (entry: object) =>
    planAt(now, { account: accountWith([{ ...dailyTraffic, ...entry }]), items, settings: { catchUpPeriods: 0 } }).jobs.map(
      (job) => job.usual,
    );

  expect(usual({})[0]).toEqual({ factor: 2, rows: { least: 100, middle: 100, most: 100, ofDocuments: 8 } });
  expect(usual({ unusualFactor: 3 })[0]).toMatchObject({ factor: 3 });
  expect(usual({ unusualFactor: false })[0]).toBeUndefined();
});
