import { type ReportTypeName, reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import type { Column, Table } from '../../lambdas/core/catalogue/table.ts';
import { columnsOf, keyColumns, partitionColumns, reportPeriodsOf } from '../../lambdas/core/catalogue/table-columns.ts';
import { notAllowed, problemsError } from '../../lambdas/core/input/problems.ts';

/** A table, described for a person who has never seen it. */
export type TableEntry = {
  name: string;
  /** What a row is. */
  meaning: string;
  reportType: string;
  /** The columns that identify a row. */
  key: string[];
  columns: { name: string; type: string; meaning: string; isKey: boolean; example: string }[];
};

const tables = (): { type: ReportTypeName; table: Table }[] =>
  reportTypeNames.flatMap((type) => (reportTypeOf(type)?.tables ?? []).map((table) => ({ type, table })));

/** All tables of the catalogue, in its order. */
export const tableEntries = (): TableEntry[] => tables().map(({ type, table }) => entryOf(type, table));

/** @throws InvalidInputError for a name that none has */
export const tableNamed = (name: string): TableEntry => {
  const found = tableEntries().find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const known = tables().map(({ table }) => table.name);
  throw problemsError('The table', [`--describe: ${notAllowed(name, known)}`]);
};

/** As Athena names them; DuckDB says VARCHAR for the first. */
const sqlTypes: Readonly<Record<Column['type'], string>> = {
  string: 'varchar',
  date: 'date',
  timestamp: 'timestamp',
  integer: 'bigint',
  number: 'double',
  boolean: 'boolean',
};

const entryOf = (type: ReportTypeName, table: Table): TableEntry => {
  const key = keyColumns(type, table);
  const columns = [...columnsOf(type, table), ...partitionColumns].map((column) => ({
    name: column.name,
    type: sqlTypes[column.type],
    meaning: column.meaning,
    isKey: key.includes(column.name),
    example: exampleOf(column, type),
  }));
  return { name: table.name, meaning: table.meaning, reportType: type, key, columns };
};

const examplesByName: Readonly<Record<string, string>> = {
  account: 'acme-vendor-us',
  month: '2026-11',
  marketplace_id: 'ATVPDKIKX0DER',
  row_marketplace_id: 'ATVPDKIKX0DER',
  distributor_view: 'MANUFACTURING',
  selling_program: 'RETAIL',
  extra: '{"newField":1}',
  document_sha256: '9f86d081884c…',
};

const examplesByType: Readonly<Record<Column['type'], string>> = {
  string: 'text',
  date: '2026-11-20',
  timestamp: '2026-11-20 06:00:00',
  integer: '42',
  number: '12.5',
  boolean: 'true',
};

const exampleOf = ({ name, type: columnType }: Column, type: ReportTypeName): string => {
  if (name === 'report_period') return reportPeriodsOf(type)[0] ?? 'NONE';
  if (/(^|_)asin$/.test(name)) return 'B0CXYZ1234';
  if (name.endsWith('currency') || name === 'currency_code') return 'USD';
  return examplesByName[name] ?? examplesByType[columnType];
};
