import type { Temporal } from 'temporal-polyfill';
import { round } from '../random.ts';
import { dayOf } from '../reports/periods.ts';
import { asinOf, type Content, money, placesOf, sumsBySpan } from './context.ts';

/**
 * Customer returns exist for RETAIL and BUSINESS only, orders in the MANUFACTURING view only.
 * @see vendorSalesReport.json in amzn/selling-partner-api-models
 */
export const vendorSales: Content = (context) => {
  const { distributorView, sellingProgram } = context.record.reportOptions;
  const more = context.record.document?.restates ?? 0;
  const rows = placesOf(context).map(({ startDate, endDate, asin }, index) => {
    const shippedUnits = context.random.integer(0, 240) + (index % 6 === 0 ? more : 0);
    const price = context.random.integer(500, 9000) / 100;
    const orderedUnits = shippedUnits + context.random.integer(0, 20);
    return {
      startDate,
      endDate,
      asin,
      ...(sellingProgram === 'FRESH' ? {} : { customerReturns: Math.floor(shippedUnits * 0.04) }),
      ...(distributorView === 'SOURCING' ? {} : { orderedRevenue: money(orderedUnits * price, context.currency), orderedUnits }),
      shippedCogs: money(shippedUnits * price * 0.62, context.currency),
      shippedRevenue: money(shippedUnits * price, context.currency),
      shippedUnits,
    };
  });
  const optional = ['customerReturns', 'orderedRevenue', 'orderedUnits'] as const;
  const present = optional.filter((field) => rows.some((row) => field in row));
  return { salesAggregate: sumsBySpan(rows, [...present, 'shippedCogs', 'shippedRevenue', 'shippedUnits']), salesByAsin: rows };
};

/** @see vendorNetPureProductMarginReport.json in amzn/selling-partner-api-models */
export const netPureProductMargin: Content = (context) => {
  const rows = placesOf(context).map(({ startDate, endDate, asin }) => ({
    startDate,
    endDate,
    asin,
    netPureProductMargin: round(context.random.next() * 0.7 - 0.1, 4),
  }));
  const starts = [...new Set(rows.map((row) => row.startDate))];
  const aggregate = starts.flatMap((startDate) => {
    const own = rows.filter((row) => row.startDate === startDate);
    const mean = own.reduce((sum, row) => sum + row.netPureProductMargin, 0) / own.length;
    return own.slice(0, 1).map(({ endDate }) => ({ startDate, endDate, netPureProductMargin: round(mean, 4) }));
  });
  return { netPureProductMarginAggregate: aggregate, netPureProductMarginByAsin: rows };
};

/** @see vendorTrafficReport.json in amzn/selling-partner-api-models */
export const vendorTraffic: Content = (context) => {
  const rows = placesOf(context).map(({ startDate, endDate, asin }) => ({
    startDate,
    endDate,
    asin,
    glanceViews: context.random.integer(0, 4000),
  }));
  return { trafficAggregate: sumsBySpan(rows, ['glanceViews']), trafficByAsin: rows };
};

/**
 * The newest weekly generation, for the weeks ahead; units have fractions since February 2025 (models#4675).
 * @see vendorForecastingReport.json in amzn/selling-partner-api-models
 */
export const vendorForecast: Content = (context) => {
  const today = dayOf(context.record.createdAt);
  const generated = today.subtract({ days: today.dayOfWeek % 7 });
  return {
    forecastByAsin: Array.from({ length: context.rows }, (_, index) => {
      const start = generated.add({ days: 7 * (index % 12) });
      const mean = context.random.next() * 300;
      return {
        forecastGenerationDate: generated.toString(),
        asin: asinOf(context.seed, Math.floor(index / 12)),
        ...weekFrom(start),
        meanForecastUnits: round(mean),
        p70ForecastUnits: round(mean * 1.15),
        p80ForecastUnits: round(mean * 1.3),
        p90ForecastUnits: round(mean * 1.55),
      };
    }),
  };
};

const weekFrom = (start: Temporal.PlainDate) => ({ startDate: start.toString(), endDate: start.add({ days: 6 }).toString() });
