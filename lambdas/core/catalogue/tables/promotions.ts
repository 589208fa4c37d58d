import type { Table } from '../table.ts';
import { amount, asin, integer, marketplaceOfRow, string, timestamp } from '../table-fields.ts';

const currencyIn = (field: string) => ({ in: 'row', field }) as const;

/** Filed by the day they were true on, as coupons are. @see promotionReport.json */
export const promotionTables = [
  {
    name: 'promotions',
    meaning: 'A promotion, as it was on a day',
    measure: 'unitsSold',
    rows: 'promotions',
    fields: {
      promotionId: string("Amazon's number of the promotion"),
      promotionName: string('Name that customers see'),
      vendorCode: string('Vendor code of the agreement that pays for it; vendors only'),
      merchantId: string('Seller whose agreement pays for it; sellers only'),
      unitsSold: integer('Units sold of all its products'),
      amountSpent: amount('Funding of all its products; vendors only', currencyIn('amountSpentCurrencyCode')),
      revenue: amount('Revenue of all its products', currencyIn('revenueCurrencyCode')),
      startDateTime: timestamp('Start of the promotion'),
      endDateTime: timestamp('End of the promotion'),
      type: string('Kind of promotion, such as LIGHTNING_DEAL'),
      status: string('Whether it is approved, pending, needs attention or was cancelled'),
      creationChannel: string('How it was set up'),
      marketplaceId: marketplaceOfRow,
      fundingAgreementId: string('Agreement that pays for it; vendors only'),
      glanceViews: integer('How often customers opened the pages of its products'),
      createdDateTime: timestamp('When it was created'),
      lastUpdatedDateTime: timestamp('When it was last changed'),
    },
    key: ['promotion_id'],
    dateColumn: 'as_of',
  },
  {
    name: 'promotion_products',
    meaning: 'A product of a promotion',
    rows: 'promotions[].includedProducts',
    parentFields: ['promotionId'],
    fields: {
      asin,
      productName: string('Name of the product'),
      productGlanceViews: integer('How often customers opened its page'),
      productUnitsSold: integer('Units sold at the price of the promotion'),
      productAmountSpent: amount('Funding of the product; vendors only', currencyIn('productAmountSpentCurrencyCode')),
      productRevenue: amount('Revenue of the product', currencyIn('productRevenueCurrencyCode')),
    },
    key: ['promotion_id', 'row_number'],
    dateColumn: 'as_of',
  },
] as const satisfies readonly Table[];
