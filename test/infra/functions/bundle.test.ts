import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { bundleOf, bundleOptions } from '../../../infra/functions/bundle.ts';
import { type StepName, stepNames } from '../../../infra/workflow/definition.ts';

/** All in one go, which reads what they share once. A test below holds that it makes the same code as a build for each. */
const { outfile: _, ...options } = bundleOptions('plan');
const built = buildSync({
  ...options,
  entryPoints: stepNames.map((step) => `lambdas/${step}.ts`),
  outdir: '.',
  outExtension: { '.js': '.mjs' },
  metafile: true,
});
const outputOf = (step: StepName): Metafile['outputs'][string] | undefined => built.metafile.outputs[`${step}.mjs`];

/** The packages of which a part is in a step's bundle. */
const packagesOf = (step: StepName): Set<string> => {
  const used = Object.entries(outputOf(step)?.inputs ?? {})
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return new Set(used.filter((name) => name !== undefined));
};

const code = (step: StepName): string => built.outputFiles.find(({ path }) => path.endsWith(`/${step}.mjs`))?.text ?? '';

test.for([
  ['plan', ['client-dynamodb', 'client-secrets-manager', 'client-sfn']],
  ['request', ['client-dynamodb', 'client-secrets-manager']],
  ['check', ['client-dynamodb', 'client-secrets-manager']],
  ['download', ['client-dynamodb', 'client-s3', 'client-secrets-manager']],
  ['explain', ['client-dynamodb', 'client-secrets-manager']],
  ['settle', ['client-dynamodb', 'client-s3', 'client-sfn']],
] as const)('the bundle of %s holds the AWS clients that it uses and no other', ([step, clients]) => {
  const found = [...packagesOf(step)].filter((name) => name.startsWith('@aws-sdk/client-'));
  expect(found.sort()).toEqual(clients.map((client) => `@aws-sdk/${client}`));
});

test.for(stepNames)('the bundle of %s needs nothing of the SDK in Lambda’s runtime', (step) => {
  const left = (outputOf(step)?.imports ?? []).filter(({ external }) => external).map(({ path }) => path);
  expect(left.length).toBeGreaterThan(0);
  expect(left.filter((path) => !isBuiltin(path))).toEqual([]);
});

/** A megabyte of code is some 100 ms of every cold start. `npm run bench:bundles` shows sizes and load times. */
test.for(stepNames)('the bundle of %s is smaller than a megabyte', (step) => {
  expect(Buffer.byteLength(code(step))).toBeLessThan(1_000_000);
});

test.for(stepNames)(
  'the bundle of %s contains English messages only: import * as z, since the named import adds 360 kB of other languages',
  (step) => {
    const inputs = Object.keys(outputOf(step)?.inputs ?? {});
    expect(inputs.filter((path) => /zod\/.*\/locales\//.test(path) && !/\/(en|index)\.js$/.test(path))).toEqual([]);
  },
);

test('a bundle of a step that does not call Amazon contains no HTTP client for it', () => {
  expect(packagesOf('settle')).not.toContain('undici');
});

/** The first that Plan calls: Secrets Manager, Login with Amazon, and a ledger that refuses. */
const answerOf = ({ headers, url }: IncomingMessage, host: string): [number, unknown] => {
  if (url === '/token') return [200, { access_token: 'a token', expires_in: 3600 }];
  if (headers['x-amz-target'] !== 'secretsmanager.GetSecretValue') return [400, { __type: 'ValidationException', message: 'refused' }];
  const secret = { clientId: 'a client', clientSecret: 'a secret', refreshToken: 'a refresh token', endpointUri: `http://${host}` };
  return [200, { ARN: 'arn', Name: 'name', CreatedDate: 1, SecretString: JSON.stringify(secret) }];
};

test('a bundle signs with the credentials of its environment, and reaches Amazon by the HTTP client that is in it', async () => {
  const seen: string[] = [];
  let host = '';
  const server = createServer((request, response) => {
    const { headers, url } = request.resume();
    seen.push(`${headers['x-amz-target'] ?? url} ${headers.authorization?.match(/Credential=([^/]+)/)?.[1] ?? 'unsigned'}`);
    const [status, body] = answerOf(request, host);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  writeFileSync(join(directory, 'plan.mjs'), code('plan'));
  const message = {
    input: { account: 'acme-vendor-us' },
    execution: { Id: 'arn:aws:states:us-east-1:000000000000:execution:machine:one', Name: 'one', StartTime: '2026-11-25T06:00:00.000Z' },
  };
  const invoke = `await (await import('./plan.mjs')).handler(${JSON.stringify(message)}, { getRemainingTimeInMillis: () => 60_000 }).catch(() => {})`;

  const child = spawn(process.execPath, ['--input-type=module', '--eval', invoke], {
    cwd: directory,
    stdio: 'ignore',
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: `http://${host}`,
      ACCOUNTS_FILE: resolve('infra/accounts.json'),
      LEDGER_TABLE: 'ledger',
      LWA_TOKEN_URL: `http://${host}/token`,
      SP_API_ALLOWED_HOSTS: host,
    },
  });
  await once(child, 'close');
  server.close();

  expect(seen).toEqual(['secretsmanager.GetSecretValue AKIDEXAMPLE', '/token unsigned', 'DynamoDB_20120810.GetItem AKIDEXAMPLE']);
});

test('each bundle loads as a module with a handler, without side effects', () => {
  const directory = mkdtempSync(join(tmpdir(), 'bundles-'));
  for (const step of stepNames) writeFileSync(join(directory, `${step}.mjs`), code(step));
  const load = `console.log((await Promise.all(${JSON.stringify(stepNames)}.map((step) => import('./' + step + '.mjs')))).map(({ handler }) => typeof handler).join())`;

  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', load], {
    cwd: directory,
    env: {},
    encoding: 'utf8',
  });

  expect([stdout.trim(), stderr]).toEqual([stepNames.map(() => 'function').join(), '']);
});

test('a bundle that is built alone, as for a deployment, is the same but for the name of its source map', () => {
  const alone = bundleOf('settle').find(({ name }) => name === 'index.mjs')?.contents ?? [];
  expect(Buffer.from(alone).toString().replace('index.mjs.map', 'settle.mjs.map')).toBe(code('settle'));
});

test('source maps name the project’s own paths, wherever the assembly is put', () => {
  const map = built.outputFiles.find(({ path }) => path.endsWith('/check.mjs.map'))?.text ?? '{}';
  expect(JSON.parse(map).sources).toContain('lambdas/check.ts');
});

test('the names of errors, which the workflow matches, survive the bundling', () => {
  expect(code('settle')).toContain('"ReportsFailedError"');
});
