import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, test } from 'vitest';
import { secretsOf } from '../../lambdas/adapters/secrets.ts';
import { type ApiReply, anApi } from './an-api.ts';

const whole = {
  clientId: 'amzn1.client',
  clientSecret: 'planted-secret',
  refreshToken: 'Atzr|planted',
  endpointUri: 'https://sellingpartnerapi-na.amazon.com',
};

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Secrets Manager at the wire, holding these values; a string starting with an exception's name is answered as that error. */
const aSecretsManager = async (values: Record<string, string>, failure?: ApiReply) => {
  const api = await anApi(({ body }) => {
    const value = values[JSON.parse(body).SecretId];
    if (failure !== undefined) return failure;
    if (value === undefined) return { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no such secret' } };
    return { body: { SecretString: value } };
  });
  const client = new SecretsManagerClient({
    endpoint: `http://${api.host}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
  });
  closers.push(api.close, () => client.destroy());
  return { api, values, secrets: secretsOf({ client, prefix: 'stack/', allowedHosts: [] }) };
};

test('a secret is read once in five minutes, and again when it was refused', async () => {
  const { api, values, secrets } = await aSecretsManager({ 'stack/acme': JSON.stringify(whole) });

  expect(await secrets('acme')).toEqual(whole);
  values['stack/acme'] = JSON.stringify({ ...whole, clientSecret: 'rotated' });
  expect((await secrets('acme')).clientSecret).toBe('planted-secret');
  expect((await secrets('acme', { fresh: true })).clientSecret).toBe('rotated');
  expect(api.requests).toHaveLength(2);
});

test.for([
  ['no JSON', '{'],
  ['an endpoint that is not Amazon’s', JSON.stringify({ ...whole, endpointUri: 'https://example.com' })],
] as const)('a secret with %s is not cached: somebody corrects it and redrives', async ([, text]) => {
  const { values, secrets } = await aSecretsManager({ 'stack/acme': text });
  await expect(secrets('acme')).rejects.toThrow();

  values['stack/acme'] = JSON.stringify(whole);

  expect(await secrets('acme')).toEqual(whole);
});

const json = JSON.stringify(whole);
test.for([
  ['with a byte order mark', `\uFEFF${json}`],
  ['with a byte order mark that a console of another code page read', `\u00EF\u00BB\u00BF${json}`],
  ['as JSON within a JSON string', JSON.stringify(json)],
  ['with whitespace around values', JSON.stringify({ ...whole, clientSecret: ` ${whole.clientSecret}\n` })],
  ['with a zero-width space in a value', JSON.stringify({ ...whole, refreshToken: `\u200B${whole.refreshToken}` })],
  ['with an endpoint without its scheme', JSON.stringify({ ...whole, endpointUri: 'sellingpartnerapi-na.amazon.com' })],
] as const)('a secret %s is read', async ([, text]) => {
  expect(await (await aSecretsManager({ 'stack/acme': text })).secrets('acme')).toEqual(whole);
});

test.for([
  ['UTF-8', Buffer.from(json)],
  ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${json}`)],
  ['UTF-16 of Windows', Buffer.from(`\uFEFF${json}`, 'utf16le')],
] as const)('a binary secret in %s is read', async ([, bytes]) => {
  const { secrets } = await aSecretsManager({}, { body: { SecretBinary: bytes.toString('base64') } });

  expect(await secrets('acme')).toEqual(whole);
});

test.for([
  ['', 'is empty'],
  [json.replaceAll('"', '\u201D'), 'typographic quotes'],
  ['CLIENT_ID=planted\nCLIENT_SECRET=planted', 'NAME=value lines'],
  ['{clientId:planted,clientSecret:planted}', 'names and values need double quotes'],
  ['planted', 'is not JSON'],
  [
    JSON.stringify({ lwa_app_id: 'planted', lwa_client_secret: 'planted', refresh_token: 'planted' }),
    '"lwa_app_id" is called "clientId" here',
  ],
] as const)('the error for the secret %j says what it is, without quoting it', async ([text, words]) => {
  const error = await (await aSecretsManager({ 'stack/acme': text })).secrets('acme').catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'InvalidSecretError', message: expect.stringContaining(words) });
  expect(JSON.stringify(error, ['message', 'cause', 'stack'])).not.toContain('planted');
});

test('accounts that share an application have its client in a secret of its own', async () => {
  const { clientId, clientSecret, ...account } = whole;
  const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:app-AbCdEf';
  const { secrets } = await aSecretsManager({
    'stack/acme': JSON.stringify({ ...account, applicationSecret: arn }),
    [arn]: JSON.stringify({ clientId, clientSecret }),
  });

  expect(await secrets('acme')).toEqual(whole);
});

test.for([
  ['', 'is empty'],
  ['not json: planted', 'is not JSON'],
  ['"planted"', 'incomplete'],
  ['null', 'incomplete'],
  [JSON.stringify({ ...whole, clientSecret: undefined }), 'clientSecret must be non-empty text'],
  [JSON.stringify({ ...whole, refreshToken: ' ', clientId: 7 }), 'clientId, refreshToken'],
  [JSON.stringify({ ...whole, clientId: undefined, applicationSecret: '' }), 'applicationSecret must'],
] as const)('the secret %j is refused by the names of its fields', async ([value, why]) => {
  const { secrets } = await aSecretsManager({ 'stack/acme': value });

  const error = await secrets('acme').catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'InvalidSecretError', message: expect.stringContaining(why) });
  expect(JSON.stringify(error, ['message', 'cause', 'stack'])).not.toContain('planted');
});

test('the error for an incomplete application secret names that secret', async () => {
  const { secrets } = await aSecretsManager({ 'stack/acme': JSON.stringify({ ...whole, applicationSecret: 'app' }), 'stack/app': '{}' });

  await expect(secrets('acme')).rejects.toThrow('The secret app is incomplete: clientId, clientSecret');
});

test('an endpoint that is not Amazon’s is refused before anything is sent there', async () => {
  const { secrets } = await aSecretsManager({ 'stack/acme': JSON.stringify({ ...whole, endpointUri: 'https://evil.example' }) });

  await expect(secrets('acme')).rejects.toMatchObject({ name: 'EndpointNotAllowedError' });
});

test('a secret that does not exist or may not be read needs a person to fix it', async () => {
  const missing = await aSecretsManager({});
  const denied = await aSecretsManager({}, { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } });

  await expect(missing.secrets('acme')).rejects.toMatchObject({
    name: 'InvalidSecretError',
    message: expect.stringContaining('Create it'),
  });
  await expect(denied.secrets('acme')).rejects.toMatchObject({ name: 'InvalidSecretError', message: expect.stringContaining('Grant') });
});

test.for([
  { status: 500, body: { __type: 'InternalServiceError' } },
  { status: 400, body: { __type: 'ThrottlingException' } },
  'reset',
] as const)('Secrets Manager answering %j throws StoreUnavailableError', async (failure) => {
  const { secrets } = await aSecretsManager({}, failure);

  await expect(secrets('acme')).rejects.toMatchObject({ name: 'StoreUnavailableError' });
});
