import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { latestQueryOf } from '../../../infra/tables/latest-query.ts';
import { couponTables } from '../../../lambdas/core/catalogue/tables/coupons.ts';

const rowsOf = async (table: string, account?: string): Promise<unknown[]> => {
  const found = couponTables.find(({ name }) => name === table);
  if (found === undefined) throw new Error(`There is no table ${table}`);
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const document = "'a' AS account, 'US' AS marketplace_id";
  // Coupon 1 lost product B on the second day; coupon 2 is too old for the second day's document; the first day was imported again last.
  await connection.run(`CREATE TABLE seller_coupons AS
    SELECT ${document}, c AS coupon_id, d AS as_of, r AS report_id, i AS imported_at, n AS clips
    FROM (VALUES ('1', DATE '2026-11-01', 'R1', 30, 10), ('2', DATE '2026-11-01', 'R1', 30, 20), ('1', DATE '2026-11-02', 'R2', 20, 11)) AS rows(c, d, r, i, n)`);
  await connection.run(`CREATE TABLE seller_coupon_asins AS
    SELECT ${document}, c AS coupon_id, r AS report_id, a AS asin
    FROM (VALUES ('1', 'R1', 'A'), ('1', 'R1', 'B'), ('2', 'R1', 'C'), ('1', 'R2', 'A')) AS rows(c, r, a)`);
  const result = await connection.runAndReadAll(latestQueryOf(found, couponTables, account));
  return result.getRowObjectsJson();
};

test('the latest coupons are each coupon once, as its newest document has it', async () => {
  const rows = await rowsOf('seller_coupons');
  expect(rows).toHaveLength(2);
  expect(rows).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ coupon_id: '1', as_of: '2026-11-02', clips: 11 }),
      expect.objectContaining({ coupon_id: '2', as_of: '2026-11-01', clips: 20 }),
    ]),
  );
});

test('a product that was taken out of a coupon is not among the latest', async () => {
  const rows = await rowsOf('seller_coupon_asins');
  expect(rows).toHaveLength(2);
  expect(rows).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ coupon_id: '1', asin: 'A', report_id: 'R2' }),
      expect.objectContaining({ coupon_id: '2', asin: 'C' }),
    ]),
  );
});

test('a query that must name its account gives the rows of this account', async () => {
  expect(await rowsOf('seller_coupons', 'a')).toHaveLength(2);
  expect(await rowsOf('seller_coupons', 'b')).toEqual([]);
});
