import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';

/** s3rver brings no types. */
const S3rver: new (options: object) => { run: () => Promise<AddressInfo>; close: () => Promise<void> } = createRequire(import.meta.url)(
  '@20minutes/s3rver',
);

export type S3Call = 'create' | 'part' | 'complete' | 'abort' | 'put' | 'other';
/** `unavailable`: 503 without acting. `acted`: does it, then 500. `reset`: cuts the connection. `silence`: never answers. */
export type S3Fault = 'unavailable' | 'acted' | 'reset' | 'silence';

export type S3Wire = {
  client: S3Client;
  bucketName: string;
  endpoint: string;
  count: (call: S3Call) => number;
  /** Multipart uploads that were started, but not completed or aborted. */
  dangling: () => number;
  close: () => Promise<void>;
};

export type S3Faults = (call: S3Call, nth: number, partNumber: number) => S3Fault | undefined;

/**
 * A bucket behind the real S3 protocol. s3rver cannot list multipart uploads, so a proxy in front of it counts them; it also
 * makes the faults, by call, by how often that call was made, and by the part's number.
 */
export const anS3 = async (fault: S3Faults = () => undefined): Promise<S3Wire> => {
  const directory = await mkdtemp(join(tmpdir(), 's3-wire-'));
  const bucketName = 'reports';
  const options = {
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: bucketName }],
  };
  const s3 = new S3rver(options);
  const { port } = await s3.run();
  const counts = new Map<S3Call, number>();
  const open = new Set<string>();
  const proxy = createServer((incoming, outgoing) => {
    const call = callOf(incoming);
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    const kind = fault(call, nth, Number(new URL(incoming.url ?? '/', 'http://s3').searchParams.get('partNumber')));
    if (kind === 'reset') return void incoming.socket.destroy();
    if (kind === 'silence') return void incoming.resume();
    if (kind === 'unavailable') return void refuse(incoming, outgoing, 503, 'SlowDown');
    pass(incoming, outgoing, port, (body) => {
      follow(open, incoming, call, body);
      return kind === 'acted';
    });
  });
  const endpoint = `http://127.0.0.1:${await listening(proxy)}`;
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    maxAttempts: 2,
  });
  return {
    client,
    bucketName,
    endpoint,
    count: (call) => counts.get(call) ?? 0,
    dangling: () => open.size,
    close: async () => {
      client.destroy();
      proxy.closeAllConnections();
      proxy.close();
      await s3.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
};

export const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });

const callOf = ({ method, url }: IncomingMessage): S3Call => {
  const query = new URL(url ?? '/', 'http://s3').searchParams;
  if (method === 'POST') return query.has('uploads') ? 'create' : 'complete';
  if (method === 'DELETE' && query.has('uploadId')) return 'abort';
  if (method === 'PUT') return query.has('partNumber') ? 'part' : 'put';
  return 'other';
};

const follow = (open: Set<string>, { url }: IncomingMessage, call: S3Call, body: string): void => {
  const uploadId = /<UploadId>([^<]+)/.exec(body)?.[1] ?? new URL(url ?? '/', 'http://s3').searchParams.get('uploadId') ?? '';
  if (call === 'create') open.add(uploadId);
  if (call === 'complete' || call === 'abort') open.delete(uploadId);
};

const pass = (incoming: IncomingMessage, outgoing: ServerResponse, port: number, acted: (body: string) => boolean): void => {
  const { method, url, headers } = incoming;
  const onward = forward({ port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
    if (method === 'GET') return void answer.pipe(outgoing.writeHead(answer.statusCode ?? 500, answer.headers));
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const failsNow = acted(Buffer.concat(chunks).toString());
      if (failsNow) return void refuse(incoming, outgoing, 500, 'InternalError');
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers).end(Buffer.concat(chunks));
    });
  });
  onward.on('error', () => outgoing.destroy());
  incoming.on('close', () => {
    if (!incoming.complete) onward.destroy();
  });
  incoming.pipe(onward);
};

const refuse = (incoming: IncomingMessage, outgoing: ServerResponse, status: number, code: string): void => {
  incoming.resume();
  incoming.on('end', () => outgoing.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`));
  if (incoming.readableEnded) outgoing.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
};
