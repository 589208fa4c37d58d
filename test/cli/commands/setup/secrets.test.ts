import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { secrets } from '../../../../cli/commands/setup/secrets.ts';
import { secretStoreOf } from '../../../../cli/deployed/secret-store.ts';
import { EXIT } from '../../../../cli/out.ts';
import { sellingPartner } from '../../../../lambdas/runtime.ts';
import { startLocalSecrets } from '../../../harness/local-aws/local-secrets.ts';
import { anAmazon, sampleApplication, sampleVendor } from '../../../harness/selling-partner/an-amazon.ts';
import { startSellingPartnerServer } from '../../../harness/selling-partner/entrances/server.ts';
import { aDesk, threeReports } from '../../desk.ts';

/** Login with Amazon and Secrets Manager over HTTP: the planted values must be in the store, and nowhere else. */

const NAMES = ['stack/acme-us', 'stack/acme-uk', 'stack/agency-app', 'stack/acme-de'];
const clientSecret = sampleApplication.clientSecrets[0] ?? '';
const planted = { clientId: sampleApplication.clientId, clientSecret, refreshToken: sampleVendor.refreshToken };
const wrong = { ...planted, refreshToken: 'Atzr|planted-wrong-token' };

let amazon: Awaited<ReturnType<typeof startSellingPartnerServer>>;
let manager: Awaited<ReturnType<typeof startLocalSecrets>>;
let client: SecretsManagerClient;
beforeAll(async () => {
  amazon = await startSellingPartnerServer({ state: anAmazon() });
  manager = await startLocalSecrets(
    (name) => (NAMES.includes(name) ? '' : undefined),
    () => [...NAMES, 'other/acme-us'],
  );
  const environment = {
    ...{ AWS_ENDPOINT_URL_SECRETS_MANAGER: manager.url, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' },
    ...{ SECRET_PREFIX: 'stack/', LWA_TOKEN_URL: amazon.lwaTokenUrl, SP_API_ALLOWED_HOSTS: amazon.host },
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  client = new SecretsManagerClient({});
});
afterAll(async () => {
  vi.unstubAllEnvs();
  client.destroy();
  await Promise.all([amazon.close(), manager.close()]);
});

const [vendor] = threeReports.accounts;
const accounts = { accounts: ['acme-us', 'acme-uk', 'acme-de', 'not-deployed'].map((name) => ({ ...vendor, name })) };

/** Everything that was printed or thrown, as one text. */
const put = async (written: Record<string, unknown>, input: string, file = '') => {
  const { execute } = aDesk({ accounts });
  const store = secretStoreOf({ client, prefix: 'stack/' });
  const some = { secrets: store, connectWith: sellingPartner, readInput: async () => input, readFile: async () => file };
  const { code, text, notes } = await execute(secrets, written, some).catch((error: Error) => ({
    code: -1,
    text: error.message,
    notes: '',
  }));
  const output = `${text}${notes}`;
  for (const value of [planted.clientSecret, planted.refreshToken, wrong.refreshToken, 'planted']) expect(output).not.toContain(value);
  return { code, output, known: await store.list() };
};

const csv = (...rows: Record<string, string>[]): string => {
  const columns = ['account', 'clientId', 'clientSecret', 'refreshToken', 'endpointUri', 'applicationSecret'];
  return [columns.join(','), ...rows.map((row) => columns.map((column) => row[column] ?? '').join(','))].join('\r\n');
};

test('a secret from stdin is checked by Login with Amazon, then stored, and only then has a value', async () => {
  const json = JSON.stringify({ ...planted, endpointUri: amazon.url });
  const { code, output, known } = await put({ ref: ['put', 'acme-us'] }, `\uFEFF${json}`);

  expect(code).toBe(EXIT.fine);
  expect(output).toContain('✓ acme-us: Login with Amazon gave a token; stored');
  expect(known.get('acme-us')).toMatchObject({ hasValue: true, changedAt: expect.stringMatching(/^20/) });
  expect(known.get('acme-uk')).toEqual({ hasValue: false });
  expect([...known.keys()]).toEqual(['acme-us', 'acme-uk', 'agency-app', 'acme-de']);
});

test('a line that Login with Amazon refuses is not stored, unless with --no-check; the other lines are', async () => {
  const endpointUri = amazon.url;
  const rows = csv({ account: 'acme-uk', ...wrong, endpointUri }, { account: 'acme-us', ...planted, endpointUri });
  const first = await put({ ref: ['put'], csv: true }, rows);
  expect(first.code).toBe(EXIT.failed);
  expect(first.output).toContain('✗ acme-uk (line 2): not stored: Login with Amazon refused the refresh token of secret acme-uk');
  expect(first.output).toContain('Stored 1 of 2 secrets.');
  expect(first.known.get('acme-uk')?.hasValue).toBe(false);

  const second = await put({ ref: ['put', 'acme-uk'], file: 'secret.json', check: false }, '', JSON.stringify({ ...wrong, endpointUri }));
  expect(second.code).toBe(EXIT.fine);
  expect(second.output).toContain('Remove secret.json');
  expect(second.known.get('acme-uk')?.hasValue).toBe(true);
});

test('an application that accounts share may be in the same file: they are checked with it before anything is stored', async () => {
  const { clientId, refreshToken } = planted;
  const shared = { refreshToken, endpointUri: amazon.url, applicationSecret: 'agency-app' };
  const { code, output } = await put(
    { ref: ['put'], csv: true },
    csv({ account: 'acme-de', ...shared }, { account: 'agency-app', clientId, clientSecret }),
  );
  expect(code).toBe(EXIT.fine);
  expect(output).toContain('✓ acme-de (line 2): Login with Amazon gave a token');
  expect(output).toContain('✓ agency-app (line 3): stored unchecked');
});

test.for([
  [
    'a line without its columns',
    csv({ account: 'acme-us', clientId: 'planted' }),
    /acme-us \(line 2\): .*incomplete: clientSecret, refreshToken, endpointUri/,
  ],
  ['an unknown account', csv({ account: 'Atzr|planted', ...planted }), /^Nothing was stored\.\nline 2: the account is neither/],
  [
    'two lines for one secret',
    csv(...[1, 2].map(() => ({ account: 'acme-us', ...planted, endpointUri: 'https://x' }))),
    /line 3\): is the same secret as acme-us \(line 2\)/,
  ],
  ['a file without its first line', Object.values(planted).join(','), /The first line must name the columns/],
  ['a line that is too long', `account;clientId\nacme-us;planted;planted`, /Line 2 has more columns/],
  ['nothing at all', '', /The first line must name the columns/],
] as const)('%s is refused before anything is stored, and nothing of it is repeated', async ([, text, why]) => {
  const { code, output } = await put({ ref: ['put'], csv: true }, text);
  expect(code).toBe(-1);
  expect(output).toMatch(why);
});

test('quoted cells, semicolons and other spellings of the columns are read', async () => {
  const row = `"acme-us";"${planted.clientId}";"${clientSecret}";"${planted.refreshToken}";${amazon.url}`;
  const { code } = await put({ ref: ['put'], csv: true }, `\uFEFFAccount;Client ID;client_secret;refresh_token;EndpointURI\n${row}\n\n`);
  expect(code).toBe(EXIT.fine);
});

test('a secret that is not deployed yet is refused with what to do', async () => {
  const { code, output } = await put({ ref: ['put', 'not-deployed'] }, JSON.stringify({ ...planted, endpointUri: amazon.url }));
  expect(code).toBe(EXIT.failed);
  expect(output).toContain('There is no secret stack/not-deployed yet. A deployment makes it');
});

test('the local world has secrets of its own', async () => {
  const { execute, ports } = aDesk({ accounts });
  const place = { ...ports.place, isLocal: true };
  await expect(execute(secrets, { ref: ['put', 'acme-us'] }, { place })).rejects.toThrow(/makes up its own/);
});
