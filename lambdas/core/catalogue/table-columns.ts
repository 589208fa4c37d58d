import { type AccountKind, type Period, periods } from './report-type.ts';
import { type ReportTypeName, reportTypeOf } from './report-types.ts';
import { type Column, columnName, columnsOfField, isNested, type Table } from './table.ts';

/** A name that is part of the path of a table's files and of no file: a folder `account=…`, as Hive, Glue and DuckDB read it. */
export const partitionColumns = [
  { name: 'account', type: 'string', meaning: 'Name of the account in the configuration' },
  {
    name: 'report_period',
    type: 'string',
    meaning: 'Length of time that a row sums up: DAY, WEEK, MONTH, QUARTER, YEAR, HOUR; NONE for what is true on a day',
  },
  { name: 'month', type: 'string', meaning: "Month (yyyy-MM) of the row's own date" },
] as const satisfies readonly Column[];

/** A query that names no account lists every account's folders; with more accounts than these it must name one. */
const MOST_LISTED_ACCOUNTS = 40;

/** Whether a query in Athena must name its account. */
export const mustNameAccount = (accounts: readonly unknown[]): boolean => accounts.length > MOST_LISTED_ACCOUNTS;

/** What `report_period` is for rows of hours, and for those that sum up no length of time. */
export type TablePeriod = Period | 'HOUR' | 'NONE';

/** What `report_period` can be for a type. */
export const reportPeriodsOf = (type: ReportTypeName): TablePeriod[] => {
  const dates = reportTypeOf(type)?.dates;
  if (dates?.kind === 'hours') return ['HOUR'];
  return dates?.kind === 'periods' ? periods.filter((period) => dates.publishedAfterHours[period] !== undefined) : ['NONE'];
};

/** The tables of a type's documents for a kind of account. */
export const tablesOf = (type: string, kind: AccountKind): readonly Table[] =>
  (reportTypeOf(type)?.tables ?? []).filter(({ audience }) => audience === undefined || audience === kind);

/** The options that distinguish a type's rows: the period is a partition, and a currency is beside its amounts. */
export const optionColumns = (type: ReportTypeName): readonly string[] => {
  const { options, dates } = reportTypeOf(type) ?? {};
  const period = dates?.kind === 'periods' ? (dates.periodOption ?? 'reportPeriod') : undefined;
  return Object.keys(options?.shape ?? {}).filter((option) => option !== period && option !== 'currencyCode');
};

/** Whether a document describes the state on a day, and not what happened in a window. */
export const isAsOf = (type: ReportTypeName): boolean => ['snapshot', 'startRange'].includes(reportTypeOf(type)?.dates.kind ?? '');

/** Amazon gives it with the reports that it restates. */
const hasLastUpdated = (type: ReportTypeName): boolean => reportTypeOf(type)?.hasLastUpdatedDate === true;

/** Columns whose value is the same in all rows of a document, before Amazon's fields. */
export const firstColumns = (type: ReportTypeName): Column[] => [
  { name: 'marketplace_id', type: 'string', meaning: "Amazon's id of the marketplace that was asked for" },
  ...optionColumns(type).map((option): Column => ({ name: columnName(option), type: 'string', meaning: `Option ${option} of the report` })),
  { name: 'window_start', type: 'date', meaning: 'First day that the report was asked for' },
  { name: 'window_end', type: 'date', meaning: 'Last day that the report was asked for' },
  ...(isAsOf(type) ? [{ name: 'as_of', type: 'date', meaning: 'The day on which the row was true: the last of the window' } as const] : []),
];

/** Columns after Amazon's fields. */
export const lastColumns = (type: ReportTypeName): Column[] => [
  { name: 'extra', type: 'string', meaning: 'JSON of the fields that this table does not know; absent when there are none' },
  ...(hasLastUpdated(type)
    ? [{ name: 'last_updated_date', type: 'date', meaning: 'Day on which Amazon last changed the report' } as const]
    : []),
  { name: 'report_id', type: 'string', meaning: "Amazon's id of the report that the row comes from" },
  { name: 'document_sha256', type: 'string', meaning: 'SHA-256 of the stored document that the row comes from' },
  { name: 'imported_at', type: 'timestamp', meaning: 'When the document was saved' },
];

/** Columns of the table's own: fields of the rows around it, `row_number`, Amazon's fields. */
export const ownColumns = (table: Table, siblings: readonly Table[]): Column[] => [
  ...(table.parentFields ?? []).flatMap((name) => columnsOfField(name, parentField(table, name, siblings))),
  ...(isNested(table) ? [{ name: 'row_number', type: 'integer', meaning: 'Place in the array, from 1' } as const] : []),
  ...Object.entries(table.fields).flatMap(([name, field]) => columnsOfField(name, field)),
];

/** All columns of a table's files, in order; `partitionColumns` are in their paths. */
export const columnsOf = (type: ReportTypeName, table: Table): Column[] => [
  ...firstColumns(type),
  ...ownColumns(table, reportTypeOf(type)?.tables ?? []),
  ...lastColumns(type),
];

/** The columns that identify a row of a table, over all accounts and documents. */
export const keyColumns = (type: ReportTypeName, table: Table): string[] => [
  ...new Set([
    ...['account', 'marketplace_id', 'report_period'],
    ...optionColumns(type).map(columnName),
    // Rows without a date of their own are distinguished by that of their document.
    ...(['window_start', 'as_of'].includes(table.dateColumn) ? [table.dateColumn] : []),
    ...table.key,
  ]),
];

const parentField = (table: Table, name: string, siblings: readonly Table[]) => {
  const around = siblings.find(({ rows, fields }) => table.rows.startsWith(`${rows}[].`) && Object.hasOwn(fields, name));
  const field = around?.fields[name];
  if (field === undefined) throw new Error(`No table around ${table.name} has the field ${name}`);
  return field;
};
