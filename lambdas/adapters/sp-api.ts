import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import * as z from 'zod';
import type { Region } from '../core/catalogue/marketplaces.ts';
import type { OpenedDocument } from '../core/document/opened-document.ts';
import { documentText } from '../core/document/whole-document.ts';
import {
  AccessDeniedError,
  DamagedDocumentError,
  RequestRefusedError,
  SellingPartnerUnavailableError,
  UnexpectedAnswerError,
} from '../core/errors.ts';
import { CreatedReport, Document, isAboutToken, jsonIn, Report, Reports, refusalIn } from '../core/failure/amazon-answers.ts';
import type { Login, Secrets } from '../core/input/credentials.ts';
import { type AllowedHosts, checkDocumentUrl, checkEndpoint } from '../core/input/endpoints.ts';
import type { SellingPartner } from '../core/ports.ts';
import type { Answered } from '../core/quota/answered.ts';

const reportsPath = '/reports/2021-06-30';

/** Amazon asks for `AppId/Version (Language=…)`. @see https://developer-docs.amazon.com/sp-api/docs/include-a-user-agent-header-in-all-requests */
const userAgent = 'selling-partner-report-import/1.0 (Language=TypeScript; Platform=Node.js)';

/** Time limits per phase. `bodyTimeout` is silence between two pieces, and rests while we do not read. */
const phases = { headersTimeout: 30_000, bodyTimeout: 30_000 };

/** What waits of a document while it is unpacked: larger pieces than undici's 64 KiB make fewer trips to zlib's thread. */
const readAheadBytes = 256 * 1024;

type Options = { secrets: Secrets; login: Login; allowedHosts: AllowedHosts; dispatcher: Dispatcher };

/** The Selling Partner API for the account behind a secret's id, with an access token in hand before it returns. */
export const sellingPartnerOf =
  ({ secrets, login, allowedHosts, dispatcher }: Options) =>
  async (secretId: string, region?: Region): Promise<SellingPartner> => {
    const { endpointUri, clientId, clientWrittenAtMs } = await secrets(secretId);
    if (region !== undefined) checkEndpoint(endpointUri, { region, allowedHosts });
    const call = callerOf({ endpointUri, login, secretId, dispatcher }, await login(secretId));
    const openDocument: SellingPartner['openDocument'] = async (reportDocumentId, signal) => {
      const answer = await call({
        name: 'getReportDocument',
        method: 'GET',
        path: `/documents/${encodeURIComponent(reportDocumentId)}`,
        signal,
      });
      if (answer.status === 429) return { kind: 'throttled' };
      const { url, compressionAlgorithm } = parsed(Document, answer);
      const opened = await fetchDocument(checkDocumentUrl(url, allowedHosts), dispatcher, signal);
      return answered({ ...opened, compressionAlgorithm }, answer);
    };
    return {
      clientWrittenAtMs,
      applicationId: applicationIdOf(clientId),
      createReport: async ({ reportType, marketplaceIds, dataStartTime, dataEndTime, reportOptions }) => {
        const body = JSON.stringify({ reportType, marketplaceIds, dataStartTime, dataEndTime, reportOptions });
        const answer = await call({ name: 'createReport', method: 'POST', path: '/reports', body }).catch(unanswered);
        if ('kind' in answer) return answer;
        if (answer.status === 429) return { kind: 'throttled' };
        refuse(answer);
        const created = CreatedReport.safeParse(jsonIn(answer.body));
        return created.success
          ? answered(created.data, answer)
          : { kind: 'unknown', why: `Amazon answered ${answer.status} without a reportId` };
      },
      getReport: async (reportId) => {
        const answer = await call({ name: 'getReport', method: 'GET', path: `/reports/${encodeURIComponent(reportId)}` });
        if (answer.status === 429) return { kind: 'throttled' };
        return answered(answer.status === 404 ? undefined : parsed(Report, answer), answer);
      },
      getReports: async ({ reportType, marketplaceId, createdSince, createdUntil }) => {
        const asked = {
          reportTypes: reportType,
          marketplaceIds: marketplaceId,
          createdSince,
          ...(createdUntil && { createdUntil }),
          pageSize: '100',
        };
        const query = new URLSearchParams(asked);
        const answer = await call({ name: 'getReports', method: 'GET', path: `/reports?${query}` });
        return answer.status === 429 ? { kind: 'throttled' } : answered(parsed(Reports, answer), answer);
      },
      cancelReport: async (reportId) => {
        const answer = await call({ name: 'cancelReport', method: 'DELETE', path: `/reports/${encodeURIComponent(reportId)}` });
        if (answer.status === 429) return { kind: 'throttled' };
        const isTooLate = answer.status === 400 || answer.status === 404;
        if (!isTooLate) refuse(answer);
        return answered(!isTooLate, answer);
      },
      openDocument,
      readText: async (reportDocumentId, limitBytes) => {
        const opened = await openDocument(reportDocumentId);
        return opened.kind === 'throttled' ? opened : { ...opened, value: await documentText(opened.value, limitBytes) };
      },
    };
  };

/** Stands in keys and messages, where the client id itself has no business. */
const applicationIdOf = (clientId: string): string => createHash('sha256').update(clientId).digest('hex').slice(0, 16);

type Call = { name: string; method: 'GET' | 'POST' | 'DELETE'; path: string; body?: string; signal?: AbortSignal | undefined };
type Answer = { name: string; status: number; rateLimitPerSecond?: number | undefined; body: string };
type Connection = { endpointUri: string; login: Login; secretId: string; dispatcher: Dispatcher };

