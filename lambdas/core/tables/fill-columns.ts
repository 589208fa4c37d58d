import type { ColumnType } from '../catalogue/table.ts';
import { type Batch, rowAround } from './batch.ts';
import { type Converted, converters, expected, type Value } from './column-values.ts';
import { exactJson, isRounded, isRow, type Row } from './rows/parse-rows.ts';
import type { UnknownFields } from './rows/unknown-fields.ts';
import { unreadable } from './rows/unreadable.ts';
import type { FieldPlan } from './table-plan.ts';

export type Filling = {
  unknown: UnknownFields;
  /** The currency that the document names once. */
  documentCurrency: (field: string) => Value;
};

/** Writes rows `from` to `to` of the batch into the columns, beginning at place `at`. @throws RowsNotReadableError */
export const fillColumns = (
  batch: Batch,
  [from, to]: readonly [number, number],
  columns: readonly Value[][],
  at: number,
  filling: Filling,
): void => {
  const { plan } = batch;
  const shift = at - from;
  const members = new Int32Array(to - from);
  const extras: Extras = new Map();
  for (const field of plan.fields) fillField(batch, field, { from, to, shift, columns, members, extras, filling });
  for (const { levels, ...field } of plan.parents) {
    for (let row = from; row < to; row += 1) {
      const { batch: owner, at: place } = rowAround(batch, row, levels);
      setPlain(owner, place, field, owner.rows[place]?.[field.name], columns[field.column] ?? [], row + shift);
    }
  }
  if (plan.rowNumberColumn !== undefined) {
    const column = columns[plan.rowNumberColumn] ?? [];
    for (let row = from; row < to; row += 1) column[row + shift] = BigInt(batch.around?.numbers[row] ?? 0);
  }
  fillExtra(batch, { from, to, shift, columns, members, extras, filling });
};

type Extras = Map<number, [string, unknown][]>;
type Span = {
  from: number;
  to: number;
  shift: number;
  columns: readonly Value[][];
  /** How many known members each row has. */
  members: Int32Array;
  extras: Extras;
  filling: Filling;
};

const fillField = (batch: Batch, field: FieldPlan, span: Span): void => {
  const { from, to, shift, columns, members } = span;
  const first = columns[field.column] ?? [];
  const second = columns[field.column + 1] ?? [];
  const { type } = field.field;
  const { rows } = batch;
  for (let row = from; row < to; row += 1) {
    const value = rows[row]?.[field.name];
    if (value !== undefined) members[row - from] = (members[row - from] ?? 0) + 1;
    if (type === 'money') setMoney(batch, row, field, value, first, second, span);
    else if (type === 'amount') setAmount(batch, row, field, value, first, second, span);
    else setPlain(batch, row, field, value, first, row + shift);
  }
};

const setPlain = (batch: Batch, row: number, field: FieldPlan, value: unknown, column: Value[], at: number): void => {
  const { type } = field.field;
  if (type === 'money' || type === 'amount') return;
  column[at] = value === undefined || value === null ? null : readAs(batch, row, type, [field.name], value);
};

const setMoney = (
  batch: Batch,
  row: number,
  { name }: FieldPlan,
  value: unknown,
  amounts: Value[],
  currencies: Value[],
  span: Span,
): void => {
  const at = row + span.shift;
  if (value === undefined || value === null) {
    amounts[at] = null;
    currencies[at] = null;
    return;
  }
  if (!isRow(value)) throw wrong(batch, row, [name], value, 'an object with amount and currencyCode');
  const { amount, currencyCode } = value;
  amounts[at] = amount === undefined || amount === null ? null : readAs(batch, row, 'number', [name, 'amount'], amount);
  currencies[at] =
    currencyCode === undefined || currencyCode === null ? null : readAs(batch, row, 'string', [name, 'currencyCode'], currencyCode);
  if (membersOf(value) === (amount === undefined ? 0 : 1) + (currencyCode === undefined ? 0 : 1)) return;
  const others = Object.entries(value).filter(([member]) => member !== 'amount' && member !== 'currencyCode');
  for (const [member] of others) span.filling.unknown.note(`${batch.plan.table.rows}.${name}.${member}`);
  noteExtra(span.extras, row, name, Object.fromEntries(others));
};

