import { parseAccounts } from '../../lambdas/core/input/accounts.ts';
import { parseRunInput } from '../../lambdas/core/input/run-input.ts';
import { inOrder, opened } from '../../lambdas/core/planning/carry-over.ts';
import { planJobs } from '../../lambdas/core/planning/plan-jobs.ts';
import type { ReportRequest } from '../../lambdas/core/record/jobs.ts';
import { defaultSettings } from '../../lambdas/core/settings.ts';
import { type AmazonOptions, sampleApplication, sampleVendor } from '../../test/harness/selling-partner/an-amazon.ts';
import { publishedLimits } from '../../test/harness/selling-partner/buckets.ts';
import { randomFrom } from '../../test/harness/selling-partner/random.ts';
import type { Bucket, Plan } from '../../test/harness/selling-partner/types.ts';
import type { Rations } from './quota-bound.ts';

/** The kind of Amazon's limits and of the runs. */
export const caseNames = [
  'full bucket',
  'empty bucket',
  'overlapping runs',
  'aborted run',
  'hidden half rate',
  'foreign consumer of a third',
] as const;
export type CaseName = (typeof caseNames)[number];

export const processingNames = ['2 min', '10 min', 'mix'] as const;
export type ProcessingName = (typeof processingNames)[number];

/** A report to import: the request to Amazon, and how long Amazon takes for it with every strategy. */
export type BenchJob = { key: string; request: ReportRequest; processingSeconds: number };

/** One case, the same for every strategy. */
export type Situation = {
  case: CaseName;
  processing: ProcessingName;
  n: number;
  startAt: string;
  /** The day from which the import asks: there are a few more jobs than `n`, and the first `n` are taken. */
  from: string;
  /** In the plan's order, one list per run. */
  runs: BenchJob[][];
  /** When the second run begins. */
  secondRun: 'after the first' | 'three minutes later' | 'none';
  /** The first run is aborted then, and the second takes over what it left. */
  abortAfterSeconds?: number;
  amazon: AmazonOptions;
  /** Amazon's buckets that are not full at the start. */
  buckets: Record<string, Bucket>;
  rations: Rations;
};

const START = '2026-11-25T06:00:00Z';
/** Reports that run in one execution; more are two runs, one after the other. */
const MOST_PER_RUN = 250;
/** When the second of two overlapping runs starts. */
export const OVERLAP_SECONDS = 180;
const ABORT_SECONDS = 300;

const views = ['MANUFACTURING', 'SOURCING'];

/** A vendor with all thirteen types; sales, inventory, traffic and margins by day and by week. */
export const benchAccounts = {
  accounts: [
    {
      name: 'bench-vendor',
      kind: 'vendor',
      marketplaces: ['US'],
      timeZone: 'America/Los_Angeles',
      schedule: 'cron(0 6 * * ? *)',
      reports: [
        { type: 'BrandAnalyticsMarketBasketReport', options: { reportPeriod: 'WEEK' } },
        { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: 'WEEK' } },
        { type: 'BrandAnalyticsRepeatPurchaseReport', options: { reportPeriod: 'WEEK' } },
        { type: 'VendorRealTimeInventoryReport' },
        { type: 'VendorRealTimeSalesReport' },
        { type: 'VendorRealTimeTrafficReport' },
        { type: 'VendorSalesReport', options: { reportPeriod: ['DAY', 'WEEK'], distributorView: views, sellingProgram: 'RETAIL' } },
        { type: 'VendorNetPureProductMarginReport', options: { reportPeriod: ['DAY', 'WEEK'] } },
        { type: 'VendorTrafficReport', options: { reportPeriod: ['DAY', 'WEEK'] } },
        { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } },
        { type: 'VendorInventoryReport', options: { reportPeriod: ['DAY', 'WEEK'], distributorView: views, sellingProgram: 'RETAIL' } },
        { type: 'CouponPerformanceReport' },
        { type: 'PromotionPerformanceReport' },
      ],
    },
  ],
};

/** The same account asks for as many reports as the case has by going further back. */
const fromFor = (n: number): string => (n <= 40 ? '2026-11-01' : n <= 100 ? '2026-08-01' : '2025-01-01');

/** Every case at every size and processing time. */
export const situations = (): Situation[] => [
  ...[13, 39, 100, 500].flatMap((n) => processingNames.map((processing) => situation('full bucket', processing, n))),
  ...caseNames
    .slice(1)
    .flatMap((name) => [13, 39, 100].flatMap((n) => processingNames.map((processing) => situation(name, processing, n)))),
];

