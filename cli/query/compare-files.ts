import type { DuckDBConnection } from '@duckdb/node-api';
import { partitionColumns } from '../../lambdas/core/catalogue/table-columns.ts';
import type { TableEntry } from './dictionary.ts';
import { quotedText } from './local-tables.ts';

/** A value that two documents give differently; `column` is undefined for a row that only one of them has. */
export type Change = { row: string; column?: string; before: string | null; now: string | null };

export type TableChanges = {
  table: string;
  rowsBefore: number;
  rowsNow: number;
  added: number;
  gone: number;
  changed: number;
  /** Of columns of numbers, where they differ: over all rows. */
  sums: { column: string; before: number; now: number }[];
  changes: Change[];
};

/** Columns that say where a row comes from: they differ between any two documents. */
const ORIGIN: ReadonlySet<string> = new Set(['extra', 'last_updated_date', 'report_id', 'document_sha256', 'imported_at']);
const CHANGES_KEPT = 1000;

/** Compares the rows of two documents by their key, in files of one table. */
export const compareFiles = async (
  connection: DuckDBConnection,
  entry: TableEntry,
  files: { before: readonly string[]; now: readonly string[] },
): Promise<TableChanges> => {
  const isOfPath = (name: string): boolean => partitionColumns.some((column) => column.name === name);
  const keys = entry.key.filter((name) => !isOfPath(name));
  const values = entry.columns.filter(({ name }) => !keys.includes(name) && !isOfPath(name) && !ORIGIN.has(name));
  await connection.run(`CREATE OR REPLACE TEMP TABLE pairs AS SELECT ${keys.map((key) => `coalesce(b.${q(key)}, n.${q(key)}) AS ${q(key)}`).join(', ')}, b, n
FROM (${rowsOf(files.before, entry)}) b FULL JOIN (${rowsOf(files.now, entry)}) n ON ${keys.map((key) => `b.${q(key)} IS NOT DISTINCT FROM n.${q(key)}`).join(' AND ')}`);
  const differs = values.map(({ name }) => `b.${q(name)} IS DISTINCT FROM n.${q(name)}`).join(' OR ');
  const [counts] = await read(
    connection,
    `SELECT count(*) FILTER (b.here), count(*) FILTER (n.here), count(*) FILTER (b.here IS NULL), count(*) FILTER (n.here IS NULL), count(*) FILTER (b.here AND n.here AND (${differs})) FROM pairs`,
  );
  const [rowsBefore = 0, rowsNow = 0, added = 0, gone = 0, changed = 0] = (counts ?? []).map(Number);
  const table = entry.name;
  return {
    table,
    rowsBefore,
    rowsNow,
    added,
    gone,
    changed,
    sums: await sumsOf(connection, values),
    changes: await changesOf(connection, keys, values),
  };
};

/** Columns that a file of an older release lacks are there, without values. */
const rowsOf = (files: readonly string[], { columns }: TableEntry): string => {
  const none = `SELECT ${columns.map(({ name, type }) => `NULL::${type} AS ${q(name)}`).join(', ')} WHERE false`;
  const all =
    files.length === 0
      ? none
      : `${none} UNION ALL BY NAME SELECT * FROM read_parquet([${files.map(quotedText).join(', ')}], union_by_name = true, hive_partitioning = false)`;
  return `SELECT *, true AS here FROM (${all})`;
};

type Column = TableEntry['columns'][number];

const sumsOf = async (connection: DuckDBConnection, values: readonly Column[]): Promise<TableChanges['sums']> => {
  const numbers = values.filter(({ type }) => type === 'bigint' || type === 'double');
  if (numbers.length === 0) return [];
  const [sums = []] = await read(
    connection,
    `SELECT ${numbers.map(({ name }) => `sum(b.${q(name)})::double, sum(n.${q(name)})::double`).join(', ')} FROM pairs`,
  );
  return numbers
    .map(({ name: column }, index) => ({ column, before: Number(sums[index * 2] ?? 0), now: Number(sums[index * 2 + 1] ?? 0) }))
    .filter(({ before, now }) => Math.abs(now - before) > 1e-9 * Math.abs(before));
};

const changesOf = async (connection: DuckDBConnection, keys: readonly string[], values: readonly Column[]): Promise<Change[]> => {
  const columns = await distinguishing(connection, keys);
  const row = columns.map((key) => `CAST(${q(key)} AS varchar)`).join(` || ' ' || `);
  const order = columns.map(q).join(', ');
  const ofRows = `SELECT ${row} AS row_name, NULL AS col, CASE WHEN b.here THEN 'there' END AS before, CASE WHEN n.here THEN 'there' END AS now, ${order} FROM pairs WHERE b.here IS NULL OR n.here IS NULL`;
  const ofCells = values.map(
    ({ name }) =>
      `SELECT ${row}, ${quotedText(name)}, CAST(b.${q(name)} AS varchar), CAST(n.${q(name)} AS varchar), ${order} FROM pairs WHERE b.here AND n.here AND b.${q(name)} IS DISTINCT FROM n.${q(name)}`,
  );
  const found = await read(
    connection,
    `SELECT row_name, col, before, now FROM (${[ofRows, ...ofCells].join(' UNION ALL ')}) ORDER BY ${order}, col LIMIT ${CHANGES_KEPT}`,
  );
  return found.map(([name, column, before, now]) => ({
    row: name ?? '',
    ...(column && { column }),
    before: before ?? null,
    now: now ?? null,
  }));
};

/** The columns of the key that distinguish the rows of these documents: the others are the same in all of them. */
const distinguishing = async (connection: DuckDBConnection, keys: readonly string[]): Promise<string[]> => {
  const [counts = []] = await read(connection, `SELECT ${keys.map((key) => `count(DISTINCT ${q(key)})`).join(', ')} FROM pairs`);
  const some = keys.filter((_, index) => Number(counts[index]) > 1);
  return some.length > 0 ? some : keys.slice(-1);
};

const read = async (connection: DuckDBConnection, sql: string): Promise<(string | null)[][]> =>
  (await (await connection.run(sql)).getRowsJson()).map((row) => row.map((cell) => (cell === null ? null : String(cell))));

const q = (name: string): string => `"${name.replaceAll('"', '""')}"`;
