import { isDeepStrictEqual } from 'node:util';
import { type HarnessClock, realClock } from './clock.ts';
import { functionsOf, readDefinition } from './definition.ts';
import { fleetOf } from './execution/fleet.ts';
import { isNameFree, refusal, whyNotRedrivable } from './execution/lifecycle.ts';
import type { Execution, HistoryEvent } from './execution/records.ts';
import { LIMIT_BYTES, throughJson } from './failure.ts';
import { type Fate, type Invocation, type LambdaFunction, lambdaService } from './lambda.ts';
import { loadLibrary } from './library.ts';

export type EngineOptions = {
  /** The workflow's file, unchanged. */
  definition: string;
  /** Values of `${Placeholder}`s that are not functions. */
  substitutions?: Record<string, string>;
  /** By the Resource of their Tasks: a placeholder's name, or an ARN. */
  functions: Record<string, LambdaFunction>;
  clock?: HarnessClock;
  /** For the jitter of Retry. 0 ≤ x < 1. */
  random?: () => number;
  /** Faults: the fate of each invocation. */
  fate?: (invocation: Invocation) => Fate | undefined;
  stateMachineArn?: string;
  /** Executions of an earlier process, from `executions()`: what ran when it ended counts as aborted. */
  records?: readonly Execution[];
};

export type Engine = {
  stateMachineArn: string;
  /** @throws ExecutionAlreadyExists unless the one of that name is running with the same input, or ended 90 days ago */
  startExecution: (start: { name: string; input: unknown }) => string;
  /** Resolves when the execution has stopped, and its children with it. */
  settled: (executionArn: string) => Promise<Execution>;
  abort: (executionArn: string) => Promise<void>;
  /** Continues with the unfinished state. @throws ExecutionNotRedrivable */
  redrive: (executionArn: string) => void;
  /** An execution or a child of a Map. */
  execution: (executionArn: string) => Execution | undefined;
  /** All of them, children too, in the order of their start. JSON. */
  executions: () => Execution[];
  /** Histories of an execution and its children in one, in the order of time. */
  history: (executionArn: string) => HistoryEvent[];
  /** What AWS would have cut or refused without an error in the workflow; a good run leaves none. */
  violations: readonly string[];
};

const LOCAL_ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:import-reports';

/** Executions of one state machine, as AWS Step Functions runs, aborts and redrives them. */
export const createEngine = (options: EngineOptions): Engine => {
  const { definition, substitutions, functions, clock = realClock, random = Math.random, fate, stateMachineArn = LOCAL_ARN } = options;
  const machine = readDefinition(definition, substitutions);
  const missing = functionsOf(machine).filter((name) => functions[name] === undefined);
  if (missing.length > 0) throw new Error(`No function was given for ${missing.join(', ')}`);
  const violations: string[] = [];
  const lambda = lambdaService({ clock, functions, fate });
  const broken = (rule: string) => violations.push(rule);
  const fleet = fleetOf({ clock, library: loadLibrary(clock, random), lambda, stateMachineArn, broken }, options.records ?? []);
  const { records } = fleet;
  const prefix = stateMachineArn.replace(':stateMachine:', ':execution:');

  return {
    stateMachineArn,
    violations,
    startExecution: ({ name, input }) => {
      const arn = `${prefix}:${name}`;
      const { value, sizeBytes } = throughJson(input);
      if (sizeBytes > LIMIT_BYTES) throw refusal('InvalidExecutionInput', `The input is ${sizeBytes} bytes, above ${LIMIT_BYTES}`);
      const before = records.get(arn);
      if (before?.status === 'RUNNING' && isDeepStrictEqual(before.input, value)) return arn;
      if (before !== undefined && !isNameFree(before, clock.now()))
        throw refusal('ExecutionAlreadyExists', `Execution already exists: '${arn}'`);
      fleet.run(fleet.add({ arn, name, input: value }), machine);
      return arn;
    },
    settled: fleet.settled,
    abort: async (executionArn) => {
      fleet.stop(fleet.at(executionArn));
      await fleet.settled(executionArn);
    },
    redrive: (executionArn) => {
      const execution = fleet.at(executionArn);
      const why = whyNotRedrivable(execution, clock.now());
      if (why !== undefined) throw refusal('ExecutionNotRedrivable', why);
      fleet.run(execution, machine);
    },
    execution: (executionArn) => records.get(executionArn),
    executions: () => [...records.values()],
    history: (executionArn) =>
      [...records.values()]
        .filter(({ arn, parent }) => arn === executionArn || parent?.arn === executionArn)
        .flatMap(({ history }) => history)
        .sort((a, b) => a.atMs - b.atMs),
  };
};
