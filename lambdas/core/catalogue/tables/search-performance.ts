import type { Fields, Table } from '../table.ts';
import { asin, integer, money, number, period, string, within } from '../table-fields.ts';

/** What Amazon counts of a step on the way to a purchase: clicks, items put into the cart, purchases. */
const step = (part: string, name: string, what: string): Fields => ({
  [`total${part}Count`]: integer(`${what} of any product after this search`),
  [`total${part}Rate`]: number(`${what} of any product, divided by the searches`),
  [`asin${part}Count`]: integer(`${what} of this product after this search`),
  [`asin${part}Share`]: number(`Fraction of all ${what.toLowerCase()} after this search that were of this product`),
  [`totalMedian${part}Price`]: money(`Median price of all products at the ${name}`),
  [`asinMedian${part}Price`]: money(`Median price of this product at the ${name}`),
  [`totalSameDayShipping${part}Count`]: integer(`${what} of any product that promised delivery on the same day`),
  [`totalOneDayShipping${part}Count`]: integer(`${what} of any product that promised delivery in one day`),
  [`totalTwoDayShipping${part}Count`]: integer(`${what} of any product that promised delivery in two days`),
});

/** @see sellingPartnerSearchQueryPerformanceReport.json */
export const searchQueryPerformanceTables = [
  {
    name: 'brand_analytics_search_query_performance',
    meaning: 'What a search led to for one of the products that were asked for, in a period',
    rows: 'dataByAsin',
    fields: {
      ...period,
      asin,
      ...within('searchQueryData', {
        searchQuery: string('What customers typed'),
        searchQueryScore: integer('Place of the search among those of this product: 1 did best'),
        searchQueryVolume: integer('How often customers searched so'),
      }),
      ...within('impressionData', {
        totalQueryImpressionCount: integer('How often any product was shown after this search'),
        asinImpressionCount: integer('How often this product was shown after this search'),
        asinImpressionShare: number('Fraction of what was shown after this search that was this product'),
      }),
      ...within('clickData', step('Click', 'click', 'Clicks')),
      ...within('cartAddData', step('CartAdd', 'move into the cart', 'Moves into the cart')),
      ...within('purchaseData', step('Purchase', 'purchase', 'Purchases')),
    },
    key: ['start_date', 'asin', 'search_query'],
    dateColumn: 'start_date',
  },
] as const satisfies readonly Table[];

const shipping = (name: string, what: string): Fields => ({
  [`sameDayShipping${name}Count`]: integer(`${what} with a promise of delivery on the same day`),
  [`oneDayShipping${name}Count`]: integer(`${what} with a promise of delivery in one day`),
  [`twoDayShipping${name}Count`]: integer(`${what} with a promise of delivery in two days`),
});

/** @see sellingPartnerSearchCatalogPerformanceReport.json */
export const searchCatalogPerformanceTables = [
  {
    name: 'brand_analytics_search_catalog_performance',
    meaning: 'What all searches led to for a product, in a period',
    rows: 'dataByAsin',
    fields: {
      ...period,
      asin,
      ...within('impressionData', {
        impressionCount: integer('How often the product was shown in search results, advertisements included'),
        impressionMedianPrice: money('Median price when it was shown'),
        ...shipping('Impression', 'How often it was shown'),
      }),
      ...within('clickData', {
        clickCount: integer('Clicks on the product in search results'),
        clickRate: number('Clicks, divided by how often it was shown'),
        clickedMedianPrice: money('Median price when it was clicked'),
        ...shipping('Click', 'Clicks'),
      }),
      ...within('cartAddData', {
        cartAddCount: integer('How often it was put into a cart after a search'),
        cartAddedMedianPrice: money('Median price when it was put into a cart'),
        ...shipping('CartAdd', 'How often it was put into a cart'),
      }),
      ...within('purchaseData', {
        purchaseCount: integer('Purchases after a search'),
        searchTrafficSales: money('Value of the purchases after a search'),
        conversionRate: number('Purchases, divided by the clicks'),
        purchaseMedianPrice: money('Median price when it was bought'),
        ...shipping('Purchase', 'Purchases'),
      }),
    },
    key: ['start_date', 'asin'],
    dateColumn: 'start_date',
  },
] as const satisfies readonly Table[];
