import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { executionsOf } from '../../lambdas/adapters/executions.ts';
import { StoreUnavailableError } from '../../lambdas/core/errors.ts';
import { createEngine, type Engine } from '../harness/engine/engine.ts';
import type { LocalServer } from '../harness/local-aws/json-api.ts';
import { startLocalStepFunctions } from '../harness/local-aws/local-step-functions.ts';
import { memoryExecutions } from '../harness/memory/memory-executions.ts';

const clientOf = (endpoint: string) =>
  new SFNClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });

const definition = JSON.stringify({
  StartAt: 'Settle',
  States: { Settle: { Type: 'Task', Resource: 'Settle', End: true } },
});

let engine: Engine;
let gate = Promise.withResolvers<void>();
let server: LocalServer;
let client: SFNClient;

beforeAll(async () => {
  const handler = async () => {
    await gate.promise;
    throw new Error('not yet');
  };
  engine = createEngine({ definition, functions: { Settle: { timeoutSeconds: 60, handler } } });
  server = await startLocalStepFunctions(() => engine);
  client = clientOf(server.url);
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

describe.for([
  ['in memory', () => memoryExecutions({ executionAt: (arn) => engine.execution(arn) })],
  ['over the Step Functions protocol', () => executionsOf({ client })],
] as const)('executions %s', ([name, open]) => {
  test('are described with their status and redrive count', async () => {
    const executions = open();
    gate = Promise.withResolvers();
    const arn = engine.startExecution({ name: name.replaceAll(' ', '-'), input: {} });
    expect(await executions.describe(arn)).toEqual({ status: 'RUNNING', redriveCount: 0 });

    gate.resolve();
    await engine.settled(arn);
    expect(await executions.describe(arn)).toEqual({ status: 'FAILED', redriveCount: 0 });

    engine.redrive(arn);
    await engine.settled(arn);
    expect(await executions.describe(arn)).toEqual({ status: 'FAILED', redriveCount: 1 });
  });

  test('that do not exist are undefined', async () => {
    expect(await open().describe(`${engine.stateMachineArn.replace(':stateMachine:', ':execution:')}:unknown`)).toBeUndefined();
  });
});

test('a failure of Step Functions throws StoreUnavailableError', async () => {
  const unreachable = clientOf('http://127.0.0.1:1');

  await expect(executionsOf({ client: unreachable }).describe('arn')).rejects.toThrow(StoreUnavailableError);
  unreachable.destroy();
});
