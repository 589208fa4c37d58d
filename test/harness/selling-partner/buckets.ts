import type { AmazonState, Bucket, Call, Limit, RationedOperation } from './types.ts';

/** @see reports_2021-06-30.json in amzn/selling-partner-api-models, the usage plan of each operation */
export const publishedLimits: Record<RationedOperation, Limit> = {
  createReport: { ratePerSecond: 0.0167, burst: 15 },
  getReport: { ratePerSecond: 2, burst: 15 },
  getReports: { ratePerSecond: 0.0222, burst: 10 },
  cancelReport: { ratePerSecond: 0.0222, burst: 10 },
  getReportDocument: { ratePerSecond: 0.0167, burst: 15 },
};

/** The published limits with every rate multiplied: a local world that does not want to wait for minutes, but to obey all the same. */
export const limitsTimes = (factor: number): Record<RationedOperation, Limit> => ({
  createReport: faster(publishedLimits.createReport, factor),
  getReport: faster(publishedLimits.getReport, factor),
  getReports: faster(publishedLimits.getReports, factor),
  cancelReport: faster(publishedLimits.cancelReport, factor),
  getReportDocument: faster(publishedLimits.getReportDocument, factor),
});

const faster = (limit: Limit, factor: number): Limit => ({ ...limit, ratePerSecond: limit.ratePerSecond * factor });

type Caller = { clientId: string; sellingPartnerId: string };
type Drawn = NonNullable<Call['throttledBy']> | 'allowed';

/**
 * Takes one token for a call of this operation, or says which limit is in the way and takes none:
 * buckets belong to an application and a selling partner together (DD/usage-plans-and-rate-limits),
 * and all marketplaces of the partner share them (staff, models#5312).
 */
export const drawToken = (
  state: AmazonState,
  caller: Caller,
  operation: RationedOperation,
  reportType: string | undefined,
  now: number,
): Drawn => {
  const owner = `${caller.clientId}/${caller.sellingPartnerId}/${operation}`;
  const plan = refilled(
    state,
    owner,
    state.hiddenLimits[operation] ?? state.limits[operation],
    now,
    state.foreignCallsPerSecond[operation],
  );
  const typeLimit = operation === 'createReport' && reportType !== undefined ? state.hiddenTypeLimits[reportType] : undefined;
  const type = typeLimit && refilled(state, `${owner}/${reportType}`, typeLimit, now);
  if (!holdsToken(plan)) return 'usage plan';
  if (type && !holdsToken(type)) return 'report type';
  plan.tokens -= 1;
  if (type) type.tokens -= 1;
  return 'allowed';
};

/** What floating point loses in many small refills must not cost a call that comes exactly on time. */
const tolerance = 1e-6;
const holdsToken = (bucket: Bucket): boolean => bucket.tokens >= 1 - tolerance;

const refilled = (state: AmazonState, key: string, limit: Limit, now: number, foreignPerSecond = 0): Bucket => {
  const bucket = state.buckets[key] ?? { tokens: limit.burst, at: now, foreignAt: now };
  state.buckets[key] = bucket;
  if (foreignPerSecond > 0) {
    for (; bucket.foreignAt <= now; bucket.foreignAt += 1000 / foreignPerSecond) {
      refill(bucket, limit, bucket.foreignAt);
      if (holdsToken(bucket)) bucket.tokens -= 1;
    }
  }
  refill(bucket, limit, now);
  return bucket;
};

const refill = (bucket: Bucket, limit: Limit, at: number): void => {
  if (at <= bucket.at) return;
  bucket.tokens = Math.min(limit.burst, bucket.tokens + ((at - bucket.at) / 1000) * limit.ratePerSecond);
  bucket.at = at;
};
