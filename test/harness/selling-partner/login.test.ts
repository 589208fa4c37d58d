import { expect, test } from 'vitest';
import { aCaller, read } from './a-caller.ts';
import { anAmazon, revoke, sampleApplication, sampleVendor } from './an-amazon.ts';
import { answerToken } from './login.ts';

test('a refresh token gives an access token for an hour', () => {
  const answer = aCaller(anAmazon()).login();

  expect(answer.status).toBe(200);
  expect(read(answer)).toMatchObject({ access_token: expect.stringMatching(/^Atza\|/), token_type: 'bearer', expires_in: 3600 });
});

test.for([
  ['a wrong client secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
  ['an unknown client', { client_id: 'wrong' }, 401, 'invalid_client'],
  ['a wrong refresh token', { refresh_token: 'wrong' }, 400, 'invalid_grant'],
  ["another client's refresh token", { refresh_token: 'Atzr|other' }, 400, 'unauthorized_client'],
  ['another grant type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
] as const)('%s is refused', ([, form, status, error]) => {
  const state = anAmazon({ grants: [sampleVendor, { refreshToken: 'Atzr|other', clientId: 'other' }] });

  const answer = aCaller(state).login(form);

  expect([answer.status, read(answer).error]).toEqual([status, error]);
});

test('JSON is taken as well as a form: the npm clients in use send it', () => {
  const state = anAmazon();
  const [clientSecret] = sampleApplication.clientSecrets;
  const { clientId } = sampleApplication;
  const asked = { grant_type: 'refresh_token', refresh_token: sampleVendor.refreshToken, client_id: clientId, client_secret: clientSecret };
  const send = (body: string, type: string) =>
    answerToken(
      state,
      { method: 'POST', origin: 'https://api.amazon.com', path: '/auth/o2/token', headers: { 'content-type': type }, body },
      0,
    );

  expect(send(JSON.stringify(asked), 'application/json').status).toBe(200);
  expect(send('{"grant_type', 'application/json').status).toBe(400);
  expect(send(JSON.stringify(asked), 'text/plain').status).toBe(400);
});

test('a revoked authorisation is refused, even with an earlier access token', () => {
  const state = anAmazon({ reports: { R1: {} } });
  const caller = aCaller(state);
  caller.getReport('R1');

  revoke(state, sampleVendor.refreshToken);

  expect(read(caller.login()).error).toBe('invalid_grant');
  expect(caller.getReport('R1').status).toBe(403);
});

test.for([
  ['59:59', 3599, 200],
  ['an hour', 3600, 403],
] as const)('after %s an access token answers %i → %i', ([, seconds, status]) => {
  const caller = aCaller(anAmazon({ reports: { R1: {} } }));
  const token = read(caller.login()).access_token;

  caller.waitSeconds(seconds);
  const answer = caller.send('GET', '/reports/2021-06-30/reports/R1', '', { 'x-amz-access-token': token });

  expect(answer.status).toBe(status);
  expect(answer.headers['x-amzn-requestid']).toBeTruthy();
  expect('x-amzn-ratelimit-limit' in answer.headers).toBe(status === 200);
});
