import { expect, test } from 'vitest';
import { nextCheckAt } from '../../lambdas/core/check-schedule.ts';
import { aJobItem, aRun, NOW, nowMs } from '../builders.ts';

const asked = aJobItem({ requestedAt: NOW });
const middle = 0.5;

test.for([
  [0, '2026-11-25T06:00:30Z'],
  [1, '2026-11-25T06:00:45Z'],
  [2, '2026-11-25T06:01:08Z'],
  [5, '2026-11-25T06:03:48Z'],
  [6, '2026-11-25T06:05:00Z'],
  [40, '2026-11-25T06:05:00Z'],
] as const)('after %i looks the next is at %s: growing by half, up to five minutes', ([checks, at]) => {
  expect(nextCheckAt(aRun(), asked, checks, nowMs, middle)).toBe(at);
});

test('the first look comes when reports of this series were ready last time', () => {
  expect(nextCheckAt(aRun(), { ...asked, readyAfterSeconds: 900 }, 0, nowMs, middle)).toBe('2026-11-25T06:15:00Z');
});

test.for([
  [0, '2026-11-25T06:00:24Z'],
  [0.999, '2026-11-25T06:00:36Z'],
] as const)('the interval is spread by a fifth (random %d)', ([random, at]) => {
  expect(nextCheckAt(aRun(), asked, 0, nowMs, random)).toBe(at);
});

test('300 reports in flight are looked at no more than 1.5 times a second together', () => {
  expect(nextCheckAt(aRun({ jobCount: 300 }), asked, 0, nowMs, middle)).toBe('2026-11-25T06:03:20Z');
});

test('the last look is at the deadline', () => {
  expect(nextCheckAt(aRun({ deadlineAt: '2026-11-25T06:00:10Z' }), asked, 3, nowMs, middle)).toBe('2026-11-25T06:00:10Z');
});
