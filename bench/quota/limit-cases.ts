import { aWorld, type World } from '../../test/harness/a-world.ts';
import { sampleSeller } from '../../test/harness/selling-partner/an-amazon.ts';
import { knownTypeLimits } from '../../test/harness/selling-partner/buckets.ts';
import type { TypeLimit } from '../../test/harness/selling-partner/types.ts';

/** Limits that belong to a report type, over days of scheduled runs: in virtual time, on the real workflow file and steps. */

export type LimitRow = {
  case: string;
  reports: number;
  /** From the start of the first run until the last report was asked for. */
  hours: number;
  boundHours: number;
  /** createReport calls that Amazon rejected because of a type's limit. */
  rejected: number;
  /** How many minutes after their run began the account's other reports were saved, at the latest of all days. */
  othersMinutes?: number;
  /** Reports that had not been asked for at the end of the days. */
  left: number;
};

/** The earliest time at which the last of this many reports can be asked for: at most `calls` in any window. Hours. */
export const limitBoundHours = (reports: number, limits: readonly TypeLimit[]): number => {
  const seconds: number[] = [];
  for (let call = 0; call < reports; call += 1) {
    const allowed = limits.map(({ calls, perSeconds }) => (seconds[call - calls] ?? -perSeconds) + perSeconds);
    seconds.push(Math.max(0, ...allowed));
  }
  return (seconds.at(-1) ?? 0) / 3600;
};

const START = '2026-11-23T06:00:00Z';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const seller = (name: string, reports: readonly object[]) => ({
  name,
  kind: 'seller',
  marketplaces: ['US'],
  timeZone: 'America/Los_Angeles',
  schedule: 'cron(0 6 * * ? *)',
  reports,
});

const daily = [
  { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: 'DAY' } },
  { type: 'BrandAnalyticsMarketBasketReport', options: { reportPeriod: 'DAY' } },
  { type: 'CouponPerformanceReport' },
  { type: 'PromotionPerformanceReport' },
];

/**
 * Every account's run at the same minute of each day, as schedules start them. On the first day a person asks for the history of the limited
 * type; the scheduled runs ask for other types, and continue what is open, as every run does.
 */
const playDays = async (world: World, days: number, past: object): Promise<void> => {
  const startMs = world.clock.now();
  const running: Promise<unknown>[] = [];
  for (let day = 0; day < days; day += 1) {
    await world.clock.sleep(startMs + day * DAY_MS - world.clock.now());
    const routine = { scheduledAt: new Date(world.clock.now()).toISOString(), reportTypes: daily.map(({ type }) => type) };
    for (const { name } of world.accounts.accounts) {
      running.push(world.run({ account: name, maxRuntimeMinutes: 1380, ...routine }, `${name}-${day}`));
      if (day === 0) running.push(world.run({ account: name, maxRuntimeMinutes: 1380, ...past }, `${name}-past`));
    }
  }
  await Promise.all(running);
};

const itemsOf = ({ ledgerState }: World) => Object.values(ledgerState.jobs).flatMap((jobs) => Object.values(jobs));

const measured = (name: string, world: World, limited: string, limits: readonly TypeLimit[]): LimitRow => {
  const startMs = Date.parse(START);
  const items = itemsOf(world).filter(({ type }) => type === limited);
  const askedMs = items.flatMap(({ requestedAt }) => (requestedAt === undefined ? [] : [Date.parse(requestedAt)]));
  return {
    case: name,
    reports: items.length,
    hours: (Math.max(startMs, ...askedMs) - startMs) / HOUR_MS,
    boundHours: limitBoundHours(items.length, limits),
    rejected: world.amazon.calls.filter(({ throttledBy }) => throttledBy === 'report type').length,
    left: items.length - askedMs.length,
  };
};

const quick = { queueSeconds: 30, progressSeconds: 120, document: { rows: 1 } };

/** A list of products in Search Query Performance, some 18 a report and 20 reports a day, beside daily reports of other types. */
export const manyProducts = async (products: number, days: number, calls = 20): Promise<LimitRow> => {
  const type = 'SearchQueryPerformanceReport';
  const limits = [{ calls, perSeconds: 86_400, scope: 'account' as const }];
  const asins = Array.from({ length: products }, (_, at) => `B${String(at).padStart(9, '0')}`);
  const world = aWorld({
    startAt: START,
    accounts: {
      accounts: [
        seller('bench-seller', [
          { type, options: { reportPeriod: 'WEEK' }, asins, limits: [{ calls, perHours: 24, scope: 'account' }] },
          ...daily,
        ]),
      ],
    },
    amazon: { behaviour: quick, hiddenTypeLimits: { GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT: limits } },
    settings: { catchUpPeriods: 0 },
  });
  await playDays(world, days, { reportTypes: [type] });
  const name = `Search Query Performance, ${products.toLocaleString('en')} ASINs`;
  return { ...measured(name, world, type, limits), othersMinutes: othersMinutes(world, type) };
};

/** The first of this many days that are published at the start. */
const dayBefore = (days: number): string => new Date(Date.parse(START) - (days + 4) * DAY_MS).toISOString().slice(0, 10);

const othersMinutes = (world: World, limited: string): number => {
  const late = itemsOf(world)
    .filter(({ type, saved }) => type !== limited && saved !== undefined)
    .map(({ saved }) => (Date.parse(saved?.at ?? '') - Date.parse(START)) % DAY_MS);
  return Math.max(...late) / 60_000;
};

/** Sellers of one application, all started at the same minute. `isShared`: whether the application's accounts share their lines. */
export const sellersOfOneApplication = async (sellers: number, reportsEach: number, days: number, isShared: boolean): Promise<LimitRow> => {
  const names = Array.from({ length: sellers }, (_, index) => `seller-${index + 1}`);
  const apiType = 'GET_SALES_AND_TRAFFIC_REPORT';
  const entry = {
    type: 'SalesAndTrafficReport',
    options: { dateGranularity: 'DAY', asinGranularity: 'CHILD' },
    ...(!isShared && { limits: apart }),
  };
  const grants = names.map((name) => ({ ...sampleSeller, refreshToken: `Atzr|${name}`, sellingPartnerId: `A2${name}` }));
  const world = aWorld({
    startAt: START,
    accounts: { accounts: names.map((name) => seller(name, [entry, ...daily])) },
    amazon: { behaviour: quick, grants },
    settings: { catchUpPeriods: 0 },
  });
  await playDays(world, days, { reportTypes: [entry.type], from: dayBefore(reportsEach) });
  return measured(
    isShared ? `${sellers} sellers, one application` : 'the same without shared lines',
    world,
    entry.type,
    knownTypeLimits[apiType] ?? [],
  );
};

const apart = [
  { calls: 4, perHours: 1, scope: 'account' },
  { calls: 96, perHours: 24, scope: 'account' },
];

/** What `npm run bench:quota` plays: a list of 1,000 ASINs, and sellers who all want ten days. */
export const limitSituations: readonly (() => Promise<LimitRow>)[] = [
  () => manyProducts(1000, 4),
  () => sellersOfOneApplication(12, 10, 2, true),
  () => sellersOfOneApplication(12, 10, 2, false),
];
