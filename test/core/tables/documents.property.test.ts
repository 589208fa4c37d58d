import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tablesOf } from '../../../lambdas/core/catalogue/table-columns.ts';
import { tabulate } from '../../../lambdas/core/tables/tabulate.ts';
import { aTabulation } from './a-tabulation.ts';
import { documents } from './documents.ts';
import { type Cells, canonical, expectedRows, read } from './expected-rows.ts';
import { type Found, rowsByWasm, rowsIn } from './rows-in.ts';

/** `npm run test:tables` says more. */
const runs = Number(process.env['TABLE_DOCUMENTS'] ?? 30);

test('two other readers find in the files what is in the document, value by value', {
  timeout: 30_000 + runs * 500,
}, async () => {
  await fc.assert(
    fc.asyncProperty(documents, async ({ type, kind, text, chunkBytes, hasMark }) => {
      const tabulation = aTabulation(`${hasMark ? '\uFEFF' : ''}${text}`, { type, kind, chunkBytes });
      const { rowsByTable } = await tabulate(tabulation);
      const expected = expectedRows({ type, kind, text });
      for (const { name } of tablesOf(type, kind)) {
        const cells = (expected[name] ?? []).map(comparable).sort();
        expect(rowsByTable[name]).toBe(cells.length);
        const columns = Object.keys(expected[name]?.[0] ?? {});
        expect((await rowsIn(tabulation.files, name)).map((row) => comparable(only(row, columns))).sort(), `${name} by DuckDB`).toEqual(
          cells,
        );
        expect(
          (await rowsByWasm(tabulation.files, name)).map((row) => comparable(only(row, columns))).sort(),
          `${name} by parquet-wasm`,
        ).toEqual(cells);
      }
    }),
    { numRuns: runs },
  );
});

const only = (row: Found, columns: readonly string[]): Found => Object.fromEntries(columns.map((name) => [name, row[name]]));

/** Rows of several months are in several files: they are compared as a sorted list. */
const comparable = (row: Found | Cells): string =>
  JSON.stringify(
    Object.entries(row)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => [name, cell(name, value)]),
  );

/** A timestamp of this Parquet type is in UTC: some readers say so. */
const isTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?\+00$/;

const cell = (name: string, value: unknown): unknown => {
  if (name === 'extra' && typeof value === 'string') return canonical(read(value));
  if (typeof value === 'string' && isTime.test(value)) return value.replace(/\+00$/, '');
  if (typeof value === 'number') return Object.is(value, -0) ? 0 : value;
  return value ?? null;
};
