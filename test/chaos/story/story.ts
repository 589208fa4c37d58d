import { type Random, randomFrom } from '../../harness/selling-partner/random.ts';
import { errorDocument, fatalTexts } from '../../harness/selling-partner/reports/fatal-texts.ts';
import type { Behaviour, DocumentPlan } from '../../harness/selling-partner/types.ts';
import { actsOf, inTime } from './acts.ts';
import { type Ambush, cancelOf, deniedOf, dropOf, hopelessOf, proxyPage, rivalOf, sleeperOf } from './ambushes.ts';
import { lateSettleOf, refusedDailyOf, shrunkOf, swappedOf, unansweredOf } from './directed.ts';
import { refusedSpanOf, tablesAgainOf, wishesOf } from './wishes.ts';

/** How often something goes wrong, per call or invocation: 0 is never. */
export type FaultRates = { amazon: number; store: number; secret: number; invocation: number };

/** For some minutes most calls at a boundary fail: longer than the retries of a state, so that outcomes and redrives are needed. */
export type Outage = { of: keyof FaultRates; fromMinutes: number; minutes: number };

/** What people and schedules do, in minutes after the story began. Runs have names of their own. */
export type Act = { atMinutes: number } & (
  | ({ kind: 'start'; run: string; account: string; scheduledAt?: string; force?: boolean } & Wish)
  | { kind: 'abort'; run: string }
  | { kind: 'redrive'; run: string }
  | { kind: 'expire tokens' }
  | { kind: 'remove report'; account: string; type: string }
  | { kind: 'foreign report'; type: string; options: Record<string, string> }
);

/** What a person asks for beside the routine: days, reports that the accounts file need not list, or tables of what is stored. */
export type Wish = { from?: string; to?: string; reports?: Report[]; tabulate?: true };

export type Report = { type: string; options?: Record<string, string | string[]> };
export type Account = {
  name: string;
  kind: 'vendor' | 'seller';
  marketplaces: string[];
  timeZone: string;
  schedule: string;
  reports: Report[];
};

/** Everything that makes up a story before it is played: the same seed gives the same story. */
export type Story = {
  seed: number;
  startAt: string;
  accounts: Account[];
  /** How Amazon's reports end, by report type: one behaviour for each request in turn, the last one for all later ones. */
  plans: Record<string, Behaviour[]>;
  /** Most days of which Amazon makes one report, by report type: it refuses longer spans. */
  longestDays?: Record<string, number>;
  accessTokenSeconds: number;
  /** Quotas of createReport and getReportDocument: Amazon's, and those in our settings. */
  burst: number;
  maxRuntimeMinutes: number;
  rates: FaultRates;
  outages: Outage[];
  ambush?: Ambush | undefined;
  /** No call comes late in such a story, so none may be rejected. */
  isPunctual: boolean;
  acts: Act[];
};

/** Waiting times in a story, in hours: shorter than in a deployment, so that a story of two weeks ends. */
export const patience = { giveUpAfterHours: 30, giveUpNotPublishedAfterHours: 60, deniedPatienceHours: 120 } as const;

export const storyOf = (seed: number): Story => {
  const story = troubledStory(seed);
  const kind = randomFrom(seed, 'kind').next();
  if (kind < 0.05) return sleeperOf(story);
  if (kind < 0.07) return dropOf(story);
  if (kind < 0.09) return cancelOf(story);
  if (kind < 0.12) return rivalOf(story);
  if (kind < 0.16) return hopelessOf(story, randomFrom(seed, 'hopeless'));
  if (kind < 0.18) return deniedOf(story, randomFrom(seed, 'denied'));
  if (kind < 0.22) return refusedSpanOf(story, randomFrom(seed, 'span'));
  if (kind < 0.235) return unansweredOf(story);
  if (kind < 0.25) return refusedDailyOf(story, randomFrom(seed, 'refused'));
  if (kind < 0.265) return shrunkOf(story);
  if (kind < 0.28) return swappedOf(story);
  if (kind < 0.29) return lateSettleOf(story);
  const wishes = [...wishesOf(randomFrom(seed, 'wishes'), story), ...tablesAgainOf(randomFrom(seed, 'tables'), story)];
  return { ...story, acts: inTime([...story.acts, ...wishes]) };
};

const troubledStory = (seed: number): Story => {
  const random = randomFrom(seed, 'story');
  const startAt = new Date(Date.UTC(2026, 0, 10 + random.integer(0, 400), random.integer(0, 23), random.integer(0, 59))).toISOString();
  const accounts = accountsOf(random);
  const isPunctual = random.next() < 0.12;
  const rate = (most: number) => (isPunctual ? 0 : random.next() * most);
  return {
    seed,
    startAt,
    accounts,
    plans: plansOf(random, accounts),
    accessTokenSeconds: random.pick([3600, 3600, 700]),
    burst: random.pick([3, 5, 15]),
    maxRuntimeMinutes: random.pick([45, 120, 360]),
    rates: { amazon: rate(0.25), store: rate(0.06), secret: rate(0.06), invocation: rate(0.12) },
    outages: isPunctual ? [] : outagesOf(random),
    isPunctual,
    acts: actsOf(random, startAt, accounts),
  };
};

const outagesOf = (random: Random): Outage[] =>
  Array.from({ length: random.pick([0, 0, 0, 1, 2]) }, () => ({
    of: random.pick(['amazon', 'store', 'secret', 'invocation'] as const),
    fromMinutes: random.integer(0, 90),
    minutes: random.integer(1, 15),
  }));

