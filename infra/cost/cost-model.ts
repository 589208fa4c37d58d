import type { StepName } from '../workflow/definition.ts';
import { prices } from './prices.ts';

/** What a deployment consists of, by its template. */
export type Deployed = {
  memoryMb: Readonly<Record<StepName, number>>;
  secrets: number;
  alarms: number;
  /** Of these, the ones that query the metrics of all accounts: each metric that they scan is paid. */
  queryAlarms: number;
  dashboards: number;
  /** Customer-managed keys of its own. */
  keys: number;
  /** What one query of the tables may scan; undefined without tables. */
  queryLimitGigabytes: number | undefined;
  /** State transitions of a run without its branches, and of one branch that saves its report after so many checks. */
  transitionsPerRun: number;
  transitionsPerReport: number;
};

/** What it is used for. */
export type Load = {
  accounts: number;
  /** Reports of each account in one run. */
  reports: number;
  runsPerDay: number;
  /** Looks at each report until it is ready. */
  checks: number;
  /** A document as stored. */
  megabytes: number;
};

export type CostLine = { service: string; usd: number; idleUsd: number; what: string };

/**
 * What no template contains. Estimates, on the high side; your own figures are on the dashboard and in the bill.
 * Seconds are billed time of an average invocation, kilobytes are of log text.
 */
export const assumed = {
  seconds: { plan: 5, request: 1, check: 0.5, explain: 1, settle: 5 },
  downloadSeconds: (megabytes: number) => 2 + megabytes / 10,
  /** Some 24 MB of unpacked JSON in a second of processor time, and documents pack to a fifth. */
  tabulateSeconds: (megabytes: number) => 1 + megabytes / 5,
  jobKilobytes: 2,
  /** Jobs of a series: a daily report of one year. */
  jobsPerSeries: 365,
  /** Of these, what a routine run reads, and on one day a week all of them; see `planning/history/routine-reach.ts`. */
  jobsReadPerSeries: (6 * 136 + 365) / 7,
  logKilobytesPerInvocation: 2,
  /** Step Functions logs a state's events without data. */
  logKilobytesPerTransition: 2,
  /**
   * A metric is paid by the hours in which it is written. Nine are written once in a run, by Plan and Settle; three as reports come, in
   * some three hours; those of trouble seldom.
   */
  metricHoursPerRun: 9 + 3 * 3,
  /** What all accounts count together, when some account counts at any hour. */
  sharedMetrics: 15,
  /** Estimates: most documents have two tables, which pack as well as the text. */
  tablesPerDocument: 2,
  /** Columns of Parquet beside the document that they are made of. */
  tablesShareOfDocument: 0.5,
} as const;

const daysPerMonth = 30.4;
const hoursPerMonth = daysPerMonth * 24;

/** The monthly cost by service. `idleUsd` is what is paid when nothing runs. */
export const monthlyCost = (deployed: Deployed, load: Load): CostLine[] => {
  const runs = load.accounts * load.runsPerDay * daysPerMonth;
  const reports = runs * load.reports;
  const invocations = runs * 2 + reports * (3 + load.checks);
  const transitions = runs * deployed.transitionsPerRun + reports * deployed.transitionsPerReport;
  const logKilobytes = invocations * assumed.logKilobytesPerInvocation + transitions * assumed.logKilobytesPerTransition;
  return [
    usage('Step Functions', transitions * prices.perStateTransition, `${rounded(transitions)} state transitions`),
    lambda(deployed, load, { runs, reports, invocations }),
    ledger({ runs, reports, load }),
    bucket(reports, load.megabytes, deployed.queryLimitGigabytes !== undefined),
    {
      service: 'Secrets Manager',
      idleUsd: deployed.secrets * prices.perSecretMonth,
      usd: deployed.secrets * prices.perSecretMonth + invocations * prices.perSecretRead,
      what: `${deployed.secrets} secrets, at most ${rounded(invocations)} reads`,
    },
    watching(deployed, load, runs, logKilobytes / 1024 / 1024),
    usage('X-Ray', invocations * prices.perTrace, `at most ${rounded(invocations)} traces`),
    {
      service: 'KMS',
      idleUsd: deployed.keys * prices.perKeyMonth,
      usd: deployed.keys * prices.perKeyMonth,
      what: `${deployed.keys} keys of its own`,
    },
    ...(deployed.queryLimitGigabytes === undefined ? [] : queries(deployed.queryLimitGigabytes)),
  ];
};

