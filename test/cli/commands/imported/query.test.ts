import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { query } from '../../../../cli/commands/imported/query.ts';
import { runCommandLine } from '../../../../cli/program.ts';
import { localTables } from '../../../../cli/query/duckdb.ts';
import { questions } from '../../../../cli/query/questions.ts';
import { reportTypeNames, reportTypeOf } from '../../../../lambdas/core/catalogue/report-types.ts';
import { aWorld } from '../../../harness/a-world.ts';
import { aDesk, anOut } from '../../desk.ts';
import { filesOf } from '../../query/files-of.ts';

let files: ReturnType<typeof filesOf>;
beforeAll(async () => {
  const world = aWorld({ startAt: '2026-11-25T09:00:00Z' });
  await world.run();
  files = filesOf(world);
});
afterAll(() => files.remove());

const desk = aDesk();
const tables = () => localTables(join(files.directory, 'tables'));
const typed = async (...argv: string[]) => {
  const { out, output } = anOut();
  const code = await runCommandLine(['query', ...argv], out, async (_, run) => run({ ...desk.ports, tables: tables() }), desk.ports);
  return { code, ...output() };
};

test('a SELECT is answered from the tables of the folder, with the columns of Glue, account and month among them', async () => {
  const { code, text } = await typed('SELECT account, month, count(*) AS n FROM vendor_traffic_by_asin GROUP BY 1, 2', '--format', 'csv');

  expect([code, text]).toEqual([0, 'account,month,n\nacme-vendor-us,2026-11,36\n']);
});

test('a query without quotes is still one query', async () => {
  expect(await typed('SELECT', '1', 'AS', 'n', '--format', 'csv')).toMatchObject({ code: 0, text: 'n\n1\n' });
});

test.for([
  ['table', 'n  word  day\n1  a b   2026-11-20\n'],
  ['csv', 'n,word,day,nothing\n1,"a ""b"", c",2026-11-20,\n'],
  ['json', '[{"n":1,"word":"a b","day":"2026-11-20","nothing":null,"huge":"9007199254740993"}\n]\n'],
] as const)('an answer as %s', async ([format, text]) => {
  const columns = {
    table: "1 AS n, 'a b' AS word, DATE '2026-11-20' AS day",
    csv: `1 AS n, 'a "b", c' AS word, DATE '2026-11-20' AS day, NULL AS nothing`,
    json: "1 AS n, 'a b' AS word, DATE '2026-11-20' AS day, NULL AS nothing, 9007199254740993 AS huge",
  };
  expect(await typed(`SELECT ${columns[format]}`, '--format', format)).toMatchObject({ code: 0, text });
});

test('a table without files has no rows, but its columns', async () => {
  const { code, text, notes } = await typed('SELECT asin, ordered_units, month FROM vendor_sales_by_asin');

  expect([code, text, notes]).toEqual([0, '', expect.stringContaining('asin, ordered_units, month')]);
});

test.for([
  ['DROP VIEW vendor_traffic_by_asin', 'Only a SELECT'],
  ["COPY (SELECT 1) TO 'x.csv'", 'Only a SELECT'],
  ['SELECT 1; SELECT 2', '2 statements'],
  ['SELEC 1', 'not SQL'],
  ['SELECT nope FROM vendor_traffic_by_asin', 'nope'],
  ["SELECT * FROM read_text('package.json')", 'package.json'],
  ["SELECT * FROM read_parquet('/etc/*')", '/etc'],
] as const)('%s is refused, exit 2', async ([sql, words]) => {
  const { code, text, notes } = await typed(sql);

  expect([code, text, notes]).toEqual([2, '', expect.stringContaining(words)]);
});

test('a query that fails while it runs: exit 1', async () => {
  expect(await typed('SELECT CAST(asin AS bigint) FROM vendor_traffic_by_asin')).toMatchObject({
    code: 1,
    notes: expect.stringContaining('The query failed'),
  });
});

test('a prepared question about one account reads only its folders; with more than 40 accounts Athena needs the name of one', async () => {
  const asked: string[] = [];
  const ask = async (sql: string, signal: AbortSignal) => {
    asked.push(sql);
    return tables().ask(sql, signal);
  };
  const accounts = await desk.ports.accounts();
  const [first] = accounts.accounts;
  const many = {
    ...accounts,
    accounts: Array.from({ length: 41 }, (_, index) => ({ ...first, name: `acme-${index}` })),
  } as typeof accounts;
  const some = { accounts: async () => many, tables: { ...tables(), ask } };

  await expect(desk.execute(query, { ask: 'units-by-day' }, some)).rejects.toThrow('With 41 accounts Athena needs the name of one');
  await expect(desk.execute(query, { ask: 'units-by-day', account: 'acme-x' }, some)).rejects.toThrow('acme-40');
  for (const { name } of questions()) expect((await desk.execute(query, { ask: name, account: 'acme-3' }, some)).code).toBe(0);

  const reads = asked.flatMap((sql) => [...sql.matchAll(/(FROM|JOIN) (vendor|seller|brand_analytics)_\w+( WHERE account = 'acme-3'\))?/g)]);
  expect(reads.length).toBeGreaterThan(10);
  expect(reads.every(([, , , named]) => named !== undefined)).toBe(true);
  await expect(desk.execute(query, { ref: ['SELECT 1'], account: 'acme-3' })).rejects.toThrow("WHERE account = 'acme-3'");
});

test('Ctrl-C: exit 130', async () => {
  const interrupted = AbortSignal.abort();
  expect((await desk.execute(query, { ref: ['SELECT 1'] }, { tables: tables(), interrupted })).code).toBe(130);
});

test('an answer as a Parquet file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'out-'));
  const path = join(folder, 'answer.parquet');

  const { code, text } = await typed('SELECT asin FROM vendor_traffic_by_asin ORDER BY asin; -- all', '--out', path);

  expect([code, text, existsSync(path)]).toEqual([0, `36 rows in ${path}\n`, true]);
  expect((await typed('SELECT 1', '--out', join(folder, 'a.csv'))).code).toBe(2);
  rmSync(folder, { recursive: true });
});

test('--list has every table, --describe its columns with key, example and meaning, --ask the questions', async () => {
  const list = await typed('--list');
  const described = await typed('--describe', 'vendor_traffic_by_asin');
  const asks = await typed('--ask');

  for (const { name } of reportTypeNames.flatMap((type) => reportTypeOf(type)?.tables ?? [])) expect(list.text).toContain(`${name} `);
  expect(described.text).toContain('One row for each account, marketplace_id, report_period, start_date, asin.');
  expect(described.text).toMatch(/^glance_views +bigint +42 +How often/m);
  expect(asks.text).toMatch(/^units-by-day +How many units/m);
  expect([list.code, described.code, asks.code]).toEqual([0, 0, 0]);
});

test('an unknown table or question is refused with a suggestion', async () => {
  expect(await typed('--describe', 'vendor_sales_by_asn')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('"vendor_sales_by_asin"'),
  });
  expect(await typed('--ask', 'unit-by-day')).toMatchObject({ code: 2, notes: expect.stringContaining('"units-by-day"') });
  expect((await typed()).code).toBe(2);
});
