import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import type { Files } from './a-tabulation.ts';

const Found = z.record(z.string(), z.unknown());
export type Found = z.infer<typeof Found>;

let connected: ReturnType<typeof connect> | undefined;
const connect = async () => (await DuckDBInstance.create()).connect();

/** The rows of a table's finished files, as DuckDB reads them: dates and whole numbers as text. */
export const rowsIn = async (files: Files, table: string): Promise<Found[]> => {
  connected ??= connect();
  const connection = await connected;
  const directory = mkdtempSync(join(tmpdir(), 'tables-'));
  try {
    const found: Found[] = [];
    for (const [key, { bytes }] of files) {
      if (!key.startsWith(`tables/${table}/`)) continue;
      writeFileSync(join(directory, 'file.parquet'), bytes);
      const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet('${join(directory, 'file.parquet')}')`);
      found.push(...z.array(Found).parse(reader.getRowObjectsJson()));
    }
    return found;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
