import { STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Dispatcher, errors } from 'undici';
import type { AmazonRequest, AmazonResponse, AmazonState, Clock, Intercept, Sleep } from '../types.ts';
import { delayOf, openEntrance } from './entrance.ts';

export type DispatcherOptions = { state: AmazonState; now: Clock; sleep?: Sleep; intercept?: Intercept };

/**
 * The fake Amazon without sockets and without real time, for `request(url, { dispatcher })` of undici 8.
 * It waits only through `sleep`, and only where a fault says `delay`; a delay beyond the caller's
 * `headersTimeout` ends as undici's HeadersTimeoutError, while the request still arrives.
 */
export const sellingPartnerDispatcher = ({ state, now, sleep = noSleep, intercept }: DispatcherOptions): Dispatcher => {
  const entrance = openEntrance({ state, now, sleep, ...(intercept ? { intercept } : {}) });

  const serve = async (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler, line: Line) => {
    const request = await received(options);
    const fault = entrance.choose(request);
    const arriving = entrance.arrive(request, fault);
    const timeoutMs = options.headersTimeout ?? 300_000;
    if (timeoutMs > 0 && delayOf(fault) > timeoutMs) {
      await sleep(timeoutMs);
      throw new errors.HeadersTimeoutError();
    }
    const arrival = await arriving;
    if (arrival.kind === 'reset') throw connectionReset();
    await deliver(arrival.response, handler, line);
  };

  const dispatch = (options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean => {
    const line = openLine(handler);
    handler.onRequestStart?.(line.controller, {});
    serve(options, handler, line).catch((error: Error) => line.controller.abort(error));
    return true;
  };

  return Object.assign(new Dispatcher(), { dispatch, close: async () => {}, destroy: async () => {} });
};

const noSleep: Sleep = async (ms) => {
  if (ms > 0) throw new Error('A delay needs the `sleep` of the clock in use.');
};

type Line = { controller: Dispatcher.DispatchController; resumed: () => Promise<void> };

/** The caller's side of one request: it may pause, resume and give up. */
const openLine = (handler: Dispatcher.DispatchHandler): Line => {
  let reason: Error | null = null;
  let paused: PromiseWithResolvers<void> | undefined;
  const resume = () => {
    paused?.resolve();
    paused = undefined;
  };
  const controller: Dispatcher.DispatchController = {
    get aborted() {
      return reason !== null;
    },
    get paused() {
      return paused !== undefined;
    },
    get reason() {
      return reason;
    },
    abort: (error) => {
      if (reason !== null) return;
      reason = error;
      resume();
      handler.onResponseError?.(controller, error);
    },
    pause: () => {
      paused ??= Promise.withResolvers();
    },
    resume,
  };
  return { controller, resumed: async () => paused?.promise };
};

const deliver = async (response: AmazonResponse, handler: Dispatcher.DispatchHandler, { controller, resumed }: Line): Promise<void> => {
  if (controller.aborted) return;
  const { status, body, bodyEnd } = response;
  const headers = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)), ...response.headers } : response.headers;
  handler.onResponseStart?.(controller, status, headers, STATUS_CODES[status]);
  for (const chunk of typeof body === 'string' ? [Buffer.from(body)] : body()) {
    await resumed();
    if (controller.aborted) return;
    if (chunk.length > 0) handler.onResponseData?.(controller, Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  await resumed();
  if (controller.aborted) return;
  if (bodyEnd === 'reset') throw connectionReset();
  if (bodyEnd === 'closed-early') throw new errors.SocketError('other side closed');
  handler.onResponseEnd?.(controller, {});
};

const connectionReset = (): Error => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });

const received = async ({ origin, path, method, headers, body, query }: Dispatcher.DispatchOptions): Promise<AmazonRequest> => ({
  method,
  origin: String(origin ?? ''),
  path: query ? `${path}?${new URLSearchParams(query)}` : path,
  headers: headersOf(headers),
  body: await bodyOf(body),
});

const bodyOf = async (body: Dispatcher.DispatchOptions['body']): Promise<string> => {
  if (body === undefined || body === null) return '';
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString();
  if (body instanceof Readable) return await text(body);
  throw new TypeError('The fake Amazon reads strings, bytes and streams only.');
};

const headersOf = (headers: Dispatcher.DispatchOptions['headers']): Record<string, string> =>
  Object.fromEntries(pairs(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));

/** undici takes headers as an object, as a flat list, or as pairs. */
const pairs = (headers: Dispatcher.DispatchOptions['headers']): [string, unknown][] => {
  if (headers === undefined || headers === null) return [];
  if (!(Symbol.iterator in headers)) return Object.entries(headers);
  const list: readonly unknown[] = [...headers];
  if (list.every((one) => typeof one === 'string')) {
    return list.flatMap((name, index): [string, unknown][] => (index % 2 === 0 ? [[name, list[index + 1]]] : []));
  }
  return list.flatMap((one): [string, unknown][] => (Array.isArray(one) ? [[String(one[0]), one[1]]] : []));
};
