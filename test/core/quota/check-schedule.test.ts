import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextCheckAt } from '../../../lambdas/core/quota/check-schedule.ts';
import { aJobItem, aRun, NOW, nowMs } from '../../builders.ts';

const asked = aJobItem({ requestedAt: NOW });
const middle = 0.5;
const after = (minutes: number) => nowMs + minutes * 60_000;
const secondsFrom = (fromMs: number, at: string) => (Date.parse(at) - fromMs) / 1000;

test.for([
  [0, 30],
  [10, 30],
  [25, 30],
  [50, 60],
  [120, 144],
  [250, 300],
  [330, 300],
] as const)(
  'a report asked for %i minutes ago is looked at again after %i s: 2 %% of its age, at least 30 s, at most 5 minutes',
  ([minutes, seconds]) => {
    expect(secondsFrom(after(minutes), nextCheckAt(aRun(), asked, after(minutes), middle))).toBe(seconds);
  },
);

test('where the usual time of a series is known, the looks begin at three quarters of it, and one falls on it', () => {
  const usual = { ...asked, readyAfterSeconds: 1200 };

  const first = nextCheckAt(aRun(), usual, nowMs, 0);
  expect(secondsFrom(nowMs, first)).toBe(900);
  const last = nextCheckAt(aRun(), usual, nowMs + 1_190_000, 0);
  expect(secondsFrom(nowMs, last)).toBe(1200);
});

test.for([
  [0, 24],
  [0.999, 36],
] as const)('the interval is spread by a fifth (random %d: %i s)', ([random, seconds]) => {
  expect(secondsFrom(nowMs, nextCheckAt(aRun(), asked, nowMs, random))).toBe(seconds);
});

test('300 reports in flight are looked at no more than 1.5 times a second together', () => {
  expect(secondsFrom(nowMs, nextCheckAt(aRun({ jobCount: 300 }), asked, nowMs, middle))).toBe(200);
});

test('the last look is at the deadline', () => {
  expect(nextCheckAt(aRun({ deadlineAt: '2026-11-25T06:00:10Z' }), asked, nowMs, middle)).toBe('2026-11-25T06:00:10Z');
});

test('whatever is known, a look lies in the future, not past the deadline, and the looks of six hours are few', () => {
  const run = aRun();
  fc.assert(
    fc.property(
      fc.option(fc.integer({ min: 1, max: 90_000 }), { nil: undefined }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
      (readyAfterSeconds, random) => {
        let atMs = nowMs;
        let looks = 0;
        while (atMs < Date.parse(run.deadlineAt)) {
          const nextMs = Date.parse(nextCheckAt(run, { ...asked, readyAfterSeconds }, atMs, random.next().value ?? 0));
          if (nextMs <= atMs || nextMs > Date.parse(run.deadlineAt)) return false;
          atMs = nextMs;
          looks += 1;
        }
        return looks < 260;
      },
    ),
    { numRuns: 200 },
  );
});
