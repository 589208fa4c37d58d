import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { objectVersionsOf } from '../../../cli/deployed/object-versions.ts';
import { ledgerOf } from '../../../lambdas/adapters/ledger.ts';
import { reportBucketOf } from '../../../lambdas/adapters/report-bucket.ts';
import { aJobItem } from '../../builders.ts';
import { createEngine } from '../engine/engine.ts';
import { type LocalAwsOptions, startLocalAws } from './local-aws.ts';

let directory: string;
const running = new Set<() => Promise<void>>();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'local-aws-'));
});
afterEach(async () => {
  await closeAll();
  vi.unstubAllEnvs();
  await rm(directory, { recursive: true });
});

/** Starts the servers, and configures the SDK by the environment only. */
const started = async (options: Omit<LocalAwsOptions, 'directory'> = {}) => {
  const { environment, close } = await startLocalAws({ directory, buckets: ['reports'], tables: ['ledger'], ...options });
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  running.add(close);
  return {
    ledger: ledgerOf({ client: new DynamoDBClient(), tableName: 'ledger' }),
    bucket: reportBucketOf({ client: new S3Client(), bucketName: 'reports' }),
  };
};

const closeAll = async () => {
  await Promise.all([...running].map((close) => close()));
  running.clear();
};

test('earlier versions of an object can be read, newest first, as in a bucket with versioning', async () => {
  await started();
  const client = new S3Client();
  const bucket = reportBucketOf({ client, bucketName: 'reports', keyPrefix: 'amazon/' });
  for (const saved of [1, 2, 3]) await bucket.writeJson('tables/month=2026-11/a b.json', { saved });
  const versions = objectVersionsOf({ client, bucketName: 'reports', keyPrefix: 'amazon/' });

  const ids = await versions.list('tables/month=2026-11/a b.json');

  const texts = await Promise.all(ids.map(async (id) => Buffer.from(await versions.read('tables/month=2026-11/a b.json', id)).toString()));
  expect(texts.map((text) => JSON.parse(text))).toEqual([{ saved: 3 }, { saved: 2 }, { saved: 1 }]);
  expect(await versions.list('tables/month=2026-11/none.json')).toEqual([]);
});

test('objects and items survive a restart', async () => {
  const first = await started();
  const job = await first.ledger.writeJob(aJobItem());
  await first.bucket.writeJson('runs/one.json', { saved: 1 });
  await closeAll();

  const second = await started();

  expect(await second.ledger.openJobs(job.account)).toEqual([job]);
  expect(await second.bucket.head('runs/one.json')).toMatchObject({ contentType: 'application/json' });
});

test('secrets are found by their id, and a missing one is refused as Secrets Manager does', async () => {
  await started({ secretAt: (id) => (id === 'acme' ? '{"clientId":"c"}' : undefined) });
  const client = new SecretsManagerClient();

  expect(await client.send(new GetSecretValueCommand({ SecretId: 'acme' }))).toMatchObject({
    Name: 'acme',
    SecretString: '{"clientId":"c"}',
  });
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'unknown' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('executions are started, listed, stopped, redriven and described over the SDK', async () => {
  let gate = Promise.withResolvers<unknown>();
  const definition = JSON.stringify({ StartAt: 'Work', States: { Work: { Type: 'Task', Resource: 'Work', End: true } } });
  const engine = createEngine({ definition, functions: { Work: { timeoutSeconds: 60, handler: () => gate.promise } } });
  await started({ engine: () => engine });
  const client = new SFNClient();
  const { stateMachineArn } = engine;

  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'run', input: '{"account":"acme"}' }));
  const list = await client.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
  expect(list.executions).toMatchObject([{ executionArn, name: 'run', status: 'RUNNING', redriveCount: 0, startDate: expect.any(Date) }]);
  await client.send(new StopExecutionCommand({ executionArn }));
  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'ABORTED',
    input: '{"account":"acme"}',
    redriveStatus: 'REDRIVABLE',
  });

  gate.resolve({ imported: 3 });
  gate = Promise.withResolvers();
  gate.resolve({ imported: 4 });
  await client.send(new RedriveExecutionCommand({ executionArn }));
  await engine.settled(executionArn ?? '');

  expect(await client.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'SUCCEEDED',
    output: '{"imported":4}',
    redriveCount: 1,
    redriveStatus: 'NOT_REDRIVABLE',
  });
  const { events, nextToken } = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 4 }));
  const rest = await client.send(new GetExecutionHistoryCommand({ executionArn, nextToken }));
  expect([...(events ?? []), ...(rest.events ?? [])].map(({ id, type }) => `${id} ${type}`)).toEqual([
    '1 ExecutionStarted',
    '2 TaskStateEntered',
    '3 ExecutionAborted',
    '4 ExecutionRedriven',
    '5 TaskStateEntered',
    '6 TaskStateExited',
    '7 ExecutionSucceeded',
  ]);
  const { events: newest } = await client.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 }));
  expect(newest).toMatchObject([{ type: 'ExecutionSucceeded' }]);
});

test('the SDK throws refusals under their names', async () => {
  const handler = async () => ({});
  const definition = JSON.stringify({ StartAt: 'Work', States: { Work: { Type: 'Task', Resource: 'Work', End: true } } });
  const engine = createEngine({ definition, functions: { Work: { timeoutSeconds: 60, handler } } });
  await started({ engine: () => engine });
  const client = new SFNClient();
  const { stateMachineArn } = engine;
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, name: 'run' }));
  await engine.settled(executionArn ?? '');

  const name = (refused: Promise<unknown>) => refused.then(String, (error: unknown) => Object(error).name);
  expect(await name(client.send(new StartExecutionCommand({ stateMachineArn, name: 'run', input: '[1]' })))).toBe('ExecutionAlreadyExists');
  expect(await name(client.send(new StartExecutionCommand({ stateMachineArn, name: 'bad', input: '{' })))).toBe('InvalidExecutionInput');
  expect(await name(client.send(new RedriveExecutionCommand({ executionArn })))).toBe('ExecutionNotRedrivable');
  expect(await name(client.send(new DescribeExecutionCommand({ executionArn: `${executionArn}-other` })))).toBe('ExecutionDoesNotExist');
});

test('a process ends by itself after it has closed the servers', async () => {
  const script = `
    import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
    import { startLocalAws } from ${JSON.stringify(import.meta.resolve('./local-aws.ts'))};
    const aws = await startLocalAws({ directory: ${JSON.stringify(directory)}, buckets: ['reports'], tables: ['ledger'] });
    Object.assign(process.env, aws.environment);
    const { TableNames } = await new DynamoDBClient().send(new ListTablesCommand());
    await aws.close();
    console.log(TableNames.join());`;

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { timeout: 15_000 });

  expect(stdout.trim()).toBe('ledger');
});