const setAmount = (
  batch: Batch,
  row: number,
  { name, field }: FieldPlan,
  value: unknown,
  amounts: Value[],
  currencies: Value[],
  span: Span,
): void => {
  const at = row + span.shift;
  const isThere = value !== undefined && value !== null && field.type === 'amount';
  amounts[at] = isThere ? readAs(batch, row, 'number', [name], value) : null;
  currencies[at] = isThere ? currencyOf(batch, row, field.currency, span.filling) : null;
};

const currencyOf = (batch: Batch, row: number, source: { in: 'row' | 'parent' | 'document'; field: string }, filling: Filling): Value => {
  if (source.in === 'document') return filling.documentCurrency(source.field);
  const { batch: owner, at } = source.in === 'parent' ? rowAround(batch, row, 1) : { batch, at: row };
  const currency = owner.rows[at]?.[source.field];
  return currency === undefined || currency === null ? null : readAs(owner, at, 'string', [source.field], currency);
};

const fillExtra = (batch: Batch, { from, to, shift, columns, members, extras, filling }: Span): void => {
  const { otherMembers, extraColumn } = batch.plan;
  const column = columns[extraColumn] ?? [];
  for (let row = from; row < to; row += 1) {
    const of = batch.rows[row] ?? {};
    let known = members[row - from] ?? 0;
    for (const member of otherMembers) if (of[member] !== undefined) known += 1;
    if (membersOf(of) !== known) noteUnknown(batch, row, extras, filling);
    const found = extras.size === 0 ? undefined : extras.get(row);
    column[row + shift] = found === undefined ? null : extraJson(batch, row, found);
  }
};

const noteUnknown = (batch: Batch, row: number, extras: Extras, { unknown }: Filling): void => {
  const { table, otherMembers } = batch.plan;
  for (const [name, value] of Object.entries(batch.rows[row] ?? {})) {
    if (Object.hasOwn(table.fields, name) || otherMembers.includes(name)) continue;
    unknown.note(`${table.rows}.${name}`);
    noteExtra(extras, row, name, value);
  }
};

const noteExtra = (extras: Extras, row: number, name: string, value: unknown): void => {
  extras.set(row, [...(extras.get(row) ?? []), [name, value]]);
};

/** Not an object literal: a field named `__proto__` would be lost in it. */
const extraJson = (batch: Batch, row: number, found: [string, unknown][]): string => {
  const value = Object.fromEntries(found);
  if (!isRounded(value)) return JSON.stringify(value);
  const exact = batch.exact()[row] ?? {};
  return exactJson(Object.fromEntries(found.map(([name, rounded]) => [name, asExact(exact[name], rounded)])));
};

/** Of money only what is unknown of it is extra. */
const asExact = (exact: unknown, rounded: unknown): unknown =>
  isRow(exact) && isRow(rounded) ? Object.fromEntries(Object.keys(rounded).map((name) => [name, exact[name]])) : exact;

const readAs = (batch: Batch, row: number, type: ColumnType, path: readonly string[], value: unknown): Value => {
  const converted: Converted = converters[type](value);
  if (converted !== undefined) return converted;
  const exact = type === 'integer' && isRounded(value) ? converters.integer(path.reduce<unknown>(memberOf, batch.exact()[row])) : undefined;
  if (exact === undefined) throw wrong(batch, row, path, value, expected[type]);
  return exact;
};

const memberOf = (value: unknown, name: string): unknown => (isRow(value) ? value[name] : undefined);

const longestQuote = 60;

const wrong = (batch: Batch, row: number, path: readonly string[], value: unknown, wanted: string): Error =>
  unreadable(`${batch.label(row)}, field ${path.join('.')}: ${(JSON.stringify(value) ?? '').slice(0, longestQuote)} is not ${wanted}`);

/** Counted, not listed: this is done for each row. */
const membersOf = (row: Row): number => {
  let count = 0;
  for (const _ in row) count += 1;
  return count;
};
