import { describe, expect, test } from 'vitest';
import { fateOf } from '../../../../lambdas/core/planning/carry-over.ts';
import { lastDayOver } from '../../../../lambdas/core/planning/windows/single.ts';
import { aRun } from '../../../builders.ts';
import { accountWith, failedAt, itemOf, openSince, planAt, savedAt, windowsOf } from '../planning.ts';

const now = '2026-11-25T12:00:00Z';
const nextDay = '2026-11-26T12:00:00Z';

const lastWeek = { apiType: 'GET_X', lastDays: 7 };
const plan = (at: string, some: Parameters<typeof planAt>[1] = {}, entry: object = lastWeek) =>
  planAt(at, { account: accountWith([entry], { kind: 'seller' }), ...some });

/** What one run wants of an entry, as items of a later ledger. */
const asked = (at: string, facts: Record<string, unknown>, entry?: object) => plan(at, {}, entry).jobs.map((job) => itemOf(job, facts));

describe('the newest day is over in UTC and in the marketplace', () => {
  test.for([
    ['America/Los_Angeles', '2026-11-25T07:59:59Z', '2026-11-23'],
    ['America/Los_Angeles', '2026-11-25T08:00:00Z', '2026-11-24'],
    ['Asia/Tokyo', '2026-11-24T23:59:59Z', '2026-11-23'],
    ['Asia/Tokyo', '2026-11-25T00:00:00Z', '2026-11-24'],
  ] as const)('in %s at %s it is %s', ([timeZone, at, day]) => {
    expect(lastDayOver(timeZone, Date.parse(at))).toBe(day);
  });
});

describe('so many days up to yesterday', () => {
  test('they move with the day', () => {
    expect(windowsOf(plan(nextDay, { items: asked(now, savedAt(now)) }))).toEqual(['2026-11-19..2026-11-25 newest']);
  });

  test('a fresh document is not replaced, an open request is not repeated, and an answered one is repeated only by force', () => {
    expect(windowsOf(plan('2026-11-25T18:00:00Z', { items: asked(now, savedAt(now)) }))).toEqual([]);
    expect(windowsOf(plan(nextDay, { items: asked(now, openSince(now)) }))).toEqual([]);
    expect(windowsOf(plan('2026-11-25T18:00:00Z', { items: asked(now, savedAt(now)), input: { force: true } }))).toHaveLength(1);
  });

  test('more days than before are asked for at once', () => {
    const items = asked(now, savedAt(now));

    expect(windowsOf(plan('2026-11-25T18:00:00Z', { items }, { ...lastWeek, lastDays: 14 }))).toEqual(['2026-11-11..2026-11-24 newest']);
  });

  test('days without a run are caught up, from the first saved one on and no more than the setting says', () => {
    const daily = { apiType: 'GET_X', lastDays: 1 };
    const items = asked('2026-11-20T12:00:00Z', savedAt('2026-11-20T12:00:00Z'), daily);

    expect(windowsOf(plan(now, { items }, daily))).toEqual(['2026-11-24..2026-11-24 newest', '2026-11-20..2026-11-23 missed']);
    expect(windowsOf(plan(now, { items, settings: { catchUpPeriods: 2 } }, daily))).toEqual([
      '2026-11-24..2026-11-24 newest',
      '2026-11-23..2026-11-23 missed',
    ]);
    expect(windowsOf(plan(now, {}, daily))).toEqual(['2026-11-24..2026-11-24 newest']);
  });

  test('orders are asked for thirty days at once, since Amazon takes no more', () => {
    const orders = { apiType: 'GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL', lastDays: 45 };

    expect(windowsOf(plan(now, {}, orders))).toEqual(['2026-11-10..2026-11-24 newest', '2026-10-11..2026-11-09 newest']);
  });

  test('a range that a person wrote is asked for in pieces, once', () => {
    const input = { from: '2026-09-01', to: '2026-10-15' };
    const first = plan(now, { input });

    expect(windowsOf(first)).toEqual(['2026-10-01..2026-10-15 backfill', '2026-09-01..2026-09-30 backfill']);
    expect(windowsOf(plan(now, { input, items: first.jobs.map((job) => itemOf(job, savedAt(now))) }))).toEqual([]);
  });

  test('a range before everything that Amazon has is refused, and one that begins there is cut', () => {
    expect(() => plan(now, { input: { from: '2020-01-01', to: '2020-02-01' } })).toThrow('for 730 days: from 2024-11-26 on');
    expect(windowsOf(plan(now, { input: { from: '2024-11-01', to: '2024-11-30' } }))).toEqual(['2024-11-26..2024-11-30 backfill']);
  });
});

describe('a span that Amazon refuses', () => {
  const long = { apiType: 'GET_X', lastDays: 60 };
  const refused = asked(now, { openSince: now, resumeAt: 'request', refusedSpan: 60 }, long);

  test('is asked for in halves by the next run, each written as a range', () => {
    const [item] = refused;
    if (!item) throw new Error('the first run wants something');
    const at = { ms: Date.parse(nextDay), isConfigured: true, isHeld: false, longestSpan: 30 };

    expect(fateOf(item, aRun(), at)).toMatchObject({
      kind: 'split',
      pieces: [
        { key: 'GET_X/US/-/2026-09-26..2026-10-25', request: { dataEndTime: '2026-10-25T23:59:59Z' } },
        { key: 'GET_X/US/-/2026-10-26..2026-11-24', request: { dataEndTime: '2026-11-24T23:59:59Z' } },
      ],
    });
  });

  test('is remembered: later days are asked for in halves from the start', () => {
    const dropped = refused.map((item) => ({ ...item, openSince: undefined, dropped: { at: now, why: 'in pieces' } }));

    expect(windowsOf(plan(nextDay, { items: dropped }, long))).toEqual(['2026-10-27..2026-11-25 newest', '2026-09-27..2026-10-26 newest']);
    expect(windowsOf(plan(nextDay, { items: dropped }, { apiType: 'GET_X', from: '2026-09-26', to: '2026-11-24' }))).toEqual([
      '2026-10-26..2026-11-24 newest',
      '2026-09-26..2026-10-25 newest',
    ]);
  });
});

test('a failed window keeps its days until it is tried again', () => {
  const daily = { apiType: 'GET_X', lastDays: 1 };
  const [saved] = asked('2026-11-22T12:00:00Z', savedAt('2026-11-22T12:00:00Z'), daily);
  const failed = asked('2026-11-24T12:00:00Z', failedAt('2026-11-24T12:00:00Z', 3), daily);

  expect(windowsOf(plan(now, { items: [...(saved ? [saved] : []), ...failed] }, daily))).toEqual([
    '2026-11-24..2026-11-24 newest',
    '2026-11-22..2026-11-22 missed',
  ]);
});
