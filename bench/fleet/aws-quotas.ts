/** What AWS allows an account by default in one region, as long as nobody asks for more. */
export type Bucket = { bucket: number; refillPerSecond: number };

/**
 * `smaller`: all regions but us-east-1, us-west-2 and eu-west-1.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html: quotas related to API action throttling, to state throttling, and to accounts
 */
export const stepFunctions = {
  startExecution: { largest: { bucket: 1300, refillPerSecond: 300 }, smaller: { bucket: 800, refillPerSecond: 150 } },
  stateTransition: { largest: { bucket: 5000, refillPerSecond: 5000 }, smaller: { bucket: 800, refillPerSecond: 800 } },
  openExecutions: 1_000_000,
} as const satisfies Record<string, Record<'largest' | 'smaller', Bucket> | number>;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: a new AWS account begins with less, mostly 10 */
export const lambdaConcurrency = { usual: 1000, newAccount: 10 } as const;

/** Of an on-demand table that is new. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
export const newTableReadUnitsPerSecond = 12_000;

/** PUTs under one prefix. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
export const bucketPutsPerSecond = 3500;

/** GetSecretValue and DescribeSecret together. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
export const secretReadsPerSecond = 10_000;
