import { createServer, type IncomingMessage, type Server } from 'node:http';
import { z } from 'zod';
import { refusal } from '../engine/execution/lifecycle.ts';

/** Operations of one AWS service by name: parsed JSON in, JSON out; a `refusal` is the service's error of that name. */
export type Operations = Record<string, (input: unknown) => unknown>;
export type LocalServer = { url: string; close: () => Promise<void> };

/**
 * An AWS service with JSON over HTTP, on loopback.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export const startJsonApi = async (operations: Operations): Promise<LocalServer> => {
  const server = createServer(async (request, response) => {
    const { statusCode, body } = await answer(operations, request);
    response.writeHead(statusCode, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  return listening(server);
};

/** The server on a free port of the loopback address; closing it cuts idle connections too, so that no handle is left. */
export const listening = async (server: Server): Promise<LocalServer> => {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const close = () =>
    new Promise<void>((resolve, reject) => {
      server.close((error) => (error ? reject(error) : resolve()));
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${address.port}`, close };
};

const answer = async (operations: Operations, request: IncomingMessage): Promise<{ statusCode: number; body: unknown }> => {
  try {
    const name =
      String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1) ?? '';
    const operation = operations[name];
    if (operation === undefined) throw refusal('UnknownOperationException', `${name} is not served here`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    return { statusCode: 200, body: (await operation(JSON.parse(Buffer.concat(chunks).toString()))) ?? {} };
  } catch (error) {
    if (error instanceof z.ZodError) return { statusCode: 400, body: { __type: 'ValidationException', message: z.prettifyError(error) } };
    if (error instanceof Error && 'isRefusal' in error) return { statusCode: 400, body: { __type: error.name, message: error.message } };
    return { statusCode: 500, body: { __type: 'InternalServerError', message: String(error) } };
  }
};
