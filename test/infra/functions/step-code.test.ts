import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { expect, test } from 'vitest';
import { stepCode } from '../../../infra/functions/step-code.ts';

test('two imports in one app have each their own accounts beside their code, and Lambda’s user can read it all', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
  const stack = new Stack(new App({ outdir, builtinCloudFormationValidation: false }));

  for (const accounts of ['theirs', 'ours'])
    new LambdaFunction(stack, accounts, {
      code: stepCode('plan', { 'accounts.json': accounts }),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
    });

  const staged = readdirSync(outdir, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|mjs)$/.test(name));
  expect(staged.map((name) => basename(name)).sort()).toEqual(['accounts.json', 'accounts.json', 'index.mjs', 'index.mjs']);
  for (const name of staged) expect((statSync(join(outdir, name)).mode & 0o444).toString(8)).toBe('444');
  const accounts = staged.filter((name) => name.endsWith('accounts.json')).map((name) => readFileSync(join(outdir, name), 'utf8'));
  expect(accounts.sort()).toEqual(['ours', 'theirs']);
});
