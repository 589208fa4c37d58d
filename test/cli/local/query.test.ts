import { readFile } from 'node:fs/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aWorld } from '../../harness/a-world.ts';
import { filesOf } from '../query/files-of.ts';

const retail = { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };
const account = {
  ...{ name: 'acme-vendor-us', kind: 'vendor', marketplaces: ['US'], timeZone: 'America/New_York', schedule: 'cron(0 6 * * ? *)' },
  reports: [{ type: 'VendorSalesReport', options: retail }],
};

let files: ReturnType<typeof filesOf>;
let queries: string[] = [];
beforeAll(async () => {
  const page = await readFile('docs/documents.md', 'utf8');
  queries = [...page.matchAll(/```sql\n([\s\S]*?)```/g)].map(([, sql = '']) => sql).filter((sql) => sql.includes('.local/files'));
  const world = aWorld({ accounts: { accounts: [account] } });
  await world.run();
  files = filesOf(world);
});
afterAll(() => files.remove());

/** The rows of the page's example that reads these files. */
const rowsOf = async (function_: string): Promise<unknown[]> => {
  const connection = await (await DuckDBInstance.create()).connect();
  const sql = queries.find((query) => query.includes(function_)) ?? '';
  return (await connection.runAndReadAll(sql.replace('.local/files', files.directory))).getRowObjectsJson();
};

test('the DuckDB query of docs/documents.md over the documents reads what an import stores', async () => {
  const rows = await rowsOf('read_json');

  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual({
    reportPeriod: 'DAY',
    asin: expect.stringMatching(/^B0/),
    ordered_units: expect.anything(),
    ordered_revenue: expect.any(Number),
  });
});

test('the query over the tables gives the same rows', async () => {
  const [documents, tables] = await Promise.all([rowsOf('read_json'), rowsOf('read_parquet')]);

  expect(tables).toHaveLength(10);
  expect(tables).toEqual(
    documents.map((row) => {
      const { asin, ordered_units, ordered_revenue } = Object(row);
      return { start_date: expect.stringMatching(/^20/), asin, ordered_units, ordered_revenue_amount: ordered_revenue };
    }),
  );
});
