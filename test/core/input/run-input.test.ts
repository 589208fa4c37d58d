import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { parseRunInput, runOf, settingsOf } from '../../../lambdas/core/input/run-input.ts';
import { defaultSettings, Settings } from '../../../lambdas/core/settings.ts';
import { accountWith, coupons, dailyTraffic, forecast, planAt, weeklyTraffic, windowsOf } from '../planning/planning.ts';

const now = '2026-11-25T12:00:00Z';

test('an account is a complete input, and nothing is added to it', () => {
  expect(parseRunInput({ account: 'acme' })).toEqual({ account: 'acme' });
});

describe('a wrong input is refused with field, value and what is allowed', () => {
  test.for([
    [undefined, 'it: is missing. It must be an object.'],
    ['acme', 'it: "acme" must be an object.'],
    [{}, 'account: is missing. It must be a string.'],
    [{ account: 'a', acount: 'b' }, 'acount: there is no such field. Allowed: account, reportTypes,'],
    [{ account: 'a', Comment: 'Insert your JSON here' }, 'Comment: there is no such field.'],
    [
      { account: 'a', reportTypes: ['VendorSaleReport'] },
      'reportTypes[0]: "VendorSaleReport" is not allowed. Allowed: BrandAnalyticsMarketBasketReport,',
    ],
    [{ account: 'a', reportTypes: ['VendorSaleReport'] }, 'Did you mean "VendorSalesReport"?'],
    [{ account: 'a', reportTypes: ['GET_VENDOR_SALES_REPORT'] }, 'is "type": "VendorSalesReport" in the catalogue'],
    [{ account: 'a', reportTypes: [] }, 'reportTypes: [] is too small. Allowed: at least 1 entries.'],
    [{ account: 'a', from: '20-11-2026' }, 'from: "20-11-2026" is not a date. Allowed: a day such as "2026-11-20".'],
    [{ account: 'a', from: '2026-02-29' }, 'from: "2026-02-29" is not a date.'],
    [{ account: 'a', from: '2026-11-20', to: '2026-11-19' }, 'to: "2026-11-19" lies before "from", which is "2026-11-20"'],
    [{ account: 'a', to: '2026-11-19' }, 'to: "2026-11-19" needs "from" beside it'],
    [{ account: 'a', force: 'yes' }, 'force: "yes" must be a boolean.'],
    [{ account: 'a', scheduledAt: 'today' }, 'scheduledAt: "today" is not an instant. Allowed: UTC such as "2026-11-20T06:00:00Z".'],
    [{ account: 'a', maxRuntimeMinutes: 1381 }, 'maxRuntimeMinutes: 1381 is too big. Allowed: at most 1380.'],
    [{ account: 'a', jobsPerRun: 1.5 }, 'jobsPerRun: 1.5 must be a whole number.'],
    [{ account: 'a', quotas: {} }, 'quotas: there is no such field.'],
    [
      { account: 'a', reports: [{ type: 'VendorSalesReport', options: { reportPeriod: 'DAY' } }] },
      'reports[0] "VendorSalesReport" → options.distributorView: is missing. Allowed: MANUFACTURING, SOURCING.',
    ],
  ] as const)('%j', ([input, message]) => {
    expect(() => parseRunInput(input)).toThrow(InvalidInputError);
    expect(() => parseRunInput(input)).toThrow(message);
  });

  test('several problems are listed at once', () => {
    expect(() => parseRunInput({ account: '', from: 'x', force: 1 })).toThrow(/account: .*\n- from: .*\n- force: /);
  });

  test('whatever the input contains, it is parsed, or refused with the name of what is wrong, without long quotes', () => {
    const written = fc.oneof(fc.jsonValue(), fc.record({ account: fc.jsonValue(), reports: fc.array(fc.jsonValue()), from: fc.string() }));
    fc.assert(
      fc.property(written, (input) => {
        try {
          expect(parseRunInput(input).account).toBe(Reflect.get(Object(input), 'account'));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInputError);
        }
      }),
    );
    const long = () => parseRunInput({ account: 'a', from: 'x'.repeat(100_000) });
    expect(long).toThrow(InvalidInputError);
    expect(long).not.toThrow(/x{100}/);
  });
});

describe('settings', () => {
  test('every run-time setting may be overridden by its own name, within its bounds', () => {
    const { quotas: _, ...runTime } = defaultSettings;

    expect(parseRunInput({ account: 'acme', ...runTime })).toEqual({ account: 'acme', ...runTime });
  });

  test('what is not overridden stays as deployed', () => {
    const deployed = Settings.parse({ freshForHours: 3, catchUpPeriods: 2 });

    expect(settingsOf(parseRunInput({ account: 'acme', catchUpPeriods: 0 }), deployed)).toEqual({ ...deployed, catchUpPeriods: 0 });
  });
});

