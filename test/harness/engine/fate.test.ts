import { expect, test } from 'vitest';
import { aMachine, childOf } from './a-machine.ts';
import { currentInvocation, type Fate } from './lambda.ts';

const lost = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: 1 Error: Runtime exited' };
const once = (fate: Fate) => {
  const fates = [fate];
  return ({ state }: { state: string }) => (state === 'Work' ? fates.splice(0, 1)[0] : undefined);
};
test('code may continue after its time is up, when the fault says so', async () => {
  const after: number[] = [];
  const world = aMachine({
    items: ['a'],
    workSeconds: 5,
    shape: { work: { Retry: undefined } },
    fate: () => ({ kind: 'runs', ifTimedOut: 'continues' }),
    work: async (_, clock) => {
      await clock.sleep(10_000);
      await currentInvocation()?.checkpoint();
      after.push(clock.now());
    },
  });
  await world.engine.settled(world.start());
  await world.clock.sleep(60_000);

  expect(after).toHaveLength(1);
});

test('a refused invocation runs no code, and is retried as the workflow says', async () => {
  const refused = once({ kind: 'refused', failure: { errorType: 'Lambda.ServiceException', errorMessage: 'Service exception' } });
  const world = aMachine({ items: ['a'], fate: refused });
  await world.engine.settled(world.start());

  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @12', 'Settle @13']);
  expect(childOf(world)?.history.map(({ type }) => type)).toEqual(expect.arrayContaining(['StateFailed', 'StateRetried']));
});

test('an error that no Retry names is not retried', async () => {
  const world = aMachine({ items: ['a'], fate: once({ kind: 'refused', failure: { errorType: 'Lambda.Unknown', errorMessage: '' } }) });
  await world.engine.settled(world.start());

  expect(childOf(world)).toMatchObject({ status: 'FAILED', error: 'Lambda.Unknown' });
  expect(world.callsSince()).toEqual(['Plan @0', 'Settle @10']);
});

test.for([
  ['cut', 1],
  ['continues', 2],
] as const)('an invocation that is killed while it runs: its code %s', async ([zombie, ends]) => {
  const ended: number[] = [];
  const world = aMachine({
    items: ['a'],
    fate: once({ kind: 'killed', afterMs: 500, failure: lost, zombie }),
    work: async (_, clock) => {
      await currentInvocation()?.checkpoint();
      ended.push(clock.now());
      return { result: 'done' };
    },
  });
  await world.engine.settled(world.start());

  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10', 'Work a @12.5', 'Settle @13.5']);
  expect(ended).toHaveLength(ends);
});

test('code may be killed at any of its ports', async () => {
  let kills = 1;
  const world = aMachine({
    items: ['a'],
    work: async () => {
      if (kills-- > 0) currentInvocation()?.kill(lost, 'cut');
      await currentInvocation()?.checkpoint();
      return { result: 'done' };
    },
  });
  await world.engine.settled(world.start());

  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10', 'Work a @13', 'Settle @14']);
});

test('an answer that is lost fails an invocation that ran to its end', async () => {
  const ended: number[] = [];
  const world = aMachine({
    items: ['a'],
    fate: once({ kind: 'answer-lost', failure: lost }),
    work: async (_, clock) => {
      ended.push(clock.now());
      return { result: 'done' };
    },
  });
  await world.engine.settled(world.start());

  expect(ended).toHaveLength(2);
  expect(childOf(world)?.history.find(({ type }) => type === 'StateFailed')).toMatchObject({ error: 'Runtime.ExitError' });
});

test('a fault may depend on function, state, execution, place and input', async () => {
  const seen: unknown[] = [];
  const world = aMachine({
    items: ['a'],
    fate: ({ functionName, state, executionArn, item, input }) => {
      if (state === 'Work') seen.push({ functionName, executionArn, item, input });
      return undefined;
    },
  });
  await world.engine.settled(world.start());

  const child = childOf(world);
  expect(seen).toEqual([{ functionName: 'Work', executionArn: child?.arn, item: 0, input: expect.objectContaining({ run: 'r' }) }]);
});

test('the jitter of retries comes from the seed', async () => {
  const Retry = [{ ErrorEquals: ['Lambda.ServiceException'], IntervalSeconds: 60, MaxAttempts: 1, JitterStrategy: 'FULL' }];
  const failure = { errorType: 'Lambda.ServiceException', errorMessage: '' };
  const retriedAt = async (seed: number) => {
    const world = aMachine({ items: ['a'], seed, shape: { work: { Retry } }, fate: once({ kind: 'refused', failure }) });
    await world.engine.settled(world.start());
    return world.callsSince()[1];
  };

  expect(await retriedAt(1)).toBe(await retriedAt(1));
  expect(await retriedAt(1)).not.toBe(await retriedAt(2));
});
