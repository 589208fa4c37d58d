import { expect, test } from 'vitest';
import { z } from 'zod';
import { afterSeconds, aMachine, definitionOf, failing, START_MS, type Story, type WorkInput } from '../a-machine.ts';
import { Execution } from './records.ts';

/** Fails until `times` have passed. */
const settlesAfter = (times: number): NonNullable<Story['settle']> => {
  let left = times;
  return async () => {
    if (left-- > 0) throw failing('ReportsFailedError');
    return { result: 'done' };
  };
};

const statusesOf = ({ engine }: Pick<ReturnType<typeof aMachine>, 'engine'>) =>
  engine.executions().flatMap(({ parent, status, redriveCount }) => (parent ? [`${status} ${redriveCount}`] : []));

test('a redrive enters the failed state again, with its input and a higher count, and nothing else', async () => {
  const { engine, start, calls, callsSince } = aMachine({ settle: settlesAfter(2) });
  const arn = start();
  expect(await engine.settled(arn)).toMatchObject({ status: 'FAILED', error: 'ReportsFailedError', redriveCount: 0 });
  const first = calls.at(-1)?.input;
  callsSince();

  engine.redrive(arn);
  expect(await engine.settled(arn)).toMatchObject({ status: 'FAILED', redriveCount: 1 });
  const second = calls.at(-1)?.input;
  engine.redrive(arn);
  const execution = await engine.settled(arn);

  expect(execution).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2, output: { result: 'done' } });
  expect(execution).not.toHaveProperty('error');
  expect(callsSince()).toEqual(['Settle @31', 'Settle @31']);
  expect(second).toEqual({ ...Object(first), execution: { ...Object(first).execution, RedriveCount: 1, RedriveTime: expect.any(String) } });
});

test('a redrive keeps the history, the start and the input of the execution', async () => {
  const { engine, start, clock } = aMachine({ settle: settlesAfter(1), items: [] });
  const arn = start();
  await engine.settled(arn);
  await clock.sleep(3_600_000);

  engine.redrive(arn);
  const { history, startedAtMs } = await engine.settled(arn);

  expect(startedAtMs).toBe(START_MS);
  expect(history.map(({ type, state }) => [type, state].join(' ').trim())).toEqual([
    'ExecutionStarted',
    ...['StateEntered Plan', 'StateExited Plan', 'StateEntered Each', 'StateExited Each'],
    ...['StateEntered Settle', 'StateFailed Settle', 'ExecutionFailed'],
    'ExecutionRedriven',
    ...['StateEntered Settle', 'StateExited Settle', 'ExecutionSucceeded'],
  ]);
});

test('an execution that is running, has succeeded, or stopped more than 14 days ago is not redriven', async () => {
  const refused = expect.objectContaining({ name: 'ExecutionNotRedrivable' });
  const { engine, start, clock } = aMachine({ settle: settlesAfter(2) });
  const arn = start();
  expect(() => engine.redrive(arn)).toThrow(refused);
  await engine.settled(arn);
  await clock.sleep(14 * 24 * 3_600_000);
  engine.redrive(arn);
  await engine.settled(arn);
  await clock.sleep(14 * 24 * 3_600_000 + 1);
  expect(() => engine.redrive(arn)).toThrow(refused);

  const { engine: other, start: startOther } = aMachine();
  const succeeded = startOther();
  await other.settled(succeeded);
  expect(() => other.redrive(succeeded)).toThrow(refused);
  expect(() => other.redrive('arn:unknown')).toThrow(expect.objectContaining({ name: 'ExecutionDoesNotExist' }));
});

