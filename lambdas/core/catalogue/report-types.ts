import * as z from 'zod';
import type { HourDates, PeriodDates, ReportType } from './report-type.ts';
import { marketBasketTables, repeatPurchaseTables, searchTermsTables } from './tables/brand-analytics.ts';
import { couponTables } from './tables/coupons.ts';
import { promotionTables } from './tables/promotions.ts';
import { salesAndTrafficTables } from './tables/sales-and-traffic.ts';
import { searchCatalogPerformanceTables, searchQueryPerformanceTables } from './tables/search-performance.ts';
import { forecastingTables } from './tables/vendor-forecasting.ts';
import { realTimeInventoryTables, realTimeSalesTables, realTimeTrafficTables } from './tables/vendor-real-time.ts';
import { inventoryTables, netPureProductMarginTables, salesTables, trafficTables } from './tables/vendor-retail.ts';

/**
 * Every report type by the name we give it. Adding one = one entry here + one row in `test/core/catalogue/report-types.test.ts`.
 *
 * Facts carry a mark. [C]: Amazon's word (model, schema, documentation, staff). [T]: third parties only. [?]: nobody says;
 * then the most careful value stands here. Schemas are those in `schemas/reports/` of amzn/selling-partner-api-models.
 */

/** Lookback where no figure was found [?]: the longest that Amazon states for any type, 1,460 days, in each period. */
const unknownLookback = { DAY: 1460, WEEK: 208, MONTH: 48, QUARTER: 16 } as const;

/** One request asks for one period: search terms [C, schema]; the others [?]: no figure found. */
const onePeriod = { DAY: 1, WEEK: 1, MONTH: 1, QUARTER: 1 } as const;

/** Aligned to whole periods, else FATAL [C, schemas]. */
const vendorRetailDates = {
  kind: 'periods',
  /** Amazon's staff: weeks "end of Monday, 48 hours after the close", other periods 72 hours, "all the timezones are in PST" [C, selling-partner-api-docs#3107]. */
  closesIn: 'America/Los_Angeles',
  publishedAfterHours: { DAY: 72, WEEK: 48, MONTH: 72, QUARTER: 72, YEAR: 72 },
  /** Days [C, staff, selling-partner-api-models#508]; weeks [T, docs.supermetrics.com]; longer periods [?]: one. */
  longestSpanPeriods: { DAY: 15, WEEK: 7, MONTH: 1, QUARTER: 1, YEAR: 1 },
  /** Days [C, staff, selling-partner-api-models#508]; weeks, months, years [T, docs.supermetrics.com]; quarters [T, fivetran.com/docs]. */
  lookbackPeriods: { DAY: 1460, WEEK: 7, MONTH: 36, QUARTER: 8, YEAR: 3 },
} as const satisfies PeriodDates;

/** Lags after the close in the marketplace's zone, as importers measured them, rounded up [T, public code; days: fivetran.com/docs]. */
const brandAnalyticsDates = {
  kind: 'periods',
  closesIn: 'marketplace',
  publishedAfterHours: { DAY: 48, WEEK: 48, MONTH: 100, QUARTER: 100 },
  longestSpanPeriods: onePeriod,
  lookbackPeriods: unknownLookback,
} as const satisfies PeriodDates;

const searchPerformanceDates = {
  ...brandAnalyticsDates,
  /** More than four days after Saturday [T, public code], and half a day to be sure. */
  publishedAfterHours: { WEEK: 108, MONTH: 108, QUARTER: 108 },
  onePeriodOnly: 'Amazon makes it for exactly one period',
  /** Whole weeks end FATAL for days and then work [T, selling-partner-api-models#5350, #5351, #5065]. */
  mayBeLateDays: 14,
} as const satisfies PeriodDates;

const realTimeDates = {
  kind: 'hours',
  /** "Within minutes" [C, Amazon's SP-API blog on rapid retail analytics]; 5 minutes [T, fivetran.com/docs]. */
  publishedAfterHours: 5 / 60,
  /** 13 days are used by importers, 30 are claimed [T, public code; fivetran.com/docs]. */
  lookbackHours: 312,
  /** An hourly schedule finds the last document stale, and a second start within the hour finds it fresh. */
  freshForHours: 0.75,
} as const satisfies HourDates;

