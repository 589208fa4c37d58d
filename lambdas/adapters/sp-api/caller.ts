import type { Dispatcher } from 'undici';
import * as z from 'zod';
import { AccessDeniedError, SellingPartnerUnavailableError } from '../../core/errors.ts';
import { isAboutToken, refusalIn } from '../../core/failure/amazon-answers.ts';
import type { Login } from '../../core/input/credentials.ts';
import { codeOf, headerOf, send } from './send.ts';

const reportsPath = '/reports/2021-06-30';

type Call = { name: string; method: 'GET' | 'POST' | 'DELETE'; path: string; body?: string; signal?: AbortSignal | undefined };
export type Answer = { name: string; status: number; rateLimitPerSecond?: number | undefined; body: string };
type Connection = { endpointUri: string; login: Login; secretId: string; dispatcher: Dispatcher };

export type Caller = (what: Call) => Promise<Answer>;

/** Calls with the token in hand, and retries once with a new one when Amazon says that the token is at fault. */
export const callerOf = ({ endpointUri, login, secretId, dispatcher }: Connection, firstToken: string): Caller => {
  let token = firstToken;
  const once = async ({ name, method, path, body, signal }: Call): Promise<Answer> => {
    const headers = {
      'x-amz-access-token': token,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    try {
      const answer = await send(dispatcher, new URL(`${reportsPath}${path}`, endpointUri), {
        method,
        headers,
        signal,
        ...(body !== undefined && { body }),
      });
      const rateLimitPerSecond = rateIn(answer.headers['x-amzn-ratelimit-limit']);
      return { name, status: answer.statusCode, rateLimitPerSecond, body: await answer.body.text() };
    } catch (error) {
      signal?.throwIfAborted();
      throw new SellingPartnerUnavailableError(`${name} got no answer from Amazon (${codeOf(error)}). It is tried again.`);
    }
  };
  return async (what) => {
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

/** Requests per second; Amazon sends it when it can, never with a 429. @see https://developer-docs.amazon.com/sp-api/docs/usage-plans-and-rate-limits-in-the-sp-api */
const rateIn = (header: string | string[] | undefined): number | undefined =>
  z.coerce.number().positive().finite().safeParse(headerOf(header)).data;
