import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runCommandLine } from '../../../cli/program.ts';
import { athenaTables } from '../../../cli/query/athena.ts';
import { type Fate, startLocalAthena } from '../../harness/local-aws/local-athena.ts';
import { aDesk, anOut } from '../desk.ts';

let athena: Awaited<ReturnType<typeof startLocalAthena>>;
let fate: Fate;
beforeEach(async () => {
  athena = await startLocalAthena(() => fate);
  const { url } = athena;
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL_ATHENA: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  }))
    vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await athena.close();
});

const desk = aDesk();
const asked = async (argv: string[], { database = 'import_db' as string | undefined, signal = new AbortController().signal } = {}) => {
  const { out, output } = anOut({ interrupted: signal });
  const tables = athenaTables({ stack: 'mine', database, workgroup: 'import', sleep: async () => {} });
  const code = await runCommandLine(['query', ...argv], out, async (_, run) => run({ ...desk.ports, tables }), desk.ports);
  return { code, ...output() };
};

test('a query runs in the workgroup of the stack, returns all pages, and shows bytes and price', async () => {
  const columns = [
    ['asin', 'varchar'],
    ['units', 'bigint'],
  ] as const;
  fate = {
    columns,
    pages: [
      [
        ['B1', '7'],
        ['B2', null],
      ],
      [['B3', '9']],
    ],
    scannedBytes: 14_200_000,
  };

  const { code, text, notes } = await asked([
    'SELECT asin, sum(ordered_units) AS units FROM vendor_sales_by_asin GROUP BY asin',
    '--format',
    'json',
  ]);

  expect([code, JSON.parse(text)]).toEqual([
    0,
    [
      { asin: 'B1', units: 7 },
      { asin: 'B2', units: null },
      { asin: 'B3', units: 9 },
    ],
  ]);
  expect(athena.requests).toEqual(['start import import_db']);
  expect(notes).toMatch(/queued[\s\S]*Athena: 2\.1 s, 14\.2 MB scanned, \$0\.00007/);
});

test.for([
  [{ failed: "SYNTAX_ERROR: line 1:8: Column 'nope' cannot be resolved" }, 2, 'nope'],
  [{ refused: "line 1:8: mismatched input 'x'" }, 2, 'mismatched'],
  [{ failed: 'Query exhausted resources at this scale factor' }, 1, 'exhausted'],
] as const)('%j: exit %i', async ([how, code, words]) => {
  fate = how;

  expect(await asked(['SELECT 1'])).toMatchObject({ code, text: '', notes: expect.stringContaining(words) });
});

test('anything but a SELECT does not reach Athena, and neither does a Parquet file', async () => {
  expect((await asked(['DROP TABLE vendor_sales_by_asin'])).code).toBe(2);
  expect(await asked(['SELECT 1', '--out', 'a.parquet'])).toMatchObject({ code: 2, notes: expect.stringContaining('UNLOAD') });
  expect(athena.requests).toEqual([]);
});

test('Ctrl-C stops the query', async () => {
  fate = { runsForEver: true };

  expect((await asked(['SELECT 1'], { signal: AbortSignal.abort() })).code).toBe(130);
  expect(athena.requests).toEqual(['start import import_db', 'stop 0']);
});

test('a stack without tables says so', async () => {
  const { out, output } = anOut();
  const tables = athenaTables({ stack: 'mine', database: undefined, workgroup: undefined, sleep: async () => {} });

  expect(await runCommandLine(['query', 'SELECT 1'], out, async (_, run) => run({ ...desk.ports, tables }), desk.ports)).toBe(3);
  expect(output().notes).toContain('has no tables');
});
