import * as z from 'zod';
import { type Nesting, passNested } from '../../document/nesting.ts';
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  type Expecting,
  kindOf,
  OPEN_BRACE,
  OPEN_BRACKET,
  outline,
  QUOTE,
  SPACE,
} from './json-outline.ts';
import { keptBytes } from './kept-bytes.ts';
import { unreadable } from './unreadable.ts';

/** Consecutive rows of one array, as they stand in the document. */
export type Slice = {
  array: string;
  /** Place of its first row in the array, from 0. */
  firstRow: number;
  rows: number;
  /** They alone, as a JSON array. */
  json: string;
};

export type RowSlicer = {
  /** Takes the next bytes, and gives the rows that became whole with them. @throws RowsNotReadableError */
  add: (chunk: Uint8Array) => Slice[];
  /** @throws RowsNotReadableError if the document broke off or lacks an array */
  end: () => void;
  /** Amazon's `reportSpecification`, once it has passed. */
  specification: () => unknown;
  /** Members of the document that are neither arrays of rows nor `reportSpecification`. */
  unknownMembers: () => readonly string[];
  /** Rows of each array so far. */
  rows: () => Record<string, number>;
};

/** Far beyond any row: a campaign with all its coupons has some hundred kilobytes. It bounds the memory. */
const longestRowBytes = 32 * 1024 ** 2;
const longestKeyBytes = 256;
const mostUnknownMembers = 20;

/**
 * Finds the bytes of the rows in a document while it flows by. Like the row counter it looks at each byte once; it keeps what has come
 * of one row that is not whole yet. Commas and keys are checked outside of rows; what is inside, `JSON.parse` will check.
 * @param arrays the members of the document that hold rows
 */
