import * as z from 'zod';
import type { ReportType } from '../report-type.ts';
import { salesAndTrafficTables } from '../tables/sales-and-traffic.ts';

export const salesAndTrafficTypes = {
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
} as const satisfies Record<string, ReportType>;
