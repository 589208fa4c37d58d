import { Readable } from 'node:stream';
import type { ReportBucket } from '../../../lambdas/core/ports.ts';
import type { HarnessClock } from '../engine/clock.ts';
import { actingWith, type Before } from './before.ts';

/** An object as JSON holds it. */
export type MemoryObject = { base64: string; contentType: string; metadata: Record<string, string> };
export type MemoryBucketState = Record<string, MemoryObject>;

type Wiring = {
  state?: MemoryBucketState;
  before?: Before;
  /** Does not advance while the body of an upload is read. */
  clock?: Pick<HarnessClock, 'working'>;
};

/**
 * The bucket's twin in memory: passes the same contract suite as the one over S3. `before('upload')` comes before the body is read,
 * `before('complete')` when all of it has come, before the object appears.
 */
export const memoryBucket = ({ state = {}, before, clock }: Wiring = {}): ReportBucket => {
  const act = actingWith(before);
  const working = clock?.working ?? ((work) => work());
  return {
    upload: async ({ key, body, contentType, metadata }, signal) => {
      const described = [{ key, contentType, metadata }];
      try {
        signal?.throwIfAborted();
        await act('upload', described, () => undefined);
        const bytes = await working(() => bytesOf(body, signal));
        return await act('complete', described, () => {
          state[key] = { base64: bytes.toString('base64'), contentType, metadata: asHeaders(metadata) };
          return { sizeBytes: bytes.length };
        });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        body.destroy();
      }
    },
    writeJson: (key, value) =>
      act('writeJson', [key, value], () => {
        const base64 = Buffer.from(JSON.stringify(value)).toString('base64');
        state[key] = { base64, contentType: 'application/json', metadata: {} };
        return `s3://memory/${key}`;
      }),
    remove: (key) =>
      act('remove', [key], () => {
        delete state[key];
      }),
    head: (key) =>
      act('head', [key], () => {
        const object = state[key];
        if (object === undefined) return undefined;
        const { contentType, metadata } = object;
        return { sizeBytes: Buffer.from(object.base64, 'base64').length, metadata, contentType };
      }),
    read: async (key) => {
      const base64 = await act('read', [key], () => state[key]?.base64);
      return base64 === undefined ? undefined : Readable.from([Buffer.from(base64, 'base64')], { objectMode: false });
    },
  };
};

/** Metadata travel as headers: names come back in lower case, and values in ASCII, percent-encoded where they were not. */
const asHeaders = (metadata: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(metadata).map(([name, value]) => [name.toLowerCase(), value.replace(/[^\x20-\x7e]/gu, encodeURIComponent)]),
  );

const bytesOf = async (body: Readable, signal: AbortSignal | undefined): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  const stop = () => body.destroy(signal?.reason instanceof Error ? signal.reason : new Error('The upload was cancelled'));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of body) chunks.push(Buffer.from(chunk));
    signal?.throwIfAborted();
    return Buffer.concat(chunks);
  } finally {
    signal?.removeEventListener('abort', stop);
  }
};
