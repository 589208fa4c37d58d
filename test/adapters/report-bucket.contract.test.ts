import { Readable } from 'node:stream';
import { buffer, json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportBucketOf } from '../../lambdas/adapters/report-bucket.ts';
import type { ReportBucket } from '../../lambdas/core/ports.ts';
import { memoryBucket } from '../harness/memory/memory-bucket.ts';
import { anS3, type S3Wire } from './s3-wire.ts';

let s3: S3Wire;
beforeAll(async () => {
  s3 = await anS3();
});
afterAll(() => s3.close());

let keys = 0;
const aKey = () => `reports/account=acme/report_type=Sales/start=2026-03-0${++keys}/document.json.gz`;
const textType = { contentType: 'application/gzip', metadata: { reportid: 'R1' } };

/** More than two parts of 5 MiB, in chunks that do not fit them. */
const aLargeBody = Array.from({ length: 11 }, (_, at) => Buffer.alloc(1_000_003, at));
const broken = new Error('the source broke');
async function* breaking() {
  yield Buffer.alloc(6 * 1024 * 1024);
  throw broken;
}

describe.for([
  ['in memory', () => memoryBucket()],
  ['over the S3 protocol', () => reportBucketOf({ client: s3.client, bucketName: s3.bucketName })],
] as const)('the bucket %s', ([, open]) => {
  let bucket: ReportBucket;
  beforeAll(() => {
    bucket = open();
  });

  test.for([
    ['nothing', []],
    ['a few bytes', [Buffer.from('hello '), Buffer.from('world')]],
    ['several parts', aLargeBody],
  ] as const)('stores a stream of %s as it came', async ([, chunks]) => {
    const key = aKey();
    const whole = Buffer.concat(chunks);

    const stored = await bucket.upload({ key, body: Readable.from(chunks, { objectMode: false }), ...textType });

    expect(stored).toEqual({ sizeBytes: whole.length });
    expect(await bucket.head(key)).toEqual({ sizeBytes: whole.length, ...textType });
    const read = await bucket.read(key);
    expect(read && whole.equals(await buffer(read))).toBe(true);
  });

  test('carries metadata that are not ASCII percent-encoded, under names in lower case', async () => {
    const key = aKey();
    await bucket.upload({ key, body: Readable.from(['x']), contentType: 'text/plain', metadata: { jobKey: 'Zürich/✓' } });

    expect((await bucket.head(key))?.metadata).toEqual({ jobkey: 'Z%C3%BCrich/%E2%9C%93' });
  });

  test('a stream that fails leaves nothing, and throws its own error', async () => {
    const key = aKey();

    await expect(bucket.upload({ key, body: Readable.from(breaking()), ...textType })).rejects.toBe(broken);
    expect(await bucket.head(key)).toBeUndefined();
  });

  test('a stream that fails leaves the object that was there', async () => {
    const key = aKey();
    await bucket.upload({ key, body: Readable.from(['good']), ...textType });

    await expect(bucket.upload({ key, body: Readable.from(breaking()), ...textType })).rejects.toBe(broken);
    expect(await bucket.head(key)).toMatchObject({ sizeBytes: 4 });
  });

  test('a cancelled upload leaves nothing, throws the reason, and destroys its source', async () => {
    const key = aKey();
    const cancel = new AbortController();
    const body = new Readable({ read: () => {} });
    body.push('some');
    const upload = bucket.upload({ key, body, ...textType }, cancel.signal);
    const reason = new Error('the time is up');

    setImmediate(() => cancel.abort(reason));

    await expect(upload).rejects.toBe(reason);
    expect(body.destroyed).toBe(true);
    expect(await bucket.head(key)).toBeUndefined();
  });

  test('replaces an object', async () => {
    const key = aKey();
    await bucket.writeJson(key, { first: true, long: 'x'.repeat(100) });
    await bucket.writeJson(key, { second: [1, null] });

    const read = await bucket.read(key);
    expect(read && (await json(read))).toEqual({ second: [1, null] });
    expect((await bucket.head(key))?.contentType).toBe('application/json');
  });

  test('has nothing where nothing was stored', async () => {
    expect(await bucket.head('reports/none')).toBeUndefined();
    expect(await bucket.read('reports/none')).toBeUndefined();
  });
});
