import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type PeriodDates, periodOf, type ReportType } from '../../../lambdas/core/catalogue/report-type.ts';
import { catalogue, isReportTypeName, nameOfApiType, reportTypeNames, reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import { accountWith, planAt } from '../planning/planning.ts';

const now = '2026-11-25T12:30:00Z';
const us = ['ATVPDKIKX0DER'];

/** One row for each report type: what a run asks Amazon for on Wednesday, 25 November 2026, 12:30 UTC, in the United States. */
const rows = [
  [
    'BrandAnalyticsMarketBasketReport',
    'seller',
    { reportPeriod: 'WEEK' },
    'GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT',
    '2026-11-15..2026-11-21',
    { dataStartTime: '2026-11-15T00:00:00Z', dataEndTime: '2026-11-21T00:00:00Z', reportOptions: { reportPeriod: 'WEEK' } },
  ],
  [
    'BrandAnalyticsSearchTermsReport',
    'vendor',
    { reportPeriod: 'QUARTER' },
    'GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT',
    '2026-07-01..2026-09-30',
    { dataStartTime: '2026-07-01T00:00:00Z', dataEndTime: '2026-09-30T00:00:00Z', reportOptions: { reportPeriod: 'QUARTER' } },
  ],
  [
    'BrandAnalyticsRepeatPurchaseReport',
    'seller',
    { reportPeriod: 'MONTH' },
    'GET_BRAND_ANALYTICS_REPEAT_PURCHASE_REPORT',
    '2026-10-01..2026-10-31',
    { dataStartTime: '2026-10-01T00:00:00Z', dataEndTime: '2026-10-31T00:00:00Z', reportOptions: { reportPeriod: 'MONTH' } },
  ],
  [
    'VendorRealTimeInventoryReport',
    'vendor',
    {},
    'GET_VENDOR_REAL_TIME_INVENTORY_REPORT',
    '2026-11-25',
    { dataStartTime: '2026-11-25T00:00:00Z', dataEndTime: '2026-11-25T12:00:00Z' },
  ],
  [
    'VendorRealTimeSalesReport',
    'vendor',
    { currencyCode: 'USD' },
    'GET_VENDOR_REAL_TIME_SALES_REPORT',
    '2026-11-25',
    { dataStartTime: '2026-11-25T00:00:00Z', dataEndTime: '2026-11-25T12:00:00Z', reportOptions: { currencyCode: 'USD' } },
  ],
  [
    'VendorRealTimeTrafficReport',
    'vendor',
    {},
    'GET_VENDOR_REAL_TIME_TRAFFIC_REPORT',
    '2026-11-25',
    { dataStartTime: '2026-11-25T00:00:00Z', dataEndTime: '2026-11-25T08:00:00Z' },
  ],
  [
    'VendorSalesReport',
    'vendor',
    { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'BUSINESS' },
    'GET_VENDOR_SALES_REPORT',
    '2026-11-21',
    {
      dataStartTime: '2026-11-21T00:00:00Z',
      dataEndTime: '2026-11-21T00:00:00Z',
      reportOptions: { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'BUSINESS' },
    },
  ],
  [
    'VendorNetPureProductMarginReport',
    'vendor',
    { reportPeriod: 'YEAR' },
    'GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT',
    '2025-01-01..2025-12-31',
    { dataStartTime: '2025-01-01T00:00:00Z', dataEndTime: '2025-12-31T00:00:00Z', reportOptions: { reportPeriod: 'YEAR' } },
  ],
  [
    'VendorTrafficReport',
    'vendor',
    { reportPeriod: 'WEEK' },
    'GET_VENDOR_TRAFFIC_REPORT',
    '2026-11-15..2026-11-21',
    { dataStartTime: '2026-11-15T00:00:00Z', dataEndTime: '2026-11-21T00:00:00Z', reportOptions: { reportPeriod: 'WEEK' } },
  ],
  [
    'VendorForecastingReport',
    'vendor',
    { sellingProgram: 'FRESH' },
    'GET_VENDOR_FORECASTING_REPORT',
    '2026-11-25',
    { reportOptions: { sellingProgram: 'FRESH' } },
  ],
  [
    'VendorInventoryReport',
    'vendor',
    { reportPeriod: 'MONTH', distributorView: 'SOURCING', sellingProgram: 'RETAIL' },
    'GET_VENDOR_INVENTORY_REPORT',
    '2026-10-01..2026-10-31',
    {
      dataStartTime: '2026-10-01T00:00:00Z',
      dataEndTime: '2026-10-31T00:00:00Z',
      reportOptions: { reportPeriod: 'MONTH', distributorView: 'SOURCING', sellingProgram: 'RETAIL' },
    },
  ],
  [
    'CouponPerformanceReport',
    'seller',
    {},
    'GET_COUPON_PERFORMANCE_REPORT',
    '2026-08-27..2026-11-24',
    { reportOptions: { couponStartDateFrom: '2026-08-27T00:00:00Z', couponStartDateTo: '2026-11-24T23:59:59Z' } },
  ],
  [
    'CouponPerformanceReport',
    'vendor',
    {},
    'GET_COUPON_PERFORMANCE_REPORT',
    '2026-08-27..2026-11-24',
    { reportOptions: { campaignStartDateFrom: '2026-08-27T00:00:00Z', campaignStartDateTo: '2026-11-24T23:59:59Z' } },
  ],
  [
    'PromotionPerformanceReport',
    'seller',
    {},
    'GET_PROMOTION_PERFORMANCE_REPORT',
    '2026-08-27..2026-11-24',
    { reportOptions: { promotionStartDateFrom: '2026-08-27T00:00:00Z', promotionStartDateTo: '2026-11-24T23:59:59Z' } },
  ],
  [
    'SalesAndTrafficReport',
    'seller',
    { dateGranularity: 'DAY', asinGranularity: 'CHILD' },
    'GET_SALES_AND_TRAFFIC_REPORT',
    '2026-11-21',
    {
      dataStartTime: '2026-11-21T00:00:00Z',
      dataEndTime: '2026-11-21T00:00:00Z',
      reportOptions: { dateGranularity: 'DAY', asinGranularity: 'CHILD' },
    },
  ],
  [
    'SearchCatalogPerformanceReport',
    'seller',
    { reportPeriod: 'WEEK' },
    'GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT',
    '2026-11-08..2026-11-14',
    { dataStartTime: '2026-11-08T00:00:00Z', dataEndTime: '2026-11-14T00:00:00Z', reportOptions: { reportPeriod: 'WEEK' } },
  ],
  [
    'SearchQueryPerformanceReport',
    'seller',
    { reportPeriod: 'MONTH' },
    'GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT',
    '2026-10-01..2026-10-31',
    {
      dataStartTime: '2026-10-01T00:00:00Z',
      dataEndTime: '2026-10-31T00:00:00Z',
      reportOptions: { reportPeriod: 'MONTH', asin: 'B000000001 B000000002' },
    },
    ['B000000001', 'B000000002'],
  ],
] as const;

test.for(rows)('%s of a %s is asked for with %j', ([type, kind, options, reportType, window, dates, asins]) => {
  const { jobs } = planAt(now, { account: accountWith([{ type, options, ...(asins && { asins }) }], { kind }) });

  expect(jobs.map(({ request }) => request)).toEqual([{ reportType, marketplaceIds: us, ...dates }]);
  expect(jobs[0]?.key.split('/').at(-1)).toBe(window);
});

test('every report type has a row', () => {
  expect(new Set(rows.map(([type]) => type))).toEqual(new Set(reportTypeNames));
});

describe('the facts of every type fit together', () => {
  test.for(reportTypeNames)('%s', (name) => {
    const entry: ReportType = catalogue[name];
    expect(nameOfApiType(entry.apiType)).toBe(name);
    expect(reportTypeOf(name)).toBe(entry);
    expect(entry.rowArrays).not.toEqual([]);
    if (entry.dates.kind !== 'periods') return;
    const option = entry.options.shape[entry.dates.periodOption ?? 'reportPeriod'];
    const offered = option instanceof z.ZodEnum ? option.options.map(String) : [];
    expect(offered.length).toBeGreaterThan(0);
    const known = { ...entry.dates.publishedAfterHours };
    expect(Object.keys(known)).toEqual([...offered]);
    for (const period of offered) {
      expect(entry.dates.longestSpanPeriods).toHaveProperty(period);
      expect(entry.dates.lookbackPeriods).toHaveProperty(period);
    }
  });
});

test('a name of Object’s own is not a report type', () => {
  expect(isReportTypeName('toString')).toBe(false);
  expect(reportTypeOf('constructor')).toBeUndefined();
});

const dates: PeriodDates = {
  kind: 'periods',
  closesIn: 'marketplace',
  publishedAfterHours: {},
  longestSpanPeriods: {},
  lookbackPeriods: {},
};

test.for([
  [{}, { reportPeriod: 'WEEK' }, 'WEEK'],
  [{}, { timeGranularity: 'WEEK' }, undefined],
  [{ periodOption: 'timeGranularity' }, { timeGranularity: 'MONTH', reportPeriod: 'DAY' }, 'MONTH'],
] as const)('with %j the period of %j is %s', ([named, options, period]) => {
  expect(periodOf({ ...dates, ...named }, options)).toBe(period);
});
