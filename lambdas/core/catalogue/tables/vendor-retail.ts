import type { Table } from '../table.ts';
import { asin, integer, money, number, period } from '../table-fields.ts';

const aggregate = { key: ['start_date'], dateColumn: 'start_date' } as const;
const byAsin = { key: ['start_date', 'asin'], dateColumn: 'start_date' } as const;

const sales = {
  customerReturns: integer('Units returned; Amazon fills it for the programs RETAIL and BUSINESS'),
  orderedRevenue: money('Value of what customers ordered'),
  orderedUnits: integer('Units ordered; Amazon fills it for the view MANUFACTURING'),
  shippedCogs: money('What Amazon paid for what it shipped'),
  shippedRevenue: money('Value of what was shipped to customers'),
  shippedUnits: integer('Units shipped to customers'),
} as const;

/** @see vendorSalesReport.json */
export const salesTables = [
  {
    ...aggregate,
    name: 'vendor_sales_aggregate',
    meaning: 'Sales of all products in a period',
    rows: 'salesAggregate',
    fields: { ...period, ...sales },
  },
  {
    ...byAsin,
    name: 'vendor_sales_by_asin',
    meaning: 'Sales of a product in a period',
    rows: 'salesByAsin',
    fields: { ...period, asin, ...sales },
    sums: { table: 'vendor_sales_aggregate', fields: Object.keys(sales) },
    measure: 'shippedUnits',
  },
] as const satisfies readonly Table[];

const margin = {
  netPureProductMargin: number("Amazon's margin as a fraction of revenue, after cost of goods and sales discounts, with vendor funding"),
} as const;

/** @see vendorNetPureProductMarginReport.json: a ratio, which does not add up */
export const netPureProductMarginTables = [
  {
    ...aggregate,
    name: 'vendor_net_ppm_aggregate',
    meaning: 'Net pure product margin of all products in a period',
    rows: 'netPureProductMarginAggregate',
    fields: { ...period, ...margin },
  },
  {
    ...byAsin,
    name: 'vendor_net_ppm_by_asin',
    meaning: 'Net pure product margin of a product in a period',
    rows: 'netPureProductMarginByAsin',
    fields: { ...period, asin, ...margin },
  },
] as const satisfies readonly Table[];

const views = { glanceViews: integer('How often customers opened the page of a product') } as const;

/** @see vendorTrafficReport.json */
export const trafficTables = [
  {
    ...aggregate,
    name: 'vendor_traffic_aggregate',
    meaning: 'Views of all products in a period',
    rows: 'trafficAggregate',
    fields: { ...period, ...views },
  },
  {
    ...byAsin,
    name: 'vendor_traffic_by_asin',
    meaning: 'Views of a product in a period',
    rows: 'trafficByAsin',
    fields: { ...period, asin, ...views },
    sums: { table: 'vendor_traffic_aggregate', fields: ['glanceViews'] },
    measure: 'glanceViews',
  },
] as const satisfies readonly Table[];

/** What adds up from the products to all of them. */
const inventoryTotals = {
  netReceivedInventoryCost: money('Cost of what was received, less what was returned to the vendor'),
  netReceivedInventoryUnits: integer('Units received, less those returned to the vendor: it can be negative'),
  openPurchaseOrderUnits: integer('Units confirmed in purchase orders and not yet received: negative if more came than was asked for'),
  unfilledCustomerOrderedUnits: integer('Units that customers ordered and that have not been shipped'),
  sellableOnHandInventoryCost: money('Cost of the sellable stock on the last day'),
  sellableOnHandInventoryUnits: integer('Sellable units in stock on the last day: back orders count as negative'),
  unsellableOnHandInventoryCost: money('Cost of the stock that cannot be sold, on the last day'),
  unsellableOnHandInventoryUnits: integer('Units in stock that cannot be sold, on the last day'),
  aged90PlusDaysSellableInventoryCost: money('Cost of the sellable stock that is 90 days old or older'),
  aged90PlusDaysSellableInventoryUnits: integer('Sellable units that are 90 days old or older'),
  unhealthyInventoryCost: money('Cost of the stock beyond the demand that Amazon foresees'),
  unhealthyInventoryUnits: integer('Units beyond the demand that Amazon foresees'),
} as const;

const inventory = {
  vendorConfirmationRate: number('Units that the vendor confirmed, as a fraction of those that Amazon asked for'),
  averageVendorLeadTimeDays: number('Days from the order of a unit to its arrival, on average'),
  sellThroughRate: number('Units shipped less returns, as a fraction of the stock at the start and the arrivals'),
  ...inventoryTotals,
} as const;

/** @see vendorInventoryReport.json: its own example has fields that its schema lacks; those go to `extra` */
export const inventoryTables = [
  {
    ...aggregate,
    name: 'vendor_inventory_aggregate',
    meaning: 'Stock of all products in a period',
    rows: 'inventoryAggregate',
    fields: {
      ...period,
      procurableProductOutOfStockRate: number('Fraction of the views of procurable products during which they were out of stock'),
      uft: number(
        'Share of the time in which products could be shipped from a warehouse, against the selection that Amazon meant to carry',
      ),
      receiveFillRate: number('Units received, as a fraction of those that the vendor confirmed'),
      ...inventory,
    },
  },
  {
    ...byAsin,
    name: 'vendor_inventory_by_asin',
    meaning: 'Stock of a product in a period',
    rows: 'inventoryByAsin',
    fields: { ...period, asin, ...inventory },
    sums: { table: 'vendor_inventory_aggregate', fields: Object.keys(inventoryTotals) },
    measure: 'sellableOnHandInventoryUnits',
  },
] as const satisfies readonly Table[];
