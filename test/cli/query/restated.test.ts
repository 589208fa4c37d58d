import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changes } from '../../../cli/commands/imported/changes.ts';
import { explain } from '../../../cli/commands/runs/explain.ts';
import { localTables } from '../../../cli/query/duckdb.ts';
import { aDesk } from '../desk.ts';
import { filesOf } from './files-of.ts';

const week = { start: '2026-11-01', end: '2026-11-07' };
const row = (startDate: string, asin: string, orderedUnits: number, more = {}) => ({
  startDate,
  endDate: startDate,
  asin,
  orderedUnits,
  ...more,
});
const document = (rows: unknown[]) => ({
  document: { text: JSON.stringify({ reportSpecification: { lastUpdatedDate: '2026-11-20' }, salesAggregate: [], salesByAsin: rows }) },
});
const retail = { reportPeriod: 'WEEK', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };
const accounts = {
  accounts: [
    {
      ...{ name: 'acme-vendor-us', kind: 'vendor', marketplaces: ['US'], timeZone: 'America/New_York', schedule: 'cron(0 6 * * ? *)' },
      reports: [{ type: 'VendorSalesReport', options: retail }],
    },
  ],
};

test('a week that Amazon restated: no row twice, the new values, no file of a removed month, and explain describes its tables', async () => {
  const plans = {
    GET_VENDOR_SALES_REPORT: [
      document([row('2026-10-31', 'B1', 1), row('2026-11-01', 'B1', 10), row('2026-11-01', 'B2', 20)]),
      document([row('2026-11-01', 'B1', 11), row('2026-11-01', 'B2', 20, { newField: 1 }), row('2026-11-01', 'B3', 5)]),
    ],
  };
  const desk = aDesk({ startAt: '2026-11-25T09:00:00Z', accounts, amazon: { plans } });
  const input = { account: 'acme-vendor-us', from: week.start, to: week.end, force: true };
  const months = () => Object.keys(desk.world.bucketState).flatMap((key) => /by_asin.*month=(.{7})/.exec(key)?.[1] ?? []);
  await desk.world.run(input, 'first');
  expect(months().toSorted()).toEqual(['2026-10', '2026-11']);

  await desk.world.run(input, 'restated');

  const { directory, remove } = filesOf(desk.world);
  const sql = 'SELECT start_date, asin, ordered_units FROM vendor_sales_by_asin ORDER BY 1, 2';
  const { pages } = await localTables(join(directory, 'tables')).ask(sql, new AbortController().signal);
  const rows = [];
  for await (const page of pages) rows.push(...page);
  remove();
  expect(rows).toEqual([
    ['2026-11-01', 'B1', '11'],
    ['2026-11-01', 'B2', '20'],
    ['2026-11-01', 'B3', '5'],
  ]);
  expect(months()).toEqual(['2026-11']);
  const explained = await desk.execute(explain, { ref: ['restated'] });
  expect(explained.text).toMatch(
    /tables worth a look \(1 report\)[\s\S]*1 field without a column, kept in extra: salesByAsin\.newField in 1 row/,
  );
});

test('changes shows how the newest document differs from the one before: rows, sums, values; tables made again do not count', async () => {
  const plans = {
    GET_VENDOR_SALES_REPORT: [
      document([row('2026-11-01', 'B1', 10), row('2026-11-01', 'B2', 20), row('2026-11-01', 'B4', 1)]),
      document([row('2026-11-01', 'B1', 11), row('2026-11-01', 'B2', 20), row('2026-11-01', 'B3', 5)]),
    ],
  };
  const desk = aDesk({ startAt: '2026-11-25T09:00:00Z', accounts, amazon: { plans } });
  const { bucketState } = desk.world;
  // As a versioned bucket has it, newest first: the current table file, its first version, and that of the document before.
  const kept = new Map<string, string[]>();
  const keep = () => {
    for (const [key, { base64 }] of Object.entries(bucketState)) kept.set(key, [base64, ...(kept.get(key) ?? [])]);
  };
  const versions = {
    list: async (key: string) => (kept.get(key) ?? []).map((_, nth) => String(nth)),
    read: async (key: string, id: string) => Buffer.from(kept.get(key)?.[Number(id)] ?? '', 'base64'),
  };
  const input = { account: 'acme-vendor-us', from: week.start, to: week.end, force: true };
  await desk.world.run(input, 'first');
  keep();
  expect((await desk.execute(changes, { ref: ['VendorSalesReport'] }, { versions })).text).toContain(
    'No other document is kept of this report: it was not fetched again',
  );
  await desk.world.run(input, 'restated');
  keep();
  keep();

  const { code, text } = await desk.execute(changes, { ref: ['VendorSalesReport', '2026-11-01'] }, { versions });

  expect(code).toBe(0);
  expect(text).toContain('vendor_sales_by_asin: 3 rows, now 3; 1 added, 1 gone, 1 changed.');
  expect(text).toMatch(/\nordered_units +31 +36 +\+16\.1 %\n/);
  expect(text).toMatch(/\nB1 +ordered_units +10 +11\nB3 +\(row\) +there\nB4 +\(row\) +there\n/);
  expect(text).toMatch(/Before {2}saved 2026-11-25 \d\d:\d\d:\d\d UTC, report \d+\nNow /);
  await expect(desk.execute(changes, { ref: ['VendorTrafficReport'] }, { versions })).rejects.toThrow('is no report that is saved');
  await expect(desk.execute(changes)).rejects.toThrow('Name the report');
});
