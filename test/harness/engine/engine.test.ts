import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { seededRandom } from '../selling-partner/random.ts';
import { afterSeconds, aMachine, failing, START_MS } from './a-machine.ts';
import { realClock, virtualClock } from './clock.ts';
import { createEngine } from './engine.ts';

test('an execution plans, works on each item after its wait, and settles', async () => {
  const { engine, start, callsSince, calls } = aMachine();

  const execution = await engine.settled(start());

  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { result: 'done' }, redriveCount: 0 });
  expect(calls.at(-1)?.input).toMatchObject({ message: { run: 'r', results: ['done', 'done', 'done'] } });
  expect(callsSince()).toEqual(['Plan @0', 'Work a @10', 'Work b @20', 'Work c @30', 'Settle @31']);
  expect(engine.violations).toEqual([]);
});

test('a branch loops as often as its Choice says', async () => {
  let left = 2;
  const { engine, start, callsSince } = aMachine({
    items: ['a'],
    work: async (input) => ({
      ...input,
      item: { ...input.item, waitUntil: afterSeconds(60 * left) },
      result: left-- > 0 ? 'again' : 'done',
    }),
  });

  await engine.settled(start());

  expect(callsSince()).toEqual(['Plan @0', 'Work a @10', 'Work a @120', 'Work a @121', 'Settle @122']);
});

test('the history has states, inputs and outputs in chronological order, and the item that they belong to', async () => {
  const { engine, start } = aMachine({ items: ['a', 'b'] });
  const arn = start();
  await engine.settled(arn);
  const history = engine.history(arn);
  const enteredBy = (item?: number) =>
    history.filter((event) => event.type === 'StateEntered' && event.item === item).map(({ state, stateType }) => `${stateType}: ${state}`);

  expect(enteredBy()).toEqual(['Task: Plan', 'Map: Each', 'Task: Settle']);
  expect(enteredBy(0)).toEqual(['Wait: Wait', 'Task: Work', 'Choice: Done?', 'Pass: Done']);
  expect(enteredBy(1)).toEqual(enteredBy(0));
  const waits = history.filter(({ type, state }) => state === 'Wait' && type !== 'StateExited');
  expect(waits[1]).toMatchObject({ atMs: START_MS, input: { run: 'r', index: 1, item: { name: 'b', waitUntil: afterSeconds(20) } } });
  expect(history.find(({ type, state }) => type === 'StateExited' && state === 'Plan')).toMatchObject({ output: { run: 'r' } });
  expect(history.map(({ atMs }) => atMs)).toEqual(history.map(({ atMs }) => atMs).sort((one, other) => one - other));
});

test('the context describes the execution, and in a child of a Map the child', async () => {
  const shape = { work: { Parameters: { 'item.$': '$.item', 'execution.$': '$$.Execution' } } };
  const { engine, start, calls } = aMachine({ shape, items: ['a'] });
  const arn = start();
  await engine.settled(arn);

  const parent = { Id: arn, Name: 'run', StartTime: '2026-03-09T06:00:00.000Z', RedriveCount: 0, Input: { account: 'acme' } };
  expect(calls.find(({ name }) => name === 'Plan')?.input).toEqual({ input: { account: 'acme' }, execution: parent });
  const child = engine.executions().find((execution) => execution.parent !== undefined);
  expect(calls.find(({ name }) => name === 'Work a')?.input).toMatchObject({ execution: { Id: child?.arn, Name: child?.name } });
  expect(child?.arn).toMatch(/:execution:import-reports\/Each:/);
});

test('milliseconds of an awaited instant are cut off, and reported', async () => {
  const plan = () => ({ run: 'r', items: [{ name: 'a', waitUntil: '2026-03-09T06:00:10.999Z' }] });
  const { engine, start, callsSince } = aMachine({ plan });
  await engine.settled(start());

  expect(callsSince()).toContain('Work a @10');
  expect(engine.violations).toEqual(['Wait waits for 2026-03-09T06:00:10.999Z, which is not a whole second']);
});

test('in real time a Wait ends at its instant, cut, and never before', async () => {
  const States = { Wait: { Type: 'Wait', TimestampPath: '$.until', Next: 'Ended' }, Ended: { Type: 'Pass', End: true } };
  const engine = createEngine({ definition: JSON.stringify({ StartAt: 'Wait', States }), functions: {}, clock: realClock });
  const untilMs = Math.ceil(Date.now() / 1000) * 1000 + 999;

  const arn = engine.startExecution({ name: 'run', input: { until: new Date(untilMs).toISOString() } });
  await engine.settled(arn);

  const woken = engine.history(arn).find(({ type }) => type === 'StateExited');
  expect(woken?.atMs).toBeGreaterThanOrEqual(untilMs - 999);
  expect(woken?.atMs).toBeLessThan(untilMs);
  expect(engine.violations).toHaveLength(1);
});

