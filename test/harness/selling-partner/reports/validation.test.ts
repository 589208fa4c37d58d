import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aCaller, bytesOf, fetchDocument, type ReportBody, read, salesOfOneDay } from '../a-caller.ts';
import { anAmazon, sampleSeller } from '../an-amazon.ts';

const options = { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };

test.for<[string, object, RegExp]>([
  ['an unknown type', { reportType: 'GET_NOTHING' }, /Invalid Report Type GET_NOTHING/],
  ["a seller's type", { reportType: 'GET_SALES_AND_TRAFFIC_REPORT' }, /does not support account ID of type class .*VendorGroupId/],
  ['several marketplaces', { marketplaceIds: ['ATVPDKIKX0DER', 'ATVPDKIKX0DER'] }, /one marketplaceId/],
  ['a marketplace of another seller', { marketplaceIds: ['A1PA6795UKMFR9'] }, /not valid/],
  ['no marketplace', { marketplaceIds: [] }, /marketplaceIds/],
  ['no type', { reportType: undefined }, /reportType/],
  ['options that are not strings', { reportOptions: { reportPeriod: ['DAY'] } }, /reportOptions/],
  ['an invalid date', { dataStartTime: 'yesterday' }, /dataStartTime/],
  ['an end in the future', { dataEndTime: '2026-03-16T00:00:00Z' }, /future/],
])('%s is refused at once', ([, change, message]) => {
  const state = anAmazon();

  const answer = aCaller(state).createReport({ ...salesOfOneDay, ...change });

  expect(answer.status).toBe(400);
  expect(read(answer).errors[0]).toMatchObject({ code: 'InvalidInput', message: expect.stringMatching(message) });
  expect(state.reports).toEqual([]);
});

test("a vendor's type is refused to a seller", () => {
  expect(aCaller(anAmazon(), { grant: sampleSeller }).createReport().status).toBe(400);
});

const searchTerms = { reportType: 'GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT' };
const promotion = { reportType: 'GET_PROMOTION_PERFORMANCE_REPORT' };
const traffic = { reportType: 'GET_VENDOR_REAL_TIME_TRAFFIC_REPORT', reportOptions: {} };
const between = (from: string, to: string) => ({ dataStartTime: `${from}T00:00:00Z`, dataEndTime: `${to}T00:00:00Z` });

test.for<[string, Partial<ReportBody>, RegExp]>([
  ['an unknown option', { reportOptions: { ...options, viewBy: 'ASIN' } }, /does not support the viewBy reportOption/],
  ['missing options', { reportOptions: { reportPeriod: 'DAY' } }, /requires the distributorView, sellingProgram reportOption/],
  ['a week from Monday', { reportOptions: { ...options, reportPeriod: 'WEEK' } }, /dataStartTime must be a Sunday when reportPeriod=WEEK/],
  [
    'a month without its last day',
    { reportOptions: { ...options, reportPeriod: 'MONTH' }, ...between('2026-02-01', '2026-02-27') },
    /dataEndTime must be the last/,
  ],
  ['a day that is not published', between('2026-03-13', '2026-03-13'), /not yet available/],
  ['sixteen days', between('2026-02-01', '2026-02-16'), /only upto 15 days/],
  [
    'an hour that is not published',
    { ...traffic, dataStartTime: '2026-03-15T00:00:00Z', dataEndTime: '2026-03-15T11:30:00Z' },
    /not yet available/,
  ],
  [
    'two weeks of search terms',
    { ...searchTerms, reportOptions: { reportPeriod: 'WEEK' }, ...between('2026-02-15', '2026-02-28') },
    /A client error occurred/,
  ],
  [
    'search terms that are not published',
    { ...searchTerms, reportOptions: { reportPeriod: 'WEEK' }, ...between('2026-03-08', '2026-03-14') },
    /A client error occurred/,
  ],
  ['promotions without start dates', promotion, /promotionStartDateFrom and promotionStartDateTo in the standard ISO-8601/],
  [
    'coupons in the dialect of sellers',
    {
      reportType: 'GET_COUPON_PERFORMANCE_REPORT',
      reportOptions: { couponStartDateFrom: '2026-01-01T00:00:00Z', couponStartDateTo: '2026-02-01T00:00:00Z' },
    },
    /campaignStartDateFrom/,
  ],
])('%s is accepted and ends FATAL, with the reason in the document', ([, change, text]) => {
  const { report, response } = fetchDocument(aCaller(anAmazon()), { ...salesOfOneDay, ...change });

  const document = JSON.parse(gunzipSync(bytesOf(response)).toString());

  expect(report.processingStatus).toBe('FATAL');
  expect(Object.keys(document)).toEqual([/COUPON|PROMOTION/.test(report.reportType) ? 'reportRequestError' : 'errorDetails']);
  expect(Object.values(document)[0]).toMatch(text);
});

test('dates must be supplied', () => {
  const { reportType, reportOptions = {} } = salesOfOneDay;

  const { response } = fetchDocument(aCaller(anAmazon()), { reportType, reportOptions });

  expect(gunzipSync(bytesOf(response)).toString()).toBe('{"errorDetails":"dataStartTime and dataEndTime must be supplied"}');
});

test.for([
  ['2026-03-06T07:59:59Z', 'FATAL'],
  ['2026-03-06T08:00:00Z', 'DONE'],
] as const)('asked at %s, 2 March ends %s: 72 hours after its close in Los Angeles', ([startAt, end]) => {
  expect(fetchDocument(aCaller(anAmazon(), { startAt })).report.processingStatus).toBe(end);
});

test('when publication is ignored, everything is published', () => {
  const caller = aCaller(anAmazon({ publication: 'ignored' }));

  expect(fetchDocument(caller, { ...salesOfOneDay, ...between('2026-03-14', '2026-03-14') }).report.processingStatus).toBe('DONE');
});

test('an offset shifts the day, since Amazon takes it in UTC', () => {
  const week = { ...salesOfOneDay, reportOptions: { ...options, reportPeriod: 'WEEK' } };
  const shifted = { dataStartTime: '2026-02-22T00:00:00+09:00', dataEndTime: '2026-02-28T00:00:00+09:00' };

  expect(fetchDocument(aCaller(anAmazon()), { ...week, ...between('2026-02-22', '2026-02-28') }).report.processingStatus).toBe('DONE');
  expect(fetchDocument(aCaller(anAmazon()), { ...week, ...shifted }).report.processingStatus).toBe('FATAL');
});

test('a FATAL may come without a document', () => {
  const caller = aCaller(anAmazon({ plans: { [salesOfOneDay.reportType]: { end: 'FATAL', fatalText: false } } }));

  expect(fetchDocument(caller).report).not.toHaveProperty('reportDocumentId');
});
