import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aCaller, bytesOf, fetchDocument, type ReportBody } from '../a-caller.ts';
import { anAmazon, sampleSeller, sampleVendor } from '../an-amazon.ts';
import type { Grant } from '../types.ts';

const day = { dataStartTime: '2026-03-02T00:00:00Z', dataEndTime: '2026-03-03T00:00:00Z' };
const week = { dataStartTime: '2026-02-22T00:00:00Z', dataEndTime: '2026-02-28T00:00:00Z' };
const hours = { dataStartTime: '2026-03-10T00:00:00Z', dataEndTime: '2026-03-11T00:00:00Z' };
const range = (name: string) => ({ [`${name}StartDateFrom`]: '2026-01-01T00:00:00Z', [`${name}StartDateTo`]: '2026-03-01T00:00:00Z' });
const byDay = { reportPeriod: 'DAY' };
const retail = { ...byDay, distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };
const rowDates = ['startDate', 'endDate'];
const hourDates = ['startTime', 'endTime', 'asin'];
const received = ['netReceivedInventoryCost', 'netReceivedInventoryUnits', 'openPurchaseOrderUnits', 'sellableOnHandInventoryCost'];

type Row = [type: string, request: Omit<ReportBody, 'reportType'>, grant: Grant, arrays: string[], fields: string[]];

/** The required fields of each document, as schemas/reports in amzn/selling-partner-api-models has them. */
const documents: Row[] = [
  [
    'BRAND_ANALYTICS_MARKET_BASKET',
    { ...day, reportOptions: byDay },
    sampleVendor,
    ['dataByAsin'],
    [...rowDates, 'asin', 'purchasedWithAsin', 'purchasedWithRank', 'combinationPct'],
  ],
  [
    'BRAND_ANALYTICS_SEARCH_TERMS',
    { ...week, reportOptions: { reportPeriod: 'WEEK' } },
    sampleSeller,
    ['dataByDepartmentAndSearchTerm'],
    ['departmentName', 'searchTerm', 'searchFrequencyRank', 'clickedAsin', 'clickShareRank', 'clickShare', 'conversionShare'],
  ],
  [
    'BRAND_ANALYTICS_REPEAT_PURCHASE',
    { ...week, reportOptions: { reportPeriod: 'WEEK' } },
    sampleVendor,
    ['dataByAsin'],
    [...rowDates, 'asin', 'orders', 'uniqueCustomers', 'repeatCustomersPctTotal', 'repeatPurchaseRevenue', 'repeatPurchaseRevenuePctTotal'],
  ],
  ['VENDOR_REAL_TIME_INVENTORY', hours, sampleVendor, ['reportData'], [...hourDates, 'highlyAvailableInventory']],
  ['VENDOR_REAL_TIME_SALES', hours, sampleVendor, ['reportData'], [...hourDates, 'orderedUnits', 'orderedRevenue']],
  ['VENDOR_REAL_TIME_TRAFFIC', hours, sampleVendor, ['reportData'], [...hourDates, 'glanceViews']],
  [
    'VENDOR_SALES',
    { ...day, reportOptions: retail },
    sampleVendor,
    ['salesAggregate', 'salesByAsin'],
    [...rowDates, 'asin', 'customerReturns', 'orderedRevenue', 'orderedUnits', 'shippedCogs', 'shippedRevenue', 'shippedUnits'],
  ],
  [
    'VENDOR_NET_PURE_PRODUCT_MARGIN',
    { ...day, reportOptions: byDay },
    sampleVendor,
    ['netPureProductMarginAggregate', 'netPureProductMarginByAsin'],
    [...rowDates, 'asin', 'netPureProductMargin'],
  ],
  [
    'VENDOR_TRAFFIC',
    { ...day, reportOptions: byDay },
    sampleVendor,
    ['trafficAggregate', 'trafficByAsin'],
    [...rowDates, 'asin', 'glanceViews'],
  ],
  [
    'VENDOR_FORECASTING',
    { reportOptions: { sellingProgram: 'RETAIL' } },
    sampleVendor,
    ['forecastByAsin'],
    ['forecastGenerationDate', 'asin', ...rowDates, 'meanForecastUnits', 'p70ForecastUnits', 'p80ForecastUnits', 'p90ForecastUnits'],
  ],
  [
    'VENDOR_INVENTORY',
    { ...day, reportOptions: retail },
    sampleVendor,
    ['inventoryAggregate', 'inventoryByAsin'],
    [...rowDates, 'asin', ...received, 'sellableOnHandInventoryUnits'],
  ],
  [
    'COUPON_PERFORMANCE',
    { reportOptions: range('coupon') },
    sampleSeller,
    ['coupons'],
    [
      'couponId',
      'merchantId',
      'marketplaceId',
      'currencyCode',
      'startDateTime',
      'endDateTime',
      'customerSegment',
      'clips',
      'redemptions',
      'totalDiscount',
      'budgetSpent',
      'budgetPercentageUsed',
      'asins',
    ],
  ],
  [
    'COUPON_PERFORMANCE',
    { reportOptions: range('campaign') },
    sampleVendor,
    ['campaigns'],
    [
      'campaignId',
      'campaignName',
      'vendorCode',
      'marketplaceId',
      'creationDateTime',
      'lastUpdatedDateTime',
      'isSubscribeAndSave',
      'budgetType',
      'totalClips',
      'totalRedemptions',
      'coupons',
    ],
  ],
  [
    'PROMOTION_PERFORMANCE',
    { reportOptions: range('promotion') },
    sampleSeller,
    ['promotions'],
    [
      'promotionId',
      'promotionName',
      'unitsSold',
      'revenue',
      'revenueCurrencyCode',
      'startDateTime',
      'endDateTime',
      'type',
      'status',
      'creationChannel',
      'marketplaceId',
      'createdDateTime',
      'lastUpdatedDateTime',
      'includedProducts',
    ],
  ],
  [
    'SALES_AND_TRAFFIC',
    { dataStartTime: day.dataStartTime, dataEndTime: day.dataStartTime, reportOptions: { dateGranularity: 'DAY', asinGranularity: 'SKU' } },
    sampleSeller,
    ['salesAndTrafficByDate', 'salesAndTrafficByAsin'],
    ['parentAsin', 'childAsin', 'sku', 'salesByAsin', 'trafficByAsin'],
  ],
  [
    'BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE',
    { ...week, reportOptions: { reportPeriod: 'WEEK', asin: 'B000000001 B000000002' } },
    sampleSeller,
    ['dataByAsin'],
    [...rowDates, 'asin', 'searchQueryData', 'impressionData', 'clickData', 'cartAddData', 'purchaseData'],
  ],
  [
    'BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE',
    { ...week, reportOptions: { reportPeriod: 'WEEK' } },
    sampleSeller,
    ['dataByAsin'],
    [...rowDates, 'asin', 'impressionData', 'clickData', 'cartAddData', 'purchaseData'],
  ],
];

