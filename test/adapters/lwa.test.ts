import { afterEach, expect, test } from 'vitest';
import { oneCallEach } from '../../lambdas/adapters/connections.ts';
import { loginOf } from '../../lambdas/adapters/lwa.ts';
import type { Credentials } from '../../lambdas/core/input/credentials.ts';
import { type ApiReply, anApi } from './an-api.ts';

const account: Credentials = {
  clientId: 'amzn1.client',
  clientSecret: 'planted-secret',
  refreshToken: 'Atzr|planted',
  endpointUri: 'https://x.example',
};

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const aLogin = async (reply: (form: URLSearchParams, nth: number) => ApiReply | Promise<ApiReply>, fresh: Credentials = account) => {
  const api = await anApi(({ body }, nth) => reply(new URLSearchParams(body), nth));
  closers.push(api.close);
  const clock = { ms: Date.parse('2026-03-09T00:00:00Z'), now: () => clock.ms };
  const reads: boolean[] = [];
  let now = account;
  const login = loginOf({
    secrets: async (_secretId, options) => {
      reads.push(options?.fresh === true);
      if (options?.fresh) now = fresh;
      return now;
    },
    clock,
    dispatcher: oneCallEach(),
    tokenUrl: `http://${api.host}/auth/o2/token`,
  });
  return { login, api, clock, reads };
};

const token = (nth: number, seconds = 3600): ApiReply => ({
  body: { access_token: `Atza|${nth}`, token_type: 'bearer', expires_in: seconds },
});

test('a token is requested as Amazon documents it', async () => {
  const { login, api } = await aLogin(() => token(1));

  expect(await login('acme')).toBe('Atza|1');

  expect(api.requests[0]).toMatchObject({
    method: 'POST',
    path: '/auth/o2/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
  });
  expect(Object.fromEntries(new URLSearchParams(api.requests[0]?.body))).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'Atzr|planted',
    client_id: 'amzn1.client',
    client_secret: 'planted-secret',
  });
});

test('a token is reused until five minutes before it expires', async () => {
  const { login, clock } = await aLogin((_form, nth) => token(nth));
  await login('acme');

  clock.ms += 55 * 60_000 - 1;
  expect(await login('acme')).toBe('Atza|1');
  clock.ms += 1;
  expect(await login('acme')).toBe('Atza|2');
});

test('concurrent callers wait for one answer, and accounts are not mixed up', async () => {
  const { login, api } = await aLogin((_form, nth) => token(nth));

  expect(new Set(await Promise.all(Array.from({ length: 50 }, () => login('acme'))))).toEqual(new Set(['Atza|1']));
  expect(await login('other')).toBe('Atza|2');
  expect(api.requests).toHaveLength(2);
});

test('a token that Amazon refused is replaced once, for all its users', async () => {
  const { login, api } = await aLogin((_form, nth) => token(nth));
  const refused = await login('acme');

  expect(await Promise.all([login('acme', refused), login('acme', refused)])).toEqual(['Atza|2', 'Atza|2']);
  expect(await login('acme', refused)).toBe('Atza|2');
  expect(api.requests).toHaveLength(2);
});

test.for([
  [401, 'invalid_client', 'ClientCredentialsRefusedError', '180 days'],
  [400, 'unauthorized_client', 'ClientCredentialsRefusedError', 'one and the same application'],
  [400, 'invalid_grant', 'AuthorizationRevokedError', 'authorise the application again'],
  [400, 'invalid_request', 'ClientCredentialsRefusedError', 'Copy client id, client secret and refresh token again'],
  [400, 'invalid_scope', 'ClientCredentialsRefusedError', 'Copy client id'],
  [403, 'access_denied', 'ClientCredentialsRefusedError', 'one and the same application'],
  [400, 'unsupported_grant_type', 'UnexpectedAnswerError', 'LWA_TOKEN_URL'],
  [400, 'something_new', 'UnexpectedAnswerError', 'developer console'],
  [429, 'slow_down', 'SellingPartnerUnavailableError', 'tried again'],
  [503, undefined, 'SellingPartnerUnavailableError', 'tried again'],
] as const)('%i %s becomes an error that says what to do', async ([status, error, name, advice]) => {
  const { login } = await aLogin(() => ({ status, body: { error, error_description: 'planted-description' } }));

  const thrown = await login('acme').catch((caught: unknown) => caught);

  expect(thrown).toMatchObject({ name, message: expect.stringContaining(advice) });
  expect(JSON.stringify(thrown, ['message', 'cause', 'stack'])).not.toMatch(/planted/);
});

test.for([200, 302, 403, 407])('a proxy’s page with status %i counts as unavailability, not as a refusal', async (status) => {
  const { login } = await aLogin(() => ({ status, body: '<html>Sign in to the network</html>' }));

  await expect(login('acme')).rejects.toMatchObject({
    name: 'SellingPartnerUnavailableError',
    message: expect.stringContaining('without JSON, as a proxy or firewall does'),
  });
});

test('an answer without a token is unexpected; no answer and cut connections are unavailability', async () => {
  await expect((await aLogin(() => ({ body: {} }))).login('acme')).rejects.toMatchObject({ name: 'UnexpectedAnswerError' });
  const cut = await (await aLogin(() => 'reset')).login('acme').catch((error: unknown) => error);
  expect(cut).toMatchObject({ name: 'SellingPartnerUnavailableError' });
  expect(JSON.stringify(cut, ['message', 'cause', 'stack'])).not.toContain('planted');
});

test('after a refusal the secret is read again, and its new value is tried', async () => {
  const rotated = { ...account, clientSecret: 'rotated' };
  const { login, reads } = await aLogin(
    (form, nth) => (form.get('client_secret') === 'rotated' ? token(nth) : { status: 401, body: { error: 'invalid_client' } }),
    rotated,
  );

  expect(await login('acme')).toBe('Atza|2');
  expect(reads).toEqual([false, true]);
});

test('a secret that did not change is not sent twice', async () => {
  const { login, api } = await aLogin(() => ({ status: 401, body: { error: 'invalid_client' } }));

  await expect(login('acme')).rejects.toMatchObject({ name: 'ClientCredentialsRefusedError' });

  expect(api.requests).toHaveLength(1);
});
