import { instantOf } from '../../lambdas/core/instant.ts';
import { windowText } from '../../lambdas/core/record/job-key.ts';
import type { JobView } from '../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';

/** Runs as the command line and the timeline are shown them: a small one, one with 100 reports, one of a bad day. */

export const STARTED = '2026-11-25T06:00:00Z';
const startedMs = Date.parse(STARTED);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const dayOf = (ms: number): string => instantOf(ms).slice(0, 10);

export const aJobView = (some: Partial<JobView> = {}): JobView => ({
  key: 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-20',
  type: 'VendorTrafficReport',
  marketplace: 'US',
  options: { reportPeriod: 'DAY' },
  window: { start: '2026-11-20', end: '2026-11-20' },
  purpose: 'newest',
  outcome: 'saved',
  attempts: 1,
  throttled: 0,
  askedAgain: 0,
  ...some,
});

export const aRunView = (some: Partial<RunView> = {}): RunView => {
  const jobs = some.jobs ?? [aJobView()];
  const count = (end: string) => jobs.filter(({ outcome }) => outcome === end).length;
  return {
    runId: 'morning',
    account: 'acme-vendor-us',
    executionArn: 'arn:aws:states:us-east-1:123456789012:execution:import:morning',
    status: 'succeeded',
    startedAt: STARTED,
    deadlineAt: instantOf(startedMs + 6 * HOUR_MS),
    round: 0,
    counts: { saved: count('saved'), noData: count('no-data'), unfinished: count('unfinished'), failed: count('failed') },
    leftOut: [],
    ...some,
    jobs,
  };
};

