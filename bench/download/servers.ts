import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ReportDocument, reportDocument } from '../report-document.ts';

/*
 * One server in a process of its own: `node servers.ts amazon` answers getReportDocument and serves the documents,
 * `node servers.ts s3` is the bucket. Each sends its port to the process that started it.
 */

const seed = 20_260_309;

const amazon = (): void => {
  const documents = new Map<number, ReportDocument>();
  const documentOf = (bytes: number): ReportDocument => {
    const document = documents.get(bytes) ?? reportDocument(bytes, seed);
    documents.set(bytes, document);
    return document;
  };
  const server = createServer(async ({ url = '', headers }, response) => {
    const document = documentOf(Number(url.split('/').at(-1)));
    if (url.startsWith('/reports/')) {
      const { storedBytes, unpackedBytes, rows } = document;
      const located = { url: `http://${headers.host}/document/${url.split('/').at(-1)}`, compressionAlgorithm: 'GZIP' };
      return void response.end(JSON.stringify({ reportDocumentId: 'bench', ...located, storedBytes, unpackedBytes, rows }));
    }
    response.writeHead(200, { 'content-length': document.storedBytes, 'content-type': 'application/octet-stream' });
    await pipeline(Readable.from(document.pieces()), response).catch(() => {});
  });
  sendPort(server);
};

const sendPort = (server: Server): void => {
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object') process.send?.(address?.port);
  });
};

const s3 = async (): Promise<void> => {
  /** s3rver brings no types. */
  const S3rver: new (options: object) => { run: () => Promise<AddressInfo> } = createRequire(import.meta.url)('@20minutes/s3rver');
  const directory = mkdtempSync(join(tmpdir(), 'bench-s3-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const options = {
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory,
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: 'bench' }],
  };
  const { port } = await new S3rver(options).run();
  process.send?.(port);
};

process.on('disconnect', () => process.exit());
if (process.argv[2] === 's3') await s3();
else amazon();
