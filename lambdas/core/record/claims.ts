import type { Executions } from './executions.ts';
import type { JobItem } from './jobs.ts';
import type { Run } from './runs.ts';

type Claim = NonNullable<JobItem['claim']>;

export const claimOf = (run: Run): Claim => ({ executionArn: run.executionArn, runId: run.id, round: run.round });

/** Whether the job is in the hands of that run. Both count: AWS gives the ARN of an execution again, 90 days after it ended. */
export const isClaimedBy = ({ claim }: Pick<JobItem, 'claim'>, run: Pick<Claim, 'executionArn' | 'runId'>): boolean =>
  claim?.executionArn === run.executionArn && claim.runId === run.runId;

/** Whether the job is this run's, and no later round of it has handed it out again. */
export const isOurs = (item: Pick<JobItem, 'claim'>, run: Run): boolean =>
  isClaimedBy(item, claimOf(run)) && (item.claim?.round ?? run.round) === run.round;

/**
 * Which of the items another run has in hand: an open job belongs to the run that claimed it, as long as that execution runs. There
 * are no lease times to guess. @throws StoreUnavailableError
 */
export const heldByOthers = async (
  executions: Executions,
  run: Run,
  items: readonly JobItem[],
): Promise<(item: Pick<JobItem, 'claim'>) => boolean> => {
  const others = items.flatMap(({ claim }) => (claim && claim.executionArn !== run.executionArn ? [claim.executionArn] : []));
  const described = await Promise.all([...new Set(others)].map(async (arn) => ({ arn, status: (await executions.describe(arn))?.status })));
  const live = new Set(described.flatMap(({ arn, status }) => (status === 'RUNNING' ? [arn] : [])));
  return ({ claim }) => claim !== undefined && live.has(claim.executionArn);
};
