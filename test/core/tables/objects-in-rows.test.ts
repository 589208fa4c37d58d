import { expect, test } from 'vitest';
import { tabulate } from '../../../lambdas/core/tables/tabulate.ts';
import { aTabulation } from './a-tabulation.ts';
import { rowsIn } from './rows-in.ts';

const day = { start: '2026-11-21', end: '2026-11-21' };
const sales = (unitsOrdered: number, of: object = {}) => ({
  unitsOrdered,
  orderedProductSales: { amount: 10, currencyCode: 'USD' },
  ...of,
});

/** A seller's document of one day; its fields are in objects inside the rows. */
const aDay = (totals: object, ...products: readonly object[]) =>
  aTabulation(
    JSON.stringify({
      reportSpecification: {},
      salesAndTrafficByDate: [{ date: '2026-11-21', salesByDate: totals, trafficByDate: { sessions: 5 } }],
      salesAndTrafficByAsin: products,
    }),
    { kind: 'seller', type: 'SalesAndTrafficReport', options: { dateGranularity: 'DAY', asinGranularity: 'CHILD' }, window: day },
  );

test('fields of an object inside a row are columns like any other', async () => {
  const tabulation = aDay(sales(3), { parentAsin: 'B1', childAsin: 'B2', salesByAsin: sales(3), trafficByAsin: null });
  const { rowsAgree } = await tabulate(tabulation);
  expect(await rowsIn(tabulation.files, 'sales_and_traffic_by_date')).toMatchObject([
    {
      date: '2026-11-21',
      asin_granularity: 'CHILD',
      units_ordered: '3',
      ordered_product_sales_currency: 'USD',
      sessions: '5',
      extra: null,
    },
  ]);
  expect(await rowsIn(tabulation.files, 'sales_and_traffic_by_asin')).toMatchObject([
    { window_start: '2026-11-21', child_asin: 'B2', ordered_product_sales_amount: 10, sessions: null, extra: null },
  ]);
  expect(rowsAgree).toEqual({ agree: true, differing: 0, examples: [] });
});

test('products without a date of their own are compared with the totals of the day that was asked for', async () => {
  const { rowsAgree } = await tabulate(aDay(sales(3), { parentAsin: 'B1', salesByAsin: sales(2), trafficByAsin: {} }));
  expect(rowsAgree?.examples).toEqual([{ startDate: '2026-11-21', field: 'salesByAsin.unitsOrdered', rows: 2, aggregate: 3 }]);
});

test('unknown fields inside such an object are kept in extra under their path', async () => {
  const product = { parentAsin: 'B1', salesByAsin: sales(3, { newField: [1] }), trafficByAsin: {} };
  const tabulation = aDay(sales(3), product);
  const { unknownFields } = await tabulate(tabulation);
  expect(unknownFields).toEqual({ 'salesAndTrafficByAsin.salesByAsin.newField': 1 });
  expect(await rowsIn(tabulation.files, 'sales_and_traffic_by_asin')).toMatchObject([{ extra: '{"salesByAsin.newField":[1]}' }]);
});

test.for([
  [{ parentAsin: 'B1', salesByAsin: [] }, 'Row 1 of salesAndTrafficByAsin, field salesByAsin: it is not an object'],
  [{ parentAsin: 'B1', salesByAsin: sales(1.5) }, 'Row 1 of salesAndTrafficByAsin, field salesByAsin.unitsOrdered: 1.5 is not'],
] as const)('%j is refused by name and place', async ([product, message]) => {
  await expect(tabulate(aDay(sales(3), product))).rejects.toThrow(message);
});
