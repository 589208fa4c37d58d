import type { Table } from '../table.ts';
import { amount, asin, boolean, integer, marketplaceOfRow, number, string, timestamp } from '../table-fields.ts';

/** Filed by the day they were true on: what started within 90 days would spread over four months and more. */
const dateColumn = 'as_of';

const inRow = { in: 'row', field: 'currencyCode' } as const;
const inParent = { in: 'parent', field: 'currencyCode' } as const;

const discount = {
  discountType: string('Whether the discount is a percentage or an amount off the list price'),
  discountAmount: number('The percentage, or the amount in the currency of the coupon, as discount_type says'),
} as const;

const couponHead = {
  couponId: string("Amazon's number of the coupon"),
} as const;

const shown = {
  name: string('Name that the coupon was given'),
  websiteMessage: string('What customers read beside it'),
  startDateTime: timestamp('Start of the coupon'),
  endDateTime: timestamp('End of the coupon'),
} as const;

const performance = (currency: typeof inRow | typeof inParent) =>
  ({
    clips: integer('How often customers took the coupon'),
    redemptions: integer('How often it was used in a purchase, cancelled and returned ones included'),
    budget: amount('Budget of the coupon', currency),
    totalDiscount: amount('What customers saved with it', currency),
    budgetSpent: amount('What was spent on it, fees included', currency),
    budgetRemaining: amount('What is left of its budget', currency),
    budgetPercentageUsed: number('Share of the budget that was spent'),
  }) as const;

/** @see sellerCouponReport.json */
const sellerTables = [
  {
    audience: 'seller',
    name: 'seller_coupons',
    meaning: 'A coupon of a seller, as it was on a day',
    measure: 'redemptions',
    rows: 'coupons',
    fields: {
      ...couponHead,
      merchantId: string('The seller whose coupon it is'),
      marketplaceId: marketplaceOfRow,
      currencyCode: string('ISO 4217 currency of all amounts in the row'),
      ...shown,
      customerSegment: string('Customers who can use it'),
      ...discount,
      ...performance(inRow),
      sales: amount('Revenue of the purchases with it, after the discount', inRow),
    },
    key: ['coupon_id'],
    dateColumn,
  },
  {
    audience: 'seller',
    name: 'seller_coupon_asins',
    meaning: 'A product of a coupon of a seller',
    rows: 'coupons[].asins',
    parentFields: ['couponId'],
    fields: { asin },
    key: ['coupon_id', 'row_number'],
    dateColumn,
  },
] as const satisfies readonly Table[];

/** @see vendorCouponReport.json */
const vendorTables = [
  {
    audience: 'vendor',
    name: 'vendor_coupon_campaigns',
    meaning: 'A campaign of coupons of a vendor, as it was on a day',
    measure: 'totalRedemptions',
    rows: 'campaigns',
    fields: {
      campaignId: string("Amazon's number of the campaign"),
      campaignName: string('Name that the campaign was given'),
      vendorCode: string('Vendor code that it belongs to'),
      marketplaceId: marketplaceOfRow,
      creationDateTime: timestamp('When it was created'),
      lastUpdatedDateTime: timestamp('When its figures were last brought up to date'),
      isSubscribeAndSave: boolean('Whether it is an offer for subscriptions'),
      budgetType: string('Whether each coupon has a budget or all share one'),
      totalClips: integer('How often customers took its coupons'),
      totalRedemptions: integer('How often its coupons were used in a purchase'),
      currencyCode: string('ISO 4217 currency of all amounts of the campaign'),
      totalBudget: amount('Budget, where all coupons share one', inRow),
      totalBudgetSpent: amount('What was spent of the shared budget, fees included', inRow),
      totalBudgetRemaining: amount('What is left of the shared budget', inRow),
    },
    key: ['campaign_id'],
    dateColumn,
  },
  {
    audience: 'vendor',
    name: 'vendor_coupons',
    meaning: 'A coupon of a campaign of a vendor',
    rows: 'campaigns[].coupons',
    parentFields: ['campaignId'],
    fields: {
      ...couponHead,
      ...shown,
      isOncePerCustomer: boolean('Whether a customer can use it only once'),
      customerSegment: string('Customers who can use it'),
      ...performance(inParent),
    },
    key: ['campaign_id', 'row_number'],
    dateColumn,
  },
  {
    audience: 'vendor',
    name: 'vendor_coupon_asins',
    meaning: 'A product of a coupon of a vendor',
    rows: 'campaigns[].coupons[].asins',
    parentFields: ['campaignId', 'couponId'],
    fields: { asin, ...discount },
    key: ['campaign_id', 'coupon_id', 'row_number'],
    dateColumn,
  },
] as const satisfies readonly Table[];

export const couponTables: readonly Table[] = [...sellerTables, ...vendorTables];
