import { round } from '../random.ts';
import { asinOf, type Content, type Context } from './context.ts';

const hourMs = 3_600_000;

/** @see vendorRealTimeSalesReport.json in amzn/selling-partner-api-models; units below zero are corrections */
export const realTimeSales: Content = (context) => ({
  reportData: hourly(context).map((row) => {
    const orderedUnits = context.random.integer(-1, 25);
    return { ...row, orderedUnits, orderedRevenue: round(orderedUnits * context.random.integer(5, 90)) };
  }),
});

/** @see vendorRealTimeTrafficReport.json in amzn/selling-partner-api-models */
export const realTimeTraffic: Content = (context) => ({
  reportData: hourly(context).map((row) => ({ ...row, glanceViews: context.random.integer(0, 600) })),
});

/** Items appear in some hours only (seen by other importers). @see vendorRealTimeInventoryReport.json in amzn/selling-partner-api-models */
export const realTimeInventory: Content = (context) => ({
  reportData: hourly(context).map((row) => ({ ...row, highlyAvailableInventory: context.random.integer(0, 2000) })),
});

/** Only full hours that lie inside the range; none, if there is none. */
const hourly = ({ record, rows, seed }: Context) => {
  const first = Math.ceil((record.dataStartAt ?? record.createdAt - 24 * hourMs) / hourMs);
  const hours = Math.floor((record.dataEndAt ?? record.createdAt) / hourMs) - first;
  return Array.from({ length: hours > 0 ? rows : 0 }, (_, index) => {
    const startAt = (first + (index % hours)) * hourMs;
    return { startTime: instant(startAt), endTime: instant(startAt + hourMs), asin: asinOf(seed, Math.floor(index / hours)) };
  });
};

const instant = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;
