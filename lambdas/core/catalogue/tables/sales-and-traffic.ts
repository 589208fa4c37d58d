import type { Fields, Table } from '../table.ts';
import { date, integer, money, number, string, within } from '../table-fields.ts';

/** Amazon gives these a second time for Amazon Business customers alone, to sellers who sell to them. */
const andBusiness = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => [
      [name, field],
      [`${name}B2B`, { ...field, meaning: `${field.meaning}; Amazon Business customers alone` }],
    ]),
  );

const orders = andBusiness({
  orderedProductSales: money('Value of what customers ordered'),
  unitsOrdered: integer('Units ordered'),
  totalOrderItems: integer('Order items: a product in an order, whatever the quantity'),
});

const views = {
  browserPageViews: integer('Views of the pages in a browser'),
  mobileAppPageViews: integer('Views of the pages in the mobile app'),
  pageViews: integer('Views of the pages in browser and mobile app'),
  browserSessions: integer('Visits in a browser: what one user does within 24 hours is one'),
  mobileAppSessions: integer('Visits in the mobile app: what one user does within 24 hours is one'),
  sessions: integer('Visits in browser and mobile app: what one user does within 24 hours is one'),
  buyBoxPercentage: number('Percentage of the page views with a button that puts the offer of this seller into the cart'),
  unitSessionPercentage: number('Units ordered as a percentage of the sessions'),
} as const;

/**
 * A session that sees several products counts for each of them, so sessions do not add up. The rows by product carry no date: they are
 * sums over the days that were asked for.
 * @see sellerSalesAndTrafficReport.json
 */
export const salesAndTrafficTables = [
  {
    name: 'sales_and_traffic_by_date',
    meaning: 'Sales and traffic of all products of a seller in a period',
    rows: 'salesAndTrafficByDate',
    measure: 'unitsOrdered',
    fields: {
      date: date('First day of the period'),
      ...within('salesByDate', {
        ...orders,
        ...andBusiness({
          averageSalesPerOrderItem: money('Value of an order item on average'),
          averageUnitsPerOrderItem: number('Units of an order item on average'),
          averageSellingPrice: money('Value of a unit on average'),
        }),
        unitsRefunded: integer('Units refunded'),
        refundRate: number('Percentage of the orders that were refunded'),
        claimsGranted: integer('A-to-z Guarantee claims that were granted'),
        claimsAmount: money('Value of the A-to-z Guarantee claims'),
        shippedProductSales: money('Value of what was shipped'),
        unitsShipped: integer('Units shipped'),
        ordersShipped: integer('Orders shipped'),
      }),
      ...within('trafficByDate', {
        ...andBusiness({
          ...views,
          orderItemSessionPercentage: number('Order items as a percentage of the sessions'),
        }),
        averageOfferCount: integer('Offers for sale on average'),
        averageParentItems: integer('Parent products for sale on average'),
        feedbackReceived: integer('Feedback that customers gave'),
        negativeFeedbackReceived: integer('Negative feedback that customers gave'),
        receivedNegativeFeedbackRate: number('Percentage of the orders with negative feedback'),
      }),
    },
    key: ['date'],
    dateColumn: 'date',
  },
  {
    name: 'sales_and_traffic_by_asin',
    meaning: 'Sales and traffic of a product of a seller, summed up over the window',
    rows: 'salesAndTrafficByAsin',
    fields: {
      parentAsin: string("Amazon's number of the product of which this one is a variation"),
      childAsin: string("Amazon's number of the variation; absent with the option PARENT"),
      sku: string("The seller's own number of the product; absent without the option SKU"),
      ...within('salesByAsin', orders),
      ...within(
        'trafficByAsin',
        andBusiness({
          ...views,
          browserSessionPercentage: number('Sessions in a browser with this product, as a percentage of all'),
          mobileAppSessionPercentage: number('Sessions in the mobile app with this product, as a percentage of all'),
          sessionPercentage: number('Sessions with this product, as a percentage of all'),
          browserPageViewsPercentage: number('Page views of this product in a browser, as a percentage of all'),
          mobileAppPageViewsPercentage: number('Page views of this product in the mobile app, as a percentage of all'),
          pageViewsPercentage: number('Page views of this product, as a percentage of all'),
        }),
      ),
    },
    key: ['parent_asin', 'child_asin', 'sku'],
    dateColumn: 'window_start',
    sums: { table: 'sales_and_traffic_by_date', fields: Object.keys(within('salesByAsin', orders)) },
  },
] as const satisfies readonly Table[];
