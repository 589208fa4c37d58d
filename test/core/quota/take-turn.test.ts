import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf } from '../../../lambdas/core/instant.ts';
import { easePause, learn, rejected, type Spacing, takeTurn, turnFor, turnToAsk } from '../../../lambdas/core/quota/take-turn.ts';
import { estimateTurns, lineOf, paceOf, pauseOf } from '../../../lambdas/core/quota/turns.ts';
import type { Line } from '../../../lambdas/core/record/ledger/ledger.ts';
import type { HeldTurn } from '../../../lambdas/core/record/messages.ts';
import { defaultSettings } from '../../../lambdas/core/settings.ts';
import { aJobItem, aMessage, aRun, NOW, nowMs } from '../../builders.ts';
import { type MemoryLedgerState, memoryLedger } from '../../harness/memory/memory-ledger.ts';

/** Turns as steps take them, over the ledger's twin in memory; over the DynamoDB protocol: `test/adapters/ledger.contract.test.ts`. */

const run = aRun({ deadlineAt: '2026-11-26T06:00:00Z' });
const createLine = lineOf(run.secretId, 'createReport');
const MINUTE_MS = 60_000;
const ledgerWith = (line?: Line) => {
  const state: MemoryLedgerState = { jobs: {}, runs: {}, lines: line ? { [run.secretId]: { createReport: line } } : {} };
  return memoryLedger({ state });
};
const callerAt = (ledger: ReturnType<typeof memoryLedger>, atMs = nowMs) => ({ ledger, run, nowMs: atMs });
const secondsUntil = (at: string) => (Date.parse(at) - nowMs) / 1000;

const anyLine: fc.Arbitrary<Line | undefined> = fc.option(
  fc.record({
    nextAtMs: fc.integer({ min: -7_200_000, max: 3_600_000 }).map((ms) => nowMs + ms),
    intervalMs: fc.option(fc.integer({ min: 60_000, max: 300_000 }), { nil: undefined }),
  }),
  { nil: undefined },
);

test('whatever the interleaving, concurrent writers get exactly the estimated turns: none twice, none wasted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      anyLine,
      fc.integer({ min: 1, max: 25 }),
      fc.integer({ min: 0, max: 90 }),
      async (order, line, count, minutes) => {
        const latestMs = nowMs + minutes * MINUTE_MS;
        const state: MemoryLedgerState = { jobs: {}, runs: {}, lines: line ? { [run.secretId]: { createReport: line } } : {} };
        const before = async (operation: string) => {
          await order.schedule(Promise.resolve(), operation);
          return undefined;
        };
        const ledger = memoryLedger({ state, before });
        const expected = estimateTurns(line, paceOf('createReport', line, run.settings.quotas), nowMs, count).map((turnMs) =>
          turnMs > latestMs ? 'none' : turnMs <= nowMs ? 'due' : instantOf(Math.ceil(turnMs / 1000) * 1000),
        );

        const taking = Promise.all(Array.from({ length: count }, () => takeTurn(callerAt(ledger), 'createReport', latestMs)));
        const turns = (await order.waitFor(taking)).map((taken) =>
          taken.kind === 'later' ? instantOf(Date.parse(taken.turn.at)) : taken.kind,
        );

        expect(turns.sort()).toEqual(expected.sort());
      },
    ),
    { numRuns: 60 },
  );
});

/** Amazon’s token bucket, by the rate it publishes: a little quicker than our one a minute. */
const rejectedBy = (callsMs: readonly number[]): number => {
  let [tokens, lastMs, count] = [15, callsMs[0] ?? 0, 0];
  for (const atMs of callsMs) {
    tokens = Math.min(15, tokens + ((atMs - lastMs) / 1000) * 0.0167);
    lastMs = atMs;
    if (tokens >= 1 - 1e-9) tokens -= 1;
    else count += 1;
  }
  return count;
};

const anyDay = fc.array(
  fc.record({ pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_800_000 })), callers: fc.integer({ min: 1, max: 20 }) }),
  {
    minLength: 1,
    maxLength: 12,
  },
);

