import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type ReportTypeName, reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import type { ColumnType, Table } from '../../lambdas/core/catalogue/table.ts';
import { columnsOf, partitionColumns } from '../../lambdas/core/catalogue/table-columns.ts';

const sqlTypes: Readonly<Record<ColumnType, string>> = {
  string: 'VARCHAR',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
};

/**
 * Binds every table of the catalogue as a view of that name, with the columns that Glue has, in its order; also a table that has no file
 * yet. Then it locks the session: no other file, no network, no setting that would unlock it.
 * @param folder the one with the tables' folders
 * @param mayWrite a file that may be written
 */
export const bindTables = async (connection: DuckDBConnection, folder: string, mayWrite?: string): Promise<void> => {
  const root = resolve(folder);
  for (const type of reportTypeNames) {
    for (const table of reportTypeOf(type)?.tables ?? []) await connection.run(await viewOf(type, table, root));
  }
  await connection.run(`SET allowed_directories = [${quotedText(`${root}/`)}]`);
  if (mayWrite !== undefined) await connection.run(`SET allowed_paths = [${quotedText(resolve(mayWrite))}]`);
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
};

const viewOf = async (type: ReportTypeName, table: Table, root: string): Promise<string> => {
  const columns = [...columnsOf(type, table), ...partitionColumns];
  const none = columns.map((column) => `NULL::${sqlTypes[column.type]} AS ${name(column.name)}`).join(', ');
  const folder = join(root, table.name);
  if (!(await hasFiles(folder))) return `CREATE VIEW ${name(table.name)} AS SELECT ${none} WHERE false`;
  const partitions = partitionColumns.map((column) => `${name(column.name)}: VARCHAR`).join(', ');
  const options = `union_by_name = true, hive_partitioning = true, hive_types = {${partitions}}`;
  const files = `SELECT * FROM read_parquet(${quotedText(join(folder, '**', '*.parquet'))}, ${options})`;
  // Files of an older release may lack a column.
  return `CREATE VIEW ${name(table.name)} AS SELECT ${columns.map((column) => name(column.name)).join(', ')}
FROM (SELECT ${none} WHERE false UNION ALL BY NAME ${files})`;
};

const hasFiles = async (folder: string): Promise<boolean> =>
  existsSync(folder) && (await readdir(folder, { recursive: true })).some((path) => path.endsWith('.parquet'));

const name = (word: string): string => `"${word.replaceAll('"', '""')}"`;
/** A text as SQL writes it. */
export const quotedText = (words: string): string => `'${words.replaceAll("'", "''")}'`;
