import { round } from '../random.ts';
import { asinOf, type Content, type Context, money, spansOf } from './context.ts';

/**
 * A seller's sales and traffic: the rows by product are sums over all that was asked for, and carry no date.
 * @see sellerSalesAndTrafficReport.json in amzn/selling-partner-api-models
 */
export const salesAndTraffic: Content = (context) => {
  const spans = spansOf(context);
  const products = Array.from({ length: context.rows }, (_, item) => productOf(context, item));
  const byDate = spans.map(({ startDate }, nth) => {
    const own = products.filter((_, item) => item % spans.length === nth);
    const sum = (of: (product: Product) => number) => own.reduce((total, product) => total + of(product), 0);
    const [units, items, sales, views, sessions] = [sum(unitsOf), sum(itemsOf), sum(salesOf), sum(viewsOf), sum(sessionsOf)];
    return {
      date: startDate,
      salesByDate: {
        orderedProductSales: money(sales, context.currency),
        unitsOrdered: units,
        totalOrderItems: items,
        averageSalesPerOrderItem: money(sales / Math.max(1, items), context.currency),
        averageUnitsPerOrderItem: round(units / Math.max(1, items)),
        averageSellingPrice: money(sales / Math.max(1, units), context.currency),
        unitsRefunded: Math.floor(units * 0.04),
        refundRate: 4,
        claimsGranted: 0,
        claimsAmount: money(0, context.currency),
        shippedProductSales: money(sales * 0.9, context.currency),
        unitsShipped: Math.floor(units * 0.9),
        ordersShipped: Math.floor(items * 0.85),
      },
      trafficByDate: {
        ...trafficOf(views, sessions, units),
        orderItemSessionPercentage: percentage(items, sessions),
        averageOfferCount: context.rows * 3,
        averageParentItems: Math.ceil(context.rows / 3),
        feedbackReceived: 10,
        negativeFeedbackReceived: 1,
        receivedNegativeFeedbackRate: 10,
      },
    };
  });
  return { salesAndTrafficByDate: byDate, salesAndTrafficByAsin: products };
};

type Product = ReturnType<typeof productOf>;
const unitsOf = ({ salesByAsin }: Product): number => salesByAsin.unitsOrdered;
const itemsOf = ({ salesByAsin }: Product): number => salesByAsin.totalOrderItems;
const salesOf = ({ salesByAsin }: Product): number => salesByAsin.orderedProductSales.amount;
const viewsOf = ({ trafficByAsin }: Product): number => trafficByAsin.pageViews;
const sessionsOf = ({ trafficByAsin }: Product): number => trafficByAsin.sessions;

/** The fields that name a product depend on `asinGranularity` (default: PARENT). */
const productOf = ({ seed, random, currency, record }: Context, item: number) => {
  const { asinGranularity } = record.reportOptions;
  const asin = asinOf(seed, item);
  const totalOrderItems = random.integer(0, 40);
  const unitsOrdered = totalOrderItems + random.integer(0, 5);
  const views = random.integer(50, 4000);
  const sessions = Math.ceil(views * 0.6);
  return {
    parentAsin: asinGranularity === 'CHILD' || asinGranularity === 'SKU' ? asinOf(seed, 10_000 + Math.floor(item / 3)) : asin,
    ...(asinGranularity === 'CHILD' || asinGranularity === 'SKU' ? { childAsin: asin } : {}),
    ...(asinGranularity === 'SKU' ? { sku: `SKU-${asin.slice(2)}` } : {}),
    salesByAsin: { unitsOrdered, orderedProductSales: money(unitsOrdered * random.integer(5, 80), currency), totalOrderItems },
    trafficByAsin: {
      ...trafficOf(views, sessions, unitsOrdered),
      browserSessionPercentage: 0.33,
      mobileAppSessionPercentage: 0.2,
      sessionPercentage: 0.26,
      browserPageViewsPercentage: 0.41,
      mobileAppPageViewsPercentage: 0.2,
      pageViewsPercentage: 0.3,
    },
  };
};

const trafficOf = (pageViews: number, sessions: number, units: number) => ({
  browserPageViews: Math.floor(pageViews / 4),
  mobileAppPageViews: pageViews - Math.floor(pageViews / 4),
  pageViews,
  browserSessions: Math.floor(sessions / 4),
  mobileAppSessions: sessions - Math.floor(sessions / 4),
  sessions,
  buyBoxPercentage: 97.5,
  unitSessionPercentage: percentage(units, sessions),
});

const percentage = (part: number, whole: number): number => round((100 * part) / Math.max(1, whole));
