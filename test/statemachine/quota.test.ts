import { expect, test } from 'vitest';
import { limitBoundHours, manyProducts, sellersOfOneApplication } from '../../bench/quota/limit-cases.ts';
import { benchAccounts, situation } from '../../bench/quota/quota-cases.ts';
import { measure } from '../../bench/quota/quota-rows.ts';
import { ours } from '../../bench/quota/strategies/ours.ts';
import { aWorld } from '../harness/a-world.ts';
import { callCounts } from '../harness/selling-partner/an-amazon.ts';
import { seededRandom } from '../harness/selling-partner/random.ts';
import { onlyLong } from '../how-many.ts';

/** The small form of `npm run bench:quota`: the real workflow and steps in virtual time, compared with the lower bound. */

test.for([
  ['full bucket', '10 min', 39, 1.03, 0],
  ...onlyLong(['full bucket', 'mix', 100, 1.03, 0] as const),
  ['empty bucket', 'mix', 39, 1.05, 0],
  ['overlapping runs', 'mix', 39, 1.05, 0],
  ['aborted run', 'mix', 39, 1.05, 0],
  ['hidden half rate', '10 min', 39, 1.1, 0.2],
  ['foreign consumer of a third', 'mix', 39, 1.1, 0.2],
] as const)(
  '%s, %s, %i reports: within %d of the bound, at most %d rejected calls a report, none lost',
  async ([name, processing, n, ratio, rejected]) => {
    const row = await measure(situation(name, processing, n), ours);

    expect(row.ratio).toBeLessThanOrEqual(ratio);
    expect(row.throttledCalls / n).toBeLessThanOrEqual(rejected);
    expect([row.lost, row.unfinished, row.throttledChecks]).toEqual([0, 0, 0]);
  },
);

test('13 reports on a full bucket take the bound plus one check', async () => {
  const row = await measure(situation('full bucket', '2 min', 13), ours);

  expect(row.makespanMinutes - row.lowerBoundMinutes).toBeLessThan(36 / 60);
  expect(row.throttledCalls).toBe(0);
});

test('calls that reach Amazon up to 8 s after their turn are not rejected', async () => {
  const late = seededRandom(7);
  const { amazon, n, from } = situation('full bucket', '2 min', 39);
  const world = aWorld({ accounts: benchAccounts, amazon, intercept: () => ({ kind: 'delay', beforeMs: Math.floor(late() * 8000) }) });

  await world.run({ account: 'bench-vendor', from, jobsPerRun: n });

  expect(callCounts(world.amazon)).toMatchObject({ createReport: 39, getReportDocument: 39, throttled: 0 });
});

test('a type with a daily limit takes the days of the bound, without a rejected call, and delays no other type', async () => {
  const row = await manyProducts(90, 3, 2);

  expect(row).toMatchObject({ reports: 5, boundHours: 48, rejected: 0, left: 0 });
  expect(row.hours).toBeLessThan(48.2);
  expect(row.othersMinutes).toBeLessThan(4);
});

test('sellers of one application share its limit of a type; without sharing they are rejected', async () => {
  const shared = await sellersOfOneApplication(3, 3, 1, true);
  const apart = await sellersOfOneApplication(3, 3, 1, false);

  expect([shared.reports, shared.left, shared.rejected]).toEqual([9, 0, 0]);
  expect(shared.hours / shared.boundHours).toBeLessThan(1.1);
  expect(apart.rejected).toBeGreaterThan(3);
});

test('the bound for a limit on types is what its windows let pass', () => {
  const hourly = { calls: 4, perSeconds: 3600, scope: 'account' } as const;
  const daily = { calls: 8, perSeconds: 86_400, scope: 'account' } as const;
  expect([4, 5, 8, 9, 13].map((reports) => limitBoundHours(reports, [hourly, daily]))).toEqual([0, 1, 1, 24, 25]);
});

const vendor = (reports: unknown[]) => ({
  accounts: [
    { name: 'acme', kind: 'vendor', marketplaces: ['US'], timeZone: 'America/Los_Angeles', schedule: 'cron(0 6 * * ? *)', reports },
  ],
});
const traffic = { type: 'VendorTrafficReport', options: { reportPeriod: 'WEEK' } };
const margin = { type: 'VendorNetPureProductMarginReport', options: { reportPeriod: 'WEEK' } };

test('a type with a hidden limit of its own pauses alone: the others are done long before', async () => {
  const world = aWorld({
    accounts: vendor([traffic, { type: 'BrandAnalyticsMarketBasketReport', options: { reportPeriod: 'WEEK' } }]),
    amazon: { hiddenTypeLimits: { GET_BRAND_ANALYTICS_MARKET_BASKET_REPORT: [{ calls: 1, perSeconds: 300, scope: 'account' }] } },
  });

  await world.run({ account: 'acme', from: '2026-10-11' });

  const savedAt = (type: string) =>
    Object.values(world.ledgerState.jobs['acme'] ?? {}).flatMap((item) => (item.type === type ? [Date.parse(item.saved?.at ?? '')] : []));
  const [baskets, others] = [savedAt('BrandAnalyticsMarketBasketReport'), savedAt('VendorTrafficReport')];
  expect(baskets.every(Number.isFinite)).toBe(true);
  expect(Math.max(...others)).toBeLessThan(Date.parse('2026-11-25T06:10:00Z'));
  expect(baskets.length).toBe(6);
  expect(world.amazon.calls.filter(({ throttledBy }) => throttledBy === 'report type').length).toBeLessThanOrEqual(12);
});

