import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidInputError } from '../../../../lambdas/core/errors.ts';
import { parseRunInput } from '../../../../lambdas/core/input/run-input.ts';
import { seriesOfEntry } from '../../../../lambdas/core/input/series.ts';
import { instantOf } from '../../../../lambdas/core/instant.ts';
import { planJobs, type WantedJob } from '../../../../lambdas/core/planning/plan-jobs.ts';
import { isOpen, latestCallMs, overlaps } from '../../../../lambdas/core/planning/windows/coverage.ts';
import { oldestDay } from '../../../../lambdas/core/planning/windows/published.ts';
import { spanOf } from '../../../../lambdas/core/planning/windows/span.ts';
import { dayIn, daysAfter, periodOf, periodsAfter } from '../../../../lambdas/core/planning/windows/window.ts';
import { workOf } from '../../../../lambdas/core/planning/work.ts';
import type { JobItem } from '../../../../lambdas/core/record/jobs.ts';
import { defaultSettings } from '../../../../lambdas/core/settings.ts';
import { aRun } from '../../../builders.ts';
import { cases } from '../../../how-many.ts';
import { accountWith, dailyTraffic, failedAt, itemOf, noDataAt, openSince, savedAt } from '../planning.ts';

/* Whole lives of a series: routine runs, ranges, forced runs and bad luck in any order. */

const dayMs = 86_400_000;

type Fate = 'saved' | 'no-data' | 'failed' | 'open' | 'dropped';
type Act = { afterHours: number; range?: { daysBack: number; days: number } | undefined; force: boolean; fates: Fate[] };

const fate = fc.constantFrom<Fate>('saved', 'saved', 'saved', 'no-data', 'failed', 'open', 'dropped');
const act: fc.Arbitrary<Act> = fc.record({
  afterHours: fc.integer({ min: 0, max: 200 }),
  range: fc.option(fc.record({ daysBack: fc.integer({ min: 0, max: 120 }), days: fc.integer({ min: 0, max: 80 }) }), { nil: undefined }),
  force: fc.boolean(),
  fates: fc.array(fate, { minLength: 1, maxLength: 8 }),
});

const series = [
  { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' }, period: 'DAY', longest: 15 },
  { type: 'VendorTrafficReport', options: { reportPeriod: 'WEEK' }, period: 'WEEK', longest: 7 },
  { type: 'VendorTrafficReport', options: { reportPeriod: 'MONTH' }, period: 'MONTH', longest: 1 },
  { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: 'DAY' }, period: 'DAY', longest: 1 },
  { type: 'VendorRealTimeSalesReport', options: {}, period: 'DAY', longest: 1 },
] as const;

const life = fc.record({
  which: fc.constantFrom(...series),
  marketplace: fc.constantFrom('US', 'BR', 'UK', 'IN', 'AU', 'EG'),
  startMs: fc.integer({ min: Date.parse('2023-12-01T00:00:00Z'), max: Date.parse('2029-03-01T00:00:00Z') }),
  acts: fc.array(act, { minLength: 1, maxLength: 12 }),
});

/** The result of a job in a run, as the steps would write it. */
const afterwards = (
  { openSince: _, ...job }: WantedJob & { openSince?: string | undefined },
  before: JobItem | undefined,
  kind: Fate,
  at: string,
): JobItem => {
  const kept = { saved: before?.saved, noData: before?.noData, laterRuns: before?.laterRuns };
  switch (kind) {
    case 'saved':
      return itemOf(job, savedAt(at));
    case 'no-data':
      return itemOf(job, { ...kept, ...noDataAt(at, before?.noData?.firstAt ?? at) });
    case 'failed':
      return itemOf(job, { ...kept, ...failedAt(at, before?.outcome?.kind === 'failed' ? (before.laterRuns ?? 0) + 1 : 0) });
    case 'open':
      return itemOf(job, { ...kept, ...openSince(at) });
    case 'dropped':
      return itemOf(job, { ...kept, dropped: { at, why: 'removed' } });
    default:
      return kind satisfies never;
  }
};