const documentOf = (type: string, request: Omit<ReportBody, 'reportType'>, grant: Grant) => {
  const reportType = `GET_${type}_REPORT`;
  const { response } = fetchDocument(aCaller(anAmazon(), { grant }), { reportType, ...request });
  return JSON.parse(gunzipSync(bytesOf(response)).toString());
};

test.for(documents)('a %s document has its head, its arrays and the fields of its rows', ([type, request, grant, arrays, fields]) => {
  const { reportSpecification, ...content } = documentOf(type, request, grant);
  const rows = content[arrays.at(-1) ?? ''];

  expect(reportSpecification).toMatchObject({ reportType: `GET_${type}_REPORT`, marketplaceIds: ['ATVPDKIKX0DER'] });
  if (request.reportOptions) expect(reportSpecification.reportOptions).toEqual(request.reportOptions);
  expect('lastUpdatedDate' in reportSpecification).toBe(/VENDOR_(SALES|NET|TRAFFIC|FORECASTING|INVENTORY)/.test(type));
  expect('dataStartTime' in reportSpecification).toBe('dataStartTime' in request);
  expect(Object.keys(content)).toEqual(arrays);
  expect(rows.length).toBeGreaterThanOrEqual(18);
  for (const row of rows) expect(Object.keys(row)).toEqual(expect.arrayContaining(fields));
});

test('rows are inside the window, and the totals are their sums', () => {
  const { salesAggregate, salesByAsin } = documentOf('VENDOR_SALES', { ...day, reportOptions: retail }, sampleVendor);

  expect(new Set(salesByAsin.map((row: { startDate: string }) => row.startDate))).toEqual(new Set(['2026-03-02', '2026-03-03']));
  for (const total of salesAggregate) {
    const own = salesByAsin.filter((row: { startDate: string }) => row.startDate === total.startDate);
    const units = own.reduce((sum: number, row: { shippedUnits: number }) => sum + row.shippedUnits, 0);
    const revenue = own.reduce((sum: number, row: { shippedRevenue: { amount: number } }) => sum + row.shippedRevenue.amount, 0);
    expect(total.shippedUnits).toBe(units);
    expect(total.shippedRevenue.amount).toBeCloseTo(revenue, 2);
  }
});

test('FRESH has no returns, SOURCING no orders, and a DAY no unhealthy inventory', () => {
  const fresh = documentOf(
    'VENDOR_SALES',
    { ...day, reportOptions: { ...retail, sellingProgram: 'FRESH', distributorView: 'SOURCING' } },
    sampleVendor,
  );
  const inventory = documentOf('VENDOR_INVENTORY', { ...day, reportOptions: retail }, sampleVendor);

  expect(JSON.stringify(fresh)).not.toMatch(/customerReturns|ordered/);
  expect(JSON.stringify(inventory)).not.toMatch(/unhealthy/);
});

test('real-time sales name their currency, whether it was requested or not', () => {
  expect(documentOf('VENDOR_REAL_TIME_SALES', hours, sampleVendor).reportSpecification.reportOptions).toEqual({ currencyCode: 'USD' });
});

test('the same request gives the same document twice', () => {
  const caller = aCaller(anAmazon());
  const request = { reportType: 'GET_VENDOR_TRAFFIC_REPORT', ...day, reportOptions: byDay };
  const bytes = () => bytesOf(fetchDocument(caller, request).response).toString('hex');

  expect(bytes()).toBe(bytes());
});
