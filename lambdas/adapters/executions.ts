import { DescribeExecutionCommand, ExecutionDoesNotExist, type SFNClient } from '@aws-sdk/client-sfn';
import { StoreUnavailableError } from '../core/errors.ts';
import type { Executions } from '../core/record/executions.ts';

/** Executions of the state machine, by DescribeExecution. An execution that was never redriven has the count 0. */
export const executionsOf = ({ client }: { client: SFNClient }): Executions => ({
  describe: async (executionArn) => {
    try {
      const { status, redriveCount } = await client.send(new DescribeExecutionCommand({ executionArn }));
      if (status === undefined) throw new Error(`DescribeExecution returned no status for ${executionArn}`);
      return { status, redriveCount: redriveCount ?? 0 };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      const why = error instanceof Error ? error.message : error;
      throw new StoreUnavailableError(`Step Functions did not describe ${executionArn}: ${why}`, { cause: error });
    }
  },
});
