import * as z from 'zod';
import type { PeriodDates, ReportType } from '../report-type.ts';
import { searchCatalogPerformanceTables, searchQueryPerformanceTables } from '../tables/search-performance.ts';
import { brandAnalyticsDates } from './brand-analytics.ts';

const searchPerformanceDates = {
  ...brandAnalyticsDates,
  /** More than four days after Saturday [T, public code], and half a day to be sure. */
  publishedAfterHours: { WEEK: 108, MONTH: 108, QUARTER: 108 },
  onePeriodOnly: 'Amazon makes it for exactly one period',
  /** Whole weeks end FATAL for days and then work [T, selling-partner-api-models#5350, #5351, #5065]. */
  mayBeLateDays: 14,
} as const satisfies PeriodDates;

const weekToQuarter = z.enum(['WEEK', 'MONTH', 'QUARTER']);

export const searchPerformanceTypes = {
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
