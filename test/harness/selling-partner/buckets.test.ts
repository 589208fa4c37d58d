import { expect, test } from 'vitest';
import { aCaller, read, salesOfOneDay } from './a-caller.ts';
import { anAmazon, callCounts, sampleSeller } from './an-amazon.ts';
import { limitsTimes } from './buckets.ts';

const statuses = (count: number, call: () => { status: number }) => Array.from({ length: count }, () => call().status);

test.for([
  ['createReport', 15, 202, 59.8],
  ['getReports', 10, 200, 45],
  ['getReportDocument', 15, 404, 59.8],
  ['getReport', 15, 404, 0.49],
] as const)('%s has its published burst and refills at its published rate', ([operation, burst, status, almostOneTokenSeconds]) => {
  const caller = aCaller(anAmazon());
  const calls = {
    createReport: () => caller.createReport(),
    getReports: () => caller.getReports({ reportTypes: salesOfOneDay.reportType }),
    getReportDocument: () => caller.getReportDocument('none'),
    getReport: () => caller.getReport('none'),
  };
  const call = calls[operation];

  expect(statuses(burst + 3, call)).toEqual([...Array(burst).fill(status), 429, 429, 429]);
  caller.waitSeconds(almostOneTokenSeconds);
  expect(call().status).toBe(429);
  caller.waitSeconds(almostOneTokenSeconds * 0.03);
  expect([call().status, call().status]).toEqual([status, 429]);
});

test('one call every 59.89 seconds is never rejected, however long that continues', () => {
  const caller = aCaller(anAmazon());
  statuses(15, () => caller.createReport());

  const later = Array.from({ length: 400 }, () => {
    caller.waitSeconds(59.89);
    return caller.createReport().status;
  });

  expect(new Set(later)).toEqual(new Set([202]));
});

test('a rejection names the quota, carries no rate, and is counted', () => {
  const state = anAmazon({ limits: { createReport: { ratePerSecond: 0.5, burst: 1 } } });
  const caller = aCaller(state);

  const allowed = caller.createReport();
  const rejected = caller.createReport();

  expect(allowed.headers['x-amzn-ratelimit-limit']).toBe('0.5');
  expect(rejected.headers).not.toHaveProperty('x-amzn-ratelimit-limit');
  expect(rejected.headers['x-amzn-requestid']).toBeTruthy();
  expect(read(rejected).errors[0]).toMatchObject({ code: 'QuotaExceeded', message: 'You exceeded your quota for the requested resource.' });
  expect(callCounts(state)).toMatchObject({ createReport: 2, throttled: 1 });
  expect(state.reports).toHaveLength(1);
});

test('a refused request costs a token, one without a valid access token does not', () => {
  const caller = aCaller(anAmazon({ limits: { createReport: { ratePerSecond: 0.01, burst: 2 } } }));

  caller.send('POST', '/reports/2021-06-30/reports', '{}', { 'content-type': 'application/json' });
  const answers = statuses(3, () => caller.createReport({ reportType: 'GET_NOTHING' }));

  expect(answers).toEqual([400, 400, 429]);
});

test('each selling partner has its own bucket', () => {
  const state = anAmazon({ limits: { createReport: { ratePerSecond: 0.01, burst: 1 } } });

  aCaller(state).createReport();
  const answer = aCaller(state, { grant: sampleSeller }).createReport({ reportType: 'GET_SALES_AND_TRAFFIC_REPORT' });

  expect(answer.status).toBe(202);
});

test('a hidden lower limit is enforced while the published one is announced', () => {
  const caller = aCaller(anAmazon({ hiddenLimits: { createReport: { ratePerSecond: 0.005, burst: 2 } } }));

  const answers = [caller.createReport(), caller.createReport(), caller.createReport()];

  expect(answers.map((answer) => answer.status)).toEqual([202, 202, 429]);
  expect(answers[0]?.headers['x-amzn-ratelimit-limit']).toBe('0.0167');
});

test('a hidden limit of one report type does not affect others and takes nothing from the usage plan', () => {
  const state = anAmazon({ hiddenTypeLimits: { GET_VENDOR_SALES_REPORT: [{ calls: 1, perSeconds: 1000, scope: 'account' }] } });
  const caller = aCaller(state);
  const forecast = { reportType: 'GET_VENDOR_FORECASTING_REPORT', reportOptions: { sellingProgram: 'RETAIL' } };

  expect([caller.createReport().status, caller.createReport().status]).toEqual([202, 429]);
  expect(state.calls.at(-1)).toMatchObject({ throttledBy: 'report type', reportType: 'GET_VENDOR_SALES_REPORT' });
  expect(statuses(15, () => caller.createReport(forecast))).toEqual([...Array(14).fill(202), 429]);
});

test('a type’s limit for the application counts all of its sellers together, one for the account counts each seller', () => {
  const other = { ...sampleSeller, refreshToken: 'Atzr|other', sellingPartnerId: 'A2OTHERSELLER' };
  const type = { reportType: 'GET_SALES_AND_TRAFFIC_REPORT' };
  const answers = (scope: 'account' | 'application') => {
    const limits = { GET_SALES_AND_TRAFFIC_REPORT: [{ calls: 2, perSeconds: 3600, scope }] };
    const state = anAmazon({ grants: [sampleSeller, other], hiddenTypeLimits: limits });
    const [one, two] = [aCaller(state, { grant: sampleSeller }), aCaller(state, { grant: other })];
    return [one, two, one, two, two].map((caller) => caller.createReport(type).status);
  };

  expect(answers('application')).toEqual([202, 202, 429, 429, 429]);
  expect(answers('account')).toEqual([202, 202, 202, 202, 429]);
});

test('a limit of a type counts what passed in the time before, and not what it rejected', () => {
  const state = anAmazon({ hiddenTypeLimits: { GET_VENDOR_SALES_REPORT: [{ calls: 2, perSeconds: 3600, scope: 'account' }] } });
  const caller = aCaller(state);
  const afterSeconds = (seconds: number) => {
    caller.waitSeconds(seconds);
    return caller.createReport().status;
  };

  expect([0, 1800, 1799, 1, 1799, 1].map(afterSeconds)).toEqual([202, 202, 429, 202, 429, 202]);
});

test('another client may take tokens from the bucket', () => {
  const caller = aCaller(anAmazon({ foreignCallsPerSecond: { createReport: 0.0167 / 3 } }));
  statuses(15, () => caller.createReport());

  caller.waitSeconds(60 * 30);

  const allowed = statuses(25, () => caller.createReport()).filter((status) => status === 202).length;
  expect(allowed).toBeLessThanOrEqual(15);
  const anHour = Array.from({ length: 60 }, () => {
    caller.waitSeconds(60);
    return caller.createReport().status;
  });
  expect(anHour.filter((status) => status === 202).length).toBeGreaterThanOrEqual(39);
  expect(anHour.filter((status) => status === 202).length).toBeLessThanOrEqual(41);
});

test('faster limits are enforced just the same', () => {
  const caller = aCaller(anAmazon({ limits: limitsTimes(60) }));

  expect(statuses(16, () => caller.createReport()).at(-1)).toBe(429);
  caller.waitSeconds(1);
  expect(caller.createReport().status).toBe(202);
});

test('a state that was saved and read again continues where it was', () => {
  const state = anAmazon({ limits: { createReport: { ratePerSecond: 0.01, burst: 1 } } });
  aCaller(state).createReport();

  const again = aCaller(JSON.parse(JSON.stringify(state)));

  expect(again.createReport().status).toBe(429);
});
