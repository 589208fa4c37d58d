import { createServer, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listening } from './s3-wire.ts';

/** How a document comes over the wire. */
export type Served = {
  bytes: Uint8Array;
  headers?: Record<string, string>;
  /** `length`: with Content-Length. `chunked`: HTTP shows the end. `until-close`: nothing does, as in HTTP/1.0. */
  framing?: 'length' | 'chunked' | 'until-close';
  /** Sends this many bytes, then cuts the connection (`reset`), closes it normally (`end`), or sends nothing more (`silence`). */
  stopAfter?: { bytes: number; how: 'reset' | 'end' | 'silence' };
  status?: number;
};

export type DocumentHost = {
  host: string;
  /** Sets what the host serves next. */
  serve: (document: Served) => URL;
  /** Bytes that the kernel took from us: shows whether back-pressure reaches the socket. */
  sentBytes: () => number;
  /** Resolves when the kernel has taken no more bytes for a while: the reader has stopped. */
  heldBack: () => Promise<void>;
  openConnections: () => number;
  close: () => void;
};

/** A document's host on loopback, with every way to break a download that HTTP has. */
export const aDocumentHost = async (): Promise<DocumentHost> => {
  let next: Served = { bytes: new Uint8Array() };
  let sentBytes = 0;
  let connections = 0;
  const server = createServer(async (_request, response) => {
    sentBytes = 0;
    for await (const bytes of send(next, response)) sentBytes += bytes;
  });
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
  });
  const host = `127.0.0.1:${await listening(server)}`;
  return {
    host,
    serve: (document) => {
      next = document;
      return new URL(`http://${host}/document?X-Amz-Signature=planted-signature`);
    },
    sentBytes: () => sentBytes,
    heldBack: async () => {
      for (let before = -1; before !== sentBytes; ) {
        before = sentBytes;
        await sleep(100);
      }
    },
    openConnections: () => connections,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const pieceBytes = 64 * 1024;

async function* send({ bytes, headers = {}, framing = 'length', stopAfter, status = 200 }: Served, response: ServerResponse) {
  response.on('error', () => {});
  if (framing === 'length') response.setHeader('content-length', bytes.byteLength);
  if (framing === 'until-close') {
    response.useChunkedEncodingByDefault = false;
    response.shouldKeepAlive = false;
  }
  response.writeHead(status, headers);
  response.flushHeaders();
  const last = stopAfter?.bytes ?? bytes.byteLength;
  for (let at = 0; at < last && !response.destroyed; at += pieceBytes) {
    const piece = bytes.subarray(at, Math.min(at + pieceBytes, last));
    const hasRoom = response.write(piece);
    if (!hasRoom) await roomIn(response);
    yield piece.byteLength;
  }
  if (stopAfter?.how === 'silence') return;
  await written(response); // what was written leaves before the cut
  if (stopAfter?.how === 'reset') response.socket?.resetAndDestroy();
  else if (stopAfter?.how === 'end' && framing !== 'chunked') response.socket?.end();
  else response.end();
}

/** Resolves when the kernel has all that was written so far. */
const written = ({ socket }: ServerResponse): Promise<void> =>
  new Promise((resolve) => (socket ? socket.write('', () => resolve()) : resolve()));

const roomIn = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
