import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Engine } from '../engine/engine.ts';
import { refusal, whyNotRedrivable } from '../engine/execution/lifecycle.ts';
import type { Execution, HistoryEvent } from '../engine/execution/records.ts';
import { type LocalServer, startJsonApi } from './json-api.ts';

const Named = z.looseObject({ executionArn: z.string() });
const Start = z.looseObject({ stateMachineArn: z.string(), name: z.string().optional(), input: z.string().default('{}') });
const Page = z.looseObject({ maxResults: z.number().default(100), nextToken: z.string().optional() });
const List = Page.extend({ stateMachineArn: z.string(), statusFilter: z.string().optional() });
const History = Page.extend({ executionArn: z.string(), reverseOrder: z.boolean().default(false) });

/** Step Functions' API as far as the product and its CLI use it, over the local engine. */
export const startLocalStepFunctions = (engineNow: () => Engine): Promise<LocalServer> => {
  const executionOf = (input: unknown): Execution => {
    const { executionArn } = Named.parse(input);
    const execution = engineNow().execution(executionArn);
    if (execution === undefined) throw refusal('ExecutionDoesNotExist', `Execution does not exist: '${executionArn}'`);
    return execution;
  };
  return startJsonApi({
    DescribeExecution: (input) => described(executionOf(input), engineNow().stateMachineArn),
    StartExecution: (input) => {
      const { name = randomUUID(), input: text } = Start.parse(input);
      const executionArn = engineNow().startExecution({ name, input: parsedInput(text) });
      return { executionArn, startDate: seconds(Date.now()) };
    },
    StopExecution: async (input) => {
      const { arn } = executionOf(input);
      await engineNow().abort(arn);
      return { stopDate: seconds(Date.now()) };
    },
    RedriveExecution: (input) => {
      engineNow().redrive(executionOf(input).arn);
      return { redriveDate: seconds(Date.now()) };
    },
    ListExecutions: (input) => {
      const { statusFilter, ...page } = List.parse(input);
      const { stateMachineArn, executions } = engineNow();
      const listed = executions().filter(({ parent, status }) => parent === undefined && (statusFilter ?? status) === status);
      const newestFirst = listed.sort((a, b) => b.startedAtMs - a.startedAtMs);
      const { items, nextToken } = pageOf(newestFirst, page);
      return { executions: items.map((execution) => summary(execution, stateMachineArn)), nextToken };
    },
    GetExecutionHistory: (input) => {
      const { reverseOrder, ...page } = History.parse(input);
      const events = executionOf(input)
        .history.flatMap(historyEvent)
        .map((event, at) => ({ id: at + 1, previousEventId: at, ...event }));
      const { items, nextToken } = pageOf(reverseOrder ? events.reverse() : events, page);
      return { events: items, nextToken };
    },
  });
};

/** Instants in this protocol are epoch seconds. */
const seconds = (ms: number): number => ms / 1000;

const parsedInput = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
  }
};

const pageOf = <T>(all: T[], { maxResults, nextToken }: { maxResults: number; nextToken?: string | undefined }) => {
  const from = Number(nextToken ?? 0);
  const to = from + (maxResults || 100);
  return { items: all.slice(from, to), nextToken: to < all.length ? String(to) : undefined };
};

const summary = ({ arn, name, status, startedAtMs, stoppedAtMs, redriveCount, redrivenAtMs }: Execution, stateMachineArn: string) => ({
  executionArn: arn,
  stateMachineArn,
  name,
  // A child that has not started is described as RUNNING: on AWS there is no such execution yet.
  status: status === 'PENDING' ? 'RUNNING' : status,
  startDate: seconds(startedAtMs),
  ...(stoppedAtMs !== undefined && { stopDate: seconds(stoppedAtMs) }),
  redriveCount,
  ...(redrivenAtMs !== undefined && { redriveDate: seconds(redrivenAtMs) }),
});

const described = (execution: Execution, stateMachineArn: string) => {
  const why = whyNotRedrivable(execution, Date.now());
  return {
    ...summary(execution, stateMachineArn),
    input: JSON.stringify(execution.input),
    ...(execution.status === 'SUCCEEDED' && { output: JSON.stringify(execution.output) }),
    error: execution.error,
    cause: execution.cause,
    redriveStatus: why === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    redriveStatusReason: why,
  };
};

/** As AWS words it, as far as the local history knows: a retry or a catch has no event of its own there. */
const historyEvent = ({ atMs, type, state, stateType, input, output, error, cause }: HistoryEvent): Record<string, unknown>[] => {
  const at = { timestamp: seconds(atMs) };
  switch (type) {
    case 'StateEntered':
      return [{ ...at, type: `${stateType}StateEntered`, stateEnteredEventDetails: { name: state, input: JSON.stringify(input) } }];
    case 'StateExited':
      return [{ ...at, type: `${stateType}StateExited`, stateExitedEventDetails: { name: state, output: JSON.stringify(output) } }];
    case 'StateFailed':
      return stateType === 'Task' ? [{ ...at, type: 'LambdaFunctionFailed', lambdaFunctionFailedEventDetails: { error, cause } }] : [];
    case 'ExecutionFailed':
      return [{ ...at, type, executionFailedEventDetails: { error, cause } }];
    case 'StateRetried':
    case 'StateCaught':
      return [];
    default:
      return [{ ...at, type }];
  }
};
