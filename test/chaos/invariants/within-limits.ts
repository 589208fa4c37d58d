import { publishedLimits } from '../../harness/selling-partner/buckets.ts';
import type { RationedOperation } from '../../harness/selling-partner/types.ts';
import type { Send, Witness } from '../play/witness.ts';

/**
 * How many calls more than the bucket holds may come at once when calls are late: a turn may be used up to one interval after it was
 * due, and slow stores and kills make calls late. A call that is not delayed never comes too early.
 */
const LATE_CALLS = 3;

/** (d) Our own calls never exceed Amazon's published limits. */
export const withinLimits = (witness: Witness): string[] => {
  const { amazon, story, sends } = witness;
  const rejected = amazon.calls.filter(({ throttledBy }) => throttledBy === 'usage plan');
  const strict =
    story.isPunctual && rejected.length > 0 ? [`${rejected.length} calls were rejected, such as ${rejected[0]?.operation}`] : [];
  const operations = (['createReport', 'getReport', 'getReports', 'cancelReport', 'getReportDocument'] as const).flatMap((operation) =>
    Object.values(Object.groupBy(sends, ({ refreshToken }) => refreshToken)).flatMap((mine = []) =>
      tooMany(operation, mine, amazon.limits[operation].burst + (story.isPunctual ? 0 : LATE_CALLS)),
    ),
  );
  return [...strict, ...operations];
};

/** The sends of one caller through a bucket of their own. A call that is repeated with a new token counts once: Amazon does not ration the denied one. */
const tooMany = (operation: RationedOperation, mine: readonly Send[], burst: number): string[] => {
  const { ratePerSecond } = publishedLimits[operation];
  const seen = new Set<string>();
  let tokens = burst;
  let lastMs: number | undefined;
  for (const { operation: sent, atMs, invocation } of mine) {
    if (sent !== operation || seen.has(invocation)) continue;
    seen.add(invocation);
    tokens = Math.min(burst, tokens + (lastMs === undefined ? 0 : ((atMs - lastMs) / 1000) * ratePerSecond)) - 1;
    lastMs = atMs;
    if (tokens < -0.001) return [`${operation} was called too often at ${new Date(atMs).toISOString()}`];
  }
  return [];
};
