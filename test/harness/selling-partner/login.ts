import { randomFrom } from './random.ts';
import { json } from './replies.ts';
import type { AccessToken, AmazonRequest, AmazonResponse, AmazonState, Grant } from './types.ts';

/**
 * Login with Amazon: an access token for a refresh token.
 *
 * The error codes are Amazon's; their texts and statuses were seen by users.
 * @see https://developer-docs.amazon.com/sp-api/docs/connect-to-the-sp-api
 */
export const answerToken = (state: AmazonState, request: AmazonRequest, now: number): AmazonResponse => {
  const form = fieldsOf(request);
  if (form === undefined)
    return oauthError(400, 'invalid_request', 'The request is missing a required parameter or is otherwise malformed');
  const clientId = form.get('client_id') ?? '';
  const application = state.applications.find((one) => one.clientId === clientId);
  if (form.get('grant_type') !== 'refresh_token') {
    return oauthError(400, 'unsupported_grant_type', 'The authorization grant type is not supported by the authorization server');
  }
  if (!application?.clientSecrets.includes(form.get('client_secret') ?? '')) {
    return oauthError(401, 'invalid_client', 'Client authentication failed');
  }
  const grant = state.grants.find((one) => one.refreshToken === form.get('refresh_token'));
  if (!grant || grant.revoked) return oauthError(400, 'invalid_grant', 'The request has an invalid grant parameter : refresh_token');
  if (grant.clientId !== clientId) return oauthError(400, 'unauthorized_client', 'Not authorized for requested operation');
  return json(200, issue(state, grant, now));
};

/** Documented as a form; JSON is taken as well, and the npm clients in use send it. */
const fieldsOf = ({ headers, body }: AmazonRequest): URLSearchParams | undefined => {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('application/x-www-form-urlencoded')) return new URLSearchParams(body);
  if (!type.startsWith('application/json')) return undefined;
  try {
    return new URLSearchParams(JSON.parse(body));
  } catch {
    return undefined;
  }
};

const oauthError = (status: number, error: string, description: string) => json(status, { error, error_description: description });

const issue = (state: AmazonState, grant: Grant, now: number) => {
  state.counters.tokens += 1;
  const random = randomFrom(state.seed, 'access token', state.counters.tokens);
  const accessToken = `Atza|${Array.from({ length: 40 }, () => random.integer(0, 0xffff).toString(36)).join('')}`;
  state.accessTokens = stillAlive(state.accessTokens, now);
  state.accessTokens[accessToken] = { refreshToken: grant.refreshToken, expiresAt: now + state.accessTokenSeconds * 1000 };
  return { access_token: accessToken, refresh_token: grant.refreshToken, token_type: 'bearer', expires_in: state.accessTokenSeconds };
};

/** Drops what expired long ago, so that a state that is used for weeks stays small. */
const stillAlive = (tokens: Record<string, AccessToken>, now: number) =>
  Object.fromEntries(Object.entries(tokens).filter(([, token]) => token.expiresAt > now - 86_400_000));

export type Identity = { grant: Grant } | { denial: string };

/** The owner of an access token, or why it is refused; the reasons are worded as users saw them. */
export const identify = (state: AmazonState, request: AmazonRequest, now: number): Identity => {
  const presented = request.headers['x-amz-access-token'];
  if (!presented) return { denial: 'Access token is missing in the request header.' };
  const token = state.accessTokens[presented];
  const grant = token && state.grants.find((one) => one.refreshToken === token.refreshToken);
  if (!grant) return { denial: 'The access token you provided is revoked, malformed or invalid.' };
  if (grant.revoked) return { denial: 'The access token you provided has been revoked.' };
  if (token.expiresAt <= now) return { denial: 'The access token you provided has expired.' };
  return { grant };
};
