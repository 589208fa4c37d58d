import { expect, test } from 'vitest';
import { afterSeconds, aMachine, failing, START_MS, type WorkInput } from '../a-machine.ts';

const statusesOf = ({ engine }: Pick<ReturnType<typeof aMachine>, 'engine'>) =>
  engine.executions().flatMap(({ parent, status, redriveCount }) => (parent ? [`${status} ${redriveCount}`] : []));

test('an abort stops the execution and its children at once, and nothing is called after it', async () => {
  const world = aMachine();
  const arn = world.start();
  await world.clock.sleep(15_000);

  await world.engine.abort(arn);

  expect(world.engine.execution(arn)).toMatchObject({ status: 'ABORTED', stoppedAtMs: START_MS + 15_000 });
  expect(statusesOf(world)).toEqual(['SUCCEEDED 0', 'ABORTED 0', 'ABORTED 0']);
  for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
  expect(world.clock.now()).toBe(START_MS + 15_000);
  await world.clock.sleep(3_600_000);
  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10']);
});

test('code that is running when its execution is aborted continues, and is not retried', async () => {
  const ended: number[] = [];
  const world = aMachine({
    items: ['a'],
    shape: { work: { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }] } },
    work: async (_, clock) => {
      ended.push(clock.now());
      throw failing('AnyError');
    },
  });
  const arn = world.start();
  await world.clock.sleep(10_500);
  await world.engine.abort(arn);
  await world.clock.sleep(60_000);

  expect(ended).toEqual([START_MS + 11_000]);
  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10']);
});

test('an execution aborted in mid-Map resumes child by child, each from its unfinished state with its input', async () => {
  const rounds: Record<string, number> = {};
  const work = async (input: WorkInput, clock: { sleep: (ms: number) => Promise<void> }) => {
    const { name } = input.item;
    rounds[name] = (rounds[name] ?? 0) + 1;
    // b loops with a changed message, c takes long.
    if (name === 'b' && rounds[name] === 1)
      return { ...input, learned: 'from the first round', item: { ...input.item, waitUntil: afterSeconds(100) }, result: 'again' };
    if (name === 'c' && rounds[name] === 1) await clock.sleep(50_000);
    return { ...input, result: 'done' };
  };
  const world = aMachine({ work });
  const arn = world.start();
  await world.clock.sleep(60_000);
  await world.engine.abort(arn);
  expect(statusesOf(world)).toEqual(['SUCCEEDED 0', 'ABORTED 0', 'ABORTED 0']);
  await world.clock.sleep(140_000);
  world.callsSince();
  world.calls.length = 0;

  world.engine.redrive(arn);
  const execution = await world.engine.settled(arn);

  expect(execution).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(statusesOf(world)).toEqual(['SUCCEEDED 0', 'SUCCEEDED 1', 'SUCCEEDED 1']);
  // c was in its Task, b in a Wait that is over by now: both act immediately. Neither a nor Plan runs again.
  const inputs = world.calls.map(({ name, input }) => [name, Object(input).learned]);
  expect(inputs.slice(0, 2).sort()).toEqual([
    ['Work b', 'from the first round'],
    ['Work c', undefined],
  ]);
  expect(world.callsSince().at(-1)).toMatch(/^Settle/);
  expect(Object(execution.history.find(({ type, state }) => type === 'StateExited' && state === 'Each')?.output).results).toEqual([
    'done',
    'done',
    'done',
  ]);
});

test('an execution is aborted and redriven again and again, and does each thing once', async () => {
  const world = aMachine({ items: ['a', 'b', 'c', 'd'] });
  const arn = world.start();
  for (const _ of [1, 2, 3]) {
    await world.clock.sleep(12_000);
    await world.engine.abort(arn);
    world.engine.redrive(arn);
  }

  expect(await world.engine.settled(arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 3 });
  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10', 'Work b @20', 'Work c @30', 'Work d @40', 'Settle @41']);
  expect(statusesOf(world)).toEqual(['SUCCEEDED 0', 'SUCCEEDED 1', 'SUCCEEDED 2', 'SUCCEEDED 3']);
});

test('children that waited for a place in the Map begin at the redrive', async () => {
  const world = aMachine({ shape: { map: { MaxConcurrency: 1 } } });
  const arn = world.start();
  await world.clock.sleep(5000);
  await world.engine.abort(arn);
  expect(statusesOf(world)).toEqual(['ABORTED 0', 'PENDING 0', 'PENDING 0']);

  world.engine.redrive(arn);
  await world.engine.settled(arn);

  expect(statusesOf(world)).toEqual(['SUCCEEDED 1', 'SUCCEEDED 0', 'SUCCEEDED 0']);
});
