import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { OpenedDocument } from '../../../lambdas/core/document/opened-document.ts';
import { documentText, downloadDeadline, wholeDocument } from '../../../lambdas/core/document/whole-document.ts';

const text = JSON.stringify({
  reportSpecification: {},
  salesAggregate: [{}],
  salesByAsin: Array.from({ length: 5000 }, (_, asin) => ({ asin })),
});
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const opened = (bytes: Uint8Array, about: Partial<OpenedDocument> = {}): OpenedDocument => ({
  body: Readable.from(pieces(bytes), { objectMode: false }),
  contentLength: bytes.byteLength,
  ...about,
});

function* pieces(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += 1000) yield Buffer.from(bytes.subarray(at, at + 1000));
}

const stored = async (document: OpenedDocument, options: Parameters<typeof wholeDocument>[1] = {}) => {
  const whole = await wholeDocument(document, options);
  const bytes = await buffer(whole.body);
  return { bytes, facts: whole.facts(), extension: whole.extension };
};

test('gzip is stored unchanged; checks and facts are of its unpacked content', async () => {
  const packed = gzipSync(text);

  const { bytes, facts, extension } = await stored(opened(packed), { rowArrays: ['salesAggregate', 'salesByAsin'] });

  expect(bytes.equals(packed)).toBe(true);
  expect(extension).toBe('json');
  expect(facts).toEqual({
    storedBytes: packed.length,
    storedSha256: sha256(packed),
    unpackedBytes: text.length,
    unpackedSha256: sha256(Buffer.from(text)),
    contentType: 'application/json',
    charset: undefined,
    hasByteOrderMark: false,
    isJson: true,
    rows: 5001,
    rowsByArray: { salesAggregate: 1, salesByAsin: 5000 },
  });
});

test('anything that is not gzip is compressed while it is stored, whatever the flag says', async () => {
  const { bytes, facts } = await stored(opened(Buffer.from(text), { compressionAlgorithm: 'GZIP' }), { rowArrays: ['salesByAsin'] });

  expect(gunzipSync(bytes).toString()).toBe(text);
  expect(facts).toMatchObject({ storedSha256: sha256(bytes), unpackedSha256: sha256(Buffer.from(text)), rows: 5000 });
});

test('rows of a document above the limit are not counted, and all other facts are known', async () => {
  const { facts } = await stored(opened(gzipSync(text)), { rowArrays: ['salesByAsin'], countRowsUpToBytes: 10_000 });

  expect(facts).toMatchObject({ isJson: true, unpackedBytes: text.length });
  expect(facts.rows).toBeUndefined();
});

test.for([
  ['an empty body', Buffer.alloc(0), {}, 'empty'],
  ['gzip of nothing', gzipSync(''), {}, 'empty'],
  ['fewer bytes than announced', gzipSync(text), { contentLength: 1_000_000 }, 'Of 1000000 bytes'],
  ['more bytes than announced', gzipSync(text), { contentLength: 10 }, 'Of 10 bytes'],
  ['an error text', gzipSync('{"errorDetails":"not yet available"}'), {}, 'not yet available'],
  ['valid gzip of JSON that is cut off', gzipSync(text.slice(0, -2)), {}, 'its JSON does not end'],
  ['plain JSON that is cut off', Buffer.from(text.slice(0, 4000)), { contentLength: undefined }, 'its JSON does not end'],
  ['an encoding that was not requested', brotliCompressSync(text), { contentEncoding: 'br' }, 'encoding "br"'],
  ['a proxy’s page', Buffer.from('<!doctype html><html><body>Sign in</body></html>'), {}, 'In place of a JSON document came text/html'],
  ['a line of text', Buffer.from('no healthy upstream'), {}, 'In place of a JSON document came text/plain'],
  ['gzip around a line of text', gzipSync('no healthy upstream'), {}, 'In place of a JSON document came text/plain'],
  ['two JSON values in a row', gzipSync(`${text}\n${text}`), {}, 'more follows its end'],
  ['UTF-16', Buffer.from(`\ufeff${text}`, 'utf16le'), {}, 'utf-16le'],
  [
    'bytes that are not deflate',
    Buffer.from('no deflate at all'),
    { contentEncoding: 'deflate' },
    'encoding around the document is damaged',
  ],
] as const)('%s is damaged', async ([, bytes, about, why]) => {
  const saving = stored(opened(bytes, about), { rowArrays: ['salesByAsin'] });

  await expect(saving).rejects.toMatchObject({ name: 'DamagedDocumentError', message: expect.stringContaining(why) });
});

