import type { AccountKind } from './report-type.ts';

/** What a value is in a table: SQL's STRING, DATE, TIMESTAMP (milliseconds, UTC), BIGINT, DOUBLE, BOOLEAN. */
export type ColumnType = 'string' | 'date' | 'timestamp' | 'integer' | 'number' | 'boolean';

/** Where the currency of a bare amount is: in the same row, in the row around it, or once for the whole document. */
export type CurrencySource = { in: 'row' | 'parent' | 'document'; field: string };

/**
 * A field of Amazon's and what it means, in our own words. `money`: Amazon's `{ amount, currencyCode }`. `amount`: a bare number
 * with its currency elsewhere. Both become two columns, `<name>_amount` and `<name>_currency`.
 */
export type Field =
  | { type: ColumnType; meaning: string /** Where the column needs another name. */; column?: string }
  | { type: 'money'; meaning: string }
  | { type: 'amount'; meaning: string; currency: CurrencySource };

/** Fields by Amazon's name; `impressionData.asinImpressionShare` lies in an object inside the row. */
export type Fields = Readonly<Record<string, Field>>;

/** One array of a document as a table. */
export type Table = {
  name: string;
  /** One sentence: what a row is. */
  meaning: string;
  /** Who gets this array, when the kinds of account get different documents under one type. */
  audience?: AccountKind;
  /** Path of the array: `salesByAsin`; a nested array is a child table: `campaigns[].coupons`. */
  rows: string;
  /** Amazon's fields, in the order of the columns. */
  fields: Fields;
  /** Of a child table: fields of the rows around it that its rows repeat. It has a `row_number` too. */
  parentFields?: readonly string[];
  /** The columns that distinguish the rows of one series, besides those that all rows of a document share. */
  key: readonly string[];
  /** The column whose month a row is filed under; where rows carry no date, one of the document's. */
  dateColumn: string;
  /** The table whose values these fields should add up to, for each date of `dateColumn`; the rows may lawfully sum to less. */
  sums?: { table: string; fields: readonly string[] };
  /** The field whose sum says most of a document: a series is compared with its own past by it. One table of a type has it. */
  measure?: string;
};

export type Column = { name: string; type: ColumnType; meaning: string };

/** `aged90PlusDaysSellableInventoryUnits` → `aged90_plus_days_sellable_inventory_units`; `salesByDate.unitsOrderedB2B` → `units_ordered_b2b`. */
export const columnName = (field: string): string =>
  field.slice(field.lastIndexOf('.') + 1).replace(/B2B|[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);

/** The objects inside a row that hold fields of the table. */
export const objectsInRow = ({ fields }: Pick<Table, 'fields'>): string[] => [
  ...new Set(Object.keys(fields).flatMap((name) => (name.includes('.') ? [name.slice(0, name.indexOf('.'))] : []))),
];

export const isNested = (table: Table): boolean => table.rows.includes('[].');

/** The array around a nested one: `campaigns` of `campaigns[].coupons`; undefined for an array of the document itself. */
export const parentRows = (rows: string): string | undefined => {
  const steps = rows.split('[].');
  return steps.length > 1 ? steps.slice(0, -1).join('[].') : undefined;
};

/** The columns that one field becomes. */
export const columnsOfField = (name: string, field: Field): Column[] => {
  const { meaning } = field;
  if (field.type !== 'money' && field.type !== 'amount') return [{ name: field.column ?? columnName(name), type: field.type, meaning }];
  return [
    { name: `${columnName(name)}_amount`, type: 'number', meaning },
    { name: `${columnName(name)}_currency`, type: 'string', meaning: `ISO 4217 currency of ${columnName(name)}_amount` },
  ];
};
