import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import https from 'node:https';
import { Readable, Transform } from 'node:stream';
import { createGunzip, gunzipSync } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { Agent, request } from 'undici';
import { oneCallEach } from '../../lambdas/adapters/connections.ts';
import { reportBucketOf } from '../../lambdas/adapters/report-bucket.ts';
import { sellingPartnerOf } from '../../lambdas/adapters/sp-api.ts';
import { wholeDocument } from '../../lambdas/core/document/whole-document.ts';
import { ReportDocumentId } from '../../lambdas/core/record/jobs.ts';

/** From a document of this many bytes to an object of this key; returns what it found out about the document. */
export type Contender = (to: {
  amazon: string;
  s3: S3Client;
  bytes: number;
  key: string;
}) => Promise<{ rows?: number; storedSha256?: string }>;

const documentUrl = (amazon: string, bytes: number): string => `http://${amazon}/document/${bytes}`;

/** With the product's own part sizes, so that only the checks differ. */
const upload = async (s3: S3Client, key: string, body: Readable): Promise<void> => {
  const params = { Bucket: 'bench', Key: key, Body: body };
  await new Upload({ client: s3, params, partSize: 5 * 1024 * 1024, queueSize: 2 }).done();
};

/** The product, with all checks. */
const ours =
  (options: { rowArrays?: string[]; countRowsUpToBytes?: number }): Contender =>
  async ({ amazon, s3, bytes, key }) => {
    const secrets = async () => ({ clientId: '', clientSecret: '', refreshToken: '', endpointUri: `http://${amazon}` });
    const partner = await sellingPartnerOf({ secrets, login: async () => 'token', allowedHosts: [amazon], dispatcher: oneCallEach() })(
      'bench',
    );
    const opened = await partner.openDocument(ReportDocumentId.parse(String(bytes)));
    if (opened.kind === 'throttled') throw new Error('the server of this benchmark does not throttle');
    const { body, contentType, facts } = await wholeDocument(opened.value, options);
    await reportBucketOf({ client: s3, bucketName: 'bench' }).upload({ key, body, contentType, metadata: {} });
    const { rows, storedSha256 } = facts();
    return { ...(rows !== undefined && { rows }), storedSha256 };
  };

/** The raw pipe, with none or some of the checks. */
const pipe =
  (proofs: { inflates: boolean; hashes: boolean }): Contender =>
  async ({ amazon, s3, bytes, key }) => {
    const { body } = await request(documentUrl(amazon, bytes), { dispatcher: new Agent() });
    await upload(s3, key, proofs.inflates ? body.pipe(inflating(proofs.hashes)) : body);
    return {};
  };

const inflating = (hashes: boolean): Transform => {
  const stored = createHash('sha256');
  const unpacked = createHash('sha256');
  const gunzip = createGunzip({ chunkSize: 512 * 1024 });
  gunzip.on('data', (chunk: Buffer) => hashes && unpacked.update(chunk));
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (hashes) stored.update(chunk);
      gunzip.write(chunk, () => done(null, chunk));
    },
    flush(done) {
      gunzip.once('end', () => done());
      gunzip.end();
    },
  });
};

/** As most tools do it: the whole document, unpacked, in memory. */
const wholeBuffer: Contender = async ({ amazon, s3, bytes, key }) => {
  const packed = Buffer.from(await (await fetch(documentUrl(amazon, bytes))).arrayBuffer());
  gunzipSync(packed);
  await s3.send(new PutObjectCommand({ Bucket: 'bench', Key: key, Body: packed }));
  return {};
};

type Peer = {
  download: (details: object) => Promise<string>;
  downloadStream: (details: object, options: object) => Promise<Readable>;
};

/** npm's `amazon-sp-api`. It uses https to port 443 only, so its requests are redirected to the server on loopback here. */
const peer = async (amazon: string): Promise<Peer> => {
  const port = Number(amazon.split(':')[1]);
  Object.assign(https, {
    request: (options: object, answer: () => void) => httpRequest({ ...options, hostname: '127.0.0.1', port, agent: undefined }, answer),
  });
  const location = process.env['PEER_URL'];
  if (location === undefined) throw new Error('amazon-sp-api is not installed: npm install --no-save amazon-sp-api@1.2.1');
  const module = await import(location);
  const credentials = { SELLING_PARTNER_APP_CLIENT_ID: 'x', SELLING_PARTNER_APP_CLIENT_SECRET: 'x' };
  return new module.default({ region: 'na', refresh_token: 'x', credentials });
};

const details = (amazon: string, bytes: number) => ({ url: documentUrl(amazon, bytes), compressionAlgorithm: 'GZIP' });

const peerDownload: Contender = async ({ amazon, s3, bytes, key }) => {
  const text = await (await peer(amazon)).download(details(amazon, bytes));
  await upload(s3, key, Readable.from([Buffer.from(text)]));
  return {};
};

const peerStream: Contender = async ({ amazon, s3, bytes, key }) => {
  await upload(s3, key, await (await peer(amazon)).downloadStream(details(amazon, bytes), { unzip: false }));
  return {};
};

const rowArrays = ['dataByDepartmentAndSearchTerm'];

/** In the order of a round. */
export const contenders: Record<string, Contender> = {
  idle: async () => ({}),
  pipe: pipe({ inflates: false, hashes: false }),
  'pipe + inflate': pipe({ inflates: true, hashes: false }),
  'pipe + inflate + sha256': pipe({ inflates: true, hashes: true }),
  ours: ours({ rowArrays }),
  'ours without rows': ours({ rowArrays, countRowsUpToBytes: 0 }),
  'ours with all rows': ours({ rowArrays, countRowsUpToBytes: Number.POSITIVE_INFINITY }),
  'amazon-sp-api downloadStream': peerStream,
  'amazon-sp-api download': peerDownload,
  'whole buffer': wholeBuffer,
};
