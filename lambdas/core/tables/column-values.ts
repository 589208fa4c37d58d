import type { ColumnType } from '../catalogue/table.ts';

/** A value as a column holds it: days and milliseconds since 1970 for dates and timestamps, NULL for what is missing. */
export type Value = string | number | bigint | boolean | null;

/** What a value of this type may be in Amazon's JSON, for the words of an error. */
export const expected: Readonly<Record<ColumnType, string>> = {
  string: 'a string',
  date: 'a date such as "2026-11-28"',
  timestamp: 'a date and time such as "2026-11-28T09:00:00Z"',
  integer: 'a whole number of 64 bits',
  number: 'a number',
  boolean: 'true or false',
};

/** `undefined`: not of this type. `'rounded'` cannot be a value of these types: a whole number that must be read again, exactly. */
export type Converted = Value | undefined;

const dayMs = 24 * 60 * 60 * 1000;
const longestCache = 10_000;
const smallIntegers = Array.from({ length: 4096 }, (_, value) => BigInt(value));
const lowest = -(2n ** 63n);
const highest = 2n ** 63n - 1n;

/** Days and hours repeat from row to row: parsed once, they cost a look-up. */
const remembering = (convert: (text: string) => number | undefined): ((value: unknown) => Converted) => {
  const known = new Map<string, number | undefined>();
  return (value) => {
    if (typeof value !== 'string') return undefined;
    if (known.has(value)) return known.get(value);
    if (known.size >= longestCache) known.clear();
    const converted = convert(value);
    known.set(value, converted);
    return converted;
  };
};

/** A time of midnight is let through: importers have seen dates with it, and no fact is lost. */
const days = (text: string): number | undefined => {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:T00:00:00(?:\.0+)?Z?)?$/.exec(text) ?? [];
  const ms = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== day ? undefined : ms / dayMs;
};

const milliseconds = (text: string): number | undefined => {
  const [, day] = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const ms = day === undefined || days(day) === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
};

const integer = (value: unknown): Converted => {
  if (typeof value === 'bigint') return value >= lowest && value <= highest ? value : undefined;
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
  return smallIntegers[value] ?? BigInt(value);
};

const number = (value: unknown): Converted => {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** Each gives the column's value of a JSON value that is not null; undefined when it is not of the type. */
export const converters: Readonly<Record<ColumnType, (value: unknown) => Converted>> = {
  string: (value) => (typeof value === 'string' ? value : undefined),
  date: remembering(days),
  timestamp: remembering(milliseconds),
  integer,
  number,
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
};
