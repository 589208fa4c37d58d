import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleepForReal } from 'node:timers/promises';
import type { AmazonRequest, AmazonResponse, AmazonState, Clock, Intercept } from '../types.ts';
import { openEntrance } from './entrance.ts';

export type ServerOptions = { state: AmazonState; now?: Clock; port?: number; intercept?: Intercept };
export type SellingPartnerServer = {
  /** Base of the Selling Partner API: a secret's `endpointUri`. */
  url: string;
  lwaTokenUrl: string;
  /** Host and port, as document URLs name them. */
  host: string;
  close: () => Promise<void>;
};

/** The fake Amazon behind a real socket on the loopback interface. Port 0, the default, takes any free one. */
export const startSellingPartnerServer = async ({
  state,
  now = Date.now,
  port = 0,
  intercept,
}: ServerOptions): Promise<SellingPartnerServer> => {
  const entrance = openEntrance({ state, now, sleep: async (ms) => void (await sleepForReal(ms)), ...(intercept ? { intercept } : {}) });
  const server = createServer(async (incoming, outgoing) => {
    const request = await received(incoming);
    const arrival = await entrance.arrive(request, entrance.choose(request));
    if (arrival.kind === 'reset') incoming.socket.resetAndDestroy();
    else await send(arrival.response, outgoing);
  });
  // Longer than clients keep idle connections, or a reused one breaks without any fault having been asked for.
  server.keepAliveTimeout = 65_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const host = `127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://${host}`, lwaTokenUrl: `http://${host}/auth/o2/token`, host, close };
};

const received = async (incoming: IncomingMessage): Promise<AmazonRequest> => ({
  method: incoming.method ?? 'GET',
  origin: `http://${incoming.headers.host}`,
  path: incoming.url ?? '/',
  headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
  body: await text(incoming),
});

/** A caller that goes away in the middle of a document is no error here. */
const send = async ({ status, headers, body, bodyEnd }: AmazonResponse, outgoing: ServerResponse): Promise<void> => {
  const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
  outgoing.writeHead(status, { ...length, ...headers });
  if (typeof body === 'string') {
    outgoing.end(body);
    return;
  }
  try {
    await pipeline(Readable.from(body(), { objectMode: false }), outgoing, { end: bodyEnd === 'complete' });
    if (bodyEnd === 'complete') return;
    await flushed(outgoing);
    if (bodyEnd === 'reset') outgoing.socket?.resetAndDestroy();
    else outgoing.socket?.end();
  } catch {
    outgoing.destroy();
  }
};

const flushed = (outgoing: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (outgoing.writableLength === 0) resolve();
    else outgoing.once('drain', resolve);
  });
