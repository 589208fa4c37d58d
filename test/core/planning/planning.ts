import { type Account, parseAccounts } from '../../../lambdas/core/input/accounts.ts';
import { parseRunInput } from '../../../lambdas/core/input/run-input.ts';
import { seriesOfEntry } from '../../../lambdas/core/input/series.ts';
import { planJobs, type WantedJob } from '../../../lambdas/core/planning/plan-jobs.ts';
import { bundled } from '../../../lambdas/core/planning/windows/asin-bundles.ts';
import type { AsinBundle } from '../../../lambdas/core/record/asin-bundles.ts';
import { JobItem, seriesOf } from '../../../lambdas/core/record/jobs.ts';
import { defaultSettings, type Settings } from '../../../lambdas/core/settings.ts';

/** Builders of the planning tests: an account, what its ledger holds, and a plan at an instant. */

export const accountWith = (reports: readonly unknown[], some: Record<string, unknown> = {}): Account => {
  const written = {
    name: 'acme',
    kind: 'vendor',
    marketplaces: ['US'],
    timeZone: 'America/New_York',
    schedule: 'cron(0 6 * * ? *)',
    reports,
    ...some,
  };
  const [account] = parseAccounts({ accounts: [written] }).accounts;
  if (!account) throw new Error('an account was written');
  return account;
};

export const dailyTraffic = { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } };
export const weeklyTraffic = { type: 'VendorTrafficReport', options: { reportPeriod: 'WEEK' } };
export const hourlySales = { type: 'VendorRealTimeSalesReport' };
export const forecast = { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } };
export const coupons = { type: 'CouponPerformanceReport' };

type Situation = {
  account?: Account;
  input?: Record<string, unknown>;
  items?: readonly JobItem[];
  settings?: Partial<Settings>;
  /** Of any list of products; without them, those of a first run. */
  bundles?: readonly AsinBundle[];
};

export const planAt = (
  now: string,
  { account = accountWith([dailyTraffic]), input = {}, items = [], settings = {}, bundles }: Situation = {},
) =>
  planJobs({
    account,
    input: parseRunInput({ account: account.name, ...input }),
    bundles: bundles ? () => bundles : bundlesOf(account),
    known: (series) => items.filter(({ key }) => seriesOf(key) === series),
    nowMs: Date.parse(now),
    settings: { ...defaultSettings, ...settings },
  });

/** Every list of products in bundles as a first run makes them. */
const bundlesOf =
  (account: Account) =>
  (list: string): AsinBundle[] => {
    const [found] = account.reports.flatMap((entry) => seriesOfEntry(account, entry)).filter(({ series }) => series === list);
    const none = { perBundle: 18, today: '2026-11-25', reachesBackTo: '2026-10-01' };
    return bundled([], found?.list?.asins ?? [], none);
  };

/** The window texts of a plan with the reason of each. */
export const windowsOf = ({ jobs }: { jobs: readonly WantedJob[] }): string[] =>
  jobs.map(({ key, purpose }) => `${key.slice(key.lastIndexOf('/') + 1)} ${purpose}`);

/** A wanted job as a later ledger item, closed unless the facts say otherwise. */
export const itemOf = (job: WantedJob, facts: Record<string, unknown> = {}): JobItem => JobItem.parse({ ...job, version: 1, ...facts });

const document = {
  objectKey: 'reports/document.json.gz',
  storedBytes: 1,
  storedSha256: '',
  unpackedBytes: 1,
  unpackedSha256: '',
  reportId: 'R1',
};

const outcome = (kind: string, at: string) => ({ outcome: { kind, at, runId: 'earlier', round: 0 } });

export const savedAt = (at: string) => ({ saved: { ...document, at }, ...outcome('saved', at) });
export const failedAt = (at: string, laterRuns: number) => ({ ...outcome('failed', at), laterRuns });
export const noDataAt = (at: string, firstAt = at) => ({ ...outcome('no-data', at), noData: { firstAt, count: at === firstAt ? 1 : 2 } });
export const openSince = (at: string) => ({ openSince: at, resumeAt: 'check', reportId: 'R1' });

/** An item of the daily (or weekly) traffic series. */
export const trafficItem = (window: string, facts: Record<string, unknown>, reportPeriod = 'DAY'): JobItem => {
  const [start = window, end = start] = window.split('..');
  const request = { reportType: 'GET_VENDOR_TRAFFIC_REPORT', marketplaceIds: ['ATVPDKIKX0DER'] };
  const options = { reportPeriod };
  return JobItem.parse({
    account: 'acme',
    key: `VendorTrafficReport/US/reportPeriod=${reportPeriod}/${window}`,
    type: 'VendorTrafficReport',
    marketplace: 'US',
    options,
    window: { start, end },
    request: { ...request, dataStartTime: `${start}T00:00:00Z`, dataEndTime: `${end}T00:00:00Z`, reportOptions: options },
    purpose: 'newest',
    version: 1,
    ...facts,
  });
};
