import type { Dispatcher } from 'undici';
import request from 'undici/lib/api/api-request.js';
import Agent from 'undici/lib/dispatcher/agent.js';

const connectTimeoutMs = 10_000;

/** undici's index gives its dispatchers their methods; the agent alone has none. */
class RequestAgent extends Agent {
  override readonly request = request;
}

/**
 * A new connection for each call, closed after it: Lambda freezes between invocations, and a connection that died meanwhile would make
 * an unanswered createReport of a good one. HTTP/2 keeps its session whatever `pipelining` says, so it is not offered.
 * @param tls what tests trust
 */
export const oneCallEach = (tls: Agent.Options['connect'] & object = {}): Dispatcher =>
  new RequestAgent({ pipelining: 0, allowH2: false, connect: { timeout: connectTimeoutMs, ...tls } });
