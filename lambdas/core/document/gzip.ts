import { constants, createGunzip, gunzipSync } from 'node:zlib';

/**
 * Unpacked bytes come in pieces of this size. zlib's default of 16 KiB makes one trip to the thread pool for each, which takes
 * more than half of the throughput (measured: 167-203 MB/s against 450-470 MB/s with 256 KiB).
 */
export const unpackedChunkBytes = 512 * 1024;

/** Gzip is known by its first two bytes (RFC 1952), never by what flags and headers say of it. */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** What can be unpacked of a document's first bytes; empty when they are no sound gzip. */
export const unpackedHead = (head: Uint8Array): Buffer => {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
};

export type Unpacking = {
  /** Settles when the bytes are unpacked; `onUnpacked` gets them soon after, the last before `end` settles, and must not keep them. Rejects with zlib's error. */
  write: (chunk: Uint8Array) => Promise<void>;
  /** Rejects unless the bytes ended with the last byte of a member. */
  end: () => Promise<void>;
  /** Frees zlib's memory; harmless after `end`. */
  release: () => void;
};

/**
 * Unpacks gzip of any number of members beside a stream, holding one chunk at a time. zlib checks the CRC and the length of
 * every member. At zeros after the last one it ends in silence, and leaves the write that brought them unanswered for ever:
 * that is caught here, and so is everything else that follows the last member.
 */
export const unpacking = (onUnpacked: (chunk: Buffer) => void): Unpacking => {
  const gunzip = createGunzip({ chunkSize: unpackedChunkBytes });
  let writtenBytes = 0;
  let isEnding = false;
  let failure: Error | undefined;
  /** The one call in progress. Not Promise.race with the failure: that would keep a reaction for each chunk. */
  let answer: (() => void) | undefined;
  const settle = (error?: Error | null): void => {
    failure ??= error ?? undefined;
    answer?.();
  };
  const pieces: Buffer[] = [];
  const readPieces = (): void => {
    for (const piece of pieces.splice(0)) {
      onUnpacked(piece);
      giveBack(piece);
    }
  };
  // Not read at once but when zlib's thread has got its next work: hashing and counting then hardly take time of their own.
  gunzip.on('data', (piece: Buffer) => {
    if (pieces.push(piece) === 1) setImmediate(readPieces);
  });
  gunzip.on('error', settle);
  gunzip.on('end', () => {
    const isWhole = isEnding && gunzip.bytesWritten === writtenBytes;
    readPieces();
    settle(isWhole ? undefined : new Error(`bytes follow the last gzip member`));
  });
  const settled = (act: () => void): Promise<void> =>
    new Promise((resolve, reject) => {
      answer = () => (failure === undefined ? resolve() : reject(failure));
      if (failure === undefined) act();
      else reject(failure);
    });
  return {
    write: (chunk) => {
      writtenBytes += chunk.byteLength;
      return settled(() => gunzip.write(chunk, settle));
    },
    end: () => {
      isEnding = true;
      return settled(() => gunzip.end());
    },
    release: () => gunzip.destroy(),
  };
};

/**
 * Frees zlib's output buffer when its last piece has been read: zlib takes a new one then, and leaves the old to the garbage
 * collector, which lets some 60 MB of them pile up (measured at 1 GB: peak RSS 172 MB without this, 140 MB with it).
 */
const giveBack = ({ buffer, byteOffset, byteLength }: Buffer): void => {
  if (byteOffset + byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
};
