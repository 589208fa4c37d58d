import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  InvalidArn,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { StoreUnavailableError } from '../../lambdas/core/errors.ts';
import { causeText } from '../../lambdas/core/failure/thrown.ts';
import { instantOf } from '../../lambdas/core/instant.ts';

/** An execution as an operator wants to see it. `cause` is the message alone, without the JSON that Lambda wraps around it. */
export type ExecutionState = {
  arn: string;
  status: string;
  redriveCount: number;
  input?: string;
  error?: string;
  cause?: string;
  redriveStatusReason?: string;
};

/** One line of the list of executions. `startedAt`: an instant. */
export type ListedExecution = { arn: string; name: string; status: string; startedAt: string };

/** The state machine, as far as the command line drives it. Every method throws StoreUnavailableError when AWS does not serve us. */
export type Workflow = {
  /** @returns the execution's ARN */
  start: (name: string, input: Record<string, unknown>) => Promise<string>;
  /** Undefined when there is none (any more: 90 days after its end). */
  describe: (arn: string) => Promise<ExecutionState | undefined>;
  /** Why it cannot be redriven, or undefined when it was. */
  redrive: (arn: string) => Promise<string | undefined>;
  /** The executions that were started last, newest first: of all, or of those that failed. */
  list: (count: number, only?: 'FAILED') => Promise<ListedExecution[]>;
};

/** @see https://docs.aws.amazon.com/step-functions/latest/apireference */
export const workflowOf = ({ client, stateMachineArn }: { client: SFNClient; stateMachineArn: string }): Workflow => ({
  start: async (name, input) => {
    const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    const { executionArn } = await served('start an execution', client.send(command));
    if (executionArn === undefined)
      throw new StoreUnavailableError('Step Functions started an execution and returned no ARN. See it in the console.');
    return executionArn;
  },
  describe: async (arn) => {
    const described = await served(
      'describe an execution',
      client.send(new DescribeExecutionCommand({ executionArn: arn })).catch(unlessMissing),
    );
    if (described?.status === undefined) return undefined;
    const { status, redriveCount = 0, input, error, cause, redriveStatusReason } = described;
    return {
      arn,
      status,
      redriveCount,
      ...(input && { input }),
      ...(error && { error }),
      ...(cause && { cause: causeText(cause) }),
      ...(redriveStatusReason && { redriveStatusReason }),
    };
  },
  redrive: async (executionArn) => {
    const refused = (error: unknown): string => {
      if (error instanceof ExecutionNotRedrivable) return error.message;
      throw error;
    };
    const command = new RedriveExecutionCommand({ executionArn });
    return served(
      'redrive an execution',
      client.send(command).then(() => undefined, refused),
    );
  },
  list: async (maxResults, statusFilter) => {
    const command = new ListExecutionsCommand({ stateMachineArn, maxResults, ...(statusFilter && { statusFilter }) });
    const { executions = [] } = await served('list executions', client.send(command));
    return executions.flatMap(({ executionArn: arn, name, status, startDate }) =>
      arn && name && status && startDate ? [{ arn, name, status, startedAt: instantOf(startDate.getTime()) }] : [],
    );
  },
});

const unlessMissing = (error: unknown): undefined => {
  if (error instanceof ExecutionDoesNotExist || error instanceof InvalidArn) return undefined;
  throw error;
};

const served = async <T>(what: string, answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    throw new StoreUnavailableError(`Step Functions did not ${what}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};
