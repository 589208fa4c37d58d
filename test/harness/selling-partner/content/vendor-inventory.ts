import { round } from '../random.ts';
import { type Content, type Context, money, type Place, placesOf, sumsBySpan } from './context.ts';

/** @see vendorInventoryReport.json in amzn/selling-partner-api-models */
export const vendorInventory: Content = (context) => {
  const rows = placesOf(context).map((place) => rowOf(context, place));
  // Unhealthy inventory is not available by day (staff, models#4809).
  const byDay = context.record.reportOptions.reportPeriod === 'DAY';
  const kept = byDay ? rows.map(({ unhealthyInventoryCost, unhealthyInventoryUnits, ...row }) => row) : rows;
  return {
    inventoryAggregate: aggregates(context, byDay ? summed.filter((field) => !field.startsWith('unhealthy')) : summed, rows),
    inventoryByAsin: kept,
  };
};

const summed = [
  'netReceivedInventoryCost',
  'netReceivedInventoryUnits',
  'openPurchaseOrderUnits',
  'unfilledCustomerOrderedUnits',
  'sellableOnHandInventoryCost',
  'sellableOnHandInventoryUnits',
  'unsellableOnHandInventoryCost',
  'unsellableOnHandInventoryUnits',
  'aged90PlusDaysSellableInventoryCost',
  'aged90PlusDaysSellableInventoryUnits',
  'unhealthyInventoryCost',
  'unhealthyInventoryUnits',
] as const;

type Row = ReturnType<typeof rowOf>;

/** Sums, and the rates that exist for a range as a whole only. */
const aggregates = ({ random }: Context, fields: readonly (typeof summed)[number][], rows: readonly Row[]) =>
  sumsBySpan(rows, fields).map((sums) => ({
    ...sums,
    procurableProductOutOfStockRate: round(random.next() * 0.2, 4),
    uft: round(random.next() * 0.1, 4),
    receiveFillRate: round(0.7 + random.next() * 0.3, 4),
    vendorConfirmationRate: round(0.8 + random.next() * 0.2, 4),
    averageVendorLeadTimeDays: round(4 + random.next() * 8),
    sellThroughRate: round(random.next() * 0.6, 4),
  }));

const rowOf = ({ random, currency }: Context, { startDate, endDate, asin }: Place) => {
  const cost = random.integer(300, 5000) / 100;
  const received = random.integer(0, 120);
  const sellable = random.integer(0, 900);
  const aged = Math.floor(sellable * 0.1);
  const unsellable = random.integer(0, 30);
  return {
    startDate,
    endDate,
    asin,
    vendorConfirmationRate: round(0.8 + random.next() * 0.2, 4),
    netReceivedInventoryCost: money(received * cost, currency),
    netReceivedInventoryUnits: received,
    openPurchaseOrderUnits: random.integer(0, 300),
    averageVendorLeadTimeDays: random.integer(3, 14),
    sellThroughRate: round(random.next() * 0.6, 4),
    unfilledCustomerOrderedUnits: random.integer(0, 12),
    sellableOnHandInventoryCost: money(sellable * cost, currency),
    sellableOnHandInventoryUnits: sellable,
    unsellableOnHandInventoryCost: money(unsellable * cost, currency),
    unsellableOnHandInventoryUnits: unsellable,
    aged90PlusDaysSellableInventoryCost: money(aged * cost, currency),
    aged90PlusDaysSellableInventoryUnits: aged,
    unhealthyInventoryCost: money(aged * cost * 0.5, currency),
    unhealthyInventoryUnits: Math.floor(aged * 0.5),
  };
};
