import { describe, expect, test } from 'vitest';
import {
  accountWith,
  coupons,
  dailyTraffic,
  failedAt,
  forecast,
  hourlySales,
  itemOf,
  noDataAt,
  openSince,
  planAt,
  savedAt,
  trafficItem,
  weeklyTraffic,
  windowsOf,
} from '../planning.ts';

/** 25 November 2026: the newest day of vendor retail that is out is Saturday, 21 November. */
const now = '2026-11-25T12:00:00Z';

describe('whole periods', () => {
  test('the first run asks for the newest published period alone', () => {
    expect(windowsOf(planAt(now))).toEqual(['2026-11-21 newest']);
  });

  test('days that are missing among the newest seven are asked for, from the first saved one on', () => {
    const items = [trafficItem('2026-11-18', savedAt('2026-11-21T12:00:00Z')), trafficItem('2026-11-20', savedAt('2026-11-23T12:00:00Z'))];

    expect(windowsOf(planAt(now, { items }))).toEqual(['2026-11-21 newest', '2026-11-19 missed']);
  });

  test('days before the newest seven stay missing', () => {
    const items = [trafficItem('2026-10-01', savedAt(now))];

    expect(windowsOf(planAt(now, { items })).at(-1)).toBe('2026-11-15 missed');
    expect(windowsOf(planAt(now, { items, settings: { catchUpPeriods: 0 } }))).toEqual(['2026-11-21 newest']);
  });

  test('days that Amazon no longer keeps are not missing', () => {
    const items = [trafficItem('2026-09-13..2026-09-19', savedAt('2026-09-23T12:00:00Z'), 'WEEK')];
    const { jobs } = planAt(now, { account: accountWith([weeklyTraffic]), items, settings: { catchUpPeriods: 20, refreshAfterDays: [] } });

    expect(windowsOf({ jobs })).toHaveLength(7);
    expect(windowsOf({ jobs }).at(-1)).toBe('2026-10-04..2026-10-10 missed');
  });

  test('a saved newest period is left out, and force asks for it again', () => {
    const items = [trafficItem('2026-11-21', savedAt('2026-11-25T11:00:00Z'))];

    expect(planAt(now, { items })).toEqual({
      jobs: [],
      leftOut: [{ what: 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-21', why: 'saved, and nothing newer is published' }],
    });
    expect(windowsOf(planAt(now, { items, input: { force: true } }))).toEqual(['2026-11-21 refresh']);
  });

  test('force does not ask for older saved periods, nor for what is in flight', () => {
    const items = [trafficItem('2026-11-21', openSince(now)), trafficItem('2026-11-20', savedAt('2026-11-24T12:00:00Z'))];

    expect(windowsOf(planAt(now, { items, input: { force: true } }))).toEqual([]);
  });

  test('a period that is being asked for, or that an open window covers, is not missing', () => {
    const items = [trafficItem('2026-11-14', savedAt(now)), trafficItem('2026-11-15..2026-11-20', openSince(now))];

    expect(windowsOf(planAt(now, { items }))).toEqual(['2026-11-21 newest']);
  });

  test('the period of a dropped job is missing again', () => {
    const dropped = { dropped: { at: now, why: 'removed' } };

    expect(windowsOf(planAt(now, { items: [trafficItem('2026-11-21', dropped)] }))).toEqual(['2026-11-21 newest']);
  });

  test('an account may say that its data comes earlier', () => {
    const account = accountWith([{ ...dailyTraffic, publishedAfterHours: 24 }]);

    expect(windowsOf(planAt(now, { account }))).toEqual(['2026-11-23 newest']);
  });
});

describe('refreshes', () => {
  /** Day 10 November closes on 11 November, 08:00 UTC: its marks are 18 November and 11 December, 08:00 UTC. */
  const refreshedAt = (at: string, saved: string) =>
    windowsOf(planAt(at, { items: [trafficItem('2026-11-10', savedAt(saved))], settings: { catchUpPeriods: 0 } })).filter((text) =>
      text.endsWith('refresh'),
    );

  test.for([
    ['2026-11-18T07:59:59Z', '2026-11-14T08:00:00Z', 0],
    ['2026-11-18T08:00:00Z', '2026-11-14T08:00:00Z', 1],
    // Refreshed after seven days: not again before thirty.
    ['2026-12-11T07:59:59Z', '2026-11-18T09:00:00Z', 0],
    ['2026-12-11T08:00:00Z', '2026-11-18T09:00:00Z', 1],
    // Both marks passed: one refresh, and it is the last.
    ['2027-01-10T08:00:00Z', '2026-11-14T08:00:00Z', 1],
    ['2027-01-10T08:00:00Z', '2026-12-11T08:00:00Z', 0],
    // Saved an hour before the mark: still fresh.
    ['2026-11-18T08:00:00Z', '2026-11-18T07:00:00Z', 0],
  ] as const)('at %s a day saved at %s is refreshed %i times', ([at, saved, times]) => {
    expect(refreshedAt(at, saved)).toHaveLength(times);
  });

  test('a window of several periods is refreshed whole, under its own key', () => {
    const items = [trafficItem('2026-11-07..2026-11-21', savedAt('2026-11-25T06:00:00Z'))];

    expect(windowsOf(planAt('2026-11-29T08:00:00Z', { items }))).toContain('2026-11-07..2026-11-21 refresh');
  });

  test('a refresh that Amazon answered with nothing counts as one', () => {
    const item = { ...savedAt('2026-11-14T08:00:00Z'), ...noDataAt('2026-11-19T08:00:00Z', '2026-11-18T08:00:00Z') };

    expect(
      windowsOf(planAt('2026-11-25T08:00:00Z', { items: [trafficItem('2026-11-10', item)] })).filter((text) => text.endsWith('refresh')),
    ).toEqual([]);
  });

  test('days that Amazon no longer keeps are not refreshed', () => {
    const account = accountWith([weeklyTraffic]);
    const items = [trafficItem('2026-09-27..2026-10-03', savedAt('2026-10-07T12:00:00Z'), 'WEEK')];
    const { jobs, leftOut } = planAt(now, { account, items });

    expect(jobs.some(({ purpose }) => purpose === 'refresh')).toBe(false);
    expect(leftOut).toEqual([{ what: expect.stringContaining('2026-10-03'), why: 'Amazon does not keep its data any longer' }]);
  });
});

describe('no data', () => {
  test.for([
    ['a check 23 hours ago', noDataAt('2026-11-24T13:00:00Z'), []],
    ['a check 24 hours ago', noDataAt('2026-11-24T12:00:00Z'), ['2026-11-21 newest']],
    ['a second check after 24 hours', noDataAt('2026-11-24T12:00:00Z', '2026-11-23T12:00:00Z'), []],
    ['a second check too early', noDataAt('2026-11-24T12:00:00Z', '2026-11-24T02:00:00Z'), ['2026-11-21 newest']],
  ] as const)('%s', ([, facts, windows]) => {
    const items = [trafficItem('2026-11-21', facts)];

    expect(windowsOf(planAt(now, { items }))).toEqual(windows);
  });

  test('a period without data is covered: it is not missing', () => {
    const items = [
      trafficItem('2026-11-19', savedAt('2026-11-22T12:00:00Z')),
      trafficItem('2026-11-20', noDataAt('2026-11-24T12:00:00Z', '2026-11-23T12:00:00Z')),
    ];

    expect(windowsOf(planAt(now, { items }))).toEqual(['2026-11-21 newest']);
  });
});

describe('failed jobs', () => {
  test('a failed window is tried again under its own key, at most three later runs long', () => {
    const tried = (laterRuns: number) =>
      planAt(now, { items: [trafficItem('2026-11-01..2026-11-10', failedAt('2026-11-24T12:00:00Z', laterRuns))] });

    expect(windowsOf(tried(2))).toEqual(['2026-11-21 newest', '2026-11-01..2026-11-10 missed']);
    expect(windowsOf(tried(3))).toEqual(['2026-11-21 newest']);
    expect(tried(3).leftOut[0]?.why).toBe('it failed, and again in 3 later runs; a redrive or "force" asks again');
  });

  test('force tries it again', () => {
    const items = [trafficItem('2026-11-19', failedAt('2026-11-24T12:00:00Z', 3))];

    expect(windowsOf(planAt(now, { items, input: { force: true } }))).toEqual(['2026-11-21 newest', '2026-11-19 missed']);
  });

  test('a failed window keeps its periods: they are not asked for one by one', () => {
    const items = [trafficItem('2026-11-14', savedAt(now)), trafficItem('2026-11-15..2026-11-20', failedAt('2026-11-24T12:00:00Z', 3))];

    expect(windowsOf(planAt(now, { items }))).toEqual(['2026-11-21 newest']);
  });
});

describe('hours', () => {
  const account = accountWith([hourlySales]);
  const planned = (at: string) => {
    const [job] = planAt(at, { account }).jobs;
    if (!job) throw new Error('the first run wants something');
    return job;
  };

  test.for([
    ['2026-11-25T00:04:59Z', '2026-11-24', '2026-11-24T23:00:00Z'],
    ['2026-11-25T00:05:00Z', '2026-11-24', '2026-11-25T00:00:00Z'],
    ['2026-11-25T01:05:00Z', '2026-11-25', '2026-11-25T01:00:00Z'],
    ['2028-02-29T23:59:59Z', '2028-02-29', '2028-02-29T23:00:00Z'],
  ] as const)('at %s the hours of %s are out until %s', ([at, day, until]) => {
    expect(planned(at)).toMatchObject({
      window: { start: day, end: day },
      request: { dataStartTime: `${day}T00:00:00Z`, dataEndTime: until },
    });
  });

  test.for([
    ['2026-11-25T10:50:00Z', []],
    ['2026-11-25T11:04:59Z', []],
    ['2026-11-25T11:05:00Z', ['2026-11-25 newest']],
  ] as const)('today, saved at 10:10, at %s: %j', ([at, windows]) => {
    const items = [itemOf(planned('2026-11-25T10:06:00Z'), savedAt('2026-11-25T10:10:00Z'))];

    expect(windowsOf(planAt(at, { account, items }))).toEqual(windows);
  });

  test('a document that was saved less than 45 minutes ago is fresh, even when another hour is published', () => {
    const items = [itemOf(planned('2026-11-25T10:06:00Z'), savedAt('2026-11-25T10:50:00Z'))];

    expect(windowsOf(planAt('2026-11-25T11:30:00Z', { account, items }))).toEqual([]);
    expect(windowsOf(planAt('2026-11-25T11:30:00Z', { account, items, input: { force: true } }))).toEqual(['2026-11-25 newest']);
    expect(windowsOf(planAt('2026-11-25T11:35:00Z', { account, items }))).toEqual(['2026-11-25 newest']);
  });

  test('yesterday is asked for a last time after it closed, and then never again', () => {
    const partial = itemOf(planned('2026-11-24T22:30:00Z'), savedAt('2026-11-24T22:40:00Z'));
    const once = planAt('2026-11-25T06:10:00Z', { account, items: [partial] });
    const [, yesterday] = once.jobs;
    if (!yesterday) throw new Error('yesterday is wanted');

    expect(windowsOf(once)).toEqual(['2026-11-25 newest', '2026-11-24 missed']);
    expect(yesterday.request.dataEndTime).toBe('2026-11-25T00:00:00Z');
    expect(windowsOf(planAt('2026-11-25T12:10:00Z', { account, items: [itemOf(yesterday, savedAt('2026-11-25T06:20:00Z'))] }))).toEqual([
      '2026-11-25 newest',
    ]);
  });

  test('force asks for today again, not for a yesterday that is complete', () => {
    const yesterday = itemOf(planned('2026-11-25T00:10:00Z'), savedAt('2026-11-25T00:20:00Z'));

    expect(yesterday.window.start).toBe('2026-11-24');
    expect(windowsOf(planAt('2026-11-25T12:10:00Z', { account, items: [yesterday], input: { force: true } }))).toEqual([
      '2026-11-25 newest',
    ]);
  });

  test('a whole day between two runs is not lost', () => {
    const items = [itemOf(planned('2026-11-23T12:10:00Z'), savedAt('2026-11-23T12:15:00Z'))];

    expect(windowsOf(planAt('2026-11-25T12:10:00Z', { account, items }))).toEqual([
      '2026-11-25 newest',
      '2026-11-24 missed',
      '2026-11-23 missed',
    ]);
  });

  test('after an hour without data the next full hour is asked for', () => {
    const items = [itemOf(planned('2026-11-25T10:06:00Z'), noDataAt('2026-11-25T10:10:00Z'))];

    expect(windowsOf(planAt('2026-11-25T11:06:00Z', { account, items }))).toEqual(['2026-11-25 newest']);
  });

  test('a failed hour of today stays failed after three later runs', () => {
    const items = [itemOf(planned('2026-11-25T10:06:00Z'), failedAt('2026-11-25T10:10:00Z', 3))];

    expect(windowsOf(planAt('2026-11-25T12:10:00Z', { account, items }))).toEqual([]);
  });
});

describe('a forecast', () => {
  const account = accountWith([forecast]);
  const [job] = planAt(now, { account }).jobs;
  if (!job) throw new Error('the first run wants a forecast');

  test.for([
    ['fresh', itemOf(job, savedAt('2026-11-25T12:00:00Z')), '2026-11-26T07:59:59Z', []],
    ['stale, on another day', itemOf(job, savedAt('2026-11-25T12:00:00Z')), '2026-11-26T08:00:00Z', ['2026-11-26 newest']],
    ['stale, on the same day of Los Angeles', itemOf(job, savedAt('2026-11-25T10:00:00Z')), '2026-11-26T07:00:00Z', ['2026-11-25 newest']],
    ['open since yesterday', itemOf(job, openSince('2026-11-25T12:00:00Z')), '2026-11-26T12:00:00Z', []],
    ['failed for good yesterday', itemOf(job, failedAt('2026-11-25T12:00:00Z', 3)), '2026-11-26T12:00:00Z', ['2026-11-26 newest']],
    ['cancelled just now', itemOf(job, noDataAt('2026-11-25T12:00:00Z')), '2026-11-25T14:00:00Z', []],
  ] as const)('that is %s', ([, item, at, windows]) => {
    expect(windowsOf(planAt(at, { account, items: [item] }))).toEqual(windows);
  });

  test('that is open is not reported as left out, since this run continues it; one that waits for an older open one is', () => {
    const open = itemOf(job, openSince('2026-11-25T12:00:00Z'));

    expect(planAt('2026-11-25T13:00:00Z', { account, items: [open] }).leftOut).toEqual([]);
    expect(planAt('2026-11-26T12:00:00Z', { account, items: [open] }).leftOut).toEqual([
      { what: 'VendorForecastingReport/US/sellingProgram=RETAIL/2026-11-26', why: 'the one of 2026-11-25 is not finished: it comes first' },
    ]);
  });

  test('is asked for again by force, unless it is open', () => {
    const fresh = itemOf(job, savedAt('2026-11-25T12:00:00Z'));
    const force = { force: true };

    expect(windowsOf(planAt('2026-11-25T13:00:00Z', { account, items: [fresh], input: force }))).toEqual(['2026-11-25 newest']);
    expect(windowsOf(planAt('2026-11-25T13:00:00Z', { account, items: [itemOf(job, openSince(now))], input: force }))).toEqual([]);
  });
});

describe('campaigns by their start', () => {
  const account = accountWith([coupons]);
  const [job] = planAt(now, { account }).jobs;
  if (!job) throw new Error('the first run wants coupons');

  test('the window rolls: the last whole UTC days, as many as the settings say', () => {
    expect(windowsOf(planAt(now, { account, settings: { startedWithinDays: 3 } }))).toEqual(['2026-11-22..2026-11-24 newest']);
    expect(windowsOf(planAt('2028-03-01T00:00:00Z', { account, settings: { startedWithinDays: 1 } }))).toEqual(['2028-02-29 newest']);
    expect(windowsOf(planAt(now, { account, settings: { startedWithinDays: 730 } }))).toEqual(['2024-11-26..2026-11-24 newest']);
  });

  test('yesterday’s document counts for today while it is fresh', () => {
    const items = [itemOf(job, savedAt('2026-11-25T20:00:00Z'))];

    expect(windowsOf(planAt('2026-11-26T06:00:00Z', { account, items }))).toEqual([]);
    expect(windowsOf(planAt('2026-11-26T16:00:00Z', { account, items }))).toEqual(['2026-08-28..2026-11-25 newest']);
  });

  test('an old range does not count for it', () => {
    const [old] = planAt(now, { account, input: { from: '2026-01-01', to: '2026-03-31' } }).jobs;
    if (!old) throw new Error('the range is wanted');

    expect(windowsOf(planAt(now, { account, items: [itemOf(old, savedAt('2026-11-25T11:00:00Z'))] }))).toEqual([
      '2026-08-27..2026-11-24 newest',
    ]);
    expect(windowsOf(planAt(now, { account, items: [itemOf(old, openSince('2026-11-25T11:00:00Z'))] }))).toEqual([
      '2026-08-27..2026-11-24 newest',
    ]);
  });

  test('a range that reaches less far back does not count for it, however fresh', () => {
    const [short] = planAt(now, { account, input: { from: '2026-11-01' } }).jobs;
    if (!short) throw new Error('the range is wanted');

    expect(windowsOf(planAt(now, { account, items: [itemOf(short, savedAt(now))] }))).toEqual(['2026-08-27..2026-11-24 newest']);
  });

  test('one is enough: none while another is open', () => {
    expect(windowsOf(planAt('2026-11-27T12:00:00Z', { account, items: [itemOf(job, openSince(now))] }))).toEqual([]);
  });
});
