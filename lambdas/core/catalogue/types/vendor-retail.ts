import * as z from 'zod';
import type { PeriodDates, ReportType } from '../report-type.ts';
import { forecastingTables } from '../tables/vendor-forecasting.ts';
import { inventoryTables, netPureProductMarginTables, salesTables, trafficTables } from '../tables/vendor-retail.ts';

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

const dayToYear = z.enum(['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']);
const distributorView = z.enum(['MANUFACTURING', 'SOURCING']);

export const vendorRetailTypes = {
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
} as const satisfies Record<string, ReportType>;
