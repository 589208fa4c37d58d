import { Agent, type Dispatcher } from 'undici';

const connectTimeoutMs = 10_000;

/**
 * A new connection for each call, closed after it: Lambda freezes between invocations, and a connection that died meanwhile would make
 * an unanswered createReport of a good one. HTTP/2 keeps its session whatever `pipelining` says, so it is not offered.
 * @param tls what tests trust
 */
export const oneCallEach = (tls: Agent.Options['connect'] & object = {}): Dispatcher =>
  new Agent({ pipelining: 0, allowH2: false, connect: { timeout: connectTimeoutMs, ...tls } });
