import type { AmazonState, Bucket, Call, Limit, RationedOperation, TypeLimit } from './types.ts';

/** @see reports_2021-06-30.json in amzn/selling-partner-api-models, the usage plan of each operation */
export const publishedLimits: Record<RationedOperation, Limit> = {
  createReport: { ratePerSecond: 0.0167, burst: 15 },
  getReport: { ratePerSecond: 2, burst: 15 },
  getReports: { ratePerSecond: 0.0222, burst: 10 },
  cancelReport: { ratePerSecond: 0.0222, burst: 10 },
  getReportDocument: { ratePerSecond: 0.0167, burst: 15 },
};

const HOUR = 3600;

/** What users found out (models#5210, #5240, #5256). */
export const knownTypeLimits: Readonly<Record<string, readonly TypeLimit[]>> = {
  GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT: [{ calls: 20, perSeconds: 24 * HOUR, scope: 'account' }],
  GET_SALES_AND_TRAFFIC_REPORT: [
    { calls: 4, perSeconds: HOUR, scope: 'application' },
    { calls: 96, perSeconds: 24 * HOUR, scope: 'application' },
  ],
};

/** The same in a world that is this many times faster. */
export const typeLimitsTimes = (factor: number): Record<string, TypeLimit[]> =>
  Object.fromEntries(
    Object.entries(knownTypeLimits).map(([type, limits]) => [
      type,
      limits.map((limit) => ({ ...limit, perSeconds: limit.perSeconds / factor })),
    ]),
  );

/** The published limits with every rate multiplied: for a local world that enforces limits without waiting for minutes. */
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
 * Takes one token for a call of this operation, or says which limit prevents it and takes none:
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
  const typeLimits = operation === 'createReport' && reportType !== undefined ? (state.hiddenTypeLimits[reportType] ?? []) : [];
  const windows = typeLimits.map((limit) => windowOf(state, `${ownerOf(caller, limit)}/${reportType}`, limit, now));
  if (!holdsToken(plan)) return 'usage plan';
  if (windows.some(({ limit, calls }) => calls.length >= limit.calls)) return 'report type';
  plan.tokens -= 1;
  for (const { calls } of windows) calls.push(now);
  return 'allowed';
};

const ownerOf = ({ clientId, sellingPartnerId }: Caller, { scope, perSeconds }: TypeLimit): string =>
  `${perSeconds}/${scope === 'application' ? clientId : `${clientId}/${sellingPartnerId}`}`;

/** The calls that a limit still counts. */
const windowOf = (state: AmazonState, key: string, limit: TypeLimit, now: number): { limit: TypeLimit; calls: number[] } => {
  const calls = (state.typeCalls[key] ?? []).filter((at) => at > now - limit.perSeconds * 1000);
  state.typeCalls[key] = calls;
  return { limit, calls };
};

/** Rounding errors of many small refills must not reject a call that comes exactly on time. */
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
