import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf } from '../../../lambdas/core/instant.ts';
import { easeLimits, rejectedByLimit, takeLimitTurn } from '../../../lambdas/core/quota/take-limit.ts';
import { turnToAsk } from '../../../lambdas/core/quota/take-turn.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { Run } from '../../../lambdas/core/record/runs.ts';
import { aJobItem, aMessage, aRun, nowMs } from '../../builders.ts';
import { emptyLedger, type MemoryLedgerState, memoryLedger } from '../../harness/memory/memory-ledger.ts';

const apiType = 'GET_SALES_AND_TRAFFIC_REPORT';
const type = 'SalesAndTrafficReport';
const MINUTE_MS = 60_000;
const hourly = (calls: number, scope: 'account' | 'application') => ({ calls, perHours: 1, scope });
const runOf = (limits: ReturnType<typeof hourly>[], some: Partial<Run> = {}): Run =>
  aRun({ applicationId: 'app', limits: { [apiType]: limits }, deadlineAt: '2026-11-26T06:00:00Z', ...some });
const job = (name: number | string, some: Partial<JobItem> = {}): JobItem =>
  aJobItem({ key: `${type}/US/-/${name}`, type, request: { reportType: apiType, marketplaceIds: ['ATVPDKIKX0DER'] }, ...some });
const turnsOf = (state: MemoryLedgerState, owner: string): number[] =>
  (state.limits?.[owner]?.[apiType]?.turns ?? []).map(({ atMs }) => (atMs - nowMs) / MINUTE_MS);

test('whatever the interleaving, no window of any line holds more than its limit, every turn is in all lines, and none is wasted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.constantFrom('one', 'two', 'three'), { minLength: 1, maxLength: 14 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 6 }),
      async (order, callers, ofAccount, ofApplication) => {
        const state = emptyLedger();
        const before = async (operation: string) => {
          await order.schedule(Promise.resolve(), operation);
          return undefined;
        };
        const ledger = memoryLedger({ state, before });
        const limits = [hourly(ofAccount, 'account'), hourly(ofApplication, 'application')];
        const taking = Promise.all(
          callers.map((secretId, index) =>
            takeLimitTurn({ ledger, run: runOf(limits, { secretId, deadlineAt: '2026-11-27T06:00:00Z' }), nowMs }, job(index)),
          ),
        );
        const taken = await order.waitFor(taking);

        const shared = turnsOf(state, 'application#app');
        const isWithin = (turns: readonly number[], calls: number) =>
          turns.every((at, index) => (turns[index + calls] ?? Number.POSITIVE_INFINITY) - at >= 60);
        const each = ['one', 'two', 'three'].map((secretId) => turnsOf(state, `secret#${secretId}`));
        expect([isWithin(shared, ofApplication), each.every((turns) => isWithin(turns, ofAccount))]).toEqual([true, true]);
        expect(each.flat().sort((a, b) => a - b)).toEqual(shared);
        expect(taken.filter(({ kind }) => kind === 'due').length).toBe(shared.filter((at) => at === 0).length);
        const most = Math.min(
          ofApplication,
          each.reduce((sum, turns) => sum + Math.min(turns.length, ofAccount), 0),
        );
        expect(shared.filter((at) => at === 0).length).toBe(most);
      },
    ),
    { numRuns: 60 },
  );
});

test('a step that is cut off between two lines, or before its call, uses the same turn when it is repeated', async () => {
  const state = emptyLedger();
  let cut = true;
  const before = async (operation: string, args: readonly unknown[]) => {
    if (cut && operation === 'writeLimitLine' && JSON.stringify(args[0]).includes('application#')) throw new Error('cut off');
    return undefined;
  };
  const caller = {
    ledger: memoryLedger({ state, before }),
    run: runOf([hourly(1, 'account'), hourly(1, 'application')]),
    nowMs,
  };

  await expect(takeLimitTurn(caller, job(1))).rejects.toThrow('cut off');
  cut = false;
  const again = [await takeLimitTurn(caller, job(1)), await takeLimitTurn(caller, job(1))];

  expect(again.map(({ kind }) => kind)).toEqual(['due', 'due']);
  expect([turnsOf(state, `secret#${caller.run.secretId}`), turnsOf(state, 'application#app')]).toEqual([[0], [0]]);
});

test('a turn is used up by its call: asking again takes another', async () => {
  const caller = { ledger: memoryLedger(), run: runOf([hourly(1, 'account')]), nowMs };
  await takeLimitTurn(caller, job(1));

  const again = await takeLimitTurn(caller, job(1, { askedAt: instantOf(nowMs) }));

  expect(again).toMatchObject({ kind: 'later', untilMs: nowMs + 60 * MINUTE_MS + 10_000 });
});

