import type { Slice } from './row-slicer.ts';
import { unreadable } from './unreadable.ts';

declare global {
  interface JSON {
    /** A value that `JSON.stringify` writes unchanged (Node 22 and later); TypeScript does not know it yet. */
    rawJSON: (text: string) => unknown;
  }
}

export type Row = Readonly<Record<string, unknown>>;

export const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Parsed rows, and on request the same with whole numbers beyond 2^53 as BigInt, which costs several times as much. */
export type ParsedRows = { rows: readonly Row[]; exact: () => readonly Row[] };

/** @throws RowsNotReadableError if it is not JSON */
export const parseRows = (slice: Slice): ParsedRows => {
  let exactly: Row[] | undefined;
  return {
    rows: parsed(slice, () => JSON.parse(slice.json)),
    exact: () => {
      exactly ??= parsed(slice, () => JSON.parse(slice.json, exactNumber));
      return exactly;
    },
  };
};

/** The text of an unknown field's value: JSON again, with whole numbers to the last digit. */
export const exactJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? JSON.rawJSON(String(inner)) : inner));

/** Whether the value contains a whole number that `JSON.parse` rounded. */
export const isRounded = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(isRounded);
};

/** The source of a number is what `JSON.parse` read (Node 22 and later). */
function exactNumber(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !Number.isInteger(value)) return value;
  return context?.source !== undefined && /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

const parsed = (slice: Slice, parse: () => Row[]): Row[] => {
  let rows: Row[];
  try {
    rows = parse();
  } catch (cause) {
    throw unreadable(
      `Somewhere in rows ${slice.firstRow + 1} to ${slice.firstRow + slice.rows} of ${slice.array} its JSON is broken`,
      cause,
    );
  }
  if (rows.length !== slice.rows)
    throw unreadable(`Rows ${slice.firstRow + 1} to ${slice.firstRow + slice.rows} of ${slice.array} are not rows`);
  return rows;
};
