import type { Dispatcher } from 'undici';
import {
  AuthorizationRevokedError,
  ClientCredentialsRefusedError,
  SellingPartnerUnavailableError,
  UnexpectedAnswerError,
} from '../core/errors.ts';
import { AccessToken, jsonIn, LoginError } from '../core/failure/amazon-answers.ts';
import type { Credentials, Login, Secrets } from '../core/input/credentials.ts';
import type { Clock } from '../core/ports.ts';

/** @see https://developer-docs.amazon.com/sp-api/docs/connect-to-the-sp-api */
const amazonsTokenUrl = 'https://api.amazon.com/auth/o2/token';

/** As early as Amazon's samples renew; half of the life of a token that lives shorter than that. */
const renewedEarlyMs = 5 * 60_000;

/** Of an error code that is passed on: the OAuth ones have at most 25 characters. */
const longestWord = 60;

const answerTimeoutMs = 20_000;

type Options = { secrets: Secrets; clock: Clock; tokenUrl?: string; dispatcher: Dispatcher };

/** A token and the secret it belongs to: a secret that was corrected must not be served with the token of the old one. */
type Kept = { token: string; renewAtMs: number; refreshToken: string; clientId: string };

/** Login with Amazon. Tokens are kept in memory for as long as the container lives, and nowhere else. */
export const loginOf = ({ secrets, clock, tokenUrl = amazonsTokenUrl, dispatcher }: Options): Login => {
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<string>>();

  const ask = async (secretId: string, credentials: Credentials): Promise<string> => {
    const askedAtMs = clock.now();
    const { access_token: token, expires_in: seconds } = await exchange(tokenUrl, dispatcher, secretId, credentials);
    const renewAtMs = askedAtMs + Math.max(seconds * 500, seconds * 1000 - renewedEarlyMs);
    kept.set(secretId, { token, renewAtMs, refreshToken: credentials.refreshToken, clientId: credentials.clientId });
    return token;
  };
  /** A refusal may mean that the secret was rotated since it was read: it is read again, and used if it has changed. */
  const askTwice = async (secretId: string, credentials: Credentials): Promise<string> => {
    try {
      return await ask(secretId, credentials);
    } catch (error) {
      if (!(error instanceof ClientCredentialsRefusedError || error instanceof AuthorizationRevokedError)) throw error;
      const now = await secrets(secretId, { fresh: true });
      if (isSame(now, credentials)) throw error;
      return ask(secretId, now);
    }
  };
  return async (secretId, refusedToken) => {
    const credentials = await secrets(secretId);
    const have = kept.get(secretId);
    const isCurrent = have !== undefined && have.refreshToken === credentials.refreshToken && have.clientId === credentials.clientId;
    if (isCurrent && have.token !== refusedToken && clock.now() < have.renewAtMs) return have.token;
    const others = asking.get(secretId);
    if (others !== undefined) return others;
    const mine = askTwice(secretId, credentials).finally(() => asking.delete(secretId));
    asking.set(secretId, mine);
    return mine;
  };
};

const isSame = (one: Credentials, other: Credentials): boolean =>
  one.clientId === other.clientId && one.clientSecret === other.clientSecret && one.refreshToken === other.refreshToken;

const exchange = async (tokenUrl: string, dispatcher: Dispatcher, secretId: string, credentials: Credentials) => {
  const { clientId, clientSecret, refreshToken } = credentials;
  const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, client_secret: clientSecret };
  const { status, body } = await post(tokenUrl, dispatcher, new URLSearchParams(form).toString());
  if (status >= 200 && status < 300) {
    const value = jsonIn(body);
    const answer = AccessToken.safeParse(value);
    if (answer.success) return answer.data;
    if (value === undefined) throw behindProxy(status);
    throw new UnexpectedAnswerError(
      `Login with Amazon answered ${status} without an access token. If this continues, ask Amazon's developer support.`,
    );
  }
  const value = jsonIn(body);
  const word = LoginError.safeParse(value).data?.error ?? 'no reason';
  throw value === undefined && status !== 401 ? behindProxy(status) : refusal(secretId, status, word.slice(0, longestWord));
};

/** The client's errors may carry the request: only their code is passed on. */
const post = async (url: string, dispatcher: Dispatcher, form: string): Promise<{ status: number; body: string }> => {
  try {
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8', accept: 'application/json' };
    const limits = { headersTimeout: answerTimeoutMs, bodyTimeout: answerTimeoutMs };
    const { origin, pathname } = new URL(url);
    const { statusCode, body } = await dispatcher.request({ origin, path: pathname, method: 'POST', headers, body: form, ...limits });
    return { status: statusCode, body: await body.text() };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new SellingPartnerUnavailableError(`Login with Amazon could not be reached (${code}). It is tried again.`);
  }
};

/** Login with Amazon always answers in JSON: something in between has answered. */
const behindProxy = (status: number): SellingPartnerUnavailableError =>
  new SellingPartnerUnavailableError(
    `Login with Amazon was answered ${status} without JSON, as a proxy or firewall does. It is tried again; if this continues, let the function reach api.amazon.com.`,
  );

/** Branches on `error`, never on the texts: those are no contract. */
const refusal = (secretId: string, status: number, error: string): Error => {
  if (status === 429 || status >= 500) {
    return new SellingPartnerUnavailableError(`Login with Amazon answered ${status} (${error}). It is tried again.`);
  }
  switch (error) {
    case 'invalid_client':
      return new ClientCredentialsRefusedError(
        `Login with Amazon refused the client of secret ${secretId}. The client secret is wrong, or older than 180 days: rotate it in the developer console, put the new one into the secret, then redrive.`,
      );
    case 'unauthorized_client':
    case 'access_denied':
      return new ClientCredentialsRefusedError(
        `Login with Amazon says that the client of secret ${secretId} may not use this refresh token. Put client and refresh token of one and the same application into the secret, then redrive.`,
      );
    case 'invalid_grant':
      return new AuthorizationRevokedError(
        `Login with Amazon refused the refresh token of secret ${secretId}: the authorisation was revoked or ran out. Have the selling partner authorise the application again, put the new refresh token into the secret, then redrive.`,
      );
    case 'invalid_request':
    case 'invalid_scope':
      return new ClientCredentialsRefusedError(
        `Login with Amazon cannot read the request made of secret ${secretId} (${error}): a value of it has a character too many or is cut off. Copy client id, client secret and refresh token again, then redrive.`,
      );
    case 'unsupported_grant_type':
      return new UnexpectedAnswerError(
        `Login with Amazon does not take refresh tokens here (${error}). Check that LWA_TOKEN_URL, if it is set, is Amazon's token endpoint.`,
      );
    default:
      return new UnexpectedAnswerError(
        `Login with Amazon answered ${status} (${error}). Compare the secret ${secretId} with the developer console.`,
      );
  }
};
