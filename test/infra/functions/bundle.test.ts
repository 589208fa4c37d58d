import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { buildSync, type Metafile } from 'esbuild';
import { expect, test } from 'vitest';
import { bundled, bundleOptions } from '../../../infra/functions/bundle.ts';
import { type StepName, stepNames } from '../../../infra/workflow/definition.ts';

const bundles = new Map(stepNames.map((step) => [step, buildSync({ ...bundleOptions(step), metafile: true })]));

/** The packages of which something is in a step's bundle. */
const packagesOf = (step: StepName): Set<string> => {
  const outputs: Metafile['outputs'] = bundles.get(step)?.metafile.outputs ?? {};
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path.match(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return new Set(used.filter((name) => name !== undefined));
};

const code = (step: StepName): string => bundles.get(step)?.outputFiles.find(({ path }) => path.endsWith('.mjs'))?.text ?? '';

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

test.for(stepNames)('the bundle of %s leaves nothing to the SDK of Lambda', (step) => {
  const outputs: Metafile['outputs'] = bundles.get(step)?.metafile.outputs ?? {};
  const left = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external).map(({ path }) => path));
  expect(left.length).toBeGreaterThan(0);
  expect(left.filter((path) => !isBuiltin(path))).toEqual([]);
});

test('each bundle loads as a module with a handler, and acts on nothing by it', () => {
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

test('what is deployed can be read by Lambda’s user, though the accounts file here is private', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'private-')), 'accounts.json');
  writeFileSync(file, '{}', { mode: 0o600 });
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));

  new LambdaFunction(new Stack(new App({ outdir })), 'Plan', {
    code: bundled('plan', { 'accounts.json': file }),
    handler: 'index.handler',
    runtime: Runtime.NODEJS_24_X,
  });

  const staged = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|mjs)$/.test(name));
  expect(staged.map((name) => basename(name)).sort()).toEqual(['accounts.json', 'index.mjs']);
  for (const name of staged) expect((statSync(join(outdir, name)).mode & 0o444).toString(8)).toBe('444');
});

test('source maps name the project’s own paths, wherever the assembly is put', () => {
  const map = bundles.get('check')?.outputFiles.find(({ path }) => path.endsWith('.map'))?.text ?? '{}';
  expect(JSON.parse(map).sources).toContain('lambdas/check.ts');
});

test('the names of errors, which the workflow matches, survive the bundling', () => {
  expect(code('settle')).toContain('"ReportsFailedError"');
});
