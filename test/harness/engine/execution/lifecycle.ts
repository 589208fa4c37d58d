import type { Execution, HistoryEvent } from './records.ts';

/** @see AWS Step Functions Developer Guide, "Restarting state machine executions with redrive" */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;

export const pendingExecution = (given: Pick<Execution, 'arn' | 'name' | 'input' | 'parent'>, nowMs: number): Execution => ({
  ...given,
  status: 'PENDING',
  startedAtMs: nowMs,
  redriveCount: 0,
  history: [],
  mapRuns: [],
});

export const begin = (execution: Execution, nowMs: number): void => {
  Object.assign(execution, { status: 'RUNNING', startedAtMs: nowMs });
  execution.history.push(eventOf(execution, 'ExecutionStarted', nowMs));
};

/** What a redrive changes before it continues: the history is kept, the end is removed. */
export const redrive = (execution: Execution, nowMs: number): void => {
  delete execution.stoppedAtMs;
  delete execution.output;
  delete execution.error;
  delete execution.cause;
  Object.assign(execution, { status: 'RUNNING', redriveCount: execution.redriveCount + 1, redrivenAtMs: nowMs });
  execution.history.push(eventOf(execution, 'ExecutionRedriven', nowMs));
};

/** DescribeExecution's `redriveStatusReason`; undefined for an execution that can be redriven. */
export const whyNotRedrivable = ({ status, stoppedAtMs, parent }: Execution, nowMs: number): string | undefined => {
  if (parent !== undefined) return 'Children of a Map are redriven with their parent';
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  return nowMs - (stoppedAtMs ?? nowMs) > REDRIVABLE_MS ? 'Execution redrive period exceeded' : undefined;
};

/** @see AWS Step Functions API Reference, StartExecution, `name`: unique for 90 days */
const NAME_KEPT_MS = 90 * 24 * 3_600_000;

/** Whether a name, and with it the ARN, may be used again. */
export const isNameFree = ({ status, stoppedAtMs }: Execution, nowMs: number): boolean =>
  status !== 'RUNNING' && nowMs - (stoppedAtMs ?? nowMs) > NAME_KEPT_MS;

/** A record of an earlier process: what ran when it ended was aborted by that. */
export const broughtBack = (record: Execution): Execution => {
  const execution = structuredClone(record);
  if (execution.status !== 'RUNNING') return execution;
  const stoppedAtMs = execution.history.at(-1)?.atMs ?? execution.startedAtMs;
  execution.history.push(eventOf(execution, 'ExecutionAborted', stoppedAtMs));
  return Object.assign(execution, { status: 'ABORTED', stoppedAtMs });
};

export const eventOf = ({ parent }: Execution, type: HistoryEvent['type'], atMs: number): HistoryEvent => ({
  atMs,
  type,
  ...(parent && { item: parent.item }),
});

/** A refusal of an AWS API: its name is the API's. */
export const refusal = (name: string, message: string): Error => Object.assign(new Error(message), { name, isRefusal: true });
