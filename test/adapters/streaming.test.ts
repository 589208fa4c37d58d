import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Agent } from 'undici';
import { afterEach, expect, test } from 'vitest';
import { reportBucketOf } from '../../lambdas/adapters/report-bucket.ts';
import { sellingPartnerOf } from '../../lambdas/adapters/sp-api.ts';
import { wholeDocument } from '../../lambdas/core/document/whole-document.ts';
import { ReportDocumentId } from '../../lambdas/core/record/jobs.ts';
import { isLong } from '../how-many.ts';
import { anApi } from './an-api.ts';
import { aDocumentHost, type Served } from './document-host.ts';
import { anS3, type S3Fault, type S3Faults } from './s3-wire.ts';

/*
 * The whole download over the wire: an HTTP host, our client, the checks, the S3 protocol. After each test either the exact bytes are
 * under the key, or what was there before, and no multipart upload is left open.
 */

const key = 'reports/account=acme/document.json.gz';
const before = 'what an earlier run stored';
/** Hardly compressible, so that the packed document is one part of 5 MiB and a smaller one. */
const text = JSON.stringify({ rows: Array.from({ length: 11_500 }, () => randomBytes(512).toString('base64')) });
const packed = gzipSync(text, { level: 1 });
/** For claims that do not depend on the number of parts. */
const rows = isLong() ? text : JSON.stringify({ rows: Array.from({ length: 300 }, () => randomBytes(512).toString('base64')) });
const packedRows = gzipSync(rows, { level: 1 });
/** Longer than the parts in flight and all buffers together. */
const long = Buffer.concat(Array.from({ length: 25 }, () => packed));
/** Where the first part is being sent to S3 and the second is not complete. */
const midway = Math.floor(packed.length * 0.95);
const midwayRows = Math.floor(packedRows.length * 0.95);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const aWire = async (fault?: S3Faults, phases: { bodyTimeout?: number } = {}) => {
  const s3 = await anS3(fault);
  const documents = await aDocumentHost();
  let served: Served = { bytes: packed };
  const api = await anApi(() => ({ body: { reportDocumentId: 'D1', url: documents.serve(served).href, compressionAlgorithm: 'GZIP' } }));
  const dispatcher = new Agent({ pipelining: 0 }).compose((dispatch) => (options, handler) => dispatch({ ...options, ...phases }, handler));
  closers.push(s3.close, documents.close, api.close, () => dispatcher.destroy());
  const bucket = reportBucketOf({ client: s3.client, bucketName: s3.bucketName });
  await bucket.writeJson(key, before);
  const save = async (document: Served, signal?: AbortSignal) => {
    served = document;
    const allowedHosts = [api.host, documents.host];
    const secrets = async () => ({ clientId: 'c', clientSecret: 's', refreshToken: 'r', endpointUri: `http://${api.host}` });
    const amazon = await sellingPartnerOf({ secrets, login: async () => 'Atza|token', allowedHosts, dispatcher })('acme');
    const opened = await amazon.openDocument(ReportDocumentId.parse('D1'), signal);
    if (opened.kind === 'throttled') throw new Error('not in this test');
    const { body, contentType, facts } = await wholeDocument(opened.value, { rowArrays: ['rows'] });
    const { sizeBytes } = await bucket.upload({ key, body, contentType, metadata: { request: '{"märz":1}' } }, signal);
    return { sizeBytes, facts: facts() };
  };
  const underKey = async () => {
    const stored = await bucket.read(key);
    return stored === undefined ? Buffer.alloc(0) : buffer(stored);
  };
  const expectUntouched = async () => {
    expect((await underKey()).toString()).toContain(before);
    expect(s3.dangling()).toBe(0);
    await expect.poll(documents.openConnections).toBe(0);
  };
  return { s3, bucket, documents, save, underKey, expectUntouched };
};

const corrupted = Buffer.from(packed);
corrupted[packed.length - 5] = (corrupted.at(-5) ?? 0) ^ 0xff;

