import fc from 'fast-check';
import type { AccountKind } from '../../../lambdas/core/catalogue/report-type.ts';
import { type ReportTypeName, reportTypeNames, reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import { type Field, isNested, objectsInRow, parentRows, type Table } from '../../../lambdas/core/catalogue/table.ts';
import { tablesOf } from '../../../lambdas/core/catalogue/table-columns.ts';

/** A document of any type as its text, where every value is written as Amazon might write it. */
export type ADocument = { type: ReportTypeName; kind: AccountKind; text: string; chunkBytes: number; hasMark: boolean };

/** Text of one JSON value: kept as text, since a number's digits matter. */
type Json = fc.Arbitrary<string>;

const quoted = (text: fc.Arbitrary<string>): Json => text.map((value) => JSON.stringify(value));

/** Any text that UTF-8 can encode, with or without escapes. */
const anyText: Json = fc.oneof(
  quoted(fc.string({ unit: 'binary', maxLength: 12 })),
  fc.string({ unit: 'binary', maxLength: 6 }).map((value) => `"${[...value].map(escaped).join('')}"`),
  fc.constantFrom('"]}"', '"\\\\"', '"\\"],{"', '"0012345678"', '"\\/"'),
);

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join('');

const wholeNumber: Json = fc.oneof(
  fc.integer().map(String),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String),
  fc.constantFrom('1e3', '0', '-0', '1.0', '12E+2', '9223372036854775807', '-9223372036854775808', '9007199254740993'),
);

const anyNumber: Json = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
  fc.constantFrom('1e-7', '1.5E+300', '0.1', '-0.0', '12345678901234567890', '3.0'),
);

/** All in one month, or on both sides of its end. */
const day = fc.constantFrom('2026-11-29', '2026-11-30', '2026-12-01');

const unknownValue: Json = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  fc.constantFrom('12345678901234567890', '{"deep":[9007199254740993,{"a":null}]}', '[]'),
);

const textOf = (field: Field): Json => {
  switch (field.type) {
    case 'string':
      return anyText;
    case 'date':
      return quoted(day);
    case 'timestamp':
      return quoted(
        fc.tuple(day, fc.constantFrom('T00:00:00Z', 'T09:30:15.250Z', 'T23:59:59+02:00', 'T12:00Z')).map(([date, time]) => date + time),
      );
    case 'integer':
      return wholeNumber;
    case 'number':
    case 'amount':
      return anyNumber;
    case 'boolean':
      return fc.constantFrom('true', 'false');
    case 'money':
      return membersOf([
        ['amount', fc.option(anyNumber, { nil: 'null' }), true],
        ['currencyCode', fc.constantFrom('"USD"', '"JPY"'), true],
        ['taxed', unknownValue, true],
      ]);
    default:
      return field satisfies never;
  }
};

/** An object with its members in any order, some of them missing, and whitespace between them. */
const membersOf = (members: readonly (readonly [string, Json, boolean])[]): Json =>
  fc
    .tuple(
      fc.tuple(
        ...members.map(([name, value, isOptional]) =>
          (isOptional ? fc.option(value, { freq: name === 'taxed' ? 1 : 6 }) : value).map((text) => [name, text] as const),
        ),
      ),
      fc.boolean(),
      fc.constantFrom('', ' ', '\n  '),
    )
    .map(([found, isReversed, blank]) => {
      const texts = found.flatMap(([name, text]) => (text === null ? [] : [`${blank}${JSON.stringify(name)}${blank}:${blank}${text}`]));
      return `{${(isReversed ? texts.reverse() : texts).join(',')}${blank}}`;
    });

const orNull = (value: Json): Json => fc.oneof({ weight: 9, arbitrary: value }, fc.constant('null'));

const membersFor = (fields: readonly (readonly [string, Field])[]) =>
  fields.map(([name, field]) => [name, orNull(textOf(field)), true] as const);

const rowOf = (table: Table, tables: readonly Table[]): Json => {
  const currencies = Object.values(table.fields).flatMap((field) =>
    field.type === 'amount' && field.currency.in === 'row' && !Object.hasOwn(table.fields, field.currency.field)
      ? [field.currency.field]
      : [],
  );
  const children = tables.filter(({ rows }) => parentRows(rows) === table.rows);
  return membersOf([
    ...membersFor(Object.entries(table.fields).filter(([name]) => !name.includes('.'))),
    ...objectsInRow(table).map((object) => {
      const own = Object.entries(table.fields).flatMap(([name, field]) =>
        name.startsWith(`${object}.`) ? [[name.slice(object.length + 1), field] as const] : [],
      );
      return [object, orNull(membersOf([...membersFor(own), ['taxed', unknownValue, true]])), true] as const;
    }),
    ...[...new Set(currencies)].map((name) => [name, fc.constantFrom('"EUR"', '"GBP"'), true] as const),
    ...children.map((child) => [child.rows.split('[].').at(-1) ?? '', arrayOf(rowOf(child, tables), 3), true] as const),
    ...(['newField', '__proto__', 'é"\\'] as const).map((name) => [name, fc.option(unknownValue, { nil: '"?"', freq: 3 }), true] as const),
  ]);
};

const arrayOf = (row: Json, maxLength: number): Json =>
  fc
    .tuple(fc.array(row, { maxLength }), fc.constantFrom('', ' ', '\r\n\t'))
    .map(([rows, blank]) => `[${blank}${rows.join(`${blank},${blank}`)}${blank}]`);

const specification: Json = membersOf([
  ['lastUpdatedDate', fc.constantFrom('"2026-12-02"', 'null'), true],
  ['reportOptions', membersOf([['currencyCode', fc.constantFrom('"USD"', '"SEK"'), true]]), true],
]);

const kindsOf = (type: ReportTypeName): readonly AccountKind[] => reportTypeOf(type)?.audience ?? [];

/** Documents of every type, for each kind of account that gets it. */
export const documents: fc.Arbitrary<ADocument> = fc
  .constantFrom(...reportTypeNames.flatMap((type) => kindsOf(type).map((kind) => ({ type, kind }))))
  .chain(({ type, kind }) => {
    const tables = tablesOf(type, kind);
    const members = tables
      .filter((table) => !isNested(table))
      .map((table) => [table.rows, arrayOf(rowOf(table, tables), 6), false] as const);
    return fc.record({
      type: fc.constant(type),
      kind: fc.constant(kind),
      text: membersOf([['reportSpecification', specification, true], ...members, ['notes', unknownValue, true]]),
      chunkBytes: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(100_000)),
      hasMark: fc.boolean(),
    });
  });
