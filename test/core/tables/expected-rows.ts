import { columnName, type Field, type Table } from '../../../lambdas/core/catalogue/table.ts';
import { tablesOf } from '../../../lambdas/core/catalogue/table-columns.ts';
import type { ADocument } from './documents.ts';

/**
 * An independent reading of a document: the whole text at once, row by row, into what each cell should be. Whole numbers are text,
 * dates and times as SQL writes them; it shares the catalogue with the product, and none of its code.
 */
export type Cells = Record<string, string | number | boolean | null>;

type Json = null | boolean | string | Digits | Json[] | JsonObject;
type JsonObject = Map<string, Json>;
/** A number as it was written. */
class Digits {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export const expectedRows = ({ type, kind, text }: Pick<ADocument, 'type' | 'kind' | 'text'>): Record<string, Cells[]> => {
  const document = objectOf(read(text));
  const tables = tablesOf(type, kind);
  const options = objectOf(objectOf(document.get('reportSpecification')).get('reportOptions'));
  const found: Record<string, Cells[]> = Object.fromEntries(tables.map(({ name }) => [name, []]));
  const visit = (table: Table, value: Json | undefined, around: readonly JsonObject[]): void => {
    (Array.isArray(value) ? value : []).forEach((row, at) => {
      const lineage = [objectOf(row), ...around];
      found[table.name]?.push(cellsOf(table, tables, lineage, options, at + 1));
      for (const child of tables) {
        const [, member = ''] = child.rows.startsWith(`${table.rows}[].`) ? [0, child.rows.slice(table.rows.length + 3)] : [];
        if (member !== '' && !member.includes('[]')) visit(child, objectOf(row).get(member), lineage);
      }
    });
  };
  for (const table of tables) if (!table.rows.includes('[]')) visit(table, document.get(table.rows), []);
  return found;
};

const cellsOf = (table: Table, tables: readonly Table[], lineage: readonly JsonObject[], options: JsonObject, number: number): Cells => {
  const [row = new Map(), ...around] = lineage;
  const cells: Cells = table.rows.includes('[]') ? { row_number: String(number) } : {};
  for (const name of table.parentFields ?? []) {
    const owner = around.find((one) => isOwner(one, name, table, tables, around));
    cells[columnName(name)] = plain({ type: 'string', meaning: '' }, owner?.get(name));
  }
  const known = new Set<string>();
  const extra: JsonObject = new Map();
  for (const [name, field] of Object.entries(table.fields)) {
    const [first = name, inner] = name.split('.');
    known.add(first);
    const value = inner === undefined ? row.get(name) : objectOf(row.get(first)).get(inner);
    const column = columnName(name);
    if (field.type === 'money') {
      const money = objectOf(value);
      cells[`${column}_amount`] = plain({ type: 'number', meaning: '' }, money.get('amount'));
      cells[`${column}_currency`] = plain({ type: 'string', meaning: '' }, money.get('currencyCode'));
      const others = new Map([...money].filter(([member]) => member !== 'amount' && member !== 'currencyCode'));
      if (others.size > 0) extra.set(name, others);
    } else if (field.type === 'amount') {
      const { currency } = field;
      const source = currency.in === 'document' ? options.get('currencyCode') : lineage[currency.in === 'row' ? 0 : 1]?.get(currency.field);
      if (currency.in === 'row') known.add(currency.field);
      const amount = plain({ type: 'number', meaning: '' }, value);
      cells[`${column}_amount`] = amount;
      cells[`${column}_currency`] = amount === null ? null : plain({ type: 'string', meaning: '' }, source);
    } else cells[field.column ?? column] = plain(field, value);
  }
  for (const child of tables)
    if (child.rows.startsWith(`${table.rows}[].`)) known.add(child.rows.slice(table.rows.length + 3).split('[]')[0] ?? '');
  for (const [name, value] of row) if (!known.has(name)) extra.set(name, value);
  for (const object of new Set(Object.keys(table.fields).flatMap((name) => (name.includes('.') ? [name.split('.')[0] ?? ''] : [])))) {
    for (const [name, value] of objectOf(row.get(object)))
      if (!Object.hasOwn(table.fields, `${object}.${name}`)) extra.set(`${object}.${name}`, value);
  }
  cells['extra'] = extra.size === 0 ? null : canonical(extra);
  return cells;
};

/** Whether the row around is of the table that declares the field. */
const isOwner = (one: JsonObject, name: string, table: Table, tables: readonly Table[], around: readonly JsonObject[]): boolean => {
  const depth = around.indexOf(one);
  const rows = table.rows
    .split('[].')
    .slice(0, -1 - depth)
    .join('[].');
  return tables.some((other) => other.rows === rows && Object.hasOwn(other.fields, name));
};

const plain = (field: Field, value: Json | undefined): string | number | boolean | null => {
  if (value === undefined || value === null) return null;
  if (field.type === 'integer' && value instanceof Digits)
    return /[.e]/i.test(value.text) ? String(Number(value.text) + 0) : String(BigInt(value.text));
  if (value instanceof Digits) return Number(value.text);
  if (field.type === 'timestamp' && typeof value === 'string') return sqlTime(value);
  return typeof value === 'string' || typeof value === 'boolean' ? value : String(value);
};

/** `2026-11-29 21:59:59`, or with its milliseconds. */
const sqlTime = (value: string): string =>
  new Date(value)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '')
    .replace('.000', '')
    .replace(/(\.\d+?)0+$/, '$1');

/** JSON with sorted members, numbers as exact as a whole number of any size or a double is. */
export const canonical = (value: Json): string => {
  if (value instanceof Digits) return /^-?\d+$/.test(value.text) ? String(BigInt(value.text)) : String(Number(value.text) + 0);
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (value instanceof Map)
    return `{${[...value]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
      .join()}}`;
  return JSON.stringify(value);
};

const objectOf = (value: Json | undefined): JsonObject => (value instanceof Map ? value : new Map());

/** A JSON reader of a few lines that keeps the digits of numbers. */
export const read = (text: string): Json => {
  let at = 0;
  const token = /\s*(?:([[\]{},:])|("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)|(true|false|null))\s*/uy;
  const next = (): RegExpExecArray => {
    token.lastIndex = at;
    const found = token.exec(text);
    if (found === null) throw new Error(`not JSON at ${at}: ${text.slice(at, at + 20)}`);
    at = token.lastIndex;
    return found;
  };
  const value = (found: RegExpExecArray): Json => {
    const [, mark, string, digits, word] = found;
    if (mark === '[') return array();
    if (mark === '{') return object();
    if (string !== undefined) return String(JSON.parse(string));
    if (digits !== undefined) return new Digits(digits);
    return word === 'null' ? null : word === 'true';
  };
  const array = (): Json[] => {
    const values: Json[] = [];
    for (let found = next(); found[1] !== ']'; found = next()) if (found[1] !== ',') values.push(value(found));
    return values;
  };
  const object = (): JsonObject => {
    const members: JsonObject = new Map();
    for (let found = next(); found[1] !== '}'; found = next()) {
      if (found[1] === ',') continue;
      const name = String(JSON.parse(found[2] ?? ''));
      next();
      members.set(name, value(next()));
    }
    return members;
  };
  return value(next());
};
