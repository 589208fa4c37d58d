import type { Executions } from '../../../lambdas/core/record/executions.ts';
import { actingWith, type Before } from './before.ts';

/** DescribeExecution's twin: `executionAt` is the engine's `execution`, or any record of executions. */
export const memoryExecutions = ({
  executionAt,
  before,
}: {
  executionAt: (executionArn: string) => { status: string; redriveCount: number } | undefined;
  before?: Before;
}): Executions => {
  const act = actingWith(before);
  return {
    describe: (executionArn) =>
      act('describe', [executionArn], () => {
        const execution = executionAt(executionArn);
        return execution && { status: execution.status, redriveCount: execution.redriveCount };
      }),
  };
};
