import { expect, test } from 'vitest';
import { afterSeconds, aMachine, failing } from '../a-machine.ts';

test('a child that fails does not affect its siblings', async () => {
  const work = async (input: { item: { name: string } }) => {
    if (input.item.name === 'b') throw failing('LostError');
    return { result: 'done' };
  };
  const { engine, start, callsSince } = aMachine({ work });

  expect(await engine.settled(start())).toMatchObject({ status: 'SUCCEEDED' });
  expect(callsSince()).toEqual(['Plan @0', 'Work a @10', 'Work b @20', 'Work c @30', 'Settle @31']);
  const children = engine.executions().filter(({ parent }) => parent);
  expect(children.map(({ status, error }) => `${status} ${error ?? ''}`.trim())).toEqual(['SUCCEEDED', 'FAILED LostError', 'SUCCEEDED']);
});

test.for([
  ['by default', {}, false],
  ['up to a percentage', { ToleratedFailurePercentage: 33 }, false],
  ['up to a percentage that is high enough', { ToleratedFailurePercentage: 34 }, true],
  ['up to a count', { ToleratedFailureCount: 1 }, true],
] as const)('failures of children are tolerated %s', async ([, tolerance, isTolerated]) => {
  const map = { ToleratedFailurePercentage: undefined, ...tolerance, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rescued' }] };
  const work = async (input: { item: { name: string } }) => {
    if (input.item.name === 'a') throw failing('LostError');
    return { result: 'done' };
  };
  const { engine, start } = aMachine({ shape: { map }, work });

  const execution = await engine.settled(start());

  expect(execution.output).toEqual(isTolerated ? { result: 'done' } : 'rescued');
  const statuses = engine.executions().flatMap(({ parent, status }) => (parent ? [status] : []));
  expect(statuses).toEqual(isTolerated ? ['FAILED', 'SUCCEEDED', 'SUCCEEDED'] : ['FAILED', 'ABORTED', 'ABORTED']);
});

test('a Map runs as many children at once as it may', async () => {
  const plan = () => ({ run: 'r', items: ['a', 'b', 'c'].map((name) => ({ name, waitUntil: afterSeconds(0) })) });
  const { engine, start, callsSince } = aMachine({ shape: { map: { MaxConcurrency: 2 } }, plan });
  await engine.settled(start());

  expect(callsSince()).toEqual(['Plan @0', 'Work a @0', 'Work b @0', 'Work c @1', 'Settle @2']);
});

test.for([
  ['named', [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Rescued' }], 'rescued'],
  ['covered by States.ALL only', [{ ErrorEquals: ['States.ALL'], Next: 'Rescued' }], undefined],
] as const)('a Map result above 256 KiB is States.DataLimitExceeded, caught where it is %s', async ([, Catch, output]) => {
  const large = { Next: undefined, End: true };
  const { engine, start } = aMachine({ shape: { map: { Catch }, work: large }, work: async () => 'x'.repeat(90_000) });

  const execution = await engine.settled(start());

  expect(execution.output).toBe(output);
  expect(execution.error).toBe(output === undefined ? 'States.DataLimitExceeded' : undefined);
});

test('an output above 256 KiB that was not made by a function is reported', async () => {
  const map = { ResultPath: '$.results', ResultSelector: { 'twice.$': 'States.Array($, $)' } };
  const large = { Next: undefined, End: true };
  const { engine, start } = aMachine({ shape: { map, work: large }, items: ['a', 'b'], work: async () => 'x'.repeat(90_000) });
  await engine.settled(start());

  expect(engine.violations).toEqual(['The output of Each is above 262144 bytes']);
});
