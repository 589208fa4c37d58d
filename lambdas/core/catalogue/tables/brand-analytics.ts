import type { Table } from '../table.ts';
import { asin, integer, money, number, period, string } from '../table-fields.ts';

/** @see sellingPartnerMarketBasketAnalysisReport.json in amzn/selling-partner-api-models, as for all fields of this folder */
export const marketBasketTables = [
  {
    name: 'brand_analytics_market_basket',
    meaning: 'A product and one of those bought most often in the same order',
    rows: 'dataByAsin',
    fields: {
      ...period,
      asin,
      purchasedWithAsin: string('The product that was bought along with it'),
      purchasedWithRank: integer('Its place among the products bought along: 1 is the most frequent'),
      combinationPct: number('Share of the orders that hold both, among orders of at least two different products'),
    },
    key: ['start_date', 'asin', 'purchased_with_rank'],
    dateColumn: 'start_date',
  },
] as const satisfies readonly Table[];

/** @see sellingPartnerSearchTermsReport.json: its rows carry no dates, the window says which they are of */
export const searchTermsTables = [
  {
    name: 'brand_analytics_search_terms',
    meaning: 'A search term and one of the products clicked most after it',
    rows: 'dataByDepartmentAndSearchTerm',
    fields: {
      departmentName: string('Department of the shop that was searched'),
      searchTerm: string('What customers typed'),
      searchFrequencyRank: integer('Place of the term among all terms of the department: 1 is searched most'),
      clickedAsin: string('The product that was clicked'),
      clickShareRank: integer('Place of the product among those clicked after this term'),
      clickShare: number('Fraction of the clicks after this term that went to the product'),
      conversionShare: number('Fraction of the purchases after this term that were of the product'),
    },
    key: ['department_name', 'search_term', 'click_share_rank'],
    dateColumn: 'window_start',
  },
] as const satisfies readonly Table[];

/** @see sellingPartnerRepeatPurchaseReport.json */
export const repeatPurchaseTables = [
  {
    name: 'brand_analytics_repeat_purchase',
    meaning: 'How often customers came back for a product in a period',
    measure: 'orders',
    rows: 'dataByAsin',
    fields: {
      ...period,
      asin,
      orders: integer('Orders with the product, whatever the quantity'),
      uniqueCustomers: integer('Different customers who ordered it'),
      repeatCustomersPctTotal: number('Fraction of these customers who had bought it before'),
      repeatPurchaseRevenue: money('Revenue from repeated purchases'),
      repeatPurchaseRevenuePctTotal: number('Fraction of all revenue that repeated purchases made'),
    },
    key: ['start_date', 'asin'],
    dateColumn: 'start_date',
  },
] as const satisfies readonly Table[];
