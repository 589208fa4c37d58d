import { createHash } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Large enough for zlib's speed, and the rows of one chunk are parsed at once: memory follows from it. */
const chunkSize = 256 * 1024;

/** The content of a stored document. Returns whether the stored bytes have the checksum that they should have. Throws zlib's errors. */
export async function* unpacked(stored: Readable, storedSha256: string): AsyncGenerator<Buffer, boolean> {
  const sha256 = createHash('sha256');
  stored.on('data', (chunk: Buffer) => sha256.update(chunk));
  const nothingToDo = () => {}; // an error reaches the reader through the stream itself
  yield* pipeline(stored, createGunzip({ chunkSize }), nothingToDo) as AsyncIterable<Buffer>;
  return sha256.digest('hex') === storedSha256;
}
