import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { reportTypeNames, reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import { columnName, type Field, parentRows } from '../../../lambdas/core/catalogue/table.ts';
import { columnsOf, optionColumns, partitionColumns, tablesOf } from '../../../lambdas/core/catalogue/table-columns.ts';
import recorded from './amazon-fields.json' with { type: 'json' };

/** The fields of each array in Amazon's schemas (amzn/selling-partner-api-models, schemas/reports), as of November 2026. */
const Recorded = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string())));
const amazon = Recorded.parse(recorded);

const all = reportTypeNames.flatMap((type) => (reportTypeOf(type)?.tables ?? []).map((table) => ({ type, table, name: table.name })));

/** What Amazon's schema may call a field that we read so. */
const amazonsTypes: Record<Field['type'], readonly string[]> = {
  string: ['string'],
  date: ['date'],
  timestamp: ['date-time'],
  integer: ['integer'],
  number: ['number'],
  boolean: ['boolean'],
  money: ['money'],
  amount: ['number'],
};

/** Where the schema says less than its neighbours: these are dates everywhere else, and in its example. */
const lessSaid = ['VendorTrafficReport trafficByAsin startDate', 'VendorTrafficReport trafficByAsin endDate'];

test('each table has a name of its own', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('every array of every report is a table', () => {
  const arrays = Object.entries(amazon).flatMap(([type, rows]) => Object.keys(rows).map((path) => `${type} ${path}`));
  expect(all.map(({ type, table }) => `${type} ${table.rows}`).sort()).toEqual(arrays.sort());
});

describe.for(all)('$name', ({ type, table }) => {
  const fields = amazon[type]?.[table.rows] ?? {};
  const currencies = Object.values<Field>(table.fields).flatMap((field) =>
    field.type === 'amount' && field.currency.in === 'row' ? [field.currency.field] : [],
  );

  test('has the fields that Amazon describes, and no other', () => {
    expect([...new Set([...Object.keys(table.fields), ...currencies])].sort()).toEqual(Object.keys(fields).sort());
  });

  test('reads each as the type that Amazon gives it', () => {
    const differing = Object.entries<Field>(table.fields).filter(
      ([name, field]) => !amazonsTypes[field.type].includes(fields[name] ?? '') && !lessSaid.includes(`${type} ${table.rows} ${name}`),
    );
    expect(differing).toEqual([]);
  });

  const columns = columnsOf(type, table).map(({ name }) => name);

  test('has no column twice, nor one that is in the path of its files', () => {
    expect(new Set([...columns, ...partitionColumns.map(({ name }) => name)]).size).toBe(columns.length + partitionColumns.length);
  });

  test('has the columns of its key and of its date', () => {
    expect(columns).toEqual(expect.arrayContaining([...table.key, table.dateColumn, ...optionColumns(type).map(columnName)]));
  });

  test('says what each column means', () => {
    expect(columnsOf(type, table).filter(({ meaning }) => meaning.length < 8 || meaning.length > 255)).toEqual([]);
  });

  test('has its parent among the tables', () => {
    const parent = parentRows(table.rows);
    if (parent !== undefined) expect(all.some((other) => other.type === type && other.table.rows === parent)).toBe(true);
  });
});

test('a seller and a vendor get different tables of coupons', () => {
  expect(tablesOf('CouponPerformanceReport', 'seller').map(({ name }) => name)).toEqual(['seller_coupons', 'seller_coupon_asins']);
  expect(tablesOf('CouponPerformanceReport', 'vendor').map(({ name }) => name)).toEqual([
    'vendor_coupon_campaigns',
    'vendor_coupons',
    'vendor_coupon_asins',
  ]);
  expect(tablesOf('GET_MERCHANT_LISTINGS_ALL_DATA', 'seller')).toEqual([]);
});

test.for([
  ['startDate', 'start_date'],
  ['aged90PlusDaysSellableInventoryUnits', 'aged90_plus_days_sellable_inventory_units'],
  ['p70ForecastUnits', 'p70_forecast_units'],
  ['salesByDate.orderedProductSalesB2B', 'ordered_product_sales_b2b'],
] as const)('%s becomes the column %s', ([field, column]) => {
  expect(columnName(field)).toBe(column);
});
