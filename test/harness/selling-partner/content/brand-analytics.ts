import { code, round } from '../random.ts';
import { asinOf, type Content, money, placesOf } from './context.ts';

/** @see sellingPartnerMarketBasketAnalysisReport.json in amzn/selling-partner-api-models */
export const marketBasket: Content = (context) => ({
  dataByAsin: placesOf(context).map(({ startDate, endDate, asin, rank }) => ({
    startDate,
    endDate,
    asin,
    purchasedWithAsin: asinOf(context.seed, 1000 + rank),
    purchasedWithRank: ((rank - 1) % 3) + 1,
    combinationPct: round(context.random.next() * 0.4, 4),
  })),
});

/** @see sellingPartnerRepeatPurchaseReport.json in amzn/selling-partner-api-models */
export const repeatPurchase: Content = (context) => ({
  dataByAsin: placesOf(context).map(({ startDate, endDate, asin }) => {
    const orders = context.random.integer(20, 900);
    const repeatShare = round(context.random.next() * 0.5, 4);
    return {
      startDate,
      endDate,
      asin,
      orders,
      uniqueCustomers: Math.ceil(orders * (1 - repeatShare / 2)),
      repeatCustomersPctTotal: repeatShare,
      repeatPurchaseRevenue: money(orders * repeatShare * context.random.integer(5, 80), context.currency),
      repeatPurchaseRevenuePctTotal: round(Math.min(1, repeatShare * 1.2), 4),
    };
  }),
});

const departments = ['Amazon.com', 'Beauty', 'Home & Kitchen', 'Toys & Games'] as const;
const words = [
  'steel',
  'water bottle',
  'organic',
  'kids',
  'wireless',
  'café',
  'charger',
  'leather',
  'küche',
  'set of 4',
  '12 inch',
] as const;

/** Three clicked items per search term; rows carry no dates. @see sellingPartnerSearchTermsReport.json in amzn/selling-partner-api-models */
export const searchTerms: Content = (context) => ({
  dataByDepartmentAndSearchTerm: Array.from({ length: context.rows }, (_, index) => {
    const { random } = context;
    const clickShareRank = (index % 3) + 1;
    return {
      departmentName: departments[Math.floor(index / 300) % departments.length] ?? departments[0],
      searchTerm: `${random.pick(words)} ${random.pick(words)} ${random.pick(words)} ${code(random, 5).toLowerCase()}`,
      searchFrequencyRank: Math.floor(index / 3) + 1,
      clickedAsin: `B0${code(random, 8)}`,
      clickShareRank,
      clickShare: round((0.3 * random.next()) / clickShareRank, 4),
      conversionShare: round((0.2 * random.next()) / clickShareRank, 4),
    };
  }),
});