test.for([
  ['as announced', { bytes: packed }, packed],
  ['in chunks', { bytes: packed, framing: 'chunked' }, packed],
  ['until the connection closes', { bytes: packedRows, framing: 'until-close' }, packedRows],
  ['in two members', { bytes: Buffer.concat([gzipSync(rows.slice(0, 1e5)), gzipSync(rows.slice(1e5))]) }, undefined],
  ['with Content-Encoding: gzip', { bytes: packedRows, headers: { 'content-encoding': 'gzip' } }, packedRows],
  ['plain, although the flag says GZIP', { bytes: Buffer.from(rows) }, undefined],
  [
    'plain with a byte order mark',
    { bytes: Buffer.from(`\uFEFF${rows}`), headers: { 'content-type': 'application/json;charset=UTF-8' } },
    undefined,
  ],
  ['in one small part', { bytes: gzipSync('{"rows":[1]}') }, undefined],
] as const satisfies [string, Served, Buffer | undefined][])('a document that comes %s is stored whole', async ([, document, asSent]) => {
  const wire = await aWire();

  const { sizeBytes, facts } = await wire.save(document);

  const stored = await wire.underKey();
  expect({ storedBytes: stored.length, storedSha256: sha256(stored) }).toEqual({
    storedBytes: facts.storedBytes,
    storedSha256: facts.storedSha256,
  });
  expect(sizeBytes).toBe(stored.length);
  expect(sha256(gunzipSync(stored))).toBe(facts.unpackedSha256);
  if (asSent) expect(stored.equals(asSent)).toBe(true);
  else expect(gunzipSync(stored).equals(document.bytes[0] === 0x1f ? gunzipSync(document.bytes) : document.bytes)).toBe(true);
  expect(wire.s3.dangling()).toBe(0);
  expect((await wire.bucket.head(key))?.metadata).toEqual({ request: '{"m%C3%A4rz":1}' });
});

test.for([
  ['cut short of its Content-Length', { bytes: packed, stopAfter: { bytes: midway, how: 'end' } }],
  ['cut short without a length', { bytes: packedRows, framing: 'until-close', stopAfter: { bytes: midwayRows, how: 'end' } }],
  ['cut short, with a normal end (chunked)', { bytes: packedRows.subarray(0, midwayRows), framing: 'chunked' }],
  ['plain and cut short without a length', { bytes: Buffer.from(rows.slice(0, 0.8 * rows.length)), framing: 'until-close' }],
  ['a flat file without a length', { bytes: Buffer.from('sku\tprice\n'), framing: 'until-close' }],
  ['with a wrong CRC', { bytes: corrupted }],
  ['with garbage after its end', { bytes: Buffer.concat([packedRows, Buffer.from('garbage')]) }],
  ['with zeros after its end', { bytes: Buffer.concat([packedRows, Buffer.alloc(512)]) }],
  ['empty', { bytes: Buffer.alloc(0) }],
  ['as an error text', { bytes: gzipSync('{"errorDetails":"not yet available"}') }],
  ['as an expired URL', { bytes: Buffer.from('<Error><Code>AccessDenied</Code></Error>'), status: 403 }],
  ['as a failing host', { bytes: Buffer.from('oops'), status: 503 }],
  ['from a host that redirects', { bytes: Buffer.alloc(0), status: 302, headers: { location: 'https://example.com/' } }],
  ['with a reset at 0 %', { bytes: packedRows, stopAfter: { bytes: 0, how: 'reset' } }],
  ['with a reset in the second part', { bytes: packed, stopAfter: { bytes: midway, how: 'reset' } }],
  ['with a reset at 99 %', { bytes: packedRows, stopAfter: { bytes: Math.floor(packedRows.length * 0.99), how: 'reset' } }],
] as const satisfies [string, Served][])('a document that comes %s leaves what was there', async ([, document]) => {
  const wire = await aWire();

  const error = await wire.save(document).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'DamagedDocumentError' });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('planted-signature');
  await wire.expectUntouched();
});

test('a host that stops sending is given up after the time limit', async () => {
  const wire = await aWire(undefined, { bodyTimeout: 300 });

  await expect(wire.save({ bytes: packed, stopAfter: { bytes: midway, how: 'silence' } })).rejects.toThrow('UND_ERR_BODY_TIMEOUT');

  await wire.expectUntouched();
});