test('a turn past the deadline is not taken, and the limit that prevents it is named with its next turn', async () => {
  const state = emptyLedger();
  const run = runOf([hourly(4, 'account'), { calls: 5, perHours: 24, scope: 'application' as const } as never]);
  const caller = { ledger: memoryLedger({ state }), run, nowMs };
  for (let call = 0; call < 5; call += 1) await takeLimitTurn({ ...caller, nowMs: nowMs + call * 70 * MINUTE_MS }, job(call));

  const late = await takeLimitTurn({ ...caller, nowMs: nowMs + 6 * 70 * MINUTE_MS }, job('late'));

  expect(late).toEqual({
    kind: 'none',
    untilMs: nowMs + 24 * 60 * MINUTE_MS + 10_000,
    why: 'limit of SalesAndTrafficReport: 5 a day for the application; next turn at 2026-11-26T06:00:10Z',
  });
  expect(turnsOf(state, 'application#app').length).toBe(5);
});

test('the line of the operation advances only for jobs that their own limits let pass', async () => {
  const ledger = memoryLedger();
  const run = runOf([hourly(1, 'account')]);
  const caller = { ledger, run, nowMs };
  const ask = (item: JobItem) => turnToAsk(caller, aMessage(item, run), item);
  await ask(job(1));
  const line = await ledger.readLine({ secretId: run.secretId, operation: 'createReport' });

  expect(await ask(job(2))).toMatchObject({ kind: 'held back', until: { kind: 'later' } });
  expect(await ledger.readLine({ secretId: run.secretId, operation: 'createReport' })).toEqual(line);
});

test('when the line of the operation has no turn left, the turn of the type’s own limit is given back', async () => {
  const state = emptyLedger();
  const run = runOf([hourly(1, 'account')], { deadlineAt: instantOf(nowMs + MINUTE_MS) });
  state.lines[run.secretId] = { createReport: { nextAtMs: nowMs + 60 * MINUTE_MS } };
  const ledger = memoryLedger({ state });

  expect((await turnToAsk({ ledger, run, nowMs }, aMessage(job(1), run), job(1))).kind).toBe('none');
  expect(turnsOf(state, `secret#${run.secretId}`)).toEqual([]);
});

test('a rejection that the application’s limit explains slows that limit for all its accounts, once, and nothing else', async () => {
  const state = emptyLedger();
  const ledger = memoryLedger({ state });
  const limits = [hourly(9, 'account'), hourly(4, 'application')];
  const of = (secretId: string, atMs = nowMs) => ({ ledger, run: runOf(limits, { secretId }), nowMs: atMs });
  await takeLimitTurn(of('one'), job(1));
  const rejected = await Promise.all(
    [2, 3].map(async (name) => {
      await takeLimitTurn(of('two'), job(name));
      return rejectedByLimit(of('two', nowMs + 500), job(name, { askedAt: instantOf(nowMs) }));
    }),
  );

  // 15 minutes between two calls on average become 19.5.
  expect(rejected.map((turn) => turn?.kind)).toEqual(['later', 'later']);
  expect(state.limits?.['application#app']?.[apiType]?.intervalsMs).toEqual({ '4/1': 19.5 * MINUTE_MS });
  expect(state.limits?.['secret#two']?.[apiType]?.intervalsMs).toBeUndefined();
  const other = await takeLimitTurn(of('three', nowMs + MINUTE_MS), job(4));
  expect(other).toMatchObject({ kind: 'later', why: expect.stringContaining('4 an hour for the application') });
  expect(state.lines).toEqual({});
});

test('a rejection is not explained by a limit that counts no other call', async () => {
  const caller = { ledger: memoryLedger(), run: runOf([hourly(4, 'account')]), nowMs };
  await takeLimitTurn(caller, job(1));

  expect(await rejectedByLimit(caller, job(1, { askedAt: instantOf(nowMs) }))).toBeUndefined();
});

test('successes speed up a slowed limit until it is back to normal, and then cost no writes', async () => {
  const state = emptyLedger();
  const run = runOf([hourly(4, 'account')]);
  const line = { version: 1, turns: [], keptMs: 0, intervalsMs: { '4/1': 15.1 * MINUTE_MS } };
  state.limits = { [`secret#${run.secretId}`]: { [apiType]: line } };
  const ledger = memoryLedger({ state });
  const taken = await takeLimitTurn({ ledger, run, nowMs }, job(1));
  if (taken.kind !== 'due') throw new Error('not due');

  await easeLimits({ ledger, run }, taken.lines);

  expect(state.limits[`secret#${run.secretId}`]?.[apiType]?.intervalsMs).toBeUndefined();
});