describe('a run', () => {
  const accounts = { accounts: [accountWith([dailyTraffic], { secret: 'acme-secret' })] };
  const execution = { Id: 'arn:aws:states:us-east-1:1:execution:import:by-hand' };
  const runFor = (input: unknown, some: object = {}) =>
    runOf(input, { ...execution, ...some }, accounts, defaultSettings, Date.parse(now)).run;

  test('started by hand is named after its execution', () => {
    expect(runFor({ account: 'acme', maxRuntimeMinutes: 60 })).toMatchObject({
      id: 'by-hand',
      account: 'acme',
      secretId: 'acme-secret',
      startedAt: '2026-11-25T12:00:00.000Z',
      deadlineAt: '2026-11-25T13:00:00.000Z',
      executionArn: execution.Id,
      round: 0,
      settings: { maxRuntimeMinutes: 60 },
    });
    expect(runFor({ account: 'acme' }, { Name: 'named' }).id).toBe('named');
  });

  test('started by a schedule is named after its planned start, however often it is delivered', () => {
    expect(runFor({ account: 'acme', scheduledAt: '2026-11-25T06:00:00Z' }).id).toBe('2026-11-25T06:00:00Z');
  });

  test('that would check reports more often than the history of an execution allows is refused', () => {
    expect(() => runFor({ account: 'acme', maxRuntimeMinutes: 1380, firstCheckSeconds: 10, checkFactor: 1.001 })).toThrow(
      'firstCheckSeconds: 10 is too short an interval for 1380 minutes',
    );
    expect(runFor({ account: 'acme', maxRuntimeMinutes: 1380, firstCheckSeconds: 10 })).toMatchObject({ round: 0 });
  });

  test('of an unknown account is refused', () => {
    expect(() => runFor({ account: 'acne' })).toThrow('account: "acne" is not allowed. Allowed: acme. Did you mean "acme"?');
  });
});

describe('which reports', () => {
  const account = accountWith([dailyTraffic, forecast, { ...coupons, enabled: false }, { apiType: 'GET_X', snapshot: true }]);

  test('all enabled ones, or the named ones', () => {
    expect(windowsOf(planAt(now, { account }))).toHaveLength(3);
    expect(planAt(now, { account, input: { reportTypes: ['VendorForecastingReport', 'GET_X'] } }).jobs.map(({ type }) => type)).toEqual([
      'VendorForecastingReport',
      'GET_X',
    ]);
  });

  test.for([
    ['CouponPerformanceReport', 'is disabled'],
    ['VendorSalesReport', 'is not listed'],
  ] as const)('%s, which %s, is refused', ([type]) => {
    expect(() => planAt(now, { account, input: { reportTypes: [type] } })).toThrow(
      `reportTypes: "${type}" is not allowed. Allowed: VendorTrafficReport, VendorForecastingReport, GET_X.`,
    );
    expect(() => planAt(now, { account, input: { reportTypes: [type] } })).toThrow('write it with its options in "reports"');
  });

  test('reports in the input replace the account’s', () => {
    expect(planAt(now, { account, input: { reports: [weeklyTraffic] } }).jobs.map(({ key }) => key)).toEqual([
      'VendorTrafficReport/US/reportPeriod=WEEK/2026-11-15..2026-11-21',
    ]);
  });

  test('reports in the input must suit the account', () => {
    const seller = accountWith([coupons], { kind: 'seller' });

    expect(() => planAt(now, { account: seller, input: { reports: [dailyTraffic] } })).toThrow(
      'reports[0] "VendorTrafficReport" → type: is for vendor accounts, and this is a seller account',
    );
  });
});

describe('a run that makes tables again', () => {
  test.for([
    [{ force: true }, 'force: true cannot be combined with "tabulate"'],
    [{ reports: [dailyTraffic] }, 'cannot be combined with "tabulate"; "reportTypes" selects the tables'],
    [{ reportTypes: ['VendorTrafficReport', 'GET_X'] }, 'names types without tables: GET_X. Allowed: BrandAnalytics'],
  ] as const)('%j is refused', ([some, message]) => {
    expect(() => parseRunInput({ account: 'acme', tabulate: true, ...some })).toThrow(message);
  });

  test('only such a run may have an end without a start, or `madeBefore`', () => {
    expect(parseRunInput({ account: 'acme', tabulate: true, to: '2026-11-19', madeBefore: now })).toMatchObject({ to: '2026-11-19' });
    expect(() => parseRunInput({ account: 'acme', madeBefore: now })).toThrow('needs "tabulate": true beside it');
  });
});
