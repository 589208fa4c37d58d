import * as z from 'zod';
import type { ReportType } from '../report-type.ts';
import { couponTables } from '../tables/coupons.ts';
import { promotionTables } from '../tables/promotions.ts';

export const couponAndPromotionTypes = {
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
} as const satisfies Record<string, ReportType>;
