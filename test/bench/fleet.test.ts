import { expect, test } from 'vitest';
import { concurrencyOf } from '../../bench/fleet/concurrency.ts';
import { fatesOf, isWhole } from '../../bench/fleet/fates.ts';
import { fleetOf } from '../../bench/fleet/fleet-accounts.ts';
import { peaksOf } from '../../bench/fleet/fleet-report.ts';
import { type Morning, playMorning } from '../../bench/fleet/one-morning.ts';
import { busiestMinute, mostAtOnce, peakSecond, perSecond, rejectedBy, secretReads } from '../../bench/fleet/peaks.ts';
import { spreadsOf } from '../../bench/fleet/spreads.ts';

/** The small form of `npm run bench:fleet`. */

test('a morning of three accounts: all reports are saved, nothing is rejected, and each start is counted with its children', async () => {
  const mornings: Morning[] = [];
  for (const one of fleetOf(3, 4, 15)) mornings.push(await playMorning(one));

  const fates = fatesOf(mornings, 12);
  expect(fates).toMatchObject({ saved: 12, carriedOver: 0, lost: 0, rejected: 0, refused: 0 });
  expect(isWhole(fates)).toBe(true);
  expect(isWhole(fatesOf(mornings, 13))).toBe(false);
  const starts = spreadsOf(15).map((spread) => peaksOf(mornings, spread).find(({ what }) => what.startsWith('StartExecution'))?.peak);
  // Without a window all three start in one second: the runs, and in the same second a child for each report.
  expect(starts).toEqual([5, 5, 5, 5, 15]);
});

test('a new AWS account refuses what it cannot run, and the run tries again until all reports are saved', async () => {
  const [one] = fleetOf(1, 4, 15);
  const morning = one && (await playMorning(one, 1));

  expect(morning).toMatchObject({ saved: 4, rejected: 0 });
  expect(morning?.refused).toBeGreaterThan(0);
});

test('an invocation is refused while the allowed number is running', () => {
  const { begin, invocations, refused } = concurrencyOf(1);

  expect([begin(0, 'plan'), begin(4.9, 'check'), begin(5, 'check')].map((fate) => fate?.kind)).toEqual([undefined, 'refused', undefined]);
  expect([invocations, refused()]).toEqual([
    [
      [0, 'plan'],
      [5, 'check'],
    ],
    1,
  ]);
});

test('the accounts of one time zone start at their own offsets in a window, in a wider one, at whole minutes, or all at one instant', () => {
  const starts = spreadsOf(15).map(({ shiftOf }) => 1090 + shiftOf({ scheduledAt: 1000, startedAt: 1090 }));

  expect(starts).toEqual([1090, 90, 360, 60, 0]);
});

test('the busiest second and the busiest minute', () => {
  const counts = perSecond([0, 0, 59, 60, 61, 61, 61]);

  expect([peakSecond(counts), busiestMinute(counts)]).toEqual([3, 4]);
  expect([peakSecond(perSecond([])), busiestMinute(perSecond([]))]).toEqual([0, 0]);
});

test('a bucket rejects calls that come faster than it refills', () => {
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

test('invocations are not concurrent when one ends as the other begins', () => {
  expect(
    mostAtOnce([
      [0, 5],
      [5, 9],
      [1, 2],
    ]),
  ).toBe(2);
});

test('a container caches a secret for five minutes, and concurrent invocations need a container each', () => {
  const use = (at: number, secret = 'a') => ({ at, forSeconds: 1, secret });

  expect(secretReads([use(0), use(0), use(10), use(299), use(400)])).toEqual([0, 0, 400]);
  expect(secretReads([use(0), use(2, 'b'), use(4)])).toEqual([0, 2]);
});
