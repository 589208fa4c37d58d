import type { Readable } from 'node:stream';
import type { Accounts } from './accounts.ts';
import type { JobItem, ReportDocumentId, ReportId, ReportRequest } from './jobs.ts';
import type { Region } from './marketplaces.ts';
import type { RunItem } from './runs.ts';
import type { RationedOperation, Settings } from './settings.ts';

/** Epoch milliseconds. */
export type Clock = { now: () => number };

export type Log = {
  info: (message: string, facts?: Record<string, unknown>) => void;
  warn: (message: string, facts?: Record<string, unknown>) => void;
};

/** Counters of a run. The account is the only dimension: each combination is billed. */
export type Metrics = { add: (name: MetricName, value: number, account: string) => void };
export type MetricName =
  | 'JobsSaved'
  | 'JobsWithoutData'
  | 'JobsUnfinished'
  | 'JobsFailed'
  | 'BytesSaved'
  | 'QueueToDoneSeconds'
  | 'ThrottledCalls'
  | 'TurnsLeft'
  | 'OldestUnfinishedHours'
  | 'CredentialsRefused'
  | 'ClientSecretAgeDays'
  | 'RunsStarted'
  | 'RunsSettled';

/** A line at which the callers of one rationed operation of one secret stand. `createReport/<api type>` is the pause of one type. */
export type LineKey = { secretId: string; operation: RationedOperation | `createReport/${string}` };
export type Line = {
  /** Theoretical arrival time of the next call (generic cell rate algorithm), epoch milliseconds. */
  nextAtMs: number;
  /** Present pace; absent while it is the published one. */
  intervalMs?: number | undefined;
  /** The pace Amazon told in `x-amzn-RateLimit-Limit`, better knowledge than the published one. */
  publishedIntervalMs?: number | undefined;
};

/**
 * The record of everything: jobs, runs, lines. All reads that decide are consistent.
 * Every method throws StoreUnavailableError when the store does not serve us.
 */
export type Ledger = {
  readJob: (account: string, key: string) => Promise<JobItem | undefined>;
  /** Those of the keys that exist, in any order. */
  readJobs: (account: string, keys: readonly string[]) => Promise<JobItem[]>;
  /** All jobs whose key begins with `prefix` (a series, or a type and marketplace). */
  jobsWithPrefix: (account: string, prefix: string) => Promise<JobItem[]>;
  /** All jobs that have `openSince`. */
  openJobs: (account: string) => Promise<JobItem[]>;
  /**
   * Writes the whole item if its version is still the stored one (0: does not exist yet), and returns it with the next version.
   * A repeat of a write that already acted is a success.
   * @throws LedgerConflictError if someone else wrote it since it was read
   */
  writeJob: (item: JobItem) => Promise<JobItem>;
  readRun: (account: string, runId: string) => Promise<RunItem | undefined>;
  /** The newest runs of an account, newest first. */
  latestRuns: (account: string, limit: number) => Promise<RunItem[]>;
  /** As writeJob. @throws LedgerConflictError */
  writeRun: (item: RunItem) => Promise<RunItem>;
  readLine: (line: LineKey) => Promise<Line | undefined>;
  /** `nextAt += byMs` if `aboveMs < nextAt <= upToMs`: the new nextAt, or undefined when the condition did not hold. */
  advanceLine: (line: LineKey, by: { byMs: number; aboveMs: number; upToMs: number }) => Promise<number | undefined>;
  /** `nextAt = nextAtMs` if the line is absent or `nextAt <= atMostMs`; tells whether it was written. */
  restartLine: (line: LineKey, to: { nextAtMs: number; atMostMs: number }) => Promise<boolean>;
  /** `nextAt = untilMs` if the line is absent or earlier than that. */
  holdLine: (line: LineKey, untilMs: number) => Promise<void>;
  /** Sets the pace (undefined: the published one again) if it is still `ifIntervalMs`; a lost race changes nothing. */
  setPace: (
    line: LineKey,
    pace: { intervalMs: number | undefined; ifIntervalMs: number | undefined; publishedIntervalMs?: number },
  ) => Promise<void>;
};

/** What a rationed or throttled call of the Selling Partner API came to. 429 is a normal answer. */
export type Answered<T> = { kind: 'answered'; value: T; rateLimitPerSecond?: number | undefined } | { kind: 'throttled' };

export type ProcessingStatus = 'IN_QUEUE' | 'IN_PROGRESS' | 'DONE' | 'CANCELLED' | 'FATAL';

