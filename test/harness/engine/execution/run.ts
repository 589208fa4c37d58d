import type { HarnessClock } from '../clock.ts';
import type { Machine, MapState } from '../definition.ts';
import { LIMIT_BYTES, sizeBytesOf } from '../failure.ts';
import type { lambdaService } from '../lambda.ts';
import type { Library, LibraryEvent } from '../library.ts';
import { eventOf } from './lifecycle.ts';
import { type Children, runMap } from './map-run.ts';
import { type Execution, type HistoryEvent, type Status, unfinishedState } from './records.ts';
import { wait } from './wait.ts';

export type Parts = {
  clock: HarnessClock;
  library: Library;
  lambda: ReturnType<typeof lambdaService>;
  stateMachineArn: string;
  /** Called with what AWS would refuse or cut. */
  broken: (rule: string) => void;
};

/** Controls a running execution. */
export type Live = { stop: () => void; settled: Promise<void> };

/**
 * Runs an execution from its beginning, or from its unfinished state, to its end, and keeps its record: history, status, result.
 * The caller has begun or redriven it.
 */
export const runExecution = (execution: Execution, machine: Machine, parts: Parts, childrenOf: (state: MapState) => Children): Live => {
  const { library, clock } = parts;
  const stopping = new AbortController();
  const from = unfinishedState(execution);
  const context = contextOf(execution, parts.stateMachineArn);
  const handlers = handlersOf({ execution, machine, parts, context, from: from?.state, stopped: stopping.signal, childrenOf });
  const definition = { ...machine.definition, StartAt: from?.state ?? machine.startAt };
  const run = new library.StateMachine(definition, { validationOptions: { noValidate: true } }).run(from?.input ?? execution.input, {
    context,
    overrides: { taskResourceLocalHandlers: handlers },
  });
  const recorded = keepHistory(execution, machine, run.eventLogs, parts.broken);
  const settle = async () => {
    const end = await endOf(run.result);
    stopping.abort();
    await recorded;
    Object.assign(execution, end, { stoppedAtMs: clock.now() });
    execution.history.push(eventOf(execution, END_EVENTS[end.status], clock.now()));
  };
  const stop = () => {
    run.abort();
    stopping.abort();
  };
  return { stop, settled: settle() };
};

const END_EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  ABORTED: 'ExecutionAborted',
  TIMED_OUT: 'ExecutionTimedOut',
} as const satisfies Partial<Record<Status, HistoryEvent['type']>>;

type End = { status: keyof typeof END_EVENTS; output?: unknown; error?: string; cause?: string };

const endOf = async (result: Promise<unknown>): Promise<End> => {
  try {
    return { status: 'SUCCEEDED', output: await result };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error.name === 'ExecutionAbortedError') return { status: 'ABORTED' };
    if (error.name === 'ExecutionTimeoutError') return { status: 'TIMED_OUT', error: 'States.Timeout' };
    const { name, message } = error.cause instanceof Error ? error.cause : error;
    return { status: 'FAILED', error: name, cause: message };
  }
};

/** `$$`: before the first redrive the count is 0 and the time of a redrive is missing, as recorded against AWS. */
const contextOf = (execution: Execution, stateMachineArn: string) => ({
  Execution: {
    Id: execution.arn,
    Name: execution.name,
    Input: execution.input,
    StartTime: new Date(execution.startedAtMs).toISOString(),
    RedriveCount: execution.redriveCount,
    ...(execution.redrivenAtMs !== undefined && { RedriveTime: new Date(execution.redrivenAtMs).toISOString() }),
  },
  StateMachine: { Id: stateMachineArn, Name: stateMachineArn.split(':').at(-1) },
});

type Handling = {
  execution: Execution;
  machine: Machine;
  parts: Parts;
  context: ReturnType<typeof contextOf>;
  from: string | undefined;
  stopped: AbortSignal;
  childrenOf: (state: MapState) => Children;
};
type Handlers = Record<string, (input: unknown) => Promise<unknown>>;

const handlersOf = ({ execution, machine, parts, context, from, stopped, childrenOf }: Handling): Handlers => {
  const { clock, library, lambda, broken } = parts;
  const handlers: Handlers = {};
  for (const [name, state] of machine.tasks) {
    handlers[name] = (input) => lambda.invoke({ state, input, stopped, executionArn: execution.arn, item: execution.parent?.item });
  }
  for (const [name, state] of machine.waits) {
    handlers[name] = async (input) => {
      await wait(state, { clock, stopped, broken, query: (path) => library.jsonPathQuery(path, input, context) });
      return input;
    };
  }
  let redrivenInto = execution.redriveCount > 0 ? from : undefined;
  for (const [name, state] of machine.maps) {
    handlers[name] = (input) => {
      const isRedriven = redrivenInto === name;
      redrivenInto = undefined;
      return runMap({ state, input, context, library, stopped, isRedriven, mapRuns: execution.mapRuns }, childrenOf(state));
    };
  }
  return handlers;
};

const EVENTS: Record<string, HistoryEvent['type']> = {
  StateEntered: 'StateEntered',
  StateExited: 'StateExited',
  StateFailed: 'StateFailed',
  StateRetried: 'StateRetried',
  StateCaught: 'StateCaught',
};
/** Error and cause of a state or execution. @see AWS Step Functions API Reference, HistoryEvent: SensitiveError and SensitiveCause */
const LONGEST_ERROR = 256;
const LONGEST_CAUSE = 32_768;

const keepHistory = async (
  execution: Execution,
  machine: Machine,
  events: AsyncIterable<LibraryEvent>,
  broken: Parts['broken'],
): Promise<void> => {
  for await (const event of events) {
    const type = EVENTS[event.type];
    if (type === undefined || event.state === undefined) continue;
    const { name, input, output } = event.state;
    const isTooLarge = type === 'StateExited' && sizeBytesOf(output) > LIMIT_BYTES;
    if (isTooLarge) broken(`The output of ${name} is above ${LIMIT_BYTES} bytes`);
    const isTooLong = (event.Error?.length ?? 0) > LONGEST_ERROR || String(event.Cause ?? '').length > LONGEST_CAUSE;
    if (isTooLong) broken(`The error of ${name} is longer than ${LONGEST_ERROR} characters, or its cause than ${LONGEST_CAUSE}`);
    execution.history.push({
      ...eventOf(execution, type, event.timestamp),
      state: name,
      stateType: machine.waits.has(name) ? 'Wait' : machine.maps.has(name) ? 'Map' : event.state.type,
      ...(type === 'StateEntered' && { input }),
      ...(type === 'StateExited' && { output }),
      ...(event.Error !== undefined && { error: event.Error, cause: String(event.Cause) }),
    });
  }
};
