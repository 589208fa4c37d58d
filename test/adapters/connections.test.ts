import { createSecureServer } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneCallEach } from '../../lambdas/adapters/connections.ts';

/** Both sides know a key beforehand: TLS without a certificate. */
const key = Buffer.from('a key that both sides know before');
const preShared = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;

const sockets = new Set<TLSSocket>();
const server = createSecureServer({ ...preShared, allowHTTP1: true, pskCallback: () => key }, (request, response) => {
  response.end(`HTTP/${request.httpVersion} ${request.headers.connection ?? ''}`);
}).on('secureConnection', (socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('even with a server that prefers HTTP/2, each call has its own HTTP/1.1 connection, which is closed after it', async () => {
  const address = server.address();
  const url = `https://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}/`;
  const dispatcher = oneCallEach({
    ...preShared,
    pskCallback: () => ({ psk: key, identity: 'test' }),
    checkServerIdentity: () => undefined,
  });

  const answers = await Promise.all([1, 2].map(async () => (await request(url, { dispatcher })).body.text()));

  expect(answers).toEqual(['HTTP/1.1 close', 'HTTP/1.1 close']);
  await expect.poll(() => sockets.size).toBe(0);
});
