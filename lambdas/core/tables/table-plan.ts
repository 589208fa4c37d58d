import type { ReportTypeName } from '../catalogue/report-types.ts';
import { type Column, columnName, columnsOfField, type Field, isNested, objectsInRow, parentRows, type Table } from '../catalogue/table.ts';
import { columnsOf } from '../catalogue/table-columns.ts';
import type { WrittenColumn } from './parquet-file.ts';

/** How one field of Amazon's comes into its columns. */
export type FieldPlan = {
  name: string;
  field: Field;
  /** Place of its first column; an amount's currency is in the next. */
  column: number;
};

/** What is worked out once for each table of a document. */
export type TablePlan = {
  table: Table;
  columns: readonly WrittenColumn[];
  fields: readonly FieldPlan[];
  /** Fields that rows repeat from the rows around them: how many levels up. */
  parents: readonly (FieldPlan & { levels: number })[];
  rowNumberColumn: number | undefined;
  extraColumn: number;
  /** Objects inside a row whose members are fields of the table: see `flatRows`. */
  objects: readonly string[];
  /** Members of a row that are known and no column of their own: currencies, nested arrays. */
  otherMembers: readonly string[];
  children: readonly { member: string; plan: TablePlan }[];
  /** Amazon's names of the fields that identify a row; none for nested tables, where `row_number` does. */
  keyFields: readonly string[];
  /** Amazon's name of the field whose month the row is filed under; undefined when it is the same for all rows. */
  dateField: string | undefined;
};

/** A plan for each of the document's own arrays, with those of their nested arrays inside. */
export const tablePlans = (type: ReportTypeName, tables: readonly Table[]): TablePlan[] =>
  tables.filter((table) => !isNested(table)).map((table) => planOf(type, table, tables, [table]));

const planOf = (type: ReportTypeName, table: Table, tables: readonly Table[], lineage: readonly Table[]): TablePlan => {
  const columns = columnsOf(type, table);
  const at = (name: string): number => columns.findIndex((column) => column.name === name);
  const plan = (name: string, field: Field): FieldPlan => ({ name, field, column: at(columnsOfField(name, field)[0]?.name ?? '') });
  const own = ownNames(table, lineage, columns);
  const children = tables
    .filter((child) => parentRows(child.rows) === table.rows)
    .map((child) => ({ member: lastStep(child.rows), plan: planOf(type, child, tables, [...lineage, child]) }));
  return {
    table,
    columns: columns.map((column) => ({ ...column, isShared: !own.has(column.name) })),
    fields: Object.entries(table.fields).map(([name, field]) => plan(name, field)),
    parents: (table.parentFields ?? []).map((name) => {
      const levels = lineage.toReversed().findIndex(({ fields }, level) => level > 0 && Object.hasOwn(fields, name));
      const field = lineage.at(-1 - levels)?.fields[name];
      if (field === undefined) throw new Error(`No table around ${table.name} has the field ${name}`);
      return { ...plan(name, field), levels };
    }),
    rowNumberColumn: isNested(table) ? at('row_number') : undefined,
    extraColumn: at('extra'),
    objects: objectsInRow(table),
    otherMembers: [...new Set([...rowCurrencies(table), ...children.map(({ member }) => member)])],
    children,
    keyFields: isNested(table) ? [] : Object.keys(table.fields).filter((name) => table.key.includes(columnName(name))),
    dateField: Object.keys(table.fields).find((name) => columnName(name) === table.dateColumn),
  };
};

const lastStep = (rows: string): string => rows.split('[].').at(-1) ?? rows;

const rowCurrencies = (table: Table): string[] =>
  Object.values(table.fields).flatMap((field) =>
    field.type === 'amount' && field.currency.in === 'row' && !Object.hasOwn(table.fields, field.currency.field)
      ? [field.currency.field]
      : [],
  );

const ownNames = (table: Table, lineage: readonly Table[], columns: readonly Column[]): Set<string> => {
  const fields = [...lineage, table].flatMap((one) => Object.entries(one.fields).flatMap(([name, field]) => columnsOfField(name, field)));
  const names = new Set(['row_number', 'extra', ...fields.map(({ name }) => name)]);
  return new Set(columns.map(({ name }) => name).filter((name) => names.has(name)));
};