const usage = (service: string, usd: number, what: string): CostLine => ({ service, usd, idleUsd: 0, what });

type Counts = { runs: number; reports: number; invocations: number };

const lambda = ({ memoryMb }: Deployed, { checks, megabytes }: Load, { runs, reports, invocations }: Counts): CostLine => {
  const perRun = memoryMb.plan * assumed.seconds.plan + memoryMb.settle * assumed.seconds.settle;
  const perReport =
    memoryMb.request * assumed.seconds.request +
    memoryMb.check * assumed.seconds.check * checks +
    memoryMb.download * assumed.downloadSeconds(megabytes) +
    memoryMb.tabulate * assumed.tabulateSeconds(megabytes);
  const gigabyteSeconds = (runs * perRun + reports * perReport) / 1024;
  const usd = gigabyteSeconds * prices.perGigabyteSecond + invocations * prices.perInvocation;
  return usage('Lambda', usd, `${rounded(invocations)} invocations, ${rounded(gigabyteSeconds)} GB-seconds`);
};

/** Seven writes of a job (planned, intended, requested, ready, stored, rows about to appear, saved), each also into the index of open jobs, and two turns. */
const ledger = ({ runs, reports, load }: { runs: number; reports: number; load: Load }): CostLine => {
  const writes = reports * (7 * 2 * assumed.jobKilobytes + 2) + runs * 3;
  const seriesReads = (assumed.jobsReadPerSeries * assumed.jobKilobytes) / 4;
  const reads = reports * (seriesReads + 5 + 2 * load.checks) + runs * 10;
  const gigabytes = (load.accounts * load.reports * assumed.jobsPerSeries * 2 * assumed.jobKilobytes) / 1024 / 1024;
  const idleUsd = gigabytes * prices.perLedgerGigabyteMonth;
  return {
    service: 'DynamoDB',
    idleUsd,
    usd: idleUsd + writes * prices.perWriteUnit + reads * prices.perReadUnit,
    what: `${rounded(writes)} write units, ${rounded(reads)} read units, ${gigabytes.toFixed(2)} GB after a year`,
  };
};

const PART_MEGABYTES = 5;

const bucket = (reports: number, megabytes: number, hasTables: boolean): CostLine => {
  const gigabytes = ((reports * megabytes) / 1024) * (1 + (hasTables ? assumed.tablesShareOfDocument : 0));
  const puts =
    reports * (megabytes <= PART_MEGABYTES ? 1 : Math.ceil(megabytes / PART_MEGABYTES) + 2) +
    (hasTables ? reports * assumed.tablesPerDocument : 0);
  const idleUsd = gigabytes * prices.perBucketGigabyteMonth;
  return {
    service: 'S3',
    idleUsd,
    usd: idleUsd + puts * prices.perPut,
    what: `${gigabytes.toFixed(1)} GB of one month, ${rounded(puts)} requests`,
  };
};

const watching = ({ alarms, queryAlarms, dashboards }: Deployed, { accounts }: Load, runs: number, logGigabytes: number): CostLine => {
  const shared = Math.min(runs * assumed.metricHoursPerRun, assumed.sharedMetrics * hoursPerMonth);
  const metrics = (runs * assumed.metricHoursPerRun + shared) / hoursPerMonth;
  // A query scans a metric of each account; at least one is paid.
  const watched = alarms - queryAlarms + queryAlarms * Math.max(1, accounts);
  const idleUsd = watched * prices.perAlarmMonth + dashboards * prices.perDashboardMonth;
  return {
    service: 'CloudWatch',
    idleUsd,
    usd: idleUsd + metrics * prices.perMetricMonth + logGigabytes * prices.perLogGigabyte,
    what: `${alarms} alarms on ${watched} metrics, ${dashboards} dashboard, ${metrics.toFixed(1)} metrics, ${logGigabytes.toFixed(2)} GB of logs`,
  };
};

/** Who queries how much is not known here: the price of a query is shown, and its bound. The catalogue's first million objects are free. */
const queries = (limitGigabytes: number): CostLine[] => [
  usage('Glue', 0, 'database, tables and their columns: free up to a million'),
  usage(
    'Athena',
    0,
    `$${prices.perTerabyteScanned} for each TB that queries scan, at most $${((limitGigabytes / 1000) * prices.perTerabyteScanned).toFixed(2)} a query`,
  ),
];

const rounded = (count: number): string => Math.round(count).toLocaleString('en-US');
