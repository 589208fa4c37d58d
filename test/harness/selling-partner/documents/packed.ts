import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { Pieces } from './unpacked.ts';

/** Bytes of known number, made as they are read. */
export type Bytes = { length: number; read: () => Iterable<Uint8Array> };

export const plain = (pieces: Pieces): Bytes => ({ length: totalOf(pieces), read: () => pieces });

/**
 * The pieces as gzip, in one stream or several one after the other (RFC 1952 allows it, and not every reader reads on).
 * Each piece is deflated once, up to a byte boundary, so that repeated pieces cost nothing and the length is known in advance.
 */
export const gzip = (pieces: Pieces, { members = 1, corruptTrailer = false } = {}): Bytes => {
  const groups = inGroups(pieces, members);
  const length = groups.reduce((sum, group) => sum + header.length + totalOf(group.map(deflated)) + lastBlock.length + 8, 0);
  return { length, read: () => allMembers(groups, corruptTrailer) };
};

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty final block. */
const lastBlock = Buffer.from([0x03, 0x00]);

function* allMembers(groups: readonly Pieces[], corruptTrailer: boolean): Generator<Uint8Array> {
  for (const group of groups) yield* member(group, corruptTrailer);
}

function* member(pieces: Pieces, corruptTrailer: boolean): Generator<Uint8Array> {
  let checksum = 0;
  yield header;
  for (const piece of pieces) {
    checksum = crc32(piece, checksum);
    yield deflated(piece);
  }
  yield lastBlock;
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(corruptTrailer ? (checksum ^ 0xff) >>> 0 : checksum, 0);
  trailer.writeUInt32LE(totalOf(pieces) % 2 ** 32, 4);
  yield trailer;
}

const deflatedPieces = new WeakMap<Buffer, Buffer>();
const deflated = (piece: Buffer): Buffer => {
  const known = deflatedPieces.get(piece) ?? deflateRawSync(piece, { finishFlush: constants.Z_SYNC_FLUSH });
  deflatedPieces.set(piece, known);
  return known;
};

const inGroups = (pieces: Pieces, count: number): Pieces[] => {
  if (count === 1) return [pieces];
  const fine = pieces.length >= count ? pieces : pieces.flatMap((piece) => split(piece, count));
  return Array.from({ length: count }, (_, index) =>
    fine.slice(Math.floor((index * fine.length) / count), Math.floor(((index + 1) * fine.length) / count)),
  );
};

const split = (piece: Buffer, count: number): Buffer[] => {
  const size = Math.max(1, Math.ceil(piece.length / count));
  return Array.from({ length: Math.ceil(piece.length / size) }, (_, index) => piece.subarray(index * size, (index + 1) * size));
};

const totalOf = (pieces: Pieces): number => pieces.reduce((sum, piece) => sum + piece.length, 0);

/** The first bytes only. */
export function* upTo(bytes: Iterable<Uint8Array>, limit: number): Generator<Uint8Array> {
  let left = limit;
  for (const chunk of bytes) {
    if (left <= 0) return;
    yield chunk.length <= left ? chunk : chunk.subarray(0, left);
    left -= chunk.length;
  }
}
