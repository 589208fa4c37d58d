import type { Readable } from 'node:stream';
import type { Region } from './catalogue/marketplaces.ts';
import type { OpenedDocument } from './document/opened-document.ts';
import type { Accounts } from './input/accounts.ts';
import type { Answered } from './quota/answered.ts';
import type { AmazonReport } from './record/amazon-report.ts';
import type { Executions } from './record/executions.ts';
import type { ReportDocumentId, ReportId, ReportRequest } from './record/jobs.ts';
import type { Ledger } from './record/ledger/ledger.ts';
import type { Settings } from './settings.ts';

/** Epoch milliseconds. */
export type Clock = { now: () => number };

export type Log = {
  info: (message: string, facts?: Record<string, unknown>) => void;
  warn: (message: string, facts?: Record<string, unknown>) => void;
};

/** Counters of a run. Each counts for its account and for all accounts together; further dimensions would be billed too. */
export type Metrics = { add: (name: MetricName, value: number, account: string) => void };
/** The dimension of what all accounts count together. */
export const allAccounts = { name: 'accounts', value: 'all' } as const;

export type MetricName =
  | 'JobsSaved'
  | 'JobsWithoutData'
  | 'JobsUnfinished'
  | 'JobsFailed'
  | 'BytesSaved'
  | 'RowsSaved'
  | 'UnknownFields'
  | 'UnusualReports'
  | 'QueueToDoneSeconds'
  | 'ThrottledCalls'
  | 'TurnsLeft'
  | 'OldestUnfinishedHours'
  | 'CredentialsRefused'
  | 'ClientSecretAgeDays'
  | 'RunsStarted'
  | 'RunsSettled';

/**
 * The Selling Partner API for one account, with its access token in hand.
 * Every method throws SellingPartnerUnavailableError (5xx, network), AccessDeniedError, RequestRefusedError, UnexpectedAnswerError.
 */
export type SellingPartner = {
  /** When the secret that holds the client was last written, epoch milliseconds, if known. */
  clientWrittenAtMs?: number | undefined;
  /** The application it signs in as: a hash of the client id, the same for all accounts that hold it or name the secret that does. */
  applicationId: string;
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
  /** Answers where the object lies, for a person: `s3://…`. */
  writeJson: (key: string, value: unknown) => Promise<string>;
  /** Undefined when there is no such object. */
  /** A success when there is no such object. */
  remove: (key: string) => Promise<void>;
  head: (key: string) => Promise<StoredObject | undefined>;
  read: (key: string) => Promise<Readable | undefined>;
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
