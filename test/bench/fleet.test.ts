import { expect, test } from 'vitest';
import { fleetOf } from '../../bench/fleet/fleet-accounts.ts';
import { alignments, fatesOf, isWhole, peaksOf } from '../../bench/fleet/fleet-report.ts';
import { type Morning, playMorning } from '../../bench/fleet/one-morning.ts';
import { mostAtOnce, peakMinute, peakSecond, perSecond, rejectedBy, secretReads } from '../../bench/fleet/peaks.ts';

/** The small form of `npm run bench:fleet`. */

test('a morning of three accounts: all reports are saved, nothing is rejected, and each start is counted with its children', async () => {
  const mornings: Morning[] = [];
  for (const one of fleetOf(3, 4, 15)) mornings.push(await playMorning(one));

  const fates = fatesOf(mornings, 12);
  expect(fates).toMatchObject({ saved: 12, carriedOver: 0, lost: 0, rejected: 0 });
  expect(isWhole(fates)).toBe(true);
  expect(isWhole(fatesOf(mornings, 13))).toBe(false);
  const starts = alignments.map((alignment) => peaksOf(mornings, alignment).find(({ what }) => what.startsWith('StartExecution'))?.peak);
  // Without a window all three start in one second: the runs, and in the same second a child for each report.
  expect(starts).toEqual([5, 5, 15]);
});

test('the busiest second and the busiest minute', () => {
  const counts = perSecond([0, 0, 59, 60, 61, 61, 61]);

  expect([peakSecond(counts), peakMinute(counts)]).toEqual([3, 4]);
  expect([peakSecond(perSecond([])), peakMinute(perSecond([]))]).toEqual([0, 0]);
});

test('a bucket rejects what comes faster than it refills', () => {
  const bucket = { bucket: 10, refillPerSecond: 2 };

  expect(rejectedBy(bucket, new Map([[0, 10]]))).toBe(0);
  expect(rejectedBy(bucket, new Map([[0, 11]]))).toBe(1);
  expect(
    rejectedBy(
      bucket,
      new Map([
        [3, 5],
        [0, 10],
      ]),
    ),
  ).toBe(0);
  expect(
    rejectedBy(
      bucket,
      new Map([
        [0, 10],
        [3, 7],
      ]),
    ),
  ).toBe(1);
});

test('what ends as another begins is not under way at once', () => {
  expect(
    mostAtOnce([
      [0, 5],
      [5, 9],
      [1, 2],
    ]),
  ).toBe(2);
});

test('a container keeps a secret for five minutes, and each at once needs one of its own', () => {
  const use = (at: number, secret = 'a') => ({ at, forSeconds: 1, secret });

  expect(secretReads([use(0), use(0), use(10), use(299), use(400)])).toEqual([0, 0, 400]);
  expect(secretReads([use(0), use(2, 'b'), use(4)])).toEqual([0, 2]);
});
