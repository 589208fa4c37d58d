import type { ReportType } from './report-type.ts';
import { brandAnalyticsTypes } from './types/brand-analytics.ts';
import { couponAndPromotionTypes } from './types/coupons-and-promotions.ts';
import { salesAndTrafficTypes } from './types/sales-and-traffic.ts';
import { searchPerformanceTypes } from './types/search-performance.ts';
import { vendorRealTimeTypes } from './types/vendor-real-time.ts';
import { vendorRetailTypes } from './types/vendor-retail.ts';

/**
 * Every report type by the name we give it. Adding one = one entry in the file of its family + one row in
 * `test/core/catalogue/report-types.test.ts`.
 *
 * Facts carry a mark. [C]: Amazon's word (model, schema, documentation, staff). [T]: third parties only. [?]: nobody says;
 * then the most careful value is used. Schemas are those in `schemas/reports/` of amzn/selling-partner-api-models.
 */
export const catalogue = {
  ...brandAnalyticsTypes,
  ...vendorRealTimeTypes,
  ...vendorRetailTypes,
  ...couponAndPromotionTypes,
  ...salesAndTrafficTypes,
  ...searchPerformanceTypes,
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
