import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { mcpServer } from '../../../cli/mcp/server.ts';
import { localTables } from '../../../cli/query/duckdb.ts';
import { aDesk, threeReports } from '../desk.ts';
import { filesOf } from '../query/files-of.ts';

/** An agent and the server, with the protocol's own client, over the tables and the ledger of a run. */

const ACCOUNT = 'acme-vendor-us';
const desk = aDesk({ accounts: threeReports, startAt: '2026-11-25T09:00:00Z' });
const client = new Client({ name: 'a test', version: '1' });
let files: ReturnType<typeof filesOf>;

beforeAll(async () => {
  await desk.world.run({ account: ACCOUNT });
  files = filesOf(desk.world);
  const tables = localTables(join(files.directory, 'tables'));
  const server = mcpServer((run) => run({ ...desk.ports, tables }), '1.0.0');
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(theirs), client.connect(ours)]);
});
afterAll(async () => {
  await client.close();
  files.remove();
});

const Said = z.object({ content: z.array(z.object({ text: z.string() })).length(1), isError: z.boolean().default(false) });

const call = async (name: string, given: Record<string, unknown> = {}) => {
  const { content, isError } = Said.parse(await client.callTool({ name, arguments: given }));
  const text = content[0]?.text ?? '';
  return { isError, text, value: (): unknown => JSON.parse(text) };
};

test('there are five tools, and all are read-only', async () => {
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['status', 'coverage', 'explain', 'tables', 'query']);
  for (const { annotations } of tools) expect(annotations?.readOnlyHint).toBe(true);
});

test('status, coverage and explain give the answers of the commands', async () => {
  expect((await call('status')).value()).toMatchObject([{ account: ACCOUNT, status: 'succeeded' }]);
  expect((await call('coverage', { types: 'VendorTrafficReport' })).value()).toMatchObject([
    { account: ACCOUNT, series: [{ name: expect.stringContaining('VendorTrafficReport'), documents: 1 }] },
  ]);
  expect((await call('explain', { what: [ACCOUNT] })).value()).toMatchObject({ run: { account: ACCOUNT, counts: { saved: 3 } } });
});

test('an agent finds a table, reads its columns, and queries it', async () => {
  expect((await call('tables')).text).toContain('vendor_sales_by_asin');
  expect((await call('tables', { table: 'vendor_sales_by_asin' })).value()).toMatchObject({
    key: expect.arrayContaining(['asin', 'start_date']),
    columns: expect.arrayContaining([
      expect.objectContaining({ name: 'ordered_units', meaning: expect.stringContaining('Units ordered') }),
    ]),
  });

  const sql = 'SELECT asin, ordered_units FROM vendor_sales_by_asin ORDER BY asin';
  const all = z.object({ rows: z.array(z.array(z.string().nullable())), isCut: z.boolean() }).parse((await call('query', { sql })).value());
  expect(all.rows.length).toBeGreaterThan(5);
  expect(all.isCut).toBe(false);
  expect((await call('query', { sql, rows: 2 })).value()).toMatchObject({ rows: all.rows.slice(0, 2), isCut: true });
});

test('an answer of many bytes is cut, and says so', async () => {
  const { value, text } = await call('query', { sql: "SELECT repeat('x', 1000) AS x FROM range(1000)", rows: 1000 });
  expect(value()).toMatchObject({ isCut: true });
  expect(text.length).toBeLessThan(110_000);
});

test.for([
  ['DROP TABLE vendor_sales_by_asin'],
  ["COPY (SELECT 1) TO 'stolen.csv'"],
  ['SELECT 1; SELECT 2'],
  ["SELECT * FROM read_text('/etc/hostname')"],
  ['SELECT * FROM no_such_table'],
])('%s is refused with a message', async ([sql]) => {
  const { isError, text } = await call('query', { sql });
  expect(isError).toBe(true);
  expect(text.length).toBeGreaterThan(10);
});

test('an unknown table or account is an error that lists the known ones', async () => {
  expect(await call('tables', { table: 'vendor_sale' })).toMatchObject({
    isError: true,
    text: expect.stringContaining('vendor_sales_by_asin'),
  });
  expect(await call('status', { account: 'acme' })).toMatchObject({ isError: true, text: expect.stringContaining(ACCOUNT) });
});
