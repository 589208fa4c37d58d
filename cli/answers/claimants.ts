import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import type { CliPorts } from '../ports.ts';

/** Which of the jobs belong to an execution that runs now: asked once for each execution. */
export const claimants = async ({ workflow }: CliPorts, items: readonly JobItem[]): Promise<(item: JobItem) => boolean> => {
  const arns = [...new Set(items.flatMap(({ claim }) => claim?.executionArn ?? []))];
  const states = await inParallel(arns, async (arn) => [arn, (await workflow.describe(arn))?.status] as const);
  const live = new Set(states.filter(([, status]) => status === 'RUNNING').map(([arn]) => arn));
  return ({ claim }) => claim !== undefined && live.has(claim.executionArn);
};