/** Calls with the token in hand, and retries once with a new one when Amazon says that the token is at fault. */
const callerOf = ({ endpointUri, login, secretId, dispatcher }: Connection, firstToken: string) => {
  let token = firstToken;
  const once = async ({ name, method, path, body, signal }: Call): Promise<Answer> => {
    const headers = {
      'x-amz-access-token': token,
      'user-agent': userAgent,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    try {
      const answer = await dispatcher.request({
        ...targetOf(new URL(`${reportsPath}${path}`, endpointUri)),
        method,
        headers,
        ...phases,
        ...(body !== undefined && { body }),
        ...(signal && { signal }),
      });
      const rateLimitPerSecond = rateIn(answer.headers['x-amzn-ratelimit-limit']);
      return { name, status: answer.statusCode, rateLimitPerSecond, body: await answer.body.text() };
    } catch (error) {
      signal?.throwIfAborted();
      throw new SellingPartnerUnavailableError(`${name} got no answer from Amazon (${codeOf(error)}). It is tried again.`);
    }
  };
  return async (what: Call): Promise<Answer> => {
    let answer = await once(what);
    if (isDenied(answer) && isAboutToken(answer.status, refusalIn(answer.body))) {
      token = await login(secretId, token);
      answer = await once(what);
    }
    if (isDenied(answer)) throw denied(answer);
    if (answer.status >= 500) {
      throw new SellingPartnerUnavailableError(
        `Amazon answered ${what.name} with ${answer.status} (${refusalIn(answer.body) || 'no reason'}). It is tried again.`,
      );
    }
    return answer;
  };
};

const isDenied = ({ status }: Answer): boolean => status === 401 || status === 403;

const denied = ({ name, status, body }: Answer): AccessDeniedError => {
  const words = refusalIn(body);
  const check = isAboutToken(status, words)
    ? "that the endpointUri in the account's secret is of the region in which the application was authorised"
    : 'that the application has the role of this report (Brand Analytics, for promotions Selling Partner Insights) and was authorised again after the role was added';
  return new AccessDeniedError(
    `Amazon denied ${name} (${status} ${words || 'without a reason'}) to a fresh access token. Check ${check}; then redrive.`,
  );
};

/** createReport may have acted: the caller has to look it up. */
const unanswered = (error: unknown): { kind: 'unknown'; why: string } => {
  if (error instanceof SellingPartnerUnavailableError) return { kind: 'unknown', why: error.message };
  throw error;
};

const answered = <T>(value: T, { rateLimitPerSecond }: Answer): Answered<T> & { kind: 'answered' } => ({
  kind: 'answered',
  value,
  rateLimitPerSecond,
});

const refuse = ({ name, status, body }: Answer): void => {
  if (status >= 200 && status < 300) return;
  const words = refusalIn(body) || 'without a reason';
  if (status >= 400) {
    throw new RequestRefusedError(
      `Amazon refused ${name} (${status} ${words}). ${name === 'createReport' ? "Correct the report's type, options or dates in the accounts file or input." : 'A redrive asks for the report anew.'}`,
    );
  }
  throw new UnexpectedAnswerError(`Amazon answered ${name} with ${status}. Check the endpointUri in the account's secret.`);
};

const parsed = <T>(schema: z.ZodType<T>, answer: Answer): T => {
  refuse(answer);
  const value = jsonIn(answer.body);
  if (value === undefined) {
    throw new SellingPartnerUnavailableError(
      `${answer.name} was answered ${answer.status} without JSON, as a proxy does. It is tried again.`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, code }) => `${path.join('.') || 'the answer'}: ${code}`).join('; ');
  throw new UnexpectedAnswerError(
    `Amazon's answer to ${answer.name} is not as in its model (${fields.slice(0, 300)}). See whether a newer release knows it, else report it.`,
  );
};

/** A document over the wire, encoded as it lies there. Its URL is a key to it and goes no further than here. */
const fetchDocument = async (url: URL, dispatcher: Dispatcher, signal: AbortSignal | undefined): Promise<OpenedDocument> => {
  const response = await dispatcher
    .request({
      ...targetOf(url),
      method: 'GET',
      headers: { 'accept-encoding': 'identity', 'user-agent': userAgent },
      highWaterMark: readAheadBytes,
      ...phases,
      ...(signal && { signal }),
    })
    .catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new DamagedDocumentError(`The document's host gave no answer (${codeOf(error)}).`);
    });
  const { statusCode, headers, body } = response;
  if (statusCode !== 200) {
    await body.dump().catch(() => {});
    throw new DamagedDocumentError(`The document's host answered ${statusCode}${statusCode === 403 ? ', its URL has expired' : ''}.`);
  }
  const length = one(headers['content-length']);
  return {
    body,
    contentLength: length === undefined ? undefined : Number(length),
    isChunked: /\bchunked\b/i.test(one(headers['transfer-encoding']) ?? ''),
    contentType: one(headers['content-type']),
    contentEncoding: one(headers['content-encoding']),
  };
};

const targetOf = ({ origin, pathname, search }: URL): { origin: string; path: string } => ({ origin, path: `${pathname}${search}` });

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header);

/** Requests per second; Amazon sends it when it can, never with a 429. @see https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits-in-the-sp-api */
const rateIn = (header: string | string[] | undefined): number | undefined =>
  z.coerce.number().positive().finite().safeParse(one(header)).data;

/** Errors of the HTTP client may carry URL and headers: only their code goes on. */
const codeOf = (error: unknown): string => (error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown');