/** A report as getReport and getReports tell it. Amazon does not return the options. */
export type AmazonReport = {
  reportId: ReportId;
  reportType: string;
  processingStatus: ProcessingStatus;
  createdTime: string;
  marketplaceIds?: string[] | undefined;
  dataStartTime?: string | undefined;
  dataEndTime?: string | undefined;
  processingStartTime?: string | undefined;
  processingEndTime?: string | undefined;
  reportDocumentId?: ReportDocumentId | undefined;
};

/** A document as its host serves it: bytes and what the host said of them. The URL stays behind this port. */
export type OpenedDocument = {
  body: Readable;
  contentLength?: number | undefined;
  /** The host sends it in chunks (HTTP/1.1), so that HTTP itself shows where it ends. */
  isChunked?: boolean | undefined;
  contentType?: string | undefined;
  contentEncoding?: string | undefined;
  compressionAlgorithm?: string | undefined;
};

/**
 * The Selling Partner API for one account, with its access token in hand.
 * Every method throws SellingPartnerUnavailableError (5xx, network), AccessDeniedError, RequestRefusedError, UnexpectedAnswerError.
 */
export type SellingPartner = {
  /** When the secret that holds the client was last written, epoch milliseconds, if known. */
  clientWrittenAtMs?: number | undefined;
  /** `unknown`: no answer, or a 5xx: Amazon may have made the report. Never thrown for those, never sent twice. */
  createReport: (request: ReportRequest) => Promise<Answered<{ reportId: ReportId }> | { kind: 'unknown'; why: string }>;
  /** `undefined` for 404, which Amazon also answers for some seconds after createReport (models#2419). */
  getReport: (reportId: ReportId) => Promise<Answered<AmazonReport | undefined>>;
  getReports: (query: {
    reportType: string;
    marketplaceId: string;
    createdSince: string;
    createdUntil?: string | undefined;
  }) => Promise<Answered<{ reports: AmazonReport[] }>>;
  /** True if Amazon took it out of the queue; false if it was no longer in the queue. */
  cancelReport: (reportId: ReportId) => Promise<Answered<boolean>>;
  /**
   * getReportDocument, then the first byte of the document. The URL dies 5 minutes after Amazon issued it: read to the end at once.
   * @throws DamagedDocumentError when the document's host refuses or fails
   */
  openDocument: (reportDocumentId: ReportDocumentId, signal?: AbortSignal) => Promise<Answered<OpenedDocument>>;
  /** A short document as text, unpacked, cut off at `limitBytes`: Amazon's reason for a FATAL report. @throws DamagedDocumentError */
  readText: (reportDocumentId: ReportDocumentId, limitBytes: number) => Promise<Answered<string>>;
};

export type StoredObject = { sizeBytes: number; metadata: Record<string, string>; contentType?: string | undefined };

/** The bucket of documents and run summaries. Throws StoreUnavailableError. */
export type ReportBucket = {
  /**
   * Uploads the stream in parts with bounded memory. If the stream fails, the upload is aborted, nothing appears or changes
   * under the key, and the stream's own error is thrown.
   */
  upload: (
    object: { key: string; body: Readable; contentType: string; metadata: Record<string, string> },
    signal?: AbortSignal,
  ) => Promise<{ sizeBytes: number }>;
  writeJson: (key: string, value: unknown) => Promise<void>;
  /** Undefined when there is no such object. */
  head: (key: string) => Promise<StoredObject | undefined>;
  read: (key: string) => Promise<Readable | undefined>;
};

/** Executions of the state machine, as DescribeExecution tells them; undefined when there is none (any more). */
export type Executions = {
  describe: (executionArn: string) => Promise<{ status: string; redriveCount: number } | undefined>;
};

export type Ports = {
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** 0 ≤ x < 1. */
  random: () => number;
  /** Deploy-time settings. @throws InvalidInputError */
  settings: () => Settings;
  accounts: () => Promise<Accounts>;
  /**
   * The secret is read and a token fetched (or both taken from the cache) before it returns.
   * @throws InvalidSecretError, EndpointNotAllowedError (also when the endpoint does not serve the region, if one is given), AuthorizationRevokedError, ClientCredentialsRefusedError
   */
  sellingPartner: (secretId: string, region?: Region) => Promise<SellingPartner>;
  ledger: Ledger;
  bucket: ReportBucket;
  executions: Executions;
};

/** Ports that every step has. */
export type BasePorts = 'clock' | 'log' | 'metrics' | 'random';

/** What only the running invocation knows. */
export type Invocation = { remainingMs: () => number };

/** A step of the workflow: given the ports it names, a message becomes an answer. It never sleeps and never retries. */
export type Step<I, O, P extends keyof Ports = keyof Ports> = (
  ports: Pick<Ports, P | BasePorts>,
) => (input: I, invocation: Invocation) => Promise<O>;