const worldOf = ({ which, marketplace, startMs }: { which: (typeof series)[number]; marketplace: string; startMs: number }) => {
  const account = accountWith([{ type: which.type, options: which.options }], { marketplaces: [marketplace], timeZone: 'UTC' });
  const ledger = new Map<string, JobItem>();
  let nowMs = startMs;
  const plan = (some: Record<string, unknown> = {}) => {
    const input = parseRunInput({ account: account.name, ...some });
    try {
      return planJobs({ account, input, known: () => [...ledger.values()], nowMs, settings: defaultSettings }).jobs;
    } catch (error) {
      // A range without a whole published period is refused, which is right.
      if (error instanceof InvalidInputError && input.from !== undefined) return [];
      throw error;
    }
  };
  const run = ({ afterHours, range, force, fates }: Act): WantedJob[] => {
    nowMs += afterHours * 3_600_000;
    const from = range && dayIn('UTC', nowMs - range.daysBack * dayMs);
    const to = from && [daysAfter(from, range.days), dayIn('UTC', nowMs)].sort()[0];
    const jobs = plan({ force, ...(from && { from, to }) });
    for (const item of [...ledger.values()].filter(isOpen)) {
      ledger.set(item.key, afterwards(item, item, fates[0] ?? 'saved', instantOf(nowMs)));
    }
    for (const [index, job] of jobs.entries()) {
      ledger.set(job.key, afterwards(job, ledger.get(job.key), fates[index % fates.length] ?? 'saved', instantOf(nowMs)));
    }
    return jobs;
  };
  /** The first day that a run of now can still have, even by its last call. */
  const oldestNow = (): string => {
    const [dates] = account.reports.flatMap((entry) => seriesOfEntry(account, entry).map((one) => one.dates));
    return dates?.kind === 'periods' ? oldestDay(dates, latestCallMs({ nowMs, settings: defaultSettings })) : '';
  };
  /** It has failed, and its data leaves Amazon's lookback before a run that starts now could ask: it will never be an object. */
  const isPast = (item: JobItem): boolean =>
    item.saved === undefined && !isOpen(item) && item.outcome?.kind === 'failed' && item.window.start < oldestNow();
  return { ledger, plan, run, isPast, oldestNow, now: () => nowMs };
};

test('every period is in exactly one object, whatever earlier runs did', () => {
  fc.assert(
    fc.property(life, (story) => {
      const world = worldOf(story);
      for (const one of story.acts) {
        const open = [...world.ledger.values()].filter(isOpen).map(({ key }) => key);
        const jobs = world.run(one);
        expect(jobs.filter(({ key }) => open.includes(key))).toEqual([]);
        expect(new Set(jobs.map(({ key }) => key)).size).toBe(jobs.length);
        const windows = [...world.ledger.values()]
          .filter((item) => item.saved !== undefined || (item.dropped === undefined && !world.isPast(item)))
          .map(({ window }) => window)
          .sort((one, other) => (one.start < other.start ? -1 : 1));
        expect(windows.filter((window, index) => index > 0 && overlaps(window, windows[index - 1] ?? window))).toEqual([]);
      }
    }),
    cases({ usual: 20, long: 1000 }),
  );
});

test('every period is in exactly one object when Amazon refuses long spans, and spans that it accepts are asked for in the end', () => {
  const limits = fc.record({
    fits: fc.integer({ min: 1, max: 15 }),
    days: fc.integer({ min: 1, max: 80 }),
    startMs: fc.integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2028-01-01T00:00:00Z') }),
  });
  fc.assert(
    fc.property(limits, ({ fits, days, startMs }) => {
      const account = accountWith([dailyTraffic]);
      const ledger = new Map<string, JobItem>();
      const range = { from: dayIn('UTC', startMs - (days + 5) * dayMs), to: dayIn('UTC', startMs - 5 * dayMs) };
      for (let run = 0; run < 6; run += 1) {
        const nowMs = startMs + run * dayMs;
        const at = instantOf(nowMs);
        const items = [...ledger.values()];
        const input = parseRunInput({ account: account.name, ...(run % 2 === 0 && range) });
        const started = { run: aRun({ account: account.name, deadlineAt: instantOf(nowMs + dayMs / 4) }), account, input, nowMs };
        const work = workOf(started, {
          open: items.filter(isOpen),
          isHeld: () => false,
          known: () => items,
          usualSeconds: () => undefined,
          typeSavedAt: () => undefined,
        });
        for (const item of [...work.drops, ...work.splits]) ledger.set(item.key, item);
        for (const { openSince: _, ...item } of work.items) {
          const span = spanOf(item);
          ledger.set(
            item.key,
            span > fits ? itemOf(item, { ...openSince(at), reportId: undefined, refusedSpan: span }) : itemOf(item, savedAt(at)),
          );
        }
        const windows = [...ledger.values()]
          .filter((item) => item.saved !== undefined || item.dropped === undefined)
          .map(({ window }) => window)
          .sort((one, other) => (one.start < other.start ? -1 : 1));
        expect(windows.filter((window, index) => index > 0 && overlaps(window, windows[index - 1] ?? window))).toEqual([]);
      }
      expect([...ledger.values()].filter((item) => item.saved === undefined && item.dropped === undefined)).toEqual([]);
      const saved = [...ledger.values()].filter((item) => item.saved !== undefined);
      for (let day = range.from; day <= range.to; day = daysAfter(day, 1)) {
        expect(saved.filter(({ window }) => overlaps(window, { start: day, end: day }))).toHaveLength(1);
      }
    }),
    cases({ usual: 10, long: 200 }),
  );
});

