import fc from 'fast-check';
import { expect, test } from 'vitest';
import { estimateTurns, headerIntervalMs, nextPauseMs, paceOf, quicker, slower } from '../../../lambdas/core/quota/turns.ts';
import type { Line } from '../../../lambdas/core/record/ledger/ledger.ts';
import { defaultSettings } from '../../../lambdas/core/settings.ts';
import { nowMs } from '../../builders.ts';

const pace = paceOf('createReport', undefined, defaultSettings.quotas);

test('an idle line gives 14 turns at once, the 15th after the slack, then one a minute', () => {
  const seconds = estimateTurns(undefined, pace, nowMs, 18).map((turnMs) => (turnMs - nowMs) / 1000);

  expect(seconds).toEqual([...Array(14).fill(0), 10, 70, 130, 190]);
});

test('an hour of idleness gives no more than a burst', () => {
  const line: Line = { nextAtMs: nowMs - 3_600_000 };

  expect(estimateTurns(line, pace, nowMs, 15).filter((turnMs) => turnMs === nowMs)).toHaveLength(14);
});

test('no turn is wasted while a caller waits: after the burst, turns are exactly one interval apart', () => {
  fc.assert(
    fc.property(fc.integer({ min: 16, max: 400 }), (count) => {
      const turns = estimateTurns(undefined, pace, nowMs, count);
      return turns.slice(15).every((turnMs, index) => turnMs - (turns[index + 14] ?? 0) === pace.intervalMs);
    }),
  );
});

test('a rejected call slows the line, and successes bring it back to the published pace but not beyond', () => {
  let intervalMs: number | undefined = slower(pace);
  expect(intervalMs).toBe(78_000);
  let successes = 0;
  while (intervalMs !== undefined) {
    intervalMs = quicker({ ...pace, intervalMs });
    successes += 1;
  }
  expect(successes).toBe(27);
});

test.for([
  [undefined, undefined],
  [0.0167, 60_000],
  [0.00833, 120_049],
  [0.5, 2_000],
  [0, undefined],
] as const)('a header of %s a second means an interval of %s ms', ([header, expected]) => {
  expect(headerIntervalMs(header, 60_000)).toBe(expected);
});

test('a report type pauses for 60 s, then twice as long each time, at most 32 minutes', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7].reduce<number[]>((all) => [...all, nextPauseMs(all.at(-1), 60_000)], []);

  expect(pauses.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 8, 16, 32, 32]);
});