test('whenever callers arrive, Amazon rejects no call within 9 s of its turn, and a waiting caller follows the previous one by at most an interval', async () => {
  await fc.assert(
    fc.asyncProperty(anyDay, fc.infiniteStream(fc.integer({ min: 0, max: 9000 })), async (day, lateMs) => {
      const ledger = ledgerWith();
      const turnsMs: { atMs: number; waits: boolean }[] = [];
      let atMs = nowMs;
      for (const { pauseMs, callers } of day) {
        atMs += pauseMs;
        const taken = await Promise.all(Array.from({ length: callers }, () => takeTurn(callerAt(ledger, atMs), 'createReport')));
        for (const turn of taken)
          turnsMs.push(turn.kind === 'later' ? { atMs: Date.parse(turn.turn.at), waits: true } : { atMs, waits: false });
      }
      const inOrder = turnsMs.toSorted((a, b) => a.atMs - b.atMs);
      const calls = inOrder.map((turn) => turn.atMs + (lateMs.next().value ?? 0)).sort((a, b) => a - b);

      expect(rejectedBy(calls)).toBe(0);
      const gaps = inOrder.flatMap(({ atMs: turnMs, waits }, at) => (waits ? [turnMs - (inOrder[at - 1]?.atMs ?? 0)] : []));
      // A Wait state takes whole seconds: rounded up.
      expect(Math.max(0, ...gaps)).toBeLessThan(MINUTE_MS + 1000);
    }),
    { numRuns: 100 },
  );
});

const held = (some: Partial<HeldTurn> = {}): HeldTurn => ({ operation: 'createReport', at: NOW, spacedMs: 60_000, ...some });

test.for([
  ['that is due', held(), undefined, 'due'],
  ['that is due in a minute', held({ at: '2026-11-25T06:01:00Z' }), undefined, 'later'],
  ['that a Retry repeats', held(), NOW, 'new'],
  ['that was due a minute and a half ago', held({ at: '2026-11-25T05:58:30Z' }), undefined, 'new'],
  ['of another operation', held({ operation: 'getReports' }), undefined, 'new'],
] as const)('a held turn %s', async ([, turn, spentTurnAt, expected]) => {
  const ledger = ledgerWith({ nextAtMs: nowMs + 5 * MINUTE_MS });
  const item = aJobItem({ spentTurnAt });

  const taken = await turnFor(callerAt(ledger), { ...aMessage(item, run), turn }, item, 'createReport');

  const isNew = taken.kind === 'later' && secondsUntil(taken.turn.at) === 300;
  expect(isNew ? 'new' : taken.kind).toBe(expected);
  expect((await ledger.readLine(createLine))?.nextAtMs).toBe(nowMs + (isNew ? 6 : 5) * MINUTE_MS);
});

const spaced = (spacedMs: number, intervalMs = spacedMs): Spacing => ({
  pace: { publishedMs: 60_000, intervalMs, burst: 15, slackMs: 10_000 },
  spacedMs,
});
const throttled = { kind: 'throttled' } as const;

test.for([
  ['at the published pace', undefined, spaced(60_000), 78_000],
  ['at a slower pace', 90_000, spaced(90_000), 117_000],
  ['that has waited since before the line slowed down', 100_000, spaced(60_000, 100_000), 100_000],
] as const)('a rejected turn %s makes the line slower than it was, and no slower', async ([, intervalMs, spacing, expected]) => {
  const ledger = ledgerWith({ nextAtMs: nowMs, intervalMs });

  await learn(callerAt(ledger), 'createReport', spacing, throttled);

  expect(await ledger.readLine(createLine)).toEqual({ nextAtMs: nowMs + expected, intervalMs: expected });
});

test('twenty callers that are rejected at the same pace slow the line once', async () => {
  const ledger = ledgerWith({ nextAtMs: nowMs });

  await Promise.all(Array.from({ length: 20 }, () => learn(callerAt(ledger), 'createReport', spaced(60_000), throttled)));

  expect((await ledger.readLine(createLine))?.intervalMs).toBe(78_000);
});

