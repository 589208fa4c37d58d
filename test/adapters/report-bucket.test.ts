import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { reportBucketOf } from '../../lambdas/adapters/report-bucket.ts';
import { anS3 } from './s3-wire.ts';

const partBytes = 5 * 1024 * 1024;
const object = (bytes: number) => ({
  key: 'k',
  body: Readable.from(chunks(bytes), { objectMode: false }),
  contentType: 'application/gzip',
  metadata: {},
});

function* chunks(bytes: number) {
  for (let at = 0; at < bytes; at += 65_536) yield Buffer.alloc(Math.min(65_536, bytes - at), at);
}

/** S3 answering with checksums, which the local S3 servers do not do. */
const anS3ThatAnswers = (checksumOfPart: string | undefined) => {
  const client = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
  const s3 = mockClient(client);
  s3.on(CreateMultipartUploadCommand).resolves({ UploadId: 'U' });
  s3.on(UploadPartCommand).resolves({ ETag: 'e', ...(checksumOfPart && { ChecksumCRC32: checksumOfPart }) });
  s3.on(CompleteMultipartUploadCommand).resolves({});
  s3.on(AbortMultipartUploadCommand).resolves({});
  s3.on(HeadObjectCommand).resolves({ ContentLength: partBytes + 1 });
  return { s3, bucket: reportBucketOf({ client, bucketName: 'b', keyPrefix: 'team/' }) };
};

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

test('the completion of an upload carries the expected length, so that S3 refuses an incomplete object', async () => {
  const { s3, bucket } = anS3ThatAnswers(undefined);

  expect(await bucket.upload(object(partBytes + 1))).toEqual({ sizeBytes: partBytes + 1 });

  expect(s3.commandCalls(CompleteMultipartUploadCommand)[0]?.args[0].input).toMatchObject({ Key: 'team/k', MpuObjectSize: partBytes + 1 });
});

test('a part that S3 stored with another checksum than was sent never becomes part of an object', async () => {
  const { s3, bucket } = anS3ThatAnswers('AAAAAA==');

  await expect(bucket.upload(object(partBytes + 1))).rejects.toMatchObject({ name: 'StoreUnavailableError' });

  expect(s3.commandCalls(CompleteMultipartUploadCommand)).toHaveLength(0);
  expect(s3.commandCalls(AbortMultipartUploadCommand)).toHaveLength(1);
});

test('the error of a failed stream is rethrown unchanged, after the upload was aborted', async () => {
  const { s3, bucket } = anS3ThatAnswers(undefined);
  const failure = new TypeError('the stream’s own');
  const body = Readable.from(
    (function* () {
      yield* chunks(2 * partBytes + 5);
      throw failure;
    })(),
    { objectMode: false },
  );

  await expect(bucket.upload({ ...object(1), body })).rejects.toBe(failure);

  expect(s3.commandCalls(AbortMultipartUploadCommand)).toHaveLength(1);
});

test('an answer of S3 without a checksum does not count as stored', async () => {
  const { s3, bucket } = anS3ThatAnswers(undefined);
  s3.on(PutObjectCommand).resolves({});
  s3.on(HeadObjectCommand).rejects(Object.assign(new Error('denied'), { name: 'AccessDenied' }));

  await expect(bucket.upload(object(10))).rejects.toThrow('Check the function’s role');
});

test('objects are written, described and read under the prefix, and a missing one is undefined', async () => {
  const { client, bucketName, close } = await anS3();
  closers.push(close);
  const bucket = reportBucketOf({ client, bucketName, keyPrefix: 'team/' });

  expect(await bucket.writeJson('runs/1.json', { saved: 1 })).toMatch(/^s3:\/\/.+runs\/1\.json$/);
  await bucket.upload({ ...object(10), metadata: { 'job-key': 'Vendor/DE' } });

  const whole = reportBucketOf({ client, bucketName });
  const stored = await whole.read('team/runs/1.json');
  expect(stored && JSON.parse(await text(stored))).toEqual({ saved: 1 });
  expect(await bucket.head('k')).toEqual({ sizeBytes: 10, metadata: { 'job-key': 'Vendor/DE' }, contentType: 'application/gzip' });
  expect(await whole.head('k')).toBeUndefined();
  expect(await whole.read('k')).toBeUndefined();
});

test('an unreachable S3 throws StoreUnavailableError', async () => {
  const { client, bucketName, close } = await anS3(() => 'reset');
  closers.push(close);
  const bucket = reportBucketOf({ client, bucketName });

  for (const act of [() => bucket.head('k'), () => bucket.read('k'), () => bucket.writeJson('k', {}), () => bucket.upload(object(10))]) {
    await expect(act()).rejects.toMatchObject({ name: 'StoreUnavailableError', cause: expect.any(Error) });
  }
});
