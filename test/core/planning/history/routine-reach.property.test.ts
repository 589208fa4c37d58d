import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRunInput } from '../../../../lambdas/core/input/run-input.ts';
import { instantOf } from '../../../../lambdas/core/instant.ts';
import { readSeries } from '../../../../lambdas/core/planning/history/read-series.ts';
import { routineReach, wholeDayOf } from '../../../../lambdas/core/planning/history/routine-reach.ts';
import { isOpen } from '../../../../lambdas/core/planning/windows/coverage.ts';
import { dayMs } from '../../../../lambdas/core/planning/windows/published.ts';
import { workOf } from '../../../../lambdas/core/planning/work.ts';
import type { JobItem } from '../../../../lambdas/core/record/jobs.ts';
import { aRun, settingsWith } from '../../../builders.ts';
import { seededRandom } from '../../../harness/selling-partner/random.ts';
import { cases } from '../../../how-many.ts';
import { accountWith, dailyTraffic, failedAt, noDataAt, openSince, savedAt, trafficItem } from '../planning.ts';

/* A series of days as its runs left it: what is newer than the last refresh is in any state, what is older is settled. */

const SERIES = 'VendorTrafficReport/US/reportPeriod=DAY';
const account = accountWith([dailyTraffic]);

type Life = {
  nowMs: number;
  days: number;
  seed: number;
  settings: { catchUpPeriods: number; refreshAfterDays: number[]; unusualFactor: number | false };
  /** How many of 100 days are missing, or ended without a document. */
  gaps: number;
  /** Days without any run until now. */
  restedDays: number;
  /** No items of windows between ten days and this many days old. */
  hole: number;
  /** A window that is due though it is older than usual. */
  hasLateOne: boolean;
  /** The share of windows of several days. */
  backfilled: number;
};

const life: fc.Arbitrary<Life> = fc.record({
  nowMs: fc.integer({ min: Date.parse('2025-01-01T00:00:00Z'), max: Date.parse('2027-01-01T00:00:00Z') }),
  days: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 200, max: 420 })),
  seed: fc.integer(),
  settings: fc.record({
    catchUpPeriods: fc.constantFrom(0, 1, 7, 60),
    refreshAfterDays: fc.constantFrom([], [7], [7, 30], [45, 3]),
    unusualFactor: fc.constantFrom(2, 2, false as const),
  }),
  gaps: fc.constantFrom(0, 0, 2, 5, 30),
  restedDays: fc.constantFrom(0, 4, 5, 5, 6, 110, 150),
  hole: fc.constantFrom(0, 0, 0, 160),
  hasLateOne: fc.boolean(),
  backfilled: fc.constantFrom(0, 0, 0, 0.05),
});

const itemsOf = ({ nowMs, days, seed, settings, gaps, restedDays, hole, hasLateOne, backfilled }: Life): JobItem[] => {
  const random = seededRandom(seed);
  const lastMark = Math.max(0, ...settings.refreshAfterDays);
  const live = Math.max(settings.catchUpPeriods, lastMark) + 10;
  const items: JobItem[] = [];
  for (let age = days; age > restedDays; age -= 1) {
    if (age > 10 && age < hole) continue;
    const dayAt = (back: number) => instantOf(nowMs - back * dayMs).slice(0, 10);
    const span = age > live + 20 && random() < backfilled ? 1 + Math.floor(random() * 14) : 1;
    const window = span === 1 ? dayAt(age) : `${dayAt(age)}..${dayAt(age - span + 1)}`;
    // Asked for three days later, and again after the last mark, unless nothing ran then.
    const refreshedAge = age - span - lastMark - 2;
    const isRefreshed = age - span >= live && refreshedAge > restedDays;
    const at = instantOf(nowMs - Math.max(restedDays, isRefreshed ? refreshedAge : age - 3) * dayMs - 3_600_000);
    const saved = { ...savedAt(at), readyAfterSeconds: 100 };
    const withRows = { ...saved, saved: { ...saved.saved, rows: Math.floor(random() * 100) } };
    const isBad = random() * 100 < gaps;
    if (hasLateOne && age === live + 30) items.push(trafficItem(window, savedAt(instantOf(nowMs - (age - 2) * dayMs))));
    else if (!isBad) items.push(trafficItem(window, withRows));
    else if (age > live) items.push(...settledOf(window, at, random()));
    else items.push(...anyOf(window, at, random()));
    age -= span - 1;
  }
  return items;
};

const settledOf = (window: string, at: string, choice: number): JobItem[] => {
  if (choice < 0.3) return [];
  if (choice < 0.5) return [trafficItem(window, { dropped: { at, why: 'removed' } })];
  if (choice < 0.7) return [trafficItem(window, noDataAt(at, '2024-01-01T00:00:00Z'))];
  return [trafficItem(window, { ...failedAt(at, 1), openSince: at, resumeAt: 'request' })];
};

