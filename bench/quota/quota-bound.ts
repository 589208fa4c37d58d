/**
 * The lower bound on an import: on the same limits and in the plan's order no import can be faster, even one that knows every processing
 * time in advance and checks reports for free. Written independently of the importer's turns and the fake Amazon's buckets,
 * so that it judges both. All instants are seconds since the start.
 */

/** A token bucket, as Amazon describes its usage plans: `burst` tokens at most, one more every `intervalSeconds`. */
export type Ration = {
  intervalSeconds: number;
  burst: number;
  /** What it holds at second 0; a whole burst if left out. */
  tokens?: number;
};

export type Rations = { createReport: Ration; getReportDocument: Ration };

/** One report, in the order of the plan. */
export type BoundedReport = {
  /** The earliest time at which it may be asked for (a job of a later run). */
  releasedAtSeconds?: number;
  processingSeconds: number;
};

/** The earliest time at which the last document can be complete. */
export const lowerBoundSeconds = (reports: readonly BoundedReport[], rations: Rations): number => {
  const askedAt = earliestCalls(
    reports.map(({ releasedAtSeconds = 0 }) => releasedAtSeconds),
    rations.createReport,
  );
  const readyAt = reports.map(({ processingSeconds }, index) => (askedAt[index] ?? 0) + processingSeconds).sort((a, b) => a - b);
  return earliestCalls(readyAt, rations.getReportDocument).at(-1) ?? 0;
};

/** The earliest call of each caller in line, not before its own time and not before the caller ahead of it. */
export const earliestCalls = (wantedAt: readonly number[], ration: Ration): number[] => {
  const bucket = bucketOf(ration);
  let lastAt = 0;
  return wantedAt.map((at) => {
    lastAt = bucket.callAt(Math.max(at, lastAt));
    return lastAt;
  });
};

/** The rounding error of many small refills. */
const TOLERANCE = 1e-9;

const bucketOf = ({ intervalSeconds, burst, tokens: atStart = burst }: Ration) => {
  let tokens = atStart;
  let asOf = 0;
  /** Takes a token at the first instant from `at` on at which there is one. */
  const callAt = (at: number): number => {
    tokens = Math.min(burst, tokens + (at - asOf) / intervalSeconds);
    const waitSeconds = tokens < 1 - TOLERANCE ? (1 - tokens) * intervalSeconds : 0;
    tokens += waitSeconds / intervalSeconds - 1;
    asOf = at + waitSeconds;
    return asOf;
  };
  return { callAt };
};