export const vendorReports: readonly [Report, ...Report[]] = [
  { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } },
  {
    type: 'VendorSalesReport',
    options: { reportPeriod: 'DAY', distributorView: ['MANUFACTURING', 'SOURCING'], sellingProgram: 'RETAIL' },
  },
  { type: 'VendorInventoryReport', options: { reportPeriod: 'WEEK', distributorView: 'SOURCING', sellingProgram: ['RETAIL', 'FRESH'] } },
  { type: 'VendorNetPureProductMarginReport', options: { reportPeriod: 'DAY' } },
  { type: 'VendorForecastingReport', options: { sellingProgram: ['RETAIL', 'FRESH'] } },
  { type: 'VendorRealTimeSalesReport', options: { currencyCode: 'USD' } },
  { type: 'VendorRealTimeTrafficReport' },
];
export const sellerReports: readonly [Report, ...Report[]] = [
  { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: ['DAY', 'WEEK'] } },
  { type: 'BrandAnalyticsRepeatPurchaseReport', options: { reportPeriod: 'WEEK' } },
  { type: 'CouponPerformanceReport' },
  { type: 'PromotionPerformanceReport' },
];

const accountsOf = (random: Random): Account[] => {
  const common = { timeZone: 'America/Los_Angeles', schedule: 'cron(0 6 * * ? *)' };
  const vendor: Account = { ...common, name: 'vendor', kind: 'vendor', marketplaces: ['US'], reports: some(random, vendorReports) };
  const seller: Account = {
    ...common,
    name: 'seller',
    kind: 'seller',
    marketplaces: random.pick([['US'], ['US', 'CA']]),
    reports: some(random, sellerReports),
  };
  return random.pick([[vendor], [vendor], [vendor, seller], [seller]]);
};

/** One to four of them, each once. */
const some = <T>(random: Random, all: readonly [T, ...T[]]): T[] => {
  const picked = Array.from({ length: random.integer(1, 4) }, () => random.pick(all));
  return [...new Set(picked)];
};

/** Amazon's names, as the fake knows them. */
export const apiTypeOf = (type: string): string => `GET_${type.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`;

const plansOf = (random: Random, accounts: readonly Account[]): Story['plans'] =>
  Object.fromEntries(
    accounts.flatMap(({ reports }) =>
      reports.map(({ type }) => [
        apiTypeOf(type),
        [
          ...Array.from({ length: random.integer(0, 4) }, () => troubled(random, type)),
          { queueSeconds: [5, 120], progressSeconds: [5, 600] },
        ],
      ]),
    ),
  );

const troubled = (random: Random, type: string): Behaviour => {
  const slow: Behaviour = { queueSeconds: [0, 7200], progressSeconds: [0, 7200] };
  const quick: Behaviour = { queueSeconds: [0, 60], progressSeconds: [5, 300] };
  const choices: readonly [Behaviour, ...Behaviour[]] = [
    slow,
    { ...quick, document: documentOf(random) },
    { ...quick, document: documentOf(random) },
    { ...quick, end: 'CANCELLED' },
    { ...quick, end: 'FATAL', fatalText: fatalTexts.notYetAvailable },
    { ...quick, end: 'FATAL', fatalText: fatalTexts.clientError },
    { ...quick, end: 'FATAL', fatalText: fatalTexts.optionsMissing(['reportPeriod']) },
    { ...quick, end: 'FATAL', fatalText: false },
    { ...quick, document: { text: errorDocument(apiTypeOf(type), random.pick(reasonsInDone)) } },
    { ...quick, end: 'FATAL', fatalText: fatalTexts.unavailable, document: { packing: 'none', flag: 'GZIP' } },
    { ...quick, documentDelaySeconds: random.integer(60, 30_000) },
    { ...quick, document: false },
    { ...quick, end: random.pick(['IN_QUEUE', 'IN_PROGRESS']) },
    { ...quick, notFoundSeconds: random.integer(1, 100), unlistedSeconds: random.integer(0, 200) },
    { ...slow, unlistedSeconds: random.integer(0, 100) },
    { ...quick, refusal: { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' } },
    { ...quick, refusal: { status: 400, code: 'InvalidInput', message: 'Invalid Report Type' } },
  ];
  return random.pick(choices);
};

/** Observed error texts in the document of a report that Amazon calls DONE. */
const reasonsInDone = [fatalTexts.notYetAvailable, fatalTexts.clientError, fatalTexts.unavailable] as const;

const documentOf = (random: Random): DocumentPlan => {
  const damagedDownloads = random.pick([1, 2, 3, 4, 5, Number.MAX_SAFE_INTEGER]);
  const choices: readonly [DocumentPlan, ...DocumentPlan[]] = [
    { rows: 0 },
    { rows: random.integer(1, 400), bom: true },
    { packing: 'none' },
    { packing: 'none', flag: 'GZIP' },
    { packing: 'gzip', flag: 'absent', members: 3 },
    { damage: { kind: 'truncated', atByte: -random.integer(1, 14), contentLength: random.pick(['kept', 'absent']) }, damagedDownloads },
    { damage: { kind: 'cut', atByte: random.integer(0, 400) }, damagedDownloads },
    { damage: { kind: 'corrupt-trailer' }, damagedDownloads },
    { damage: proxyPage, damagedDownloads },
  ];
  return random.pick(choices);
};
