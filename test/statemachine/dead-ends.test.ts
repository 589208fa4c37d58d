import { expect, test } from 'vitest';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { aWorld, sampleAccounts, type World, type WorldOptions } from '../harness/a-world.ts';
import { fatalTexts } from '../harness/selling-partner/reports/fatal-texts.ts';

/* Every retry ends, and the end is reported: days of runs in virtual time, against failures that do not go away. */

const DAY_MS = 86_400_000;

const withReports = (reports: readonly unknown[], account: Record<string, unknown> = {}): Pick<WorldOptions, 'accounts'> => ({
  accounts: { accounts: [{ ...sampleAccounts.accounts[0], ...account, reports }] },
});

const jobsOf = ({ ledgerState }: World): JobItem[] => Object.values(ledgerState.jobs).flatMap((jobs) => Object.values(jobs));

type Day = { status: string; cause: string; minutes: number };

/** One run a day at the same hour. */
const runDaily = async (world: World, count: number): Promise<Day[]> => {
  const days: Day[] = [];
  const startMs = world.clock.now();
  for (let day = 0; day < count; day += 1) {
    const beganMs = startMs + day * DAY_MS;
    await world.clock.sleep(beganMs - world.clock.now());
    const { status, cause = '' } = await world.run();
    days.push({ status, cause, minutes: (world.clock.now() - beganMs) / 60_000 });
  }
  return days;
};

const TRAFFIC = 'GET_VENDOR_TRAFFIC_REPORT';
const MARGIN = 'GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT';

const unanswering = (status: { status: number; acted: boolean }): WorldOptions => ({
  ...withReports(
    ['VendorTrafficReport', 'VendorNetPureProductMarginReport'].map((type) => ({
      type,
      options: { reportPeriod: ['DAY', 'WEEK', 'MONTH'] },
    })),
  ),
  intercept: ({ operation, body }) => (operation === 'createReport' && body.includes(MARGIN) ? { kind: 'status', ...status } : 'pass'),
});

test('createReport of one type is never answered: few calls, short runs, the other type is not affected, and a run fails', async () => {
  const world = aWorld(unanswering({ status: 500, acted: false }));

  const days = await runDaily(world, 4);

  const calls = world.amazon.faults.filter(({ operation }) => operation === 'createReport').length;
  expect(calls).toBeLessThan(20);
  expect(Math.max(...days.map(({ minutes }) => minutes))).toBeLessThan(180);
  expect(days.find(({ status }) => status === 'FAILED')?.cause).toMatch(/unanswered \(1\): Amazon never answered createReport/);
  const traffic = jobsOf(world).filter(({ request }) => request.reportType === TRAFFIC);
  expect(traffic.map(({ saved }) => saved !== undefined)).toEqual(traffic.map(() => true));
});

test('a createReport that takes effect although Amazon answers 500 is adopted, and made once', async () => {
  const world = aWorld(unanswering({ status: 500, acted: true }));

  const [day] = await runDaily(world, 1);

  expect(day).toMatchObject({ status: 'SUCCEEDED' });
  expect(jobsOf(world).map(({ saved }) => saved !== undefined)).toEqual(jobsOf(world).map(() => true));
  expect(world.amazon.reports.filter(({ reportType }) => reportType === MARGIN)).toHaveLength(3);
});

test('an old window that never gets a try because of newer ones fails, and is reported, after a week', async () => {
  const world = aWorld(unanswering({ status: 500, acted: false }));

  const days = await runDaily(world, 9);

  expect(days.at(-1)?.cause).toMatch(/2026-10-01\.\.2026-10-31: Amazon answers no createReport of this type/);
});