const dayToQuarter = z.enum(['DAY', 'WEEK', 'MONTH', 'QUARTER']);
const weekToQuarter = z.enum(['WEEK', 'MONTH', 'QUARTER']);
const dayToYear = z.enum(['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
const distributorView = z.enum(['MANUFACTURING', 'SOURCING']);

export const catalogue = {
  /** @see sellingPartnerMarketBasketAnalysisReport.json. Lookback of days, months, quarters [T, fivetran.com/docs], of weeks [?] */
  BrandAnalyticsMarketBasketReport: {
    apiType: 'GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT',
    audience: ['seller', 'vendor'],
    options: z.strictObject({ reportPeriod: dayToQuarter }),
    dates: { ...brandAnalyticsDates, lookbackPeriods: { ...unknownLookback, DAY: 365, MONTH: 36, QUARTER: 12 } },
    rowArrays: ['dataByAsin'],
    tables: marketBasketTables,
    extension: 'json',
  },

  /** @see sellingPartnerSearchTermsReport.json. Its rows carry no dates: the window in the key says which they are. */
  BrandAnalyticsSearchTermsReport: {
    apiType: 'GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT',
    audience: ['seller', 'vendor'],
    options: z.strictObject({ reportPeriod: dayToQuarter }),
    dates: { ...brandAnalyticsDates, onePeriodOnly: 'Amazon makes it for exactly one period' },
    rowArrays: ['dataByDepartmentAndSearchTerm'],
    tables: searchTermsTables,
    extension: 'json',
  },

  /** @see sellingPartnerRepeatPurchaseReport.json: no days [C]. Weeks come 2.2 days after Saturday [T]. Lookback of months [T, fivetran.com/docs] */
  BrandAnalyticsRepeatPurchaseReport: {
    apiType: 'GET_BRAND_ANALYTICS_REPEAT_PURCHASE_REPORT',
    audience: ['seller', 'vendor'],
    options: z.strictObject({ reportPeriod: z.enum(['WEEK', 'MONTH', 'QUARTER']) }),
    dates: {
      ...brandAnalyticsDates,
      publishedAfterHours: { WEEK: 60, MONTH: 100, QUARTER: 100 },
      lookbackPeriods: { ...unknownLookback, MONTH: 36 },
    },
    rowArrays: ['dataByAsin'],
    tables: repeatPurchaseTables,
    extension: 'json',
  },

  /** @see vendorRealTimeInventoryReport.json: starts at most 168 hours before the request, spans at most 24 hours [C] */
  VendorRealTimeInventoryReport: {
    apiType: 'GET_VENDOR_REAL_TIME_INVENTORY_REPORT',
    audience: ['vendor'],
    options: z.strictObject({}),
    dates: { ...realTimeDates, lookbackHours: 168 },
    rowArrays: ['reportData'],
    tables: realTimeInventoryTables,
    extension: 'json',
  },

  /** @see vendorRealTimeSalesReport.json. Amazon echoes currencyCode; whether the request must carry it is unknown [?], so it is sent when set. */
  VendorRealTimeSalesReport: {
    apiType: 'GET_VENDOR_REAL_TIME_SALES_REPORT',
    audience: ['vendor'],
    options: z.strictObject({
      currencyCode: z
        .string()
        .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 currency code such as "USD"')
        .optional(),
    }),
    dates: realTimeDates,
    rowArrays: ['reportData'],
    tables: realTimeSalesTables,
    extension: 'json',
  },

  /** @see vendorRealTimeTrafficReport.json: ends at least 60 minutes before the request [C]; 1.4 hours failed and 4 hours worked [T, public code] */
  VendorRealTimeTrafficReport: {
    apiType: 'GET_VENDOR_REAL_TIME_TRAFFIC_REPORT',
    audience: ['vendor'],
    options: z.strictObject({}),
    dates: { ...realTimeDates, publishedAfterHours: 4 },
    rowArrays: ['reportData'],
    tables: realTimeTrafficTables,
    extension: 'json',
  },

  /** @see vendorSalesReport.json */
  VendorSalesReport: {
    apiType: 'GET_VENDOR_SALES_REPORT',
    audience: ['vendor'],
    options: z.strictObject({ reportPeriod: dayToYear, distributorView, sellingProgram: z.enum(['RETAIL', 'BUSINESS', 'FRESH']) }),
    dates: vendorRetailDates,
    rowArrays: ['salesAggregate', 'salesByAsin'],
    tables: salesTables,
    hasLastUpdatedDate: true,
    extension: 'json',
  },

  /** @see vendorNetPureProductMarginReport.json */
  VendorNetPureProductMarginReport: {
    apiType: 'GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT',
    audience: ['vendor'],
    options: z.strictObject({ reportPeriod: dayToYear }),
    dates: vendorRetailDates,
    rowArrays: ['netPureProductMarginAggregate', 'netPureProductMarginByAsin'],
    tables: netPureProductMarginTables,
    hasLastUpdatedDate: true,
    extension: 'json',
  },

  /** @see vendorTrafficReport.json */
  VendorTrafficReport: {
    apiType: 'GET_VENDOR_TRAFFIC_REPORT',
    audience: ['vendor'],
    options: z.strictObject({ reportPeriod: dayToYear }),
    dates: vendorRetailDates,
    rowArrays: ['trafficAggregate', 'trafficByAsin'],
    tables: trafficTables,
    hasLastUpdatedDate: true,
    extension: 'json',
  },

  /** @see vendorForecastingReport.json: no dates; always the newest weekly forecast [C, AWS Prescriptive Guidance on SP-API data] */
  VendorForecastingReport: {
    apiType: 'GET_VENDOR_FORECASTING_REPORT',
    audience: ['vendor'],
    options: z.strictObject({ sellingProgram: z.enum(['RETAIL', 'FRESH']) }),
    dates: { kind: 'snapshot' },
    rowArrays: ['forecastByAsin'],
    tables: forecastingTables,
    hasLastUpdatedDate: true,
    extension: 'json',
  },

  /** @see vendorInventoryReport.json: no BUSINESS [C] */
  VendorInventoryReport: {
    apiType: 'GET_VENDOR_INVENTORY_REPORT',
    audience: ['vendor'],
    options: z.strictObject({ reportPeriod: dayToYear, distributorView, sellingProgram: z.enum(['RETAIL', 'FRESH']) }),
    dates: vendorRetailDates,
    rowArrays: ['inventoryAggregate', 'inventoryByAsin'],
    tables: inventoryTables,
    hasLastUpdatedDate: true,
    extension: 'json',
  },

  /** One type, two dialects. @see sellerCouponReport.json (coupons) and vendorCouponReport.json (campaigns): starts up to 2 years back [C] */
  CouponPerformanceReport: {
    apiType: 'GET_COUPON_PERFORMANCE_REPORT',
    audience: ['seller', 'vendor'],
    options: z.strictObject({}),
    dates: {
      kind: 'startRange',
      rangeOptions: {
        seller: { from: 'couponStartDateFrom', to: 'couponStartDateTo' },
        vendor: { from: 'campaignStartDateFrom', to: 'campaignStartDateTo' },
      },
      lookbackDays: 730,
    },
    rowArrays: ['coupons', 'campaigns'],
    tables: couponTables,
    extension: 'json',
  },

  /** @see promotionReport.json: starts up to 2 years back [C] */
  PromotionPerformanceReport: {
    apiType: 'GET_PROMOTION_PERFORMANCE_REPORT',
    audience: ['seller', 'vendor'],
    options: z.strictObject({}),
    dates: {
      kind: 'startRange',
      rangeOptions: {
        seller: { from: 'promotionStartDateFrom', to: 'promotionStartDateTo' },
        vendor: { from: 'promotionStartDateFrom', to: 'promotionStartDateTo' },
      },
      lookbackDays: 730,
    },
    rowArrays: ['promotions'],
    tables: promotionTables,
    extension: 'json',
  },

  /**
   * @see sellerSalesAndTrafficReport.json: options, and a start more than two years back is cancelled [C]. Its rows by product are sums
   * over the whole span, so that a series of days, weeks or months asks for one of them at once.
   */
  SalesAndTrafficReport: {
    apiType: 'GET_SALES_AND_TRAFFIC_REPORT',
    audience: ['seller'],
    options: z.strictObject({ dateGranularity: z.enum(['DAY', 'WEEK', 'MONTH']), asinGranularity: z.enum(['PARENT', 'CHILD', 'SKU']) }),
    dates: {
      kind: 'periods',
      periodOption: 'dateGranularity',
      closesIn: 'marketplace',
      /** Amazon's staff: wait up to 72 hours, and up to a week for what is restated [C, selling-partner-api-docs#2303]. */
      publishedAfterHours: { DAY: 72, WEEK: 72, MONTH: 72 },
      longestSpanPeriods: { DAY: 1, WEEK: 1, MONTH: 1 },
      onePeriodOnly: 'Amazon sums up its rows by product over all days that are asked for at once',
      /** Two years [C], less what the running week or month adds to whole ones. */
      lookbackPeriods: { DAY: 730, WEEK: 103, MONTH: 23 },
    },
    /** Over all sellers of an application, since April 2026 [T, selling-partner-api-models#5210; per seller: #5152, #5312]. */
    limits: [
      { calls: 4, perHours: 1, scope: 'application' },
      { calls: 96, perHours: 24, scope: 'application' },
    ],
    rowArrays: ['salesAndTrafficByDate', 'salesAndTrafficByAsin'],
    tables: salesAndTrafficTables,
    extension: 'json',
  },

  /** @see sellingPartnerSearchQueryPerformanceReport.json: one period, and 200 characters of ASINs [C] */
  SearchQueryPerformanceReport: {
    apiType: 'GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT',
    audience: ['seller'],
    options: z.strictObject({ reportPeriod: weekToQuarter }),
    dates: searchPerformanceDates,
    asins: { option: 'asin', isRequired: true, longestCharacters: 200 },
    /** "By design", as Amazon's support says [T, selling-partner-api-models#5240, #5256]. */
    limits: [{ calls: 20, perHours: 24, scope: 'account' }],
    rowArrays: ['dataByAsin'],
    tables: searchQueryPerformanceTables,
    extension: 'json',
  },

  /** @see sellingPartnerSearchCatalogPerformanceReport.json: one period; without ASINs all of the brand, with them 200 characters [C] */
  SearchCatalogPerformanceReport: {
    apiType: 'GET_BRAND_ANALYTICS_SEARCH_CATALOG_PERFORMANCE_REPORT',
    audience: ['seller'],
    options: z.strictObject({ reportPeriod: weekToQuarter }),
    dates: searchPerformanceDates,
    asins: { option: 'asins', isRequired: false, longestCharacters: 200 },
    rowArrays: ['dataByAsin'],
    tables: searchCatalogPerformanceTables,
    extension: 'json',
  },
} as const satisfies Record<string, ReportType>;

export type ReportTypeName = keyof typeof catalogue;

export const isReportTypeName = (name: string): name is ReportTypeName => Object.hasOwn(catalogue, name);

export const reportTypeNames: readonly ReportTypeName[] = Object.keys(catalogue).filter(isReportTypeName);

/** The entry of a job's type; undefined for a type that a generic entry asked for by Amazon's name. */
export const reportTypeOf = (type: string): ReportType | undefined => (isReportTypeName(type) ? catalogue[type] : undefined);

/** Whether the documents of a type have tables. */
export const hasTables = ({ type }: { type: string }): boolean => (reportTypeOf(type)?.tables ?? []).length > 0;

/** Our name for a type of Amazon's; undefined when the catalogue lacks it. */
export const nameOfApiType = (apiType: string): ReportTypeName | undefined =>
  reportTypeNames.find((name) => catalogue[name].apiType === apiType);
