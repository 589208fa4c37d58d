import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { listening } from './s3-wire.ts';

export type ApiRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: string };
/** `body` as JSON, or text as it is; `silence` never answers, `reset` cuts the connection. */
export type ApiReply = { status?: number; headers?: Record<string, string>; body?: unknown } | 'silence' | 'reset';

/** An HTTP API on loopback that gives the answers of the test, and records the requests. */
export const anApi = async (reply: (request: ApiRequest, nth: number) => ApiReply | Promise<ApiReply>) => {
  const requests: ApiRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const request = { method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body: await text(incoming) };
    requests.push(request);
    const answer = await reply(request, requests.length);
    if (answer === 'silence') return;
    if (answer === 'reset') return void incoming.socket.destroy();
    const { status = 200, headers = {}, body = {} } = answer;
    outgoing.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const host = `127.0.0.1:${await listening(server)}`;
  return {
    host,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
