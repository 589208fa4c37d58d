import type { Dispatcher } from 'undici';

/** Amazon asks for `AppId/Version (Language=…)`. @see https://developer-docs.amazon.com/sp-api/docs/include-a-user-agent-header-in-all-requests */
const userAgent = 'selling-partner-report-import/1.0 (Language=TypeScript; Platform=Node.js)';

/** Time limits per phase. `bodyTimeout` is silence between two pieces, and rests while we do not read. */
const phases = { headersTimeout: 30_000, bodyTimeout: 30_000 };

type Sent = Omit<Dispatcher.RequestOptions, 'origin' | 'path' | 'headers' | 'signal'> & {
  headers: Record<string, string>;
  signal: AbortSignal | undefined;
};

/** One request under our name and within our time limits. */
export const send = (
  dispatcher: Dispatcher,
  { origin, pathname, search }: URL,
  { headers, signal, ...rest }: Sent,
): Promise<Dispatcher.ResponseData> =>
  dispatcher.request({
    origin,
    path: `${pathname}${search}`,
    headers: { ...headers, 'user-agent': userAgent },
    ...rest,
    ...phases,
    ...(signal && { signal }),
  });

export const headerOf = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** Errors of the HTTP client may carry URL and headers: only their code is passed on. */
export const codeOf = (error: unknown): string =>
  error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown';