test('an invalid instant fails the execution, which no Catch prevents', async () => {
  const map = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rescued' }], ToleratedFailurePercentage: 0 };
  const { engine, start } = aMachine({ shape: { map }, plan: () => ({ run: 'r', items: [{ name: 'a', waitUntil: 'soon' }] }) });
  await engine.settled(start());

  expect(engine.executions().find(({ parent }) => parent)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});

test('a path that does not exist fails the execution', async () => {
  const { engine, start } = aMachine({ plan: () => ({ run: 'r' }) });

  expect(await engine.settled(start())).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
});

test('functions that begin at one instant run one after the other, whatever real work they do', async () => {
  const events: string[] = [];
  const handler = async (event: unknown) => {
    events.push(`${event} begins`);
    await promisify(gzip)(Buffer.alloc(event === 'a' ? 4_000_000 : 1000));
    events.push(`${event} ends`);
  };
  const States = { Work: { Type: 'Task', Resource: 'Work', End: true } };
  const each = { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'Work', States }, End: true };
  const definition = JSON.stringify({ StartAt: 'Each', States: { Each: each } });
  const engine = createEngine({ definition, functions: { Work: { timeoutSeconds: 60, handler } }, clock: virtualClock(START_MS) });

  await engine.settled(engine.startExecution({ name: 'run', input: ['a', 'b', 'c'] }));

  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a name is used once, but a start that is repeated while it runs is the same execution', async () => {
  const { engine, start } = aMachine();
  const arn = start();

  expect(start()).toBe(arn);
  expect(() => engine.startExecution({ name: 'run', input: { other: true } })).toThrow(
    expect.objectContaining({ name: 'ExecutionAlreadyExists' }),
  );
  await engine.settled(arn);
  expect(start).toThrow(expect.objectContaining({ name: 'ExecutionAlreadyExists' }));
});

test('an execution past its TimeoutSeconds is timed out, and its children are stopped', async () => {
  const { engine, start, callsSince, clock } = aMachine({ shape: { machine: { TimeoutSeconds: 15 } } });

  const execution = await engine.settled(start());

  expect(execution).toMatchObject({ status: 'TIMED_OUT', stoppedAtMs: START_MS + 15_000 });
  expect(engine.executions().map(({ status }) => status)).toEqual(['TIMED_OUT', 'SUCCEEDED', 'ABORTED', 'ABORTED']);
  await clock.sleep(3_600_000);
  expect(callsSince()).toEqual(['Plan @0', 'Work a @10']);
});

test('an idle world has no timers left', async () => {
  const { engine, start, clock } = aMachine();
  const execution = await engine.settled(start());
  for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);

  expect(clock.now()).toBe(execution.stoppedAtMs);
});

test('a Task without a function is a configuration error, reported immediately', async () => {
  const States = { Plan: { Type: 'Task', Resource: 'Missing', End: true } };
  const definition = JSON.stringify({ StartAt: 'Plan', States });

  expect(() => createEngine({ definition, functions: {} })).toThrow('Missing');
});

/** The real workflow file with functions that only wait, throttle and answer. */
const aRealRun = async (seed: number, jobs: number) => {
  const clock = virtualClock(START_MS);
  const random = seededRandom(seed);
  const filler = 'x'.repeat(400);
  const inSeconds = (seconds: number) => `${new Date(Math.ceil(clock.now() / 1000 + seconds) * 1000).toISOString().slice(0, 19)}Z`;
  const answer = (word: () => string, seconds: number) => ({
    timeoutSeconds: 60,
    handler: async (message: unknown) => {
      await clock.sleep(random() * 500);
      if (random() < 0.02) throw failing('StoreUnavailableError');
      return { ...Object(message), result: word(), waitUntil: inSeconds(seconds) };
    },
  });
  const plan = () => ({
    run: { id: 'r', filler },
    jobs: Array.from({ length: jobs }, (_, at) => ({ job: { key: `job-${at}`, resumeAt: 'request', filler }, waitUntil: inSeconds(at) })),
    result: 'import',
  });
  const engine = createEngine({
    definition: readFileSync('statemachine/import-reports.asl.json', 'utf8'),
    clock,
    random,
    functions: {
      PlanFunctionArn: { timeoutSeconds: 60, handler: async () => plan() },
      RequestFunctionArn: answer(() => (random() < 0.2 ? 'throttled' : 'requested'), 60),
      CheckFunctionArn: answer(() => (random() < 0.4 ? 'pending' : 'ready'), 90),
      DownloadFunctionArn: answer(() => 'downloaded', 0),
      TabulateFunctionArn: answer(() => 'saved', 0),
      ExplainFunctionArn: answer(() => 'failed', 0),
      SettleFunctionArn: answer(() => 'done', 0),
    },
  });
  const arn = engine.startExecution({ name: 'run', input: { account: 'acme' } });
  const execution = await engine.settled(arn);
  return { engine, execution, history: engine.history(arn) };
};

test('the real workflow runs the same for the same seed, and differently for another', async () => {
  const [first, again, other] = [await aRealRun(1, 40), await aRealRun(1, 40), await aRealRun(2, 40)];

  expect(first.execution.status).toBe('SUCCEEDED');
  expect(again.history).toEqual(first.history);
  expect(other.history).not.toEqual(first.history);
  expect(first.history.some(({ type }) => type === 'StateRetried')).toBe(true);
  expect(first.engine.violations).toEqual([]);
});

test('300 branches run through the real workflow, and cost some seconds of work at most', async () => {
  const before = process.threadCpuUsage();
  const { execution, history } = await aRealRun(3, 300);

  expect(execution.status).toBe('SUCCEEDED');
  expect(history.filter(({ type }) => type === 'StateEntered').length).toBeGreaterThan(3000);
  expect(process.threadCpuUsage(before).user / 1e6).toBeLessThan(5);
});
