import fc from 'fast-check';
import { expect, test } from 'vitest';
import { earliestCalls, lowerBoundSeconds, type Ration } from '../../../bench/quota/quota-bound.ts';

const minute: Ration = { intervalSeconds: 60, burst: 15 };
const rations = { createReport: minute, getReportDocument: minute };
const reports = (count: number, processingSeconds: number) => Array.from({ length: count }, () => ({ processingSeconds }));

test.for([
  [13, 120, 120],
  [15, 600, 600],
  [16, 600, 660],
  [39, 120, 24 * 60 + 120],
  [100, 600, 85 * 60 + 600],
  [0, 600, 0],
] as const)('%i reports that take %i s cannot be complete before second %i', ([count, processing, expected]) => {
  expect(lowerBoundSeconds(reports(count, processing), rations)).toBe(expected);
});

test('from an empty bucket every report waits for a token of its own', () => {
  expect(lowerBoundSeconds(reports(3, 120), { ...rations, createReport: { ...minute, tokens: 0 } })).toBe(300);
});

test('documents that are ready together share the burst of their own bucket, and the order of readiness counts there', () => {
  const slowFirst = [{ processingSeconds: 500 }, ...reports(15, 100)];

  expect(lowerBoundSeconds(slowFirst, { createReport: { ...minute, burst: 100 }, getReportDocument: minute })).toBe(500);
  expect(lowerBoundSeconds(reports(17, 100), { createReport: { ...minute, burst: 100 }, getReportDocument: minute })).toBe(220);
});

test('the reports of a later run are asked for no earlier than its start, with the tokens that have been refilled since', () => {
  const later = reports(15, 0).map((report) => ({ ...report, releasedAtSeconds: 90 }));

  expect(lowerBoundSeconds([...reports(1, 0), ...later], rations)).toBe(90);
});

test('a caller waits only when the bucket has given all its tokens, and it never gives more', () => {
  const anyRation = fc.record({ intervalSeconds: fc.integer({ min: 1, max: 100 }), burst: fc.integer({ min: 1, max: 15 }) });
  const anyWishes = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(anyRation, anyWishes, (ration, wishes) => {
      const wantedAt = wishes.toSorted((a, b) => a - b);
      const calls = earliestCalls(wantedAt, ration);
      const late = calls.filter((at, index) => at > (wantedAt[index] ?? 0));
      return neverTooMany(calls, ration) && late.every((at) => calls.some((from) => isUsedUp(calls, from, at, ration)));
    }),
  );
});

/** Whether all tokens that a bucket, full at `from`, can give until `to` are taken. */
const isUsedUp = (calls: readonly number[], from: number, to: number, { intervalSeconds, burst }: Ration): boolean => {
  const taken = calls.filter((at) => at >= from && at <= to).length;
  return Math.abs(taken - (burst + (to - from) / intervalSeconds)) < 1e-6;
};

const neverTooMany = (calls: readonly number[], { intervalSeconds, burst }: Ration): boolean =>
  calls.every((from, first) => calls.slice(first).every((to, more) => more + 1 <= burst + (to - from) / intervalSeconds + 1e-6));