const KINDS = [
  {
    type: 'VendorSalesReport',
    options: { distributorView: 'MANUFACTURING', reportPeriod: 'DAY', sellingProgram: 'RETAIL' },
    makes: 110,
    bytes: 2_400_000,
  },
  {
    type: 'VendorSalesReport',
    options: { distributorView: 'SOURCING', reportPeriod: 'WEEK', sellingProgram: 'RETAIL' },
    makes: 150,
    bytes: 910_000,
  },
  {
    type: 'VendorInventoryReport',
    options: { distributorView: 'MANUFACTURING', reportPeriod: 'DAY', sellingProgram: 'RETAIL' },
    makes: 190,
    bytes: 5_100_000,
  },
  { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' }, makes: 70, bytes: 640_000 },
  { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' }, makes: 240, bytes: 3_300_000 },
  { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: 'WEEK' }, makes: 540, bytes: 1_930_000_000 },
  { type: 'BrandAnalyticsMarketBasketReport', options: { reportPeriod: 'WEEK' }, makes: 310, bytes: 84_000_000 },
  { type: 'BrandAnalyticsRepeatPurchaseReport', options: { reportPeriod: 'WEEK' }, makes: 260, bytes: 41_000_000 },
] as const;

/** The n-th job of a run on Amazon's limits: 15 turns at once, then one a minute; documents likewise. */
const simulated = (index: number, some: Partial<JobView> = {}): JobView => {
  const kind = KINDS[index % KINDS.length] ?? KINDS[0];
  const days = 'reportPeriod' in kind.options && kind.options.reportPeriod === 'WEEK' ? 7 : 1;
  const lastMs = Date.parse('2026-11-21T00:00:00Z') - Math.floor(index / KINDS.length) * days * DAY_MS;
  const window = { start: dayOf(lastMs - (days - 1) * DAY_MS), end: dayOf(lastMs) };
  const turnMs = startedMs + 4_000 + (index < 14 ? index * 700 : (index - 13) * 60_000);
  const readyMs = turnMs + kind.makes * 1000 + ((index * 37) % 50) * 1000;
  const fetchedMs = readyMs + 9_000 + (index < 14 ? 0 : ((index * 13) % 60) * 1000) + Math.round(kind.bytes / 30_000);
  return aJobView({
    key: `${kind.type}/US/${Object.entries(kind.options)
      .map(([name, value]) => `${name}=${value}`)
      .join(',')}/${windowText(window)}`,
    type: kind.type,
    options: { ...kind.options },
    window,
    reportId: `${50_000_000_000 + index * 7919}`,
    bytes: kind.bytes + index * 1117,
    plannedAt: instantOf(turnMs - 3_000),
    requestedAt: instantOf(turnMs),
    readyAt: instantOf(readyMs),
    endedAt: instantOf(fetchedMs),
    ...some,
  });
};

const lastEnd = (jobs: readonly JobView[]): string =>
  jobs
    .flatMap(({ endedAt }) => endedAt ?? [])
    .sort()
    .at(-1) ?? STARTED;

const finishedRun = (jobs: JobView[], plannedMinutes: number, some: Partial<RunView> = {}): RunView =>
  aRunView({
    jobs,
    plannedFinishAt: instantOf(startedMs + plannedMinutes * 60_000),
    finishedAt: instantOf(Date.parse(lastEnd(jobs)) + 4_000),
    ...some,
  });

export const smallRun = (): RunView => {
  const jobs = Array.from({ length: 18 }, (_, index) => simulated(index));
  jobs[3] = simulated(3, {
    outcome: 'no-data',
    reason: { code: 'cancelled-by-amazon', text: 'Amazon cancelled it (never any data before)' },
  });
  delete jobs[3].bytes;
  return finishedRun(jobs, 13, {
    leftOut: [{ what: 'VendorForecastingReport/US/sellingProgram=RETAIL/2026-11-24', why: 'answered less than 20 hours ago' }],
  });
};

export const hundredReports = (): RunView =>
  finishedRun(
    Array.from({ length: 100 }, (_, index) => simulated(index)),
    96,
    { runId: '2026-11-25T06:00:00Z' },
  );

const TROUBLE: Record<number, Partial<JobView>> = {
  0: { outcome: 'failed', reason: { code: 'wrong-parameters', text: 'Report options are invalid: <sellingProgram> is missing & needed' } },
  2: { outcome: 'unfinished', reason: { code: 'not-yet-published', text: 'Data is not yet available' } },
  3: { outcome: 'no-data', reason: { code: 'cancelled-by-amazon', text: 'Amazon cancelled it (it had data on 2026-11-18)' } },
  5: { outcome: 'unfinished', reason: { code: 'still-processing', text: 'Amazon was still making it' } },
  6: { throttled: 3, askedAgain: 1, attempts: 2 },
  7: { outcome: 'failed', reason: { code: 'damaged-document', text: 'DamagedDocumentError: the gzip trailer has another length' } },
  9: { throttled: 1 },
  10: { requestedAt: instantOf(startedMs - 2 * HOUR_MS), purpose: 'carried-over' },
  15: { outcome: 'handed-over' },
};

export const badDay = (): RunView => {
  const jobs = Array.from({ length: 22 }, (_, index) => {
    const job = simulated(index, TROUBLE[index]);
    if (job.outcome !== 'saved') delete job.bytes;
    if (job.reason?.code === 'still-processing') {
      delete job.readyAt;
      job.endedAt = instantOf(startedMs + 19 * 60_000);
    }
    if (job.outcome === 'handed-over') {
      delete job.requestedAt;
      delete job.readyAt;
      delete job.endedAt;
    }
    return job;
  });
  return finishedRun(jobs, 11, { status: 'failed', round: 1 });
};

/** A run with one report for each type, with long names and options; failed, and redriven after a pause. Times have seconds. */
export const oneOfEachType = (): RunView => {
  const second = (seconds: number) => instantOf(startedMs + seconds * 1000);
  const reason = {
    code: 'done-without-document',
    text: `Amazon says DONE. ${'It names no document, and gives no reason for it. '.repeat(5)}`,
  };
  const options = { distributorView: 'MANUFACTURING', reportPeriod: 'DAY', sellingProgram: 'RETAIL' };
  const job = (type: string, index: number, some: Partial<JobView> = {}) =>
    aJobView({
      ...{ key: `${type}/US/-/${index}`, type, options, bytes: 1200, throttled: 1 },
      ...{ requestedAt: second(2 + index), readyAt: second(8 + index), endedAt: second(9 + index) },
      ...some,
    });
  const jobs = [
    job('BrandAnalyticsRepeatPurchaseReport', 0, { window: { start: '2026-10-25', end: '2026-11-21' } }),
    job('VendorNetPureProductMarginReport', 1, { outcome: 'unfinished', reason }),
    job('VendorSalesReport', 2, {
      ...{ round: 1, attempts: 2, requestedAt: second(612), readyAt: second(615), endedAt: second(616) },
      earlier: [{ round: 0, outcome: 'failed', requestedAt: second(4), endedAt: second(9), reason }],
    }),
  ];
  const rounds = [
    { round: 0, startedAt: second(0), plannedFinishAt: second(9), finishedAt: second(30) },
    { round: 1, startedAt: second(611), plannedFinishAt: second(616), finishedAt: second(617) },
  ];
  return aRunView({ jobs, round: 1, rounds, plannedFinishAt: second(616), finishedAt: second(617) });
};

/** The same run ten minutes after its start. */
export const runningRun = (): RunView => {
  const atMs = startedMs + 5 * 60_000;
  const isLater = (at: string | undefined) => at !== undefined && Date.parse(at) > atMs;
  const jobs = smallRun().jobs.map((job): JobView => {
    const { requestedAt, readyAt, endedAt, bytes, reason, ...rest } = job;
    return {
      ...rest,
      outcome: isLater(endedAt) ? 'open' : job.outcome,
      attempts: isLater(requestedAt) ? 0 : 1,
      ...(requestedAt && !isLater(requestedAt) && { requestedAt }),
      ...(readyAt && !isLater(readyAt) && { readyAt }),
      ...(endedAt && !isLater(endedAt) && { endedAt, ...(bytes && { bytes }), ...(reason && { reason }) }),
    };
  });
  const { finishedAt: _, ...small } = smallRun();
  return { ...aRunView({ ...small, status: 'running' }), counts: aRunView({ jobs }).counts, jobs };
};