test('a rate in Amazon’s header is used, also when it returns to the default', async () => {
  const ledger = ledgerWith({ nextAtMs: nowMs });
  const intervalAfter = async (rateLimitPerSecond: number) => {
    const pace = paceOf('createReport', await ledger.readLine(createLine), defaultSettings.quotas);
    await learn(callerAt(ledger), 'createReport', { pace, spacedMs: pace.intervalMs }, { kind: 'answered', value: {}, rateLimitPerSecond });
    return paceOf('createReport', await ledger.readLine(createLine), defaultSettings.quotas).intervalMs;
  };

  expect([await intervalAfter(0.00835), await intervalAfter(0.05), await intervalAfter(0.0167)]).toEqual([119_761, 20_000, 60_000]);
});

const market = aJobItem({ request: { reportType: 'GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT', marketplaceIds: ['ATVPDKIKX0DER'] } });
const apiType = market.request.reportType;

test('a rejected type pauses alone: other types continue, and the line slows down for the first rejection only', async () => {
  const ledger = ledgerWith();
  const traffic = aJobItem();

  const untilMs = await rejected(callerAt(ledger), apiType, spaced(60_000), undefined);

  expect(untilMs).toBe(nowMs + MINUTE_MS);
  expect(await turnToAsk(callerAt(ledger), aMessage(market, run), market)).toEqual({ kind: 'paused', untilMs });
  expect((await turnToAsk(callerAt(ledger), aMessage(traffic, run), traffic)).kind).toBe('later');
  expect((await ledger.readLine(createLine))?.intervalMs).toBe(78_000);
  await rejected(callerAt(ledger, untilMs), apiType, spaced(78_000), MINUTE_MS);
  expect((await ledger.readLine(createLine))?.intervalMs).toBe(78_000);
  expect(await ledger.readLine(pauseOf(run.secretId, apiType))).toEqual({ nextAtMs: untilMs + 2 * MINUTE_MS, intervalMs: 2 * MINUTE_MS });
});

/** Rejected a minute before `atMs`, and again: it pauses for two minutes. */
const rejectedTwice = async (ledger: ReturnType<typeof memoryLedger>, atMs: number): Promise<number> => {
  const untilMs = await rejected(callerAt(ledger, atMs - MINUTE_MS), apiType, spaced(60_000), undefined);
  return rejected(callerAt(ledger, untilMs), apiType, spaced(60_000), MINUTE_MS);
};

test('after a pause one job of the type goes first, and the others wait as long again', async () => {
  const ledger = memoryLedger();
  const untilMs = await rejectedTwice(ledger, nowMs);

  const taken = await Promise.all(Array.from({ length: 10 }, () => turnToAsk(callerAt(ledger, untilMs), aMessage(market, run), market)));

  const kinds = Object.groupBy(taken, ({ kind }) => kind);
  expect(kinds.due).toMatchObject([{ pauseMs: 2 * MINUTE_MS }]);
  expect(kinds.paused).toEqual(Array(9).fill({ kind: 'paused', untilMs: untilMs + 2 * MINUTE_MS }));
});

test('while the first job waits for its turn, the others wait too, and its pause is kept', async () => {
  const ledger = ledgerWith({ nextAtMs: nowMs + 10 * MINUTE_MS });
  const untilMs = await rejectedTwice(ledger, nowMs - 2 * MINUTE_MS);

  const first = await turnToAsk(callerAt(ledger, untilMs), aMessage(market, run), market);

  expect(first).toMatchObject({ kind: 'later', turn: { at: '2026-11-25T06:10:00Z', pauseMs: 2 * MINUTE_MS } });
  expect(await turnToAsk(callerAt(ledger, untilMs + 5 * MINUTE_MS), aMessage(market, run), market)).toEqual({
    kind: 'paused',
    untilMs: nowMs + 12 * MINUTE_MS,
  });
});

test('successes halve a pause until it is removed', async () => {
  const ledger = memoryLedger();
  await rejected(callerAt(ledger, await rejectedTwice(ledger, nowMs)), apiType, spaced(60_000), 2 * MINUTE_MS);

  const pauses = [];
  for (let success = 0; success < 4; success += 1) {
    await easePause(callerAt(ledger), apiType);
    pauses.push((await ledger.readLine(pauseOf(run.secretId, apiType)))?.intervalMs);
  }

  expect(pauses).toEqual([2 * MINUTE_MS, MINUTE_MS, undefined, undefined]);
});
