import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksUntil, nextCheckAt } from '../../../lambdas/core/quota/check-schedule.ts';
import { defaultSettings } from '../../../lambdas/core/settings.ts';
import { aJobItem, aRun, NOW, nowMs, settingsWith } from '../../builders.ts';

const asked = aJobItem({ requestedAt: NOW });
const middle = 0.5;
const after = (minutes: number) => nowMs + minutes * 60_000;
const secondsFrom = (fromMs: number, at: string) => (Date.parse(at) - fromMs) / 1000;

test.for([
  [0, 30],
  [10, 30],
  [20, 60],
  [60, 180],
  [300, 900],
  [330, 900],
] as const)(
  'a report that was asked for %i minutes ago is checked again after %i s: 5 %% of its age, 30 s to 15 minutes',
  ([minutes, seconds]) => {
    expect(secondsFrom(after(minutes), nextCheckAt(aRun(), asked, after(minutes), middle))).toBe(seconds);
  },
);

test.for([
  [15, 60, 180],
  [39, 10, 30],
  [39, 60, 72],
  [100, 10, 102],
] as const)(
  'in a run of %i reports, one that is %i minutes old is checked after %i s: 2 %% of its age or of the queue for turns',
  ([jobCount, minutes, seconds]) => {
    expect(secondsFrom(after(minutes), nextCheckAt(aRun({ jobCount }), asked, after(minutes), middle))).toBe(seconds);
  },
);

test.for([
  ['past', -60, 30],
  ['earlier than the check', 20, 30],
  ['later', 300, 303],
  ['hours away', 7200, 903],
] as const)(
  'when the next turn to fetch a document is %s, a report is checked no earlier than that, but within 15 minutes',
  ([, turnSeconds, seconds]) => {
    expect(secondsFrom(nowMs, nextCheckAt(aRun(), asked, nowMs, middle, nowMs + turnSeconds * 1000))).toBe(seconds);
  },
);

test.for([
  [1, undefined, [4, 20, 43, 57, 79, 166]],
  [39, undefined, [4, 20, 60, 94, 150, 267]],
  [100, undefined, [2, 6, 18, 36, 88, 206]],
  [300, undefined, [1, 2, 6, 11, 32, 145]],
  [1, 1, [2, 6, 7, 7, 7, 23]],
] as const)(
  'in a run of %i reports there are few checks until 2, 10, 30, 60 minutes, 3 and 24 hours (known: %s)',
  ([jobCount, known, looks]) => {
    const minutes = [2, 10, 30, 60, 180, 1440];

    expect(minutes.map((minute) => looksUntil(aRun({ jobCount }), known && minute * 60, minute * 60))).toEqual(looks);
  },
);

test('when the usual time of a series is known, checks begin at three quarters of it, and one is at that time', () => {
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

test('300 reports in flight are checked no more than 1.5 times a second altogether', () => {
  const settings = settingsWith({ quotas: { ...defaultSettings.quotas, createReport: { intervalSeconds: 1, burst: 15 } } });

  expect(secondsFrom(nowMs, nextCheckAt(aRun({ jobCount: 300, settings }), asked, nowMs, middle))).toBe(200);
});

test('the last check is at the deadline', () => {
  expect(nextCheckAt(aRun({ deadlineAt: '2026-11-25T06:00:10Z' }), asked, nowMs, middle)).toBe('2026-11-25T06:00:10Z');
});

test('whatever is known, a check is in the future, not past the deadline, and there are few checks in six hours', () => {
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
