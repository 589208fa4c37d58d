import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { isGzip, unpackedHead, unpacking } from '../../../lambdas/core/document/gzip.ts';
import { isLong } from '../../how-many.ts';

const text = JSON.stringify({ rows: Array.from({ length: isLong() ? 2000 : 600 }, (_, row) => ({ row, price: row * 1.1 })) });
const packed = gzipSync(text);

const unpack = async (bytes: Uint8Array, pieceBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  const gunzip = unpacking((chunk) => chunks.push(Buffer.from(chunk)));
  try {
    for (let at = 0; at < bytes.length; at += pieceBytes) await gunzip.write(bytes.subarray(at, at + pieceBytes));
    await gunzip.end();
  } finally {
    gunzip.release();
  }
  return Buffer.concat(chunks).toString();
};

const withByteChanged = (at: number): Buffer => {
  const bytes = Buffer.from(packed);
  bytes[bytes.length + at] = (bytes.at(at) ?? 0) ^ 1;
  return bytes;
};

test.for([1, 97, packed.length])('one member is unpacked in pieces of %i bytes', async (pieceBytes) => {
  expect(await unpack(packed, pieceBytes)).toBe(text);
});

test.for([1, 97, packed.length, 2 * packed.length])('two members are one document in pieces of %i bytes', async (pieceBytes) => {
  expect(await unpack(Buffer.concat([packed, packed]), pieceBytes)).toBe(text + text);
});

test.for([
  ['a wrong CRC', withByteChanged(-8), 'incorrect data check'],
  ['a wrong length', withByteChanged(-4), 'incorrect length check'],
  ['no trailer', packed.subarray(0, -8), 'unexpected end of file'],
  ['half of it', packed.subarray(0, packed.length / 2), 'unexpected end of file'],
  ['text after its end', Buffer.concat([packed, Buffer.from('</html>')]), 'incorrect header check'],
  ['zeros behind it', Buffer.concat([packed, Buffer.alloc(512)]), 'bytes follow the last gzip member'],
  ['zeros and a member after its end', Buffer.concat([packed, Buffer.alloc(3), packed]), 'bytes follow the last gzip member'],
  ['a second member that breaks off', Buffer.concat([packed, packed.subarray(0, 40)]), 'unexpected end of file'],
  ['a second member with a wrong CRC', Buffer.concat([packed, withByteChanged(-8)]), 'incorrect data check'],
] as const)('%s is refused, wherever it is cut', async ([, bytes, why]) => {
  for (const pieceBytes of [7, 97, packed.length, bytes.length]) await expect(unpack(bytes, pieceBytes)).rejects.toThrow(why);
});

test('the first bytes of gzip show the first bytes of the text', () => {
  expect(isGzip(packed)).toBe(true);
  expect(text.startsWith(unpackedHead(packed.subarray(0, 200)).toString())).toBe(true);
  expect(unpackedHead(packed.subarray(0, 200)).length).toBeGreaterThan(100);
  expect(unpackedHead(Buffer.from('no gzip'))).toHaveLength(0);
});
