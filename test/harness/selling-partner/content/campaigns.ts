import { code, round } from '../random.ts';
import { campaignOptions } from '../reports/report-types.ts';
import { asinOf, type Content, type Context } from './context.ts';

const dayMs = 86_400_000;
const instant = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** A start inside the range asked for, and an end some days later. */
const runOf = ({ record, random }: Context) => {
  const [from, to] = campaignOptions(record.reportType, record.kind);
  const first = Date.parse(record.reportOptions[from] ?? '') || record.createdAt - 30 * dayMs;
  const last = Date.parse(record.reportOptions[to] ?? '') || record.createdAt;
  const startAt = first + Math.floor(random.next() * Math.max(0, last - first));
  return { startAt, startDateTime: instant(startAt), endDateTime: instant(startAt + random.integer(1, 28) * dayMs) };
};

/** What was clipped, redeemed and spent, in figures that fit each other. */
const spending = ({ random }: Context) => {
  const clips = random.integer(0, 4000);
  const redemptions = Math.floor(clips * random.next() * 0.5);
  const totalDiscount = round(redemptions * 2.5);
  const budget = round(totalDiscount * (1 + random.next()) + 100);
  return {
    clips,
    redemptions,
    budget,
    totalDiscount,
    budgetSpent: totalDiscount,
    budgetRemaining: round(budget - totalDiscount),
    budgetPercentageUsed: round((totalDiscount / budget) * 100),
  };
};

/** @see sellerCouponReport.json in amzn/selling-partner-api-models */
const sellerCoupons: Content = (context) => ({
  coupons: Array.from({ length: context.rows }, (_, index) => {
    const { startDateTime, endDateTime } = runOf(context);
    return {
      couponId: `coupon-${code(context.random, 12)}`,
      merchantId: context.record.sellingPartnerId,
      marketplaceId: context.record.marketplaceIds[0] ?? '',
      currencyCode: context.currency,
      name: `Save on item ${index + 1}`,
      websiteMessage: 'Save 10%',
      startDateTime,
      endDateTime,
      customerSegment: 'All customers',
      discountType: 'PERCENT_OFF_LIST_PRICE',
      discountAmount: 10,
      ...spending(context),
      sales: context.random.integer(0, 90_000),
      asins: [{ asin: asinOf(context.seed, index) }, { asin: asinOf(context.seed, index + 1) }],
    };
  }),
});

/** @see vendorCouponReport.json in amzn/selling-partner-api-models */
const vendorCampaigns: Content = (context) => ({
  campaigns: Array.from({ length: Math.ceil(context.rows / 2) }, (_, index) => {
    const coupons = [vendorCoupon(context, index), vendorCoupon(context, index + 1)].slice(0, Math.min(2, context.rows - 2 * index));
    const sum = (field: 'clips' | 'redemptions' | 'budget' | 'budgetSpent' | 'budgetRemaining') =>
      round(coupons.reduce((total, coupon) => total + coupon[field], 0));
    const firstStart = Math.min(...coupons.map((coupon) => Date.parse(coupon.startDateTime)));
    return {
      campaignId: `campaign-${code(context.random, 12)}`,
      campaignName: `Campaign ${index + 1}`,
      vendorCode: 'ACME1',
      marketplaceId: context.record.marketplaceIds[0] ?? '',
      creationDateTime: instant(firstStart - 7 * dayMs),
      lastUpdatedDateTime: instant(firstStart - dayMs),
      isSubscribeAndSave: index % 4 === 0,
      budgetType: index % 2 === 0 ? 'PER_INDIVIDUAL_COUPON' : 'SHARED_BUDGET',
      totalClips: sum('clips'),
      totalRedemptions: sum('redemptions'),
      currencyCode: context.currency,
      totalBudget: sum('budget'),
      totalBudgetSpent: sum('budgetSpent'),
      totalBudgetRemaining: sum('budgetRemaining'),
      coupons,
    };
  }),
});

const vendorCoupon = (context: Context, item: number) => {
  const { startDateTime, endDateTime } = runOf(context);
  return {
    couponId: `coupon-${code(context.random, 12)}`,
    name: `Save on item ${item + 1}`,
    websiteMessage: 'Save $2',
    startDateTime,
    endDateTime,
    isOncePerCustomer: true,
    customerSegment: 'All customers',
    ...spending(context),
    asins: [{ asin: asinOf(context.seed, item), discountType: 'AMOUNT_OFF_LIST_PRICE', discountAmount: 2 }],
  };
};

export const coupons: Content = (context) => (context.record.kind === 'vendor' ? vendorCampaigns : sellerCoupons)(context);

/** @see promotionReport.json in amzn/selling-partner-api-models */
export const promotions: Content = (context) => ({
  promotions: Array.from({ length: context.rows }, (_, index) => {
    const { startAt, startDateTime, endDateTime } = runOf(context);
    const products = [promotedProduct(context, index), promotedProduct(context, index + 1)];
    const sum = (field: 'productUnitsSold' | 'productRevenue' | 'productGlanceViews' | 'productAmountSpent') =>
      round(products.reduce((total, product) => total + product[field], 0));
    return {
      promotionId: code(context.random, 20),
      promotionName: `Promotion ${index + 1}`,
      ...(context.record.kind === 'vendor' ? { vendorCode: 'ACME1' } : { merchantId: context.record.sellingPartnerId }),
      unitsSold: sum('productUnitsSold'),
      amountSpent: sum('productAmountSpent'),
      amountSpentCurrencyCode: context.currency,
      revenue: sum('productRevenue'),
      revenueCurrencyCode: context.currency,
      startDateTime,
      endDateTime,
      type: context.random.pick(['BEST_DEAL', 'LIGHTNING_DEAL', ...(context.record.kind === 'vendor' ? ['PRICE_DISCOUNT'] : [])]),
      status: 'APPROVED',
      creationChannel: 'SELF-SERVICE',
      marketplaceId: context.record.marketplaceIds[0] ?? '',
      glanceViews: sum('productGlanceViews'),
      createdDateTime: instant(startAt - 7 * dayMs),
      lastUpdatedDateTime: instant(startAt - dayMs),
      includedProducts: products,
    };
  }),
});

const promotedProduct = ({ random, seed, currency }: Context, item: number) => {
  const productUnitsSold = random.integer(0, 300);
  return {
    asin: asinOf(seed, item),
    productName: `Item ${item + 1}`,
    productGlanceViews: productUnitsSold * random.integer(5, 30),
    productUnitsSold,
    productAmountSpent: round(productUnitsSold * 1.5),
    productAmountSpentCurrencyCode: currency,
    productRevenue: round(productUnitsSold * random.integer(10, 60)),
    productRevenueCurrencyCode: currency,
  };
};
