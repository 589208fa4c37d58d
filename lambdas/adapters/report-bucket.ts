import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { StoreAccessDeniedError, StoreUnavailableError } from '../core/errors.ts';
import type { ReportBucket, StoredObject } from '../core/ports.ts';

/**
 * The smallest parts that S3 takes, two at a time: 8 MiB × 4 costs 50 MB more at the peak and is no faster.
 * 10,000 parts of this size, the most S3 takes, make 50 GB: far above any document.
 */
const partSizeBytes = 5 * 1024 * 1024;
const partsAtOnce = 2;

/** AbortMultipartUpload gets this much of a dying invocation; what it leaves behind goes by the bucket's lifecycle rule. */
const abortTimeoutMs = 5_000;

type Place = { Bucket: string; Key: string };

/** @param keyPrefix comes before every key, with its slash; empty when the bucket is ours alone */
export const reportBucketOf = ({
  client,
  bucketName,
  keyPrefix = '',
}: {
  client: S3Client;
  bucketName: string;
  keyPrefix?: string;
}): ReportBucket => {
  const at = (key: string): Place => ({ Bucket: bucketName, Key: `${keyPrefix}${key}` });
  return {
    upload: async ({ key, body, contentType, metadata }, signal) => {
      await uploadWhole(client, { ...at(key), Body: body, ContentType: contentType, Metadata: printable(metadata) }, signal);
      const stored = await sdk(key, () => headOf(client, at(key)));
      if (stored === undefined)
        throw new StoreUnavailableError(`S3 completed the upload of ${key} and does not have it. It is stored again.`);
      return { sizeBytes: stored.sizeBytes };
    },
    writeJson: async (key, value) => {
      const object = { Body: `${JSON.stringify(value, undefined, 2)}\n`, ContentType: 'application/json' };
      await sdk(key, () => client.send(new PutObjectCommand({ ...at(key), ...object })));
      return `s3://${bucketName}/${keyPrefix}${key}`;
    },
    remove: async (key) => {
      await sdk(key, () => client.send(new DeleteObjectCommand(at(key))));
    },
    head: (key) => sdk(key, () => headOf(client, at(key))),
    read: (key) => sdk(key, () => bodyOf(client, at(key))),
  };
};

/** Uploads to the end or not at all, and settles only when S3 holds no part any more. */
const uploadWhole = async (
  client: S3Client,
  params: Place & { Body: Readable; ContentType: string; Metadata: Record<string, string> },
  signal: AbortSignal | undefined,
): Promise<void> => {
  const sending = watched(client, params.Body);
  const stop = (): void => sending.stop(signal?.reason);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    signal?.throwIfAborted();
    await new Upload({ client: sending.client, params, partSize: partSizeBytes, queueSize: partsAtOnce }).done();
  } catch (error) {
    signal?.throwIfAborted();
    const failure = sending.failure();
    throw failure === undefined ? error : unavailable(params.Key, failure);
  } finally {
    signal?.removeEventListener('abort', stop);
    params.Body.destroy();
  }
};

type Sending = { client: S3Client; stop: (reason: unknown) => void; failure: () => unknown };

/**
 * The client as lib-storage is given it. By itself lib-storage continues with the other parts after one has failed, lets an
 * abort that fails hide why it was made, and with `Upload.abort()` does not wait for it. Here the first failure, or the
 * caller's signal, ends the source and the parts in flight, so that lib-storage's own awaited clean-up follows at once.
 * S3 checks the CRC32 of every part that the SDK sends along; what it says it stored is compared here as well, and
 * it refuses to complete an object of another size than was sent: all before anything appears under the key.
 */
const watched = (client: S3Client, body: Readable): Sending => {
  body.on('error', () => {}); // it reaches us through lib-storage, which may not be listening yet
  const inFlight = new AbortController();
  let sentBytes = 0;
  let failure: unknown;
  const stop = (reason: unknown): void => {
    body.destroy(reason instanceof Error ? reason : new Error('The upload was stopped'));
    inFlight.abort();
  };
  const send = async (command: Parameters<S3Client['send']>[0]): Promise<unknown> => {
    if (command instanceof AbortMultipartUploadCommand) {
      return client.send(command, { abortSignal: AbortSignal.timeout(abortTimeoutMs) }).catch(() => ({}));
    }
    if (command instanceof CompleteMultipartUploadCommand) command.input.MpuObjectSize = sentBytes;
    try {
      const answer = await client.send(command, { abortSignal: inFlight.signal });
      if (command instanceof UploadPartCommand) sentBytes += checkedLength(command.input.Body, answer);
      return answer;
    } catch (error) {
      if (inFlight.signal.aborted) throw error;
      failure = error;
      stop(error);
      throw error;
    }
  };
  return {
    client: new Proxy(client, { get: (target, name) => (name === 'send' ? send : Reflect.get(target, name)) }),
    stop,
    failure: () => failure,
  };
};

/** The length of a part that S3 holds as it was sent. Emulators give no checksum back. */
const checkedLength = (part: unknown, stored: object): number => {
  if (!(part instanceof Uint8Array)) throw new TypeError('lib-storage sends parts as bytes');
  if ('ChecksumCRC32' in stored && stored.ChecksumCRC32 !== undefined) {
    const sent = Buffer.alloc(4);
    sent.writeUInt32BE(crc32(part));
    if (stored.ChecksumCRC32 !== sent.toString('base64'))
      throw new Error(`S3 stored a part with CRC32 ${stored.ChecksumCRC32} where ${sent.toString('base64')} was sent`);
  }
  return part.byteLength;
};

const headOf = (client: S3Client, place: Place): Promise<StoredObject | undefined> =>
  unlessMissing(async () => {
    const { ContentLength = 0, ContentType, Metadata = {} } = await client.send(new HeadObjectCommand(place));
    return { sizeBytes: ContentLength, metadata: Metadata, contentType: ContentType };
  });

const bodyOf = (client: S3Client, place: Place): Promise<Readable | undefined> =>
  unlessMissing(async () => {
    const { Body } = await client.send(new GetObjectCommand(place));
    return Body as Readable | undefined; // in Node; the SDK's type names the browsers' bodies too
  });

const unlessMissing = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof S3ServiceException && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    throw error;
  }
};

/** The SDK's many names become one, which the state machine retries. */
const sdk = async <T>(key: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (error) {
    throw unavailable(key, error);
  }
};

const denials = ['AccessDenied', 'AccessDeniedException', 'AllAccessDisabled', 'InvalidAccessKeyId', 'SignatureDoesNotMatch'];

const unavailable = (key: string, cause: unknown): Error => {
  const name = cause instanceof Error ? cause.name : 'unknown';
  if (denials.includes(name))
    return new StoreAccessDeniedError(
      `S3 denied access to ${key} (${name}). Check the function’s role, the bucket’s policy and its key; then redrive.`,
      { cause },
    );
  return new StoreUnavailableError(`S3 did not serve us for ${key} (${name}). It is tried again.`, { cause });
};

/** Metadata travel in headers: what does not print in ASCII is percent-encoded. */
const printable = (metadata: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [name, value.replace(/[^\x20-\x7e]/gu, encodeURIComponent)]));
