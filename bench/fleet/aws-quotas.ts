/**
 * What AWS allows an account by default in one region, without a request for more. The page beside each figure was looked up in
 * November 2026, some in excerpts only; what no page of AWS confirmed is marked UNCONFIRMED.
 */
export type Bucket = { bucket: number; refillPerSecond: number };

/**
 * `largest`: us-east-1, us-west-2 and eu-west-1; `smaller`: all others. A new AWS account has fewer state transitions, how many AWS does
 * not say; it raises them by itself with use.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const stepFunctions = {
  startExecution: { largest: { bucket: 1300, refillPerSecond: 300 }, smaller: { bucket: 800, refillPerSecond: 150 } },
  stateTransition: { largest: { bucket: 5000, refillPerSecond: 5000 }, smaller: { bucket: 800, refillPerSecond: 800 } },
  openExecutions: 1_000_000,
  /** Distributed Maps that are running. */
  openMapRuns: 1000,
} as const satisfies Record<string, Record<'largest' | 'smaller', Bucket> | number>;

/**
 * `usual`: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, which says only that new AWS accounts have less.
 * `newAccount`: UNCONFIRMED by AWS; 10 as users report it (aws-devtools-labs/aws-blocks#92, aws-samples/alarm-context-tool#2), 50 in earlier years.
 */
export const lambdaConcurrency = { usual: 1000, newAccount: 10 } as const;

/** Of an on-demand table that is new. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
export const newTable = { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 4000 } as const;

/**
 * PUTs under one prefix, for which S3 has made a partition of its own.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
 */
export const bucketPutsPerSecond = 3500;

/** GetSecretValue. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
export const secretReadsPerSecond = 10_000;

/**
 * Starts by EventBridge Scheduler; less in regions that are not primary ones, by how much is UNCONFIRMED.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html
 */
export const scheduledStartsPerSecond = 1000;
