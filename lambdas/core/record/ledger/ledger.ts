import type { RationedOperation } from '../../settings.ts';
import type { AsinBundles } from '../asin-bundles.ts';
import type { JobItem } from '../jobs.ts';
import type { RunItem } from '../runs.ts';
import type { LimitLine, LimitLineKey } from './limit-line.ts';

/** A line at which the callers of one rationed operation of one secret stand. `createReport/<api type>` is the pause of one type. */
export type LineKey = { secretId: string; operation: RationedOperation | `createReport/${string}` };
export type Line = {
  /** Theoretical arrival time of the next call (generic cell rate algorithm), epoch milliseconds. */
  nextAtMs: number;
  /** Present pace; absent while it is the published one. */
  intervalMs?: number | undefined;
  /** The rate that Amazon sent in `x-amzn-RateLimit-Limit`, more reliable than the published one. */
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
  /** All jobs whose key lies between two texts, both inclusive, as DynamoDB orders strings. */
  jobsBetween: (account: string, first: string, last: string) => Promise<JobItem[]>;
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
  /** Which ASIN of a list is in which bundle. */
  readBundles: (account: string, list: string) => Promise<AsinBundles | undefined>;
  /** As writeJob. @throws LedgerConflictError */
  writeBundles: (item: AsinBundles) => Promise<AsinBundles>;
  readLine: (line: LineKey) => Promise<Line | undefined>;
  /** `nextAt += byMs` if `aboveMs < nextAt <= upToMs`: the new nextAt, or undefined when the condition did not hold. */
  advanceLine: (line: LineKey, by: { byMs: number; aboveMs: number; upToMs: number }) => Promise<number | undefined>;
  /** `nextAt = nextAtMs` if the line is absent or `nextAt <= atMostMs`; returns whether it was written. */
  restartLine: (line: LineKey, to: { nextAtMs: number; atMostMs: number }) => Promise<boolean>;
  /** `nextAt = untilMs` if the line is absent or earlier than that. */
  holdLine: (line: LineKey, untilMs: number) => Promise<void>;
  /** Sets the pace (undefined: the published one again) if it is still `ifIntervalMs`; a lost race changes nothing. */
  setPace: (
    line: LineKey,
    pace: { intervalMs: number | undefined; ifIntervalMs: number | undefined; publishedIntervalMs?: number },
  ) => Promise<void>;
  /** The line of a type's own limits; one that was never used is empty, with version 0. */
  readLimitLine: (key: LimitLineKey) => Promise<LimitLine>;
  /** As writeJob. @throws LedgerConflictError */
  writeLimitLine: (key: LimitLineKey, line: LimitLine) => Promise<LimitLine>;
};
