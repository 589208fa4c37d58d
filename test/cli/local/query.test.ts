import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { aWorld } from '../../harness/a-world.ts';

test('the DuckDB query of docs/documents.md reads what an import stores', async () => {
  const page = await readFile('docs/documents.md', 'utf8');
  const query = /```sql\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  const reports = [
    { type: 'VendorSalesReport', options: { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' } },
  ];
  const account = {
    name: 'acme-vendor-us',
    kind: 'vendor',
    marketplaces: ['US'],
    timeZone: 'America/New_York',
    schedule: 'cron(0 6 * * ? *)',
    reports,
  };
  const world = aWorld({ accounts: { accounts: [account] } });
  await world.run();
  const directory = await mkdtemp(join(tmpdir(), 'duckdb-'));
  for (const [key, { base64 }] of Object.entries(world.bucketState)) {
    await mkdir(dirname(join(directory, key)), { recursive: true });
    await writeFile(join(directory, key), Buffer.from(base64, 'base64'));
  }

  const connection = await (await DuckDBInstance.create()).connect();
  const rows = (await connection.runAndReadAll(query.replace('.local/files', directory))).getRowObjectsJson();
  await rm(directory, { recursive: true });

  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual({
    reportPeriod: 'DAY',
    asin: expect.stringMatching(/^B0/),
    ordered_units: expect.anything(),
    ordered_revenue: expect.any(Number),
  });
});
