import { documentCharset, documentText, openDocument } from '../content/documents.ts';
import { encoded } from '../content/flat-files.ts';
import type { ReportRecord } from '../types.ts';

/** A document as buffers one after the other; a long one names the same few buffers again and again, so its length costs no memory. */
export type Pieces = readonly Buffer[];

const blockBytes = 1024 * 1024;
const blockCount = 8;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export const unpackedPieces = (seed: number, record: ReportRecord): Pieces => {
  const plan = record.document ?? {};
  const pieces = wholeOrLong(seed, record);
  return plan.bom ? [byteOrderMark, ...pieces] : pieces;
};

const wholeOrLong = (seed: number, record: ReportRecord): Pieces => {
  const { text, unpackedBytes } = record.document ?? {};
  if (text !== undefined) return [Buffer.from(text)];
  if (unpackedBytes === undefined) return [encoded(documentText(seed, record), documentCharset(record))];
  return remembered(`${seed}/${unpackedBytes}/${longKey(record)}`, () => longDocument(seed, record, unpackedBytes));
};

/**
 * A document of exactly this many bytes: its head, blocks of rows in turn, the rows that still fit, blanks and its tail.
 * Its totals are not the sums of its rows.
 */
const longDocument = (seed: number, record: ReportRecord, sizeBytes: number): Pieces => {
  const open = openDocument(seed, record);
  const bytesOf = (text: string): Buffer => encoded(text, documentCharset(record));
  const [head, tail] = [bytesOf(open.head), bytesOf(open.tail)];
  const aimBytes = Math.min(blockBytes, Math.max(4096, Math.floor(sizeBytes / blockCount)));
  const rowsPerBlock = Math.max(1, Math.floor(aimBytes / (bytesOf(open.block(0, 64)).length / 64)));
  const blocks = Array.from({ length: blockCount }, (_, index) => bytesOf(open.block(index, rowsPerBlock)));
  const pieces = [head];
  let room = sizeBytes - head.length - tail.length;
  for (let next = blocks[0]; next && next.length <= room; next = blocks[(pieces.length - 1) % blockCount]) {
    pieces.push(next);
    room -= next.length;
  }
  const rest = fitting(blocks[0] ?? Buffer.alloc(0), open.separator, room);
  return [...pieces, rest, Buffer.alloc(Math.max(0, room - rest.length), ' '), tail].filter((piece) => piece.length > 0);
};

/** As many whole rows of a block as fit. */
const fitting = (block: Buffer, separator: string, room: number): Buffer => {
  if (room >= block.length) return block;
  const end = room > 0 ? block.lastIndexOf(separator, room) : 0;
  return block.subarray(0, Math.max(0, end));
};

/** A cache of the last few long documents: reading one again does not make it again. */
const memory = new Map<string, Pieces>();
const remembered = (key: string, make: () => Pieces): Pieces => {
  const pieces = memory.get(key) ?? make();
  memory.delete(key);
  memory.set(key, pieces);
  if (memory.size > 3) for (const oldest of [...memory.keys()].slice(0, 1)) memory.delete(oldest);
  return pieces;
};

/** Everything that the bytes follow from; not what changes while a report lives, such as its count of downloads. */
const longKey = ({ sellingPartnerId, reportType, marketplaceIds, reportOptions, dataStartAt, dataEndAt, createdAt, kind }: ReportRecord) =>
  JSON.stringify([sellingPartnerId, reportType, marketplaceIds, reportOptions, dataStartAt, dataEndAt, createdAt, kind]);
