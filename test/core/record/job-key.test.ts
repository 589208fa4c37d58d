import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { objectKeyOf, seriesKey, windowText } from '../../../lambdas/core/record/job-key.ts';
import { seriesOf } from '../../../lambdas/core/record/jobs.ts';
import { accountWith, coupons, dailyTraffic, forecast, hourlySales, planAt } from '../planning/planning.ts';

const now = '2026-11-25T12:00:00Z';

describe('a job’s key', () => {
  test('is readable and has its options in order', () => {
    const options = { sellingProgram: 'RETAIL', distributorView: 'SOURCING', reportPeriod: 'DAY' };

    expect(seriesKey('VendorSalesReport', 'US', options)).toBe(
      'VendorSalesReport/US/distributorView=SOURCING,reportPeriod=DAY,sellingProgram=RETAIL',
    );
    expect(seriesKey('VendorRealTimeTrafficReport', 'DE', {})).toBe('VendorRealTimeTrafficReport/DE/-');
  });

  test('is the key of its series and its window', () => {
    const [job] = planAt(now).jobs;

    expect(job?.key).toBe('VendorTrafficReport/US/reportPeriod=DAY/2026-11-21');
    expect(seriesOf(job?.key ?? '')).toBe('VendorTrafficReport/US/reportPeriod=DAY');
    expect(windowText({ start: '2026-11-15', end: '2026-11-21' })).toBe('2026-11-15..2026-11-21');
  });

  test('differs whenever the options differ, whatever they contain', () => {
    const options = fc.dictionary(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ minLength: 1, unit: 'grapheme' }), {
      maxKeys: 3,
    });
    const awkward = fc.dictionary(
      fc.constantFrom('a', 'a=b', 'a,b', 'a/b', '-'),
      fc.constantFrom('x', 'x,a=y', 'x/y', '%2C', '..', '=', '-'),
      {
        maxKeys: 3,
      },
    );
    const same = (one: object, other: object) =>
      JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
    fc.assert(
      fc.property(fc.oneof(options, awkward), fc.oneof(options, awkward), (one, other) => {
        const keys = [one, other].map((some) => seriesKey('GET_X', 'US', some));
        expect(keys[0] === keys[1]).toBe(same(one, other));
        expect(keys[0]?.split('/')).toHaveLength(3);
        expect(seriesOf(`${keys[0]}/2026-11-20`)).toBe(keys[0]);
      }),
      { numRuns: 500 },
    );
  });
});

describe('where a document is stored', () => {
  const objectKeys = (report: unknown) =>
    planAt(now, { account: accountWith([report]) }).jobs.map((job) => objectKeyOf('acme', job, 'json', 'imports/'));

  test.for([
    [dailyTraffic, 'report_type=VendorTrafficReport/marketplace=ATVPDKIKX0DER/reportPeriod=DAY/start=2026-11-21/end=2026-11-21'],
    [hourlySales, 'report_type=VendorRealTimeSalesReport/marketplace=ATVPDKIKX0DER/date=2026-11-25'],
    [forecast, 'report_type=VendorForecastingReport/marketplace=ATVPDKIKX0DER/sellingProgram=RETAIL/as_of=2026-11-25'],
    [coupons, 'report_type=CouponPerformanceReport/marketplace=ATVPDKIKX0DER/start=2026-08-27/end=2026-11-24'],
    [{ apiType: 'GET_X', snapshot: true }, 'report_type=GET_X/marketplace=ATVPDKIKX0DER/as_of=2026-11-25'],
    [{ apiType: 'GET_X', lastDays: 1 }, 'report_type=GET_X/marketplace=ATVPDKIKX0DER/start=2026-11-24/end=2026-11-24'],
    [
      { apiType: 'GET_X', from: '2026-11-01', to: '2026-11-01', options: { 'a/b': 'c d=e' } },
      'report_type=GET_X/marketplace=ATVPDKIKX0DER/a%2Fb=c%20d%3De/start=2026-11-01/end=2026-11-01',
    ],
  ] as const)('%j', ([report, path]) => {
    expect(objectKeys(report)).toEqual([`imports/reports/account=acme/${path}/document.json.gz`]);
  });
});
