import { isClaimedBy } from '../claims.ts';
import type { JobItem } from '../jobs.ts';
import type { RunItem } from '../runs.ts';

/** How a job ended in one run. `handed-over` (another run owns it now) and `dropped` are no outcomes of this run; `open`: not yet. */
export type JobEnd = 'saved' | 'no-data' | 'unfinished' | 'failed' | 'handed-over' | 'dropped' | 'open';

/** Whether a run that is alive has the job in hand; what was not looked up in Step Functions is held by none. */
export type IsHeld = (item: JobItem) => boolean;
export const heldByNone: IsHeld = () => false;

/**
 * How a job ended in a run. An outcome counts if it is this run's, unless it failed and another run has it in hand now; a job that
 * another run claimed since counts as that run saved or failed it, else as handed over.
 */
export const jobEnd = (run: Pick<RunItem, 'runId' | 'executionArn'>, item: JobItem, isHeld = heldByNone): JobEnd => {
  if (item.dropped !== undefined && item.outcome?.runId !== run.runId) return 'dropped';
  const isOurs = isClaimedBy(item, run);
  if (item.outcome?.runId === run.runId)
    return item.outcome.kind === 'failed' && !isOurs && isHeld(item) ? 'handed-over' : item.outcome.kind;
  if (isOurs) return 'open';
  return item.outcome !== undefined && item.outcome.runId === item.claim?.runId && item.outcome.kind !== 'unfinished'
    ? item.outcome.kind
    : 'handed-over';
};
