/** Executions of the state machine, as DescribeExecution reports them; undefined when there is none (any more). */
export type Executions = {
  describe: (executionArn: string) => Promise<{ status: string; redriveCount: number } | undefined>;
};
