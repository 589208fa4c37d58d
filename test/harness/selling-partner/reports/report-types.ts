import type { AccountKind } from '../types.ts';
import type { Period } from './periods.ts';

/**
 * The report types this Amazon makes: its own table, written from Amazon's document schemas and not from the importer's
 * catalogue, so that an error there shows.
 * @see schemas/reports in amzn/selling-partner-api-models
 */
export type ReportType = {
  audience: readonly AccountKind[];
  /** Allowed values per required option; the empty list allows any text. */
  required: Record<string, readonly string[]>;
  optional?: readonly string[];
  dates: 'periods' | 'hours' | 'none';
  family: 'brand-analytics' | 'vendor' | 'campaigns' | 'other';
  onePeriodOnly?: true;
  /** Most characters of a list of ASINs. */
  longestAsins?: number;
  /** Where the days of a `periods` report close. */
  closesIn?: 'America/Los_Angeles' | 'marketplace';
  /** Hours from a period's close (an hour's end) until its data is out. */
  publishedAfterHours?: Partial<Record<Period | 'HOUR', number>>;
  /** Most whole periods in one request (`hours`: hours). */
  longestSpan?: Partial<Record<Period | 'HOUR', number>>;
  /** The option that names the period, where it is not `reportPeriod`. */
  periodOption?: string;
  /** Where a start of so many years ago ends the report CANCELLED. */
  cancelledAfterYears?: number;
  /** Oldest start, in days before the request. */
  lookbackDays?: Partial<Record<Period | 'HOUR', number>>;
};

const everyone = ['vendor', 'seller'] as const;
const periodsOfVendors = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
const periodsOfBrands = ['DAY', 'WEEK', 'MONTH', 'QUARTER'] as const;
const views = ['MANUFACTURING', 'SOURCING'] as const;

const brandAnalytics = (periods: readonly Period[], weekHours: number): ReportType => ({
  audience: everyone,
  required: { reportPeriod: periods },
  dates: 'periods',
  family: 'brand-analytics',
  closesIn: 'marketplace',
  // Seen by other importers, not published by Amazon.
  publishedAfterHours: { DAY: 24, WEEK: weekHours, MONTH: 100, QUARTER: 100 },
});

/** One period, and 200 characters of ASINs: sellingPartnerSearchQueryPerformanceReport.json and its neighbour. */
const searchPerformance = ({ required, ...more }: Partial<ReportType>): ReportType => {
  const common = brandAnalytics(['WEEK', 'MONTH', 'QUARTER'], 100);
  return {
    ...common,
    ...more,
    audience: ['seller'],
    required: { ...common.required, ...required },
    onePeriodOnly: true,
    longestAsins: 200,
  };
};

const vendorRetail = (options: Record<string, readonly string[]>): ReportType => ({
  audience: ['vendor'],
  required: { reportPeriod: periodsOfVendors, ...options },
  dates: 'periods',
  family: 'vendor',
  closesIn: 'America/Los_Angeles',
  // Amazon's staff, docs#3107: weeks 48 hours after the close, everything else 72.
  publishedAfterHours: { DAY: 72, WEEK: 48, MONTH: 72, QUARTER: 72, YEAR: 72 },
  // Days: Amazon's staff, models#508. Weeks: observed by other importers.
  longestSpan: { DAY: 15, WEEK: 7 },
  lookbackDays: { DAY: 1460 },
});

const vendorHours = (delayHours: number, more: Partial<ReportType> = {}): ReportType => ({
  audience: ['vendor'],
  required: {},
  dates: 'hours',
  family: 'vendor',
  publishedAfterHours: { HOUR: delayHours },
  ...more,
});

const sellersOnly = (required: Record<string, readonly string[]>, optional: readonly string[] = []): ReportType => ({
  audience: ['seller'],
  required,
  optional,
  dates: 'none',
  family: 'other',
});

export const reportTypes: Record<string, ReportType> = {
  GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT: brandAnalytics(periodsOfBrands, 48),
  GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT: { ...brandAnalytics(periodsOfBrands, 48), onePeriodOnly: true },
  GET_BRAND_ANALYTICS_REPEAT_PURCHASE_REPORT: brandAnalytics(['WEEK', 'MONTH', 'QUARTER'], 60),
  // sellingPartner schemas of the vendor real-time reports: 24 hours at most, 168 hours back; traffic ends an hour before the request.
  GET_VENDOR_REAL_TIME_INVENTORY_REPORT: vendorHours(1 / 12, { longestSpan: { HOUR: 24 }, lookbackDays: { HOUR: 7 } }),
  GET_VENDOR_REAL_TIME_SALES_REPORT: vendorHours(1 / 12, { optional: ['currencyCode'] }),
  GET_VENDOR_REAL_TIME_TRAFFIC_REPORT: vendorHours(1),
  GET_VENDOR_SALES_REPORT: vendorRetail({ distributorView: views, sellingProgram: ['RETAIL', 'BUSINESS', 'FRESH'] }),
  GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT: vendorRetail({}),
  GET_VENDOR_TRAFFIC_REPORT: vendorRetail({}),
  GET_VENDOR_FORECASTING_REPORT: {
    audience: ['vendor'],
    required: { sellingProgram: ['RETAIL', 'FRESH'] },
    dates: 'none',
    family: 'vendor',
  },
  GET_VENDOR_INVENTORY_REPORT: vendorRetail({ distributorView: views, sellingProgram: ['RETAIL', 'FRESH'] }),
  GET_COUPON_PERFORMANCE_REPORT: { audience: everyone, required: {}, dates: 'none', family: 'campaigns' },
  GET_PROMOTION_PERFORMANCE_REPORT: { audience: everyone, required: {}, dates: 'none', family: 'campaigns' },
  // sellerSalesAndTrafficReport.json: a span is widened to whole periods, and a start of more than two years ago is cancelled.
  GET_SALES_AND_TRAFFIC_REPORT: {
    ...sellersOnly({}, ['dateGranularity', 'asinGranularity']),
    dates: 'periods',
    periodOption: 'dateGranularity',
    cancelledAfterYears: 2,
  },
  GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT: searchPerformance({ required: { asin: [] } }),
  GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT: searchPerformance({ optional: ['asins'] }),
  // A tab-separated text, for importers that take any type.
  GET_MERCHANT_LISTINGS_ALL_DATA: sellersOnly({}, ['custom']),
};

/** Any other name that looks like one of Amazon's is a seller's flat file. */
export const reportTypeOf = (name: string): ReportType | undefined =>
  reportTypes[name] ?? (/^GET_\w+_(DATA|REPORT)(_\w+)?$/.test(name) ? flatFile(/ALL_ORDERS/.test(name) ? 30 : undefined) : undefined);

/** Orders: "Date range exceeded. Report can be requested only upto 30 days" (models#2591). */
const flatFile = (longestSpanDays: number | undefined): ReportType => ({
  ...sellersOnly({}),
  ...(longestSpanDays === undefined ? {} : { longestSpan: { DAY: longestSpanDays } }),
});

/** The options that carry the dates of a campaign report: coupons have two dialects under one name. */
export const campaignOptions = (reportType: string, kind: AccountKind): [from: string, to: string] => {
  if (reportType === 'GET_PROMOTION_PERFORMANCE_REPORT') return ['promotionStartDateFrom', 'promotionStartDateTo'];
  return kind === 'vendor' ? ['campaignStartDateFrom', 'campaignStartDateTo'] : ['couponStartDateFrom', 'couponStartDateTo'];
};
