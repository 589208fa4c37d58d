import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explain } from '../../../cli/commands/explain.ts';
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

test('a week that Amazon restated: no row twice, the new values, no file of a month that it has lost, and explain tells of its tables', async () => {
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
  const told = await desk.tell(explain, { ref: ['restated'] });
  expect(told.text).toMatch(
    /tables worth a look \(1 report\)[\s\S]*1 field without a column, kept in extra: salesByAsin\.newField in 1 row/,
  );
});