export const rowSlicer = (arrays: readonly string[]): RowSlicer => {
  const counts: Record<string, number> = {};
  const unknown: string[] = [];
  const nesting: Nesting = { depth: 0, inString: false };
  let expecting: Expecting = 'document';
  let markBytes = 0;
  let escaped = false;
  /** Bytes to pass over at the start of the next chunk: the second byte of an escape. */
  let carry = 0;
  let key: number[] = [];
  let member = '';
  let isInRows = false;
  /** Where in the chunk that begins which is to be given: rows, or `reportSpecification`; -1 when nothing is. */
  let start = -1;
  let rowStart = 0;
  let wholeUntil = 0;
  let wholeRows = 0;
  /** What of it came in earlier chunks. */
  const kept = keptBytes();
  let specification: unknown;
  let slices: Slice[] = [];

  const place = (): string => (isInRows ? `Row ${(counts[member] ?? 0) + wholeRows + 1} of ${member}` : `"${member}"`);

  /** What was kept and the last bytes, as a JSON array. */
  const take = (last: Uint8Array): string => {
    try {
      return kept.bracketed(last);
    } catch (cause) {
      throw unreadable(`${place()}, or one of the ${wholeRows} before it, is not UTF-8`, cause);
    }
  };

  const keep = (rest: Uint8Array): void => {
    if (kept.sizeBytes() + rest.length > longestRowBytes) throw unreadable(`${place()} is longer than ${longestRowBytes / 1024 ** 2} MiB`);
    kept.add(rest);
  };

  const give = (chunk: Uint8Array): void => {
    if (wholeRows === 0) return;
    const firstRow = counts[member] ?? 0;
    const json = take(chunk.subarray(start, wholeUntil));
    slices.push({ array: member, firstRow, rows: wholeRows, json });
    counts[member] = firstRow + wholeRows;
    wholeRows = 0;
    start = -1;
  };

  const endNested = (chunk: Uint8Array, at: number): void => {
    if (isInRows) {
      wholeRows += 1;
      wholeUntil = at;
      expecting = 'comma-of-rows';
      return;
    }
    expecting = 'comma';
    if (start >= 0) [specification] = z.array(z.unknown()).parse(parsed(take(chunk.subarray(start, at)), member));
    start = -1;
  };

  const beginRow = (byte: number, at: number): void => {
    if (byte !== OPEN_BRACE) throw unreadable(`${place()} is ${kindOf(byte)} where an object was expected`);
    if (start < 0) start = at;
    rowStart = at;
    nesting.depth = 1;
  };

  const endRows = (chunk: Uint8Array): void => {
    give(chunk);
    isInRows = false;
    expecting = 'comma';
  };

  const beginRows = (byte: number): void => {
    if (byte !== OPEN_BRACKET) throw unreadable(`"${member}" is ${kindOf(byte)} where an array of rows was expected`);
    if (Object.hasOwn(counts, member)) throw unreadable(`"${member}" comes twice`);
    counts[member] = 0;
    isInRows = true;
    expecting = 'first-row';
  };

  const beginValue = (byte: number, at: number): void => {
    if (arrays.includes(member)) {
      beginRows(byte);
      return;
    }
    const isSpecification = member === 'reportSpecification';
    if (isSpecification && byte !== OPEN_BRACE) throw unreadable(`"${member}" is ${kindOf(byte)} where an object was expected`);
    if (isSpecification) start = at;
    else if (unknown.length < mostUnknownMembers) unknown.push(member);
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) nesting.depth = 1;
    else expecting = byte === QUOTE ? 'rest-of-string' : 'rest-of-scalar';
  };

  /** The inside of a key, or of a text that is not needed. */
  const inText = (byte: number, isKey: boolean): void => {
    if (byte === QUOTE && !escaped) {
      if (isKey) member = String(parsed(`"${Buffer.from(key).toString()}"`, 'A key'));
      expecting = isKey ? 'colon' : 'comma';
      return;
    }
    escaped = byte === BACKSLASH && !escaped;
    if (!isKey) return;
    if (key.length === longestKeyBytes) throw unreadable(`A key is longer than ${longestKeyBytes} bytes`);
    key.push(byte);
  };

  /** One byte between rows or members: few, so it may be slow. Brackets that open are followed by `passNested`. */
  const step = (chunk: Uint8Array, at: number): void => {
    const byte = chunk[at] ?? 0;
    if (expecting === 'rest-of-key' || expecting === 'rest-of-string') inText(byte, expecting === 'rest-of-key');
    else if (byte <= SPACE) return;
    else if (expecting === 'document' && byte === byteOrderMark[markBytes]) markBytes += 1;
    else if (expecting === 'value') beginValue(byte, at);
    else if (isInRows && byte === CLOSE_BRACKET && expecting !== 'row') endRows(chunk);
    else if (expecting === 'row' || expecting === 'first-row') beginRow(byte, at);
    else if (expecting !== 'rest-of-scalar' || byte === COMMA || byte === CLOSE_BRACE) follow(byte);
  };

  const follow = (byte: number): void => {
    const next = outline(expecting, byte);
    if (next === undefined) throw unreadable(`After ${member === '' ? 'the start of the document' : place()} its JSON is broken`);
    if (next === 'rest-of-key') key = [];
    expecting = next;
  };

  const add = (chunk: Uint8Array): Slice[] => {
    slices = [];
    let at = carry;
    if (kept.sizeBytes() > 0) start = 0;
    while (at < chunk.length) {
      if (nesting.depth === 0) step(chunk, at++);
      else {
        at = passNested(chunk, at, nesting);
        if (nesting.depth === 0) endNested(chunk, at);
      }
    }
    carry = at - chunk.length;
    keepRest(chunk);
    return slices;
  };

  /** Gives what is whole, and keeps the beginning of what is not. */
  const keepRest = (chunk: Uint8Array): void => {
    const from = wholeRows > 0 ? rowStart : start;
    if (isInRows) give(chunk);
    if (nesting.depth > 0 && from >= 0) keep(chunk.subarray(from));
    start = -1;
  };

  const end = (): void => {
    if (expecting !== 'nothing') throw unreadable(`The document breaks off${member === '' ? '' : ` after ${place()}`}`);
    const missing = arrays.filter((name) => !Object.hasOwn(counts, name));
    if (missing.length === 0) return;
    const found = [...Object.keys(counts), ...unknown].map((name) => `"${name}"`).join(', ') || 'none';
    throw unreadable(`The document has no ${missing.map((name) => `"${name}"`).join(' and no ')} (members found: ${found})`);
  };

  return { add, end, specification: () => specification, unknownMembers: () => unknown, rows: () => ({ ...counts }) };
};

const byteOrderMark = [0xef, 0xbb, 0xbf];

const parsed = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(`${what} is not JSON`, cause);
  }
};
