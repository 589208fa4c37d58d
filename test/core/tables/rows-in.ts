import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { readParquet, writeParquet } from 'parquet-wasm';
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
    const paths = [...files].flatMap(([key, { bytes }], nth) => {
      if (!key.startsWith(`tables/${table}/`)) return [];
      const path = join(directory, `${nth}.parquet`);
      writeFileSync(path, bytes);
      return [`'${path}'`];
    });
    if (paths.length === 0) return [];
    const reader = await connection.runAndReadAll(`SELECT * FROM read_parquet([${paths.join()}])`);
    return z.array(Found).parse(reader.getRowObjectsJson());
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** The same rows as parquet-wasm (the Rust reader) found them: it reads our file into memory and writes it again. */
export const rowsByWasm = (files: Files, table: string): Promise<Found[]> => {
  const again: Files = new Map(
    [...files]
      .filter(([key]) => key.startsWith(`tables/${table}/`))
      .map(([key, file]) => [key, { ...file, bytes: Buffer.from(writeParquet(readParquet(file.bytes))) }]),
  );
  return rowsIn(again, table);
};