test('a rate in Amazon’s header is used: no call is rejected though the rate is half the published one', async () => {
  const world = aWorld({
    accounts: vendor([{ type: 'BrandAnalyticsMarketBasketReport', options: { reportPeriod: 'WEEK' } }]),
    amazon: { limits: { createReport: { ratePerSecond: 1 / 120, burst: 15 } } },
  });

  await world.run({ account: 'acme', from: '2026-05-01' });

  expect(callCounts(world.amazon).createReport).toBeGreaterThan(15);
  expect(callCounts(world.amazon).throttled).toBe(0);
});

test('more jobs than turns before the deadline: the newest go first, and the rest is reported as planned for the next run', async () => {
  const world = aWorld({ accounts: vendor([{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }]) });
  const input = { account: 'acme', from: '2025-11-01', maxRuntimeMinutes: 5 };

  const first = await world.run(input);

  const items = Object.values(world.ledgerState.jobs['acme'] ?? {});
  const [saved, open] = [items.filter((item) => item.saved), items.filter((item) => item.openSince)];
  expect(first.status).toBe('SUCCEEDED');
  expect(saved.length).toBeGreaterThan(13);
  expect(open.length).toBeGreaterThan(2);
  expect(Math.min(...saved.map(({ window }) => Date.parse(window.end)))).toBeGreaterThan(
    Math.max(...open.map(({ window }) => Date.parse(window.end))),
  );
  const [planned] = world.ledgerState.runs['acme']?.['run-1']?.leftOut?.filter(({ why }) => why.includes('stays planned')) ?? [];
  expect(Number(planned?.what.match(/: (\d+) windows/)?.[1]) + items.filter(({ outcome }) => outcome?.kind === 'unfinished').length).toBe(
    open.length,
  );

  await world.run({ account: 'acme' });

  expect(Object.values(world.ledgerState.jobs['acme'] ?? {}).filter((item) => item.openSince)).toEqual([]);
  expect(callCounts(world.amazon).createReport).toBe(items.length);
});

test('reports that Amazon is already making are checked at once, and cost no createReport', async () => {
  const world = aWorld({
    accounts: vendor([{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }]),
    amazon: { behaviour: { queueSeconds: 0, progressSeconds: 1200 } },
  });
  await world.run({ account: 'acme', from: '2026-05-01', maxRuntimeMinutes: 2 });
  const before = world.amazon.calls.length;
  const inFlight = Object.values(world.ledgerState.jobs['acme'] ?? {}).flatMap((item) => item.reportId ?? []);
  await world.clock.sleep(20 * 60_000);

  const startMs = world.clock.now();
  await world.run({ account: 'acme' });

  const calls = world.amazon.calls.slice(before).filter(({ operation }) => operation === 'getReport' || operation === 'createReport');
  const carriedOver = calls.filter(({ reportId }) => inFlight.some((id) => id === reportId));
  expect(inFlight.length).toBeGreaterThan(13);
  expect(new Set(carriedOver.map(({ operation }) => operation))).toEqual(new Set(['getReport']));
  expect(Math.max(...carriedOver.map(({ at }) => at)) - startMs).toBeLessThanOrEqual(inFlight.length * 1000);
  expect(calls.filter(({ operation }) => operation === 'createReport').length).toBe(world.amazon.reports.length - inFlight.length);
});

test('a report with a known usual time is checked a few times around that moment', async () => {
  const world = aWorld({
    accounts: vendor([{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }]),
    amazon: { behaviour: { queueSeconds: 0, progressSeconds: 1200 } },
  });
  const looks = async () => {
    const before = callCounts(world.amazon).getReport;
    await world.run({ account: 'acme' });
    return callCounts(world.amazon).getReport - before;
  };

  const unknown = await looks();
  await world.clock.sleep(24 * 3_600_000);
  const known = await looks();

  expect(unknown).toBeGreaterThan(30);
  expect(known).toBeLessThanOrEqual(11);
});

test('the finish is known before the run, within four minutes of the actual one, and counts the turns of live runs', async () => {
  const world = aWorld({ accounts: vendor([traffic, margin, { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }]) });
  const plannedFinish = (runId: string) => Date.parse(world.ledgerState.runs['acme']?.[runId]?.plannedFinishAt ?? '');
  const first = world.run({ account: 'acme', from: '2026-06-01' }, 'first');
  await world.clock.sleep(60_000);
  const second = world.run(
    {
      account: 'acme',
      reportTypes: ['VendorNetPureProductMarginReport'],
      from: '2026-05-01',
      reports: [{ ...margin, options: { reportPeriod: 'MONTH' } }],
    },
    'second',
  );
  await Promise.all([first, second]);

  const finished = Date.parse(world.ledgerState.runs['acme']?.['first']?.finishedAt ?? '');
  expect(Math.abs(finished - plannedFinish('first'))).toBeLessThan(240_000);
  expect(plannedFinish('second')).toBeGreaterThan(plannedFinish('first') - 180_000);
});
