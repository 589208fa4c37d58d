/*
 * The two parts of undici that the functions use. Its index loads all of it (fetch, WebSocket, caches, mocks), and esbuild cannot leave
 * out what CommonJS modules require: 440 kB in each bundle, a quarter of its load time.
 */

declare module 'undici/lib/dispatcher/agent.js' {
  import { Agent } from 'undici';
  export = Agent;
}

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';

  const request: (this: Dispatcher, options: Dispatcher.RequestOptions) => Promise<Dispatcher.ResponseData>;
  export = request;
}
