import { round } from '../random.ts';
import { asinOf, type Content, type Context, money, spansOf } from './context.ts';

const words = ['steel bottle', 'organic tea', 'kids charger', 'café cup', 'küche set of 4'] as const;

/** @see sellingPartnerSearchQueryPerformanceReport.json in amzn/selling-partner-api-models */
export const searchQueryPerformance: Content = (context) => {
  const asins = (context.record.reportOptions['asin'] ?? '').split(' ').filter(Boolean);
  return {
    dataByAsin: rowsOf(context, asins, Math.max(1, Math.ceil(context.rows / Math.max(1, asins.length)))).map(({ nth, shown, ...row }) => ({
      ...row,
      searchQueryData: {
        searchQuery: `${words[nth % words.length]} ${Math.floor(nth / words.length) + 1}`,
        searchQueryScore: nth + 1,
        searchQueryVolume: shown * 2,
      },
      impressionData: { totalQueryImpressionCount: shown * 5, asinImpressionCount: shown, asinImpressionShare: 0.2 },
      clickData: stepOf('Click', shown, 10, context.currency),
      cartAddData: stepOf('CartAdd', shown, 50, context.currency),
      purchaseData: stepOf('Purchase', shown, 100, context.currency),
    })),
  };
};

/** Without a list: all products of the brand. @see sellingPartnerSearchCatalogPerformanceReport.json in amzn/selling-partner-api-models */
export const searchCatalogPerformance: Content = (context) => {
  const listed = (context.record.reportOptions['asins'] ?? '').split(' ').filter(Boolean);
  const asins = listed.length > 0 ? listed : Array.from({ length: context.rows }, (_, item) => asinOf(context.seed, item));
  const price = money(19.99, context.currency);
  return {
    dataByAsin: rowsOf(context, asins, 1).map(({ nth: _, shown, ...row }) => ({
      ...row,
      impressionData: { impressionCount: shown, impressionMedianPrice: price, ...shipping('Impression', shown) },
      clickData: {
        clickCount: Math.floor(shown / 10),
        clickRate: 0.1,
        clickedMedianPrice: price,
        ...shipping('Click', Math.floor(shown / 10)),
      },
      cartAddData: {
        cartAddCount: Math.floor(shown / 50),
        cartAddedMedianPrice: price,
        ...shipping('CartAdd', Math.floor(shown / 50)),
      },
      purchaseData: {
        purchaseCount: Math.floor(shown / 100),
        searchTrafficSales: money(Math.floor(shown / 100) * 19.99, context.currency),
        conversionRate: 0.1,
        purchaseMedianPrice: price,
        ...shipping('Purchase', Math.floor(shown / 100)),
      },
    })),
  };
};

const rowsOf = (context: Context, asins: readonly string[], each: number) =>
  spansOf(context).flatMap((span) =>
    asins.flatMap((asin) => Array.from({ length: each }, (_, nth) => ({ ...span, asin, nth, shown: context.random.integer(100, 9000) }))),
  );

const shipping = (name: string, count: number) => ({
  [`sameDayShipping${name}Count`]: Math.floor(count / 5),
  [`oneDayShipping${name}Count`]: Math.floor(count / 3),
  [`twoDayShipping${name}Count`]: Math.floor(count / 4),
});

const stepOf = (name: string, shown: number, oneIn: number, currency: string) => {
  const count = Math.floor((shown * 5) / oneIn);
  return {
    [`total${name}Count`]: count,
    [`total${name}Rate`]: round(count / (shown * 2), 4),
    [`asin${name}Count`]: Math.floor(count / 5),
    [`asin${name}Share`]: 0.2,
    [`totalMedian${name}Price`]: money(19.99, currency),
    [`asinMedian${name}Price`]: money(21.5, currency),
    [`totalSameDayShipping${name}Count`]: Math.floor(count / 5),
    [`totalOneDayShipping${name}Count`]: Math.floor(count / 3),
    [`totalTwoDayShipping${name}Count`]: Math.floor(count / 4),
  };
};