test('every window is legal: whole periods, not too many, none that is still running', () => {
  fc.assert(
    fc.property(life, (story) => {
      const world = worldOf(story);
      const { period, longest } = story.which;
      for (const one of story.acts) {
        const isLegal = ({ window }: WantedJob) =>
          periodOf(period, window.start).start === window.start &&
          periodOf(period, window.end).end === window.end &&
          window.start <= window.end &&
          window.end <= periodsAfter(period, periodOf(period, window.start), longest - 1).end &&
          Date.parse(window.start) < world.now();
        expect(world.run(one).filter((job) => !isLegal(job))).toEqual([]);
      }
    }),
    cases({ usual: 20, long: 1000 }),
  );
});

test('after a run without failures the newest periods are complete, and the next run has nothing to ask for', () => {
  fc.assert(
    fc.property(life, (story) => {
      const world = worldOf(story);
      for (const one of story.acts) world.run(one);
      const well: Act = { afterHours: 48, force: true, fates: ['saved'] };
      world.run(well);
      world.run({ ...well, afterHours: 24, force: false });
      // Amazon keeps no more weeks than a run catches up on: what was open or failed until then may have left the lookback.
      const oldest = world.oldestNow();
      world.run({ ...well, afterHours: 24, force: false });

      expect(world.plan()).toEqual([]);
      const answered = [...world.ledger.values()].filter(({ saved, noData }) => saved !== undefined || noData !== undefined);
      const first = answered.flatMap(({ saved, window }) => (saved ? [window.start] : [])).sort()[0] ?? '';
      const newest =
        answered
          .map(({ window }) => window.end)
          .sort()
          .at(-1) ?? '';
      const kept = story.which.type === 'VendorRealTimeSalesReport' ? 2 : defaultSettings.catchUpPeriods;
      const window = periodOf(story.which.period, newest);
      const due = Array.from({ length: kept }, (_, index) => periodsAfter(story.which.period, window, -index));
      const isMissing = ({ start }: { start: string }) => !answered.some((item) => overlaps(item.window, { start, end: start }));
      expect(due.filter((one) => one.start >= first && one.start >= oldest && isMissing(one))).toEqual([]);
    }),
    cases({ usual: 20, long: 1000 }),
  );
});

test('a day that is saved when it is published is refreshed once for each mark, whenever the runs are', () => {
  const hours = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 40, maxLength: 60 });
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse('2024-01-01T00:00:00Z'), max: Date.parse('2028-01-01T00:00:00Z') }),
      hours,
      (startMs, steps) => {
        const world = worldOf({ which: series[0], marketplace: 'US', startMs });
        const [first] = world.run({ afterHours: 0, force: false, fates: ['saved'] });
        const key = first?.key ?? '';
        const runs = [...steps, 24 * 40].map((afterHours) => world.run({ afterHours, force: false, fates: ['saved'] }));
        const refreshes = runs.flat().filter((job) => job.key === key && job.purpose === 'refresh').length;

        const passedBothAtOnce = steps.reduce((sum, step) => sum + step, 0) < 4 * 24;
        expect(refreshes).toBe(passedBothAtOnce ? 1 : 2);
      },
    ),
    cases({ usual: 4, long: 100 }),
  );
});