const INVENTORY = {
  type: 'VendorInventoryReport',
  options: { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' },
};

test('a refused span is asked for in shorter ones by the next run, and the accepted length is recorded for the series', async () => {
  const asked: number[] = [];
  const world: World = aWorld({
    ...withReports([INVENTORY]),
    intercept: ({ operation, body }) => {
      if (operation !== 'createReport') return 'pass';
      const { dataStartTime, dataEndTime } = JSON.parse(body);
      const days = 1 + (Date.parse(dataEndTime) - Date.parse(dataStartTime)) / DAY_MS;
      asked.push(days);
      world.amazon.plans = days > 7 ? [{ match: {}, behaviour: { end: 'FATAL', fatalText: fatalTexts.unavailable }, seen: 0 }] : [];
      return 'pass';
    },
  });
  const backfill = { account: 'acme-vendor-us', from: '2026-10-01', to: '2026-10-30' };

  const refused = await world.run(backfill);
  await world.clock.sleep(DAY_MS);
  const halved = await world.run();
  await world.clock.sleep(DAY_MS);
  await world.run({ ...backfill, from: '2026-09-01' });

  expect([refused.status, halved.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect(asked.slice(0, 2)).toEqual([15, 15]);
  expect(Math.max(...asked.slice(2))).toBe(7);
  const days = jobsOf(world).flatMap(({ saved, window }) =>
    saved
      ? Array.from(
          { length: 1 + (Date.parse(window.end) - Date.parse(window.start)) / DAY_MS },
          (_, day) => Date.parse(window.start) + day * DAY_MS,
        )
      : [],
  );
  expect(new Set(days).size).toBe(days.length);
  expect(days.filter((day) => day <= Date.parse('2026-10-30'))).toHaveLength(60);
});

test('a span that the account entry sets is asked for from the start', async () => {
  const world = aWorld(withReports([{ ...INVENTORY, longestSpanPeriods: 7 }]));

  await world.run({ account: 'acme-vendor-us', from: '2026-10-01', to: '2026-10-14' });

  expect(jobsOf(world).map(({ window }) => window.start)).toEqual(['2026-10-08', '2026-10-01']);
});

test.for([
  ['CouponPerformanceReport', 'seller'],
  ['PromotionPerformanceReport', 'vendor'],
] as const)('the oldest start of %s is inside two years even at the deadline', async ([type, kind]) => {
  const world = aWorld({ startAt: '2026-11-28T20:00:00Z', ...withReports([{ type }], { kind }) });

  await world.run({ account: 'acme-vendor-us', from: '2024-01-01' });

  expect(jobsOf(world).map(({ outcome }) => outcome?.kind)).toEqual(['saved']);
});

test('the oldest days of a backfill are still available at Amazon when their turn comes', async () => {
  const world = aWorld({ startAt: '2026-11-25T15:00:00Z' });

  await world.run({ account: 'acme-vendor-us', from: '2022-11-01', maxRuntimeMinutes: 600 });

  expect(jobsOf(world).filter(({ saved }) => saved === undefined)).toEqual([]);
});

const MARKET_BASKET = { type: 'BrandAnalyticsMarketBasketReport', options: { reportPeriod: 'WEEK' } };
const refusal = {
  status: 400,
  code: 'InvalidInput',
  message: 'Report rejected for this client. Some of the marketplaces are not allowed for this Report',
};
const CANADA = 'A2EUQ1WTGCTBG2';
const oneMarketplaceRefused = { plans: [{ match: { marketplaceId: CANADA }, behaviour: { refusal } }] };

test('a marketplace that a type does not serve: the advice names it, and retries become rare', async () => {
  const account = { kind: 'seller', marketplaces: ['US', 'CA'] };
  const world = aWorld({ ...withReports([MARKET_BASKET], account), amazon: oneMarketplaceRefused });

  const days = await runDaily(world, 28);

  expect(days[0]?.cause).toMatch(/take CA out of the account, or narrow .{1,2}marketplaces/);
  expect(days.filter(({ status }) => status === 'FAILED').length).toBeLessThan(9);
  expect(days.slice(14).filter(({ status }) => status === 'FAILED').length).toBeLessThan(4);
  expect(jobsOf(world).filter(({ marketplace, saved }) => marketplace === 'US' && saved === undefined)).toEqual([]);
});

test('an entry that is narrowed to its marketplaces asks for nothing else', async () => {
  const account = { kind: 'seller', marketplaces: ['US', 'CA'] };
  const world = aWorld({ ...withReports([{ ...MARKET_BASKET, marketplaces: ['US'] }], account), amazon: oneMarketplaceRefused });

  const [day] = await runDaily(world, 1);

  expect([day?.status, jobsOf(world).map(({ marketplace }) => marketplace)]).toEqual(['SUCCEEDED', ['US']]);
});