test('an execution that timed out in mid-Map resumes like an aborted one, with all of its time', async () => {
  const world = aMachine({ shape: { machine: { TimeoutSeconds: 25 } } });
  const arn = world.start();
  expect(await world.engine.settled(arn)).toMatchObject({ status: 'TIMED_OUT' });

  world.engine.redrive(arn);

  expect(await world.engine.settled(arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(world.callsSince()).toEqual(['Plan @0', 'Work a @10', 'Work b @20', 'Work c @30', 'Settle @31']);
});

test('a Map that failed redrives its unsuccessful children only', async () => {
  let fails = true;
  const work = async (input: WorkInput) => {
    if (input.item.name === 'b' && fails) throw failing('LostError');
    return { result: 'done' };
  };
  const world = aMachine({ shape: { map: { ToleratedFailurePercentage: 0 } }, work });
  const arn = world.start();
  expect(await world.engine.settled(arn)).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  fails = false;
  world.callsSince();

  world.engine.redrive(arn);

  expect(await world.engine.settled(arn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(world.callsSince().map((call) => call.split(' @')[0])).toEqual(['Work b', 'Work c', 'Settle']);
});

test('a Map that a Retry runs again after a redrive is a new one', async () => {
  let fails = 1;
  const work = async (input: WorkInput) => {
    if (input.item.name === 'c' && fails-- > 0) throw failing('LostError');
    return { result: 'done' };
  };
  const Retry = [{ ErrorEquals: ['States.ExceedToleratedFailureThreshold'], IntervalSeconds: 1, MaxAttempts: 1 }];
  const world = aMachine({ shape: { map: { ToleratedFailurePercentage: 0, Retry } }, work });
  const arn = world.start();
  await world.clock.sleep(15_000);
  await world.engine.abort(arn);
  world.callsSince();

  world.engine.redrive(arn);

  expect(await world.engine.settled(arn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(world.callsSince().map((call) => call.split(' @')[0])).toEqual(['Work b', 'Work c', 'Work a', 'Work b', 'Work c', 'Settle']);
});

test('a Map with a result that was too large starts from the beginning', async () => {
  let filler = 'x'.repeat(90_000);
  const world = aMachine({ shape: { work: { Next: undefined, End: true } }, work: async () => filler });
  const arn = world.start();
  expect(await world.engine.settled(arn)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  filler = 'small';

  world.engine.redrive(arn);

  expect(await world.engine.settled(arn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(statusesOf(world)).toEqual(Array(6).fill('SUCCEEDED 0'));
});

test('a Map that is entered again by the workflow is a new one, even after a redrive', async () => {
  let settles = 0;
  const again = { Choices: [{ Variable: '$.result', StringEquals: 'round', Next: 'Each' }], Default: 'Rescued', Type: 'Choice' };
  const definition = JSON.parse(definitionOf());
  definition.States.Settle = { ...definition.States.Settle, End: undefined, Next: 'Again?' };
  definition.States['Again?'] = again;
  const items = [{ name: 'a', waitUntil: afterSeconds(0) }];
  const world = aMachine({
    plan: () => ({ run: 'r', items }),
    settle: async () => {
      settles += 1;
      if (settles === 1) throw failing('ReportsFailedError');
      return settles === 2 ? { run: 'r', items, result: 'round' } : { result: 'done' };
    },
    definition: JSON.stringify(definition),
  });
  const arn = world.start();
  await world.engine.settled(arn);
  world.engine.redrive(arn);

  expect(await world.engine.settled(arn)).toMatchObject({ status: 'SUCCEEDED', output: 'rescued' });
  expect(world.callsSince().map((call) => call.split(' @')[0])).toEqual(['Plan', 'Work a', 'Settle', 'Settle', 'Work a', 'Settle']);
});

test('records that went through JSON are redriven by another engine, and what ran then counts as aborted', async () => {
  const before = aMachine();
  const arn = before.start();
  await before.clock.sleep(15_000);
  const records = z.array(Execution).parse(JSON.parse(JSON.stringify(before.engine.executions())));

  const world = aMachine({ records });
  expect(world.engine.execution(arn)).toMatchObject({ status: 'ABORTED' });
  expect(statusesOf(world)).toEqual(['SUCCEEDED 0', 'ABORTED 0', 'ABORTED 0']);
  world.engine.redrive(arn);

  expect(await world.engine.settled(arn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
  expect(world.callsSince()).toEqual(['Work b @20', 'Work c @30', 'Settle @31']);
});