const anyOf = (window: string, at: string, choice: number): JobItem[] => {
  if (choice < 0.3) return settledOf(window, at, choice * 3);
  if (choice < 0.5) return [trafficItem(window, noDataAt(at))];
  if (choice < 0.7) return [trafficItem(window, failedAt(at, choice < 0.6 ? 1 : 3))];
  return [trafficItem(window, openSince(at))];
};

/** What a run makes of a ledger, and how many items it read for that. */
const planned = async (story: Life, items: readonly JobItem[], input: Record<string, unknown>, isWhole: boolean) => {
  const ledger = {
    jobsWithPrefix: async (_: string, prefix: string) => items.filter(({ key }) => key.startsWith(prefix)),
    jobsBetween: async (_: string, first: string, last: string) => items.filter(({ key }) => key >= first && key <= last),
  };
  const settings = settingsWith(story.settings);
  const run = aRun({ account: 'acme', startedAt: instantOf(story.nowMs), deadlineAt: instantOf(story.nowMs + dayMs / 4), settings });
  const started = { run, account, input: parseRunInput({ account: 'acme', ...input }), nowMs: story.nowMs };
  const open = items.filter(isOpen);
  const within = isWhole ? undefined : { reach: routineReach(started, open), open };
  const read = await readSeries(ledger, 'acme', [SERIES], within);
  return { work: workOf(started, { open, isHeld: () => false, ...read }), count: read.known(SERIES).length };
};

test('a routine run that reads only what may matter makes the same plan as one that reads everything', async () => {
  let less = 0;
  await fc.assert(
    fc.asyncProperty(life, async (story) => {
      const items = itemsOf(story);
      const [reduced, whole] = [await planned(story, items, {}, false), await planned(story, items, {}, true)];

      expect(reduced.work).toEqual(whole.work);
      if (reduced.count < whole.count) less += 1;
    }),
    cases({ usual: 25, long: 400 }),
  );
  expect(less).toBeGreaterThan(3);
});

const year: Life = {
  nowMs: Date.parse('2026-11-25T12:00:00Z'),
  days: 400,
  seed: 1,
  settings: { catchUpPeriods: 7, refreshAfterDays: [7, 30], unusualFactor: 2 },
  gaps: 0,
  restedDays: 0,
  hole: 0,
  hasLateOne: false,
  backfilled: 0,
};

test('a run reads about five months of a year, but the whole year on one day a week, for a range, or by force', async () => {
  const counts: number[] = [];
  for (let day = 0; day < 7; day += 1) {
    const story = { ...year, nowMs: year.nowMs + day * dayMs };
    counts.push((await planned(story, itemsOf(story), {}, false)).count);
  }
  const items = itemsOf(year);
  const all = items.length;

  expect(counts.filter((count) => count === all)).toHaveLength(1);
  expect(counts.filter((count) => count < 150)).toHaveLength(6);
  expect(new Date(year.nowMs).getUTCDay()).not.toBe(wholeDayOf(SERIES));
  const old = trafficItem('2025-12-01', { ...failedAt('2025-12-02T00:00:00Z', 1), ...openSince('2025-12-02T00:00:00Z') });
  const others = items.filter(({ key }) => key !== old.key);
  expect((await planned(year, [...others, old], {}, false)).count).toBe((await planned(year, others, {}, false)).count + 1);
  for (const input of [{ force: true }, { from: '2026-11-01' }]) expect((await planned(year, items, input, false)).count).toBe(all);
});

test('older items are read too when the newer ones are not enough: figures of two Sundays are missing, a refresh is late, nothing was saved', () => {
  const settings = settingsWith(year.settings);
  const run = aRun({ account: 'acme', startedAt: instantOf(year.nowMs), settings });
  const reach = routineReach({ run, account, input: parseRunInput({ account: 'acme' }), nowMs: year.nowMs }, [])(SERIES);
  const items = itemsOf(year).filter(({ window }) => window.start >= (reach?.from ?? ''));
  const sundays = items.filter(({ window }) => new Date(window.start).getUTCDay() === 0).slice(0, 2);
  const late = trafficItem('2026-09-01', savedAt('2026-09-04T06:00:00Z'));

  expect(reach?.isEnough(items)).toBe(true);
  expect(reach?.isEnough(items.filter((item) => !sundays.includes(item)))).toBe(false);
  expect(reach?.isEnough([...items.filter(({ key }) => key !== late.key), late])).toBe(false);
  expect(reach?.isEnough([])).toBe(false);
});
