import * as z from 'zod';
import type { HourDates, ReportType } from '../report-type.ts';
import { realTimeInventoryTables, realTimeSalesTables, realTimeTrafficTables } from '../tables/vendor-real-time.ts';

const realTimeDates = {
  kind: 'hours',
  /** "Within minutes" [C, Amazon's SP-API blog on rapid retail analytics]; 5 minutes [T, fivetran.com/docs]. */
  publishedAfterHours: 5 / 60,
  /** 13 days are used by importers, 30 are claimed [T, public code; fivetran.com/docs]. */
  lookbackHours: 312,
  /** An hourly schedule finds the last document stale, and a second start within the hour finds it fresh. */
  freshForHours: 0.75,
} as const satisfies HourDates;

export const vendorRealTimeTypes = {
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
} as const satisfies Record<string, ReportType>;