test('an expired URL, then a good one: the second attempt stores it', async () => {
  const wire = await aWire();

  await expect(wire.save({ bytes: Buffer.alloc(0), status: 403 })).rejects.toThrow('its URL has expired');
  await wire.save({ bytes: packedRows });

  expect((await wire.underKey()).equals(packedRows)).toBe(true);
});

test.for([
  ['S3', { bytes: packed }, 'silence'],
  ['the host', { bytes: packed, stopAfter: { bytes: midway, how: 'silence' } }, undefined],
] as const satisfies [string, Served, S3Fault | undefined][])(
  '%s is silent and time runs out: the upload is aborted without waiting for it',
  async ([, document, fault]) => {
    const wire = await aWire((call) => (call === 'part' ? fault : undefined));
    const reason = new Error('time is up');
    const stop = new AbortController();
    const saving = wire.save(document, stop.signal).catch((error: unknown) => error);

    // The first part is being sent, and the silent side sends nothing more.
    await expect.poll(() => wire.s3.count('part')).toBeGreaterThan(0);
    stop.abort(reason);

    expect(await saving).toBe(reason);

    expect(wire.s3.count('abort')).toBe(1);
    await wire.expectUntouched();
  },
);

test('when time runs out before the upload starts, S3 is not called', async () => {
  const wire = await aWire();

  await expect(wire.save({ bytes: packedRows }, AbortSignal.abort(new Error('time is up')))).rejects.toThrow('time is up');

  expect(wire.s3.count('create')).toBe(0);
});

test.for([
  ['one part', (call, _nth, partNumber) => (call === 'part' && partNumber === 2 ? 'unavailable' : undefined)],
  ['every part', (call) => (call === 'part' ? 'reset' : undefined)],
  ['the start', (call) => (call === 'create' ? 'unavailable' : undefined)],
  ['the completion', (call) => (call === 'complete' ? 'unavailable' : undefined)],
] as const satisfies [string, S3Faults][])('S3 failing on %s leaves what was there', async ([, fault]) => {
  const wire = await aWire(fault);

  const error = await wire.save({ bytes: packed }).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'StoreUnavailableError', cause: expect.anything() });
  await wire.expectUntouched();
});

test('a completion that took effect without an answer is retried, and leaves the complete object', async () => {
  const wire = await aWire((call, nth) => (call === 'complete' && nth === 1 ? 'acted' : undefined));

  await wire.save({ bytes: packed }).catch(() => {});

  expect((await wire.underKey()).equals(packed)).toBe(true);
  expect(wire.s3.dangling()).toBe(0);
});

test('a failed part ends the download: the rest of the document is not fetched', async () => {
  const wire = await aWire((call) => (call === 'part' ? 'unavailable' : undefined));

  await expect(wire.save({ bytes: long })).rejects.toMatchObject({ name: 'StoreUnavailableError' });

  expect(wire.documents.sentBytes()).toBeLessThan(long.length / 3);
  await wire.expectUntouched();
});

test('a failed abort does not hide the original error', async () => {
  const wire = await aWire((call) => (call === 'abort' ? 'unavailable' : undefined));

  await expect(wire.save({ bytes: corrupted })).rejects.toMatchObject({ name: 'DamagedDocumentError' });
});

test('a slow S3 slows down the host: the document is not buffered in memory', async () => {
  const wire = await aWire((call, nth) => (call === 'part' && nth <= 2 ? 'silence' : undefined));
  const stop = new AbortController();
  const saving = wire.save({ bytes: long }, stop.signal).catch((error: unknown) => error);
  await expect.poll(() => wire.s3.count('part')).toBe(2);
  await wire.documents.heldBack();

  // Two parts in flight, and the buffers of streams and kernels.
  expect(wire.documents.sentBytes()).toBeLessThan(40e6);
  expect(long.length).toBeGreaterThan(120e6);

  stop.abort(new Error('seen enough'));
  await saving;
});
