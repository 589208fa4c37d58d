import * as z from 'zod';
import type { PeriodDates, ReportType } from '../report-type.ts';
import { marketBasketTables, repeatPurchaseTables, searchTermsTables } from '../tables/brand-analytics.ts';

/** Lookback where no figure was found [?]: the longest that Amazon states for any type, 1,460 days, in each period. */
const unknownLookback = { DAY: 1460, WEEK: 208, MONTH: 48, QUARTER: 16 } as const;

/** One request asks for one period: search terms [C, schema]; the others [?]: no figure found. */
const onePeriod = { DAY: 1, WEEK: 1, MONTH: 1, QUARTER: 1 } as const;

/** Lags after the close in the marketplace's zone, as importers measured them, rounded up [T, public code; days: fivetran.com/docs]. */
export const brandAnalyticsDates = {
  kind: 'periods',
  closesIn: 'marketplace',
  publishedAfterHours: { DAY: 48, WEEK: 48, MONTH: 100, QUARTER: 100 },
  longestSpanPeriods: onePeriod,
  lookbackPeriods: unknownLookback,
} as const satisfies PeriodDates;

const dayToQuarter = z.enum(['DAY', 'WEEK', 'MONTH', 'QUARTER']);

export const brandAnalyticsTypes = {
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
} as const satisfies Record<string, ReportType>;
