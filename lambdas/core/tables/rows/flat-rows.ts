import type { Row } from './parse-rows.ts';
import { unreadable } from './unreadable.ts';

/**
 * Rows whose objects inside are opened: `{ "salesByDate": { "unitsOrdered": 3 } }` → `{ "salesByDate.unitsOrdered": 3 }`. From here on
 * a member of such an object is a member of the row, known or not. @throws RowsNotReadableError if one of them is no object
 */
export const flatRows = (rows: readonly Row[], objects: readonly string[], label: (at: number) => string): readonly Row[] =>
  objects.length === 0 ? rows : rows.map((row, at) => flatRow(row, objects, () => label(at)));

/** Not an object literal that is filled: a field named `__proto__` would be lost in it. */
const flatRow = (row: Row, objects: readonly string[], label: () => string): Row =>
  Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => {
      if (!objects.includes(name)) return [[name, value]];
      if (value === null) return [];
      if (typeof value !== 'object' || Array.isArray(value)) throw unreadable(`${label()}, field ${name}: it is not an object`);
      return Object.entries(value).map(([member, inner]) => [`${name}.${member}`, inner]);
    }),
  );