test.for([
  ['gzip within gzip', gzipSync(gzipSync(text)), {}],
  ['deflate', deflateSync(text), { contentEncoding: 'deflate' }],
  ['gzip with several tokens', gzipSync(text), { contentEncoding: 'aws-chunked, gzip' }],
  ['gzip with a charset as its Content-Encoding', gzipSync(text), { contentEncoding: 'UTF-8' }],
  ['gzip that is declared as something else', gzipSync(text), { contentEncoding: 'br' }],
  ['plain JSON that is declared as gzip', Buffer.from(text), { contentEncoding: 'gzip' }],
] as const)('%s is stored as the one gzip of the document', async ([, bytes, about]) => {
  const { bytes: saved, extension, facts } = await stored(opened(bytes, about), { rowArrays: ['salesByAsin'] });

  expect([gunzipSync(saved).toString(), extension, facts.isJson]).toEqual([text, 'json', true]);
});

test('a document whose last announced byte has arrived is complete, even if the connection then breaks', async () => {
  const bytes = gzipSync(text);
  const body = Readable.from(
    (async function* () {
      yield bytes;
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    })(),
    { objectMode: false },
  );

  expect((await stored({ body, contentLength: bytes.length })).facts.isJson).toBe(true);
});

test('an empty flat file of a known length has zero rows; without one nothing shows that it is whole', async () => {
  expect((await stored(opened(Buffer.alloc(0)))).facts.rows).toBe(0);
  await expect(stored(opened(Buffer.alloc(0), { contentLength: undefined }))).rejects.toThrow('The document is empty');
  await expect(stored(opened(Buffer.alloc(0)), { rowArrays: ['salesByAsin'] })).rejects.toThrow('The document is empty');
});

test('a flat file is stored when something shows its end, and refused when nothing does', async () => {
  const flat = Buffer.from('sku\tprice\n1\t2\n');

  expect((await stored(opened(flat))).extension).toBe('txt');
  expect((await stored(opened(flat, { contentLength: undefined, isChunked: true }))).facts.isJson).toBe(false);
  await expect(stored(opened(flat, { contentLength: undefined }))).rejects.toThrow('Nothing shows that the document is whole');
});

test('a byte order mark is reported and kept', async () => {
  const marked = Buffer.from(`\uFEFF${text}`);

  const { bytes, facts } = await stored(opened(gzipSync(marked)), { rowArrays: ['salesByAsin'] });

  expect(gunzipSync(bytes).equals(marked)).toBe(true);
  expect(facts).toMatchObject({ charset: 'utf-8', hasByteOrderMark: true, isJson: true, rows: 5000 });
});

test('the source is closed when the consumer stops, even if the source sends nothing', async () => {
  const silent = new Readable({ read() {} });
  silent.push(gzipSync(text));
  const whole = await wholeDocument({ body: silent });
  whole.body.resume();

  whole.body.destroy();

  await expect.poll(() => silent.destroyed).toBe(true);
});

test('nothing is read ahead of the consumer', async () => {
  let given = 0;
  const endless = new Readable({
    read() {
      given += 1;
      this.push(Buffer.alloc(64 * 1024, given));
    },
  });
  const whole = await wholeDocument({ body: endless, isChunked: true });
  for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);

  expect(given).toBeLessThan(5);
  whole.body.destroy();
});

test('the reason of a FATAL report is read as text, packed or not, up to a limit', async () => {
  expect(await documentText(opened(gzipSync('{"errorDetails":"why"}')), 1000)).toBe('{"errorDetails":"why"}');
  expect(await documentText(opened(Buffer.from('{"errorDetails":"why"}')), 1000)).toBe('{"errorDetails":"why"}');
  expect(await documentText(opened(gzipSync('long '.repeat(10_000))), 100)).toHaveLength(100);
});

test('a download stops 15 s before its invocation ends', async () => {
  const { signal: stop } = downloadDeadline(15_030);

  expect(stop.aborted).toBe(false);
  await expect.poll(() => stop.aborted).toBe(true);
  expect(stop.reason).toMatchObject({ name: 'DamagedDocumentError' });
});
