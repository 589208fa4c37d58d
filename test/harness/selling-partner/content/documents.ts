import { randomFrom } from '../random.ts';
import { currencyOf } from '../reports/marketplaces.ts';
import { dayOf } from '../reports/periods.ts';
import { reportTypes } from '../reports/report-types.ts';
import type { ReportRecord } from '../types.ts';
import { marketBasket, repeatPurchase, searchTerms } from './brand-analytics.ts';
import { coupons, promotions } from './campaigns.ts';
import { asinOf, type Content, type Context, defaultRows } from './context.ts';
import { charsetOf, flatHead, flatRows } from './flat-files.ts';
import { realTimeInventory, realTimeSales, realTimeTraffic } from './real-time.ts';
import { salesAndTraffic } from './sales-and-traffic.ts';
import { searchCatalogPerformance, searchQueryPerformance } from './search-performance.ts';
import { vendorInventory } from './vendor-inventory.ts';
import { netPureProductMargin, vendorForecast, vendorSales, vendorTraffic } from './vendor-retail.ts';

const contents: Record<string, Content> = {
  GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT: marketBasket,
  GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT: searchTerms,
  GET_BRAND_ANALYTICS_REPEAT_PURCHASE_REPORT: repeatPurchase,
  GET_VENDOR_REAL_TIME_INVENTORY_REPORT: realTimeInventory,
  GET_VENDOR_REAL_TIME_SALES_REPORT: realTimeSales,
  GET_VENDOR_REAL_TIME_TRAFFIC_REPORT: realTimeTraffic,
  GET_VENDOR_SALES_REPORT: vendorSales,
  GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT: netPureProductMargin,
  GET_VENDOR_TRAFFIC_REPORT: vendorTraffic,
  GET_VENDOR_FORECASTING_REPORT: vendorForecast,
  GET_VENDOR_INVENTORY_REPORT: vendorInventory,
  GET_COUPON_PERFORMANCE_REPORT: coupons,
  GET_PROMOTION_PERFORMANCE_REPORT: promotions,
  GET_SALES_AND_TRAFFIC_REPORT: salesAndTraffic,
  GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT: searchQueryPerformance,
  GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT: searchCatalogPerformance,
};

/** JSON types without content of their own get made-up rows: importers of any type look at the bytes only. */
const anyContent: Content = ({ rows, seed, random }) => ({
  data: Array.from({ length: rows }, (_, index) => ({ asin: asinOf(seed, index), units: random.integer(0, 99) })),
});

/** Whatever has no JSON document is a flat file. */
export const isText = (reportType: string): boolean =>
  reportTypes[reportType] === undefined || reportType === 'GET_MERCHANT_LISTINGS_ALL_DATA';

export const documentCharset = (record: ReportRecord) => (isText(record.reportType) ? charsetOf(record) : 'UTF-8');

/** The document of a report, whole. A Jackson-like layout: that is how Amazon's documents look. */
export const documentText = (seed: number, record: ReportRecord): string => {
  const rows = record.document?.rows ?? defaultRows;
  if (isText(record.reportType)) return [flatHead(record), ...flatRows(contextOf(seed, record, rows, 'document'))].join('');
  const content = contentOf(seed, record, rows, 'document');
  return JSON.stringify({ reportSpecification: specificationOf(record), ...content }, null, 2);
};

/** A document cut open in its main array, for one that is longer than memory. Every row starts with `separator`. */
export type OpenDocument = { head: string; separator: string; tail: string; block: (index: number, rows: number) => string };

export const openDocument = (seed: number, record: ReportRecord): OpenDocument => {
  if (isText(record.reportType)) {
    const block = (index: number, rows: number) => flatRows(contextOf(seed, record, rows, `block ${index}`)).join('');
    return {
      head: flatHead(record).trimEnd(),
      separator: '\r\n',
      tail: '\r\n',
      block: (index, rows) => `\r\n${block(index, rows).trimEnd()}`,
    };
  }
  const arrays = Object.entries(contentOf(seed, record, defaultRows, 'head'));
  const main = arrays.at(-1)?.[1] ?? [];
  const closed = JSON.stringify({
    reportSpecification: specificationOf(record),
    ...Object.fromEntries(arrays),
    [arrays.at(-1)?.[0] ?? 'data']: [],
  });
  const head = `${closed.slice(0, -2)}\n${JSON.stringify(main[0] ?? {})}`;
  const block = (index: number, rows: number) =>
    mainRows(seed, record, rows, index)
      .map((row) => `,\n${JSON.stringify(row)}`)
      .join('');
  return { head, separator: ',\n', tail: '\n]}', block };
};

const mainRows = (seed: number, record: ReportRecord, rows: number, block: number): readonly object[] =>
  Object.values(contentOf(seed, record, rows, `block ${block}`)).at(-1) ?? [];

const contentOf = (seed: number, record: ReportRecord, rows: number, part: string) =>
  (contents[record.reportType] ?? anyContent)(contextOf(seed, record, rows, part));

const contextOf = (seed: number, record: ReportRecord, rows: number, part: string): Context => {
  const currency = record.reportOptions.currencyCode ?? currencyOf(record.marketplaceIds[0]);
  return { record, rows, currency, seed, random: randomFrom(seed, sameRequest(record), part) };
};

/** The same request always gives the same document. */
const sameRequest = ({ sellingPartnerId, reportType, marketplaceIds, reportOptions, dataStartAt, dataEndAt }: ReportRecord) =>
  JSON.stringify([sellingPartnerId, reportType, marketplaceIds, Object.entries(reportOptions).sort(), dataStartAt, dataEndAt]);

/** The five vendor retail reports say when they were last updated (changelog of 2024-04-24). */
const dated = /VENDOR_(SALES|NET_PURE_PRODUCT_MARGIN|TRAFFIC|FORECASTING|INVENTORY)_REPORT/;

/** The echo of the request at the head of a document. */
const specificationOf = (record: ReportRecord) => {
  const dates = reportTypes[record.reportType]?.dates ?? 'none';
  const show = (at: number) => (dates === 'hours' ? `${new Date(at).toISOString().slice(0, 19)}Z` : dayOf(at).toString());
  const inSales = record.reportType === 'GET_VENDOR_REAL_TIME_SALES_REPORT' ? { currencyCode: currencyOf(record.marketplaceIds[0]) } : {};
  const reportOptions = { ...inSales, ...record.reportOptions };
  return {
    reportType: record.reportType,
    ...(dates === 'hours' && Object.keys(reportOptions).length === 0 ? {} : { reportOptions }),
    ...(dated.test(record.reportType) ? { lastUpdatedDate: dayOf(record.createdAt).toString() } : {}),
    ...(dates === 'none'
      ? {}
      : { dataStartTime: show(record.dataStartAt ?? record.createdAt), dataEndTime: show(record.dataEndAt ?? record.createdAt) }),
    marketplaceIds: record.marketplaceIds,
  };
};