export const situation = (name: CaseName, processing: ProcessingName, n: number): Situation => {
  const jobs = jobsFor(n, processing);
  const amazon = amazonFor(name);
  const buckets = name === 'empty bucket' ? justEmptied() : {};
  const secondRun =
    name === 'overlapping runs' ? 'three minutes later' : n > MOST_PER_RUN || name === 'aborted run' ? 'after the first' : 'none';
  const half = Math.ceil(n / 2);
  return {
    case: name,
    processing,
    n,
    startAt: START,
    from: fromFor(n),
    runs: secondRun === 'none' || name === 'aborted run' ? [jobs] : [jobs.slice(0, half), jobs.slice(half)],
    secondRun,
    ...(name === 'aborted run' && { abortAfterSeconds: ABORT_SECONDS }),
    amazon: { ...amazon, plans: jobs.map(planOf) },
    buckets,
    rations: forBoth((operation) => rationOf(amazon, buckets[ownerOf(operation)], operation)),
  };
};

const jobsFor = (n: number, processing: ProcessingName): BenchJob[] => {
  const [account] = parseAccounts(benchAccounts).accounts;
  if (account === undefined) throw new Error('The benchmark has no account');
  const input = parseRunInput({ account: account.name, from: fromFor(n) });
  const nowMs = Date.parse(START);
  const { jobs } = planJobs({ account, input, known: () => [], nowMs, settings: defaultSettings });
  const items = inOrder(jobs.map((job) => opened(job, undefined, undefined, nowMs)));
  return items.slice(0, n).map(({ key, request }) => ({ key, request, processingSeconds: secondsFor(processing, key) }));
};

/**
 * Brand analytics take 15 to 25 minutes, one in ten up to 45, as importers report in public code. For the other types no figure
 * is published: 2 to 10 minutes here.
 */
const secondsFor = (processing: ProcessingName, key: string): number => {
  if (processing !== 'mix') return processing === '2 min' ? 120 : 600;
  const random = randomFrom(1, 'processing', key);
  if (!key.startsWith('BrandAnalytics')) return random.integer(120, 600);
  return random.next() < 0.1 ? random.integer(1500, 2700) : random.integer(900, 1500);
};

/** A third of the time in the queue, the rest in progress. Documents are small: their transfer is not measured here. */
const planOf = ({ request, processingSeconds }: BenchJob): Plan => {
  const { reportType, reportOptions = {}, dataStartTime, dataEndTime } = request;
  const queueSeconds = Math.round(processingSeconds / 3);
  return {
    match: { reportType, reportOptions, ...(dataStartTime && { dataStartTime }), ...(dataEndTime && { dataEndTime }) },
    behaviour: { queueSeconds, progressSeconds: processingSeconds - queueSeconds, document: { rows: 1 } },
  };
};

const SLOW = ['createReport', 'getReportDocument'] as const;
type Slow = (typeof SLOW)[number];

const forBoth = <T>(value: (operation: Slow) => T): Record<Slow, T> => ({
  createReport: value('createReport'),
  getReportDocument: value('getReportDocument'),
});

const amazonFor = (name: CaseName): AmazonOptions => {
  switch (name) {
    case 'hidden half rate':
      return {
        hiddenLimits: forBoth((operation) => ({
          ...publishedLimits[operation],
          ratePerSecond: publishedLimits[operation].ratePerSecond / 2,
        })),
      };
    case 'foreign consumer of a third':
      return { foreignCallsPerSecond: forBoth((operation) => publishedLimits[operation].ratePerSecond / 3) };
    default:
      return {};
  }
};

const ownerOf = (operation: Slow): string => `${sampleApplication.clientId}/${sampleVendor.sellingPartnerId}/${operation}`;

/** An earlier run of ours took its 15th turn at this moment; the 14 before it were 10 s ago (`slackSeconds`). */
const justEmptied = (): Situation['buckets'] => {
  const at = Date.parse(START);
  return Object.fromEntries(
    SLOW.map((operation) => {
      const tokens = defaultSettings.quotas.slackSeconds * publishedLimits[operation].ratePerSecond;
      return [ownerOf(operation), { tokens, at, foreignAt: at }];
    }),
  );
};

/** What Amazon leaves us. The foreign application gets all the tokens it asks for, except those that come too late for it. */
const rationOf = (amazon: AmazonOptions, bucket: Bucket | undefined, operation: Slow): Rations[Slow] => {
  const { ratePerSecond, burst } = amazon.hiddenLimits?.[operation] ?? publishedLimits[operation];
  const foreignPerSecond = amazon.foreignCallsPerSecond?.[operation] ?? 0;
  return { intervalSeconds: 1 / (ratePerSecond - foreignPerSecond), burst, ...(bucket && { tokens: bucket.tokens }) };
};
