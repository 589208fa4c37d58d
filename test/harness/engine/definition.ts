import { z } from 'zod';

/** AWS's default for a Task without TimeoutSeconds. @see https://states-language.net/spec.html#timeouts-and-heartbeats */
const FOREVER_SECONDS = 99_999_999;

const Rule = z.looseObject({ ErrorEquals: z.array(z.string()) });
const State = z.looseObject({ Type: z.string(), Retry: z.array(Rule).optional(), Catch: z.array(Rule).optional() });
type State = z.infer<typeof State>;

const Task = z.looseObject({ Resource: z.string() });
const Wait = z.object({
  Seconds: z.number().optional(),
  SecondsPath: z.string().optional(),
  Timestamp: z.string().optional(),
  TimestampPath: z.string().optional(),
});
const States = z.looseObject({ StartAt: z.string(), States: z.record(z.string(), State), TimeoutSeconds: z.number().optional() });
const DistributedMap = z.object({
  ItemsPath: z.string().default('$'),
  ItemSelector: z.unknown().optional(),
  ItemProcessor: States.extend({ ProcessorConfig: z.looseObject({ Mode: z.literal('DISTRIBUTED') }) }),
  Label: z.string().optional(),
  MaxConcurrency: z.number().optional(),
  ToleratedFailurePercentage: z.number().optional(),
  ToleratedFailureCount: z.number().optional(),
});

type Rules = { Retry?: z.infer<typeof Rule>[]; Catch?: z.infer<typeof Rule>[] };
export type TaskState = Rules & { name: string; functionName: string };
export type WaitState = z.infer<typeof Wait> & { name: string };
export type MapState = Rules & Omit<z.infer<typeof DistributedMap>, 'ItemProcessor'> & { name: string; children: Machine };

/** A state machine for the library, and what the engine does itself: functions, waits and Maps, each under its state's name. */
export type Machine = {
  startAt: string;
  definition: Record<string, unknown>;
  tasks: Map<string, TaskState>;
  waits: Map<string, WaitState>;
  maps: Map<string, MapState>;
};

/**
 * Reads a workflow's file unchanged. Maps and Waits become Tasks that the engine handles: a Map's items are executions of their
 * own, as on AWS, and waits can be watched. A `${Placeholder}` of a function is the function's name here.
 */
export const readDefinition = (text: string, substitutions: Record<string, string> = {}): Machine =>
  machineOf(JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => substitutions[name] ?? whole)));

/** The names of the functions that its Tasks invoke, and those of its Maps' items. */
export const functionsOf = ({ tasks, maps }: Machine): string[] => [
  ...[...tasks.values()].map(({ functionName }) => functionName),
  ...[...maps.values()].flatMap(({ children }) => functionsOf(children)),
];

const machineOf = (json: unknown): Machine => {
  const definition = States.parse(json);
  const machine: Machine = { startAt: definition.StartAt, definition, tasks: new Map(), waits: new Map(), maps: new Map() };
  const states = Object.entries(definition.States).map(([name, state]) => [name, adopt(machine, name, state)]);
  return { ...machine, definition: { ...definition, States: Object.fromEntries(states) } };
};

/** Notes what the engine needs of the state; returns the state that the library runs in its place. */
const adopt = (machine: Machine, name: string, state: State): unknown => {
  const rules: Rules = { ...(state.Retry && { Retry: state.Retry }), ...(state.Catch && { Catch: state.Catch }) };
  switch (state.Type) {
    case 'Task': {
      const { Resource } = Task.parse(state);
      machine.tasks.set(name, { ...rules, name, functionName: Resource.replace(/^\$\{(\w+)\}$/, '$1') });
      return 'TimeoutSeconds' in state || 'TimeoutSecondsPath' in state ? state : { ...state, TimeoutSeconds: FOREVER_SECONDS };
    }
    case 'Wait':
      machine.waits.set(name, { ...Wait.parse(state), name });
      return asTask(state, ['InputPath', 'OutputPath', 'Next', 'End']);
    case 'Map': {
      const { ItemProcessor, ...map } = DistributedMap.parse(state);
      machine.maps.set(name, { ...rules, ...map, name, children: machineOf(ItemProcessor) });
      return asTask(state, ['InputPath', 'ResultSelector', 'ResultPath', 'OutputPath', 'Retry', 'Catch', 'Next', 'End']);
    }
    case 'Parallel':
      throw new Error(`${name}: this engine does not run Parallel states`);
    default:
      return state;
  }
};

const asTask = (state: State, kept: string[]) => ({
  ...Object.fromEntries(Object.entries(state).filter(([field]) => kept.includes(field))),
  Type: 'Task',
  Resource: 'engine',
  TimeoutSeconds: FOREVER_SECONDS,
});
