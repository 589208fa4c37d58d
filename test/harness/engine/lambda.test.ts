import { expect, test } from 'vitest';
import { aMachine, childOf, failing } from './a-machine.ts';
import { currentInvocation } from './lambda.ts';

const Catch = [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Caught' }];

test('an error reaches the workflow with its name, and Lambda’s JSON as its cause', async () => {
  const world = aMachine({
    items: ['a'],
    work: async () => {
      throw failing('AccessDeniedError', 'a role is missing');
    },
  });
  await world.engine.settled(world.start());

  const child = childOf(world);
  expect(child).toMatchObject({ status: 'FAILED', error: 'AccessDeniedError' });
  expect(JSON.parse(child?.cause ?? '')).toEqual({
    errorType: 'AccessDeniedError',
    errorMessage: 'a role is missing',
    trace: expect.arrayContaining([expect.stringContaining('lambda.test.ts')]),
  });
});

test('a Catch receives the same name and cause', async () => {
  const world = aMachine({
    items: ['a'],
    shape: { work: { Catch } },
    work: async () => {
      throw failing('AccessDeniedError');
    },
  });
  await world.engine.settled(world.start());

  const caught = childOf(world)?.history.find(({ type, state }) => type === 'StateEntered' && state === 'Caught');
  expect(caught?.input).toMatchObject({
    error: { Error: 'AccessDeniedError', Cause: expect.stringMatching(/^\{"errorType":"AccessDeniedError"/) },
  });
  expect(childOf(world)?.history.map(({ type }) => type)).toEqual(expect.arrayContaining(['StateFailed', 'StateCaught']));
});

test('a thrown value that is not an error is named by its type', async () => {
  const world = aMachine({ items: ['a'], work: () => Promise.reject('only text') });
  await world.engine.settled(world.start());

  expect(childOf(world)).toMatchObject({ error: 'string', cause: '{"errorType":"string","errorMessage":"only text","trace":[]}' });
});

test('input and output pass through JSON', async () => {
  const date = new Date('2026-03-09T06:00:00Z');
  const shape = { work: { Next: undefined, End: true } };
  const world = aMachine({
    items: ['a', 'b'],
    shape,
    work: async ({ item }) => (item.name === 'a' ? { date, none: undefined } : undefined),
  });
  await world.engine.settled(world.start());

  const outputs = world.engine.executions().flatMap(({ parent, output }) => (parent ? [output] : []));
  expect(outputs).toEqual([{ date: date.toISOString() }, null]);
  expect(Object.keys(Object(outputs[0]))).toEqual(['date']);
});

test('a function that changes its input does not change the input of others', async () => {
  const world = aMachine({
    items: ['a'],
    work: async (input) => {
      input.item.name = 'changed';
      return { result: 'done' };
    },
  });
  await world.engine.settled(world.start());

  const entered = childOf(world)?.history.filter(({ type }) => type === 'StateEntered');
  expect(entered?.find(({ state }) => state === 'Work')?.input).toMatchObject({ item: { name: 'a' } });
});

test.for(['input', 'output'] as const)('an %s above 256 KiB is States.DataLimitExceeded, which States.ALL does not catch', async (side) => {
  const large = 'x'.repeat(262_143);
  const world =
    side === 'input'
      ? aMachine({ items: ['a'], shape: { work: { Parameters: { large }, Catch } } })
      : aMachine({ items: ['a'], shape: { work: { Catch } }, work: async () => large });
  await world.engine.settled(world.start());

  expect(childOf(world)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
});

test('a function knows its remaining time, and is cut off when that is up', async () => {
  const remainingMs: number[] = [];
  const after: string[] = [];
  const world = aMachine({
    items: ['a'],
    workSeconds: 5,
    shape: { work: { Retry: undefined } },
    work: async (_, clock) => {
      remainingMs.push(4000);
      await clock.sleep(10_000);
      await currentInvocation()?.checkpoint();
      after.push('continued');
    },
  });
  const execution = await world.engine.settled(world.start());
  await world.clock.sleep(60_000);

  expect(childOf(world)).toMatchObject({ error: 'Sandbox.Timedout', cause: expect.stringContaining('Task timed out after 5.00 seconds') });
  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10', 'Settle @15']);
  expect(execution.status).toBe('SUCCEEDED');
  expect(after).toEqual([]);
});

test('a Task’s own TimeoutSeconds is States.Timeout, and its code continues', async () => {
  const after: string[] = [];
  const world = aMachine({
    items: ['a'],
    shape: { work: { TimeoutSeconds: 3 } },
    work: async (_, clock) => {
      await clock.sleep(10_000);
      await currentInvocation()?.checkpoint();
      after.push('continued');
    },
  });
  await world.engine.settled(world.start());
  await world.clock.sleep(60_000);

  expect(childOf(world)).toMatchObject({ error: 'States.Timeout' });
  expect(after).toEqual(['continued']);
});

test('a Task without TimeoutSeconds waits as long as its function may run', async () => {
  const world = aMachine({
    items: ['a'],
    workSeconds: 900,
    work: async (_, clock) => {
      await clock.sleep(600_000);
      return { result: 'done' };
    },
  });
  await world.engine.settled(world.start());

  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10', 'Settle @611']);
});

test('a cause that AWS would cut is reported', async () => {
  const world = aMachine({ items: ['a'], work: () => Promise.reject(failing('LongError', 'x'.repeat(33_000))) });
  await world.engine.settled(world.start());

  expect(world.engine.violations).toEqual([expect.stringContaining('The error of Work is longer than')]);
});
