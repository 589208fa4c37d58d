import type { Table } from '../table.ts';
import { amount, asin, hour, integer } from '../table-fields.ts';

const shared = { rows: 'reportData', key: ['start_time', 'asin'], dateColumn: 'start_time' } as const;

/** @see vendorRealTimeInventoryReport.json */
export const realTimeInventoryTables = [
  {
    ...shared,
    name: 'vendor_real_time_inventory',
    meaning: 'Stock of a product at the end of an hour',
    measure: 'highlyAvailableInventory',
    fields: {
      ...hour,
      asin,
      highlyAvailableInventory: integer('Sellable units in the warehouses, less those in shopping carts and orders'),
    },
  },
] as const satisfies readonly Table[];

/** @see vendorRealTimeSalesReport.json: one currency for the whole document, in what Amazon echoes of the request */
export const realTimeSalesTables = [
  {
    ...shared,
    name: 'vendor_real_time_sales',
    meaning: 'Orders of a product in an hour',
    measure: 'orderedUnits',
    fields: {
      ...hour,
      asin,
      orderedUnits: integer('Units ordered, less cancellations: it can be negative'),
      orderedRevenue: amount('Value of the orders as known when the report was made, less cancellations', {
        in: 'document',
        field: 'reportOptions.currencyCode',
      }),
    },
  },
] as const satisfies readonly Table[];

/** @see vendorRealTimeTrafficReport.json */
export const realTimeTrafficTables = [
  {
    ...shared,
    name: 'vendor_real_time_traffic',
    meaning: 'Views of a product in an hour',
    measure: 'glanceViews',
    fields: { ...hour, asin, glanceViews: integer('How often customers opened its page') },
  },
] as const satisfies readonly Table[];
