import { createHash } from 'node:crypto';
import { DamagedDocumentError } from '../errors.ts';
import { beginsAsJson, byteOrderMark, charsetOf, errorTextIn, formatOf, headBytes } from './format.ts';
import { type RowCounter, rowCounter } from './row-count.ts';

/** What is known of a document's content once all of it has passed. Sizes in bytes, sha256 in hex. */
export type ContentFacts = {
  unpackedBytes: number;
  unpackedSha256: string;
  contentType: string;
  charset?: string | undefined;
  hasByteOrderMark: boolean;
  isJson: boolean;
  /** Rows in all row arrays together; absent when they were not counted. */
  rows?: number | undefined;
  rowsByArray?: Record<string, number> | undefined;
};

/** What is known of a document from elsewhere. */
export type Expected = {
  /** The host's Content-Type. */
  declaredType?: string | undefined;
  /** Paths of the arrays that hold rows (the catalogue's); given, the document is a JSON document. */
  rowArrays?: readonly string[] | undefined;
  /** Above this size rows are no longer counted. */
  countRowsUpToBytes: number;
  /** Whether HTTP itself shows where the document ends. */
  hasKnownEnd: boolean;
};

export type ContentReader = {
  /** Takes the next unpacked bytes. Never throws: it is called from inside zlib. */
  add: (chunk: Uint8Array) => void;
  /** @throws DamagedDocumentError if it is empty, breaks off, or is an error text in place of a document */
  finish: () => ContentFacts;
};

/** Reads a document's content as it flows by, keeping its first bytes and no other. */
export const contentReader = (expected: Expected): ContentReader => {
  const sha256 = createHash('sha256');
  let unpackedBytes = 0;
  let head = Buffer.alloc(0);
  let lastByte = 0;
  let counter: RowCounter | undefined;

  const begin = (): void => {
    if (beginsAsJson(head.subarray(0, headBytes))) counter = rowCounter(expected.rowArrays ?? []);
    counter?.add(head.subarray(byteOrderMark(head)?.bytes.length ?? 0));
    head = Buffer.from(head.subarray(0, headBytes));
  };
  const add = (chunk: Uint8Array): void => {
    const isHeadComplete = unpackedBytes >= headBytes;
    sha256.update(chunk);
    unpackedBytes += chunk.byteLength;
    lastByte = lastVisibleByte(chunk) ?? lastByte;
    if (unpackedBytes > expected.countRowsUpToBytes) counter = undefined;
    if (isHeadComplete) counter?.add(chunk);
    else head = Buffer.concat([head, chunk]);
    if (!isHeadComplete && unpackedBytes >= headBytes) begin();
  };
  const finish = (): ContentFacts => {
    if (unpackedBytes < headBytes) begin();
    const shape = counter?.shape() ?? shapeByEnds(head, lastByte);
    refuse(head, { unpackedBytes, shape, expected });
    const rowsByArray = shape === 'whole' && expected.rowArrays !== undefined ? counter?.rows() : undefined;
    const rows = rowsByArray && Object.values(rowsByArray).reduce((sum, count) => sum + count, 0);
    return {
      unpackedBytes,
      unpackedSha256: sha256.digest('hex'),
      contentType: formatOf(head, expected.declaredType).contentType,
      charset: charsetOf(head, expected.declaredType),
      hasByteOrderMark: byteOrderMark(head) !== undefined,
      isJson: shape === 'whole',
      rows: unpackedBytes === 0 ? 0 : rows,
      rowsByArray,
    };
  };
  return { add, finish };
};

type Shape = ReturnType<RowCounter['shape']>;

const lastVisibleByte = (chunk: Uint8Array): number | undefined => chunk.findLast((byte) => byte > 0x20);

/** The same judgement without having followed the brackets. */
const shapeByEnds = (head: Uint8Array, lastByte: number): Shape => {
  if (!beginsAsJson(head)) return 'other';
  return lastByte === 0x7d || lastByte === 0x5d ? 'whole' : 'open';
};

const refuse = (head: Buffer, { unpackedBytes, shape, expected }: { unpackedBytes: number; shape: Shape; expected: Expected }): void => {
  const isJsonType = expected.rowArrays !== undefined;
  // A flat file without a line is an answer; JSON has at least its brackets.
  if (unpackedBytes === 0 && (isJsonType || !expected.hasKnownEnd)) throw new DamagedDocumentError('The document is empty.');
  const words = errorTextIn(head);
  if (words !== undefined) throw new DamagedDocumentError(`In place of the document came an error text: ${words.slice(0, 300)}`);
  if (isJsonType && shape !== 'whole') throw new DamagedDocumentError(notOneJson(head, shape, unpackedBytes));
  if (shape !== 'whole' && !expected.hasKnownEnd) {
    throw new DamagedDocumentError(
      `Nothing shows that the document is whole: ${unpackedBytes} bytes that are neither gzip nor JSON, without a length.`,
    );
  }
};

/** What came instead of one JSON value, by kind: its content is not quoted, since a host's page may hold the signed address. */
const notOneJson = (head: Buffer, shape: Shape, unpackedBytes: number): string => {
  if (shape === 'open') return `The document breaks off: its JSON does not end after ${unpackedBytes} bytes.`;
  const encoding = byteOrderMark(head)?.encoding;
  if (encoding !== undefined && encoding !== 'utf-8') return `The document is in ${encoding}, and JSON is exchanged in UTF-8.`;
  if (beginsAsJson(head)) return `The document is not one JSON value: more follows its end, or its brackets do not match.`;
  return `In place of a JSON document came ${formatOf(head).contentType}, ${unpackedBytes} bytes.`;
};
