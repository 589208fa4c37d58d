import { seededRandom } from '../selling-partner/random.ts';
import { virtualClock } from './clock.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';

/*
 * A small workflow of the import's shape, for the engine's own tests: Plan makes the items, each is worked on by a child that first
 * waits, Settle judges.
 */

const LAMBDA_TROUBLE = ['Lambda.ServiceException', 'Runtime.ExitError', 'Sandbox.Timedout'];

export type Shape = {
  /** Fields of the Map state. */
  map?: Record<string, unknown>;
  /** Fields of the Task inside. */
  work?: Record<string, unknown>;
  /** Fields of the whole. */
  machine?: Record<string, unknown>;
};

export const definitionOf = ({ map, work, machine }: Shape = {}): string =>
  JSON.stringify({
    StartAt: 'Plan',
    States: {
      Plan: { Type: 'Task', Resource: 'Plan', Parameters: { 'input.$': '$', 'execution.$': '$$.Execution' }, Next: 'Each' },
      Each: {
        Type: 'Map',
        Label: 'Each',
        ItemsPath: '$.items',
        ItemSelector: { 'run.$': '$.run', 'item.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Wait',
          States: {
            Wait: { Type: 'Wait', TimestampPath: '$.item.waitUntil', Next: 'Work' },
            Work: {
              Type: 'Task',
              Resource: placeholder('Work'),
              Retry: [{ ErrorEquals: LAMBDA_TROUBLE, IntervalSeconds: 2, BackoffRate: 2, MaxAttempts: 2 }],
              Next: 'Done?',
              ...work,
            },
            'Done?': { Type: 'Choice', Choices: [{ Variable: '$.result', StringEquals: 'again', Next: 'Wait' }], Default: 'Done' },
            Done: { Type: 'Pass', Result: 'done', End: true },
            Caught: { Type: 'Pass', Result: 'caught', End: true },
          },
        },
        ToleratedFailurePercentage: 100,
        ResultPath: '$.results',
        Next: 'Settle',
        ...map,
      },
      Settle: { Type: 'Task', Resource: 'Settle', Parameters: { 'message.$': '$', 'execution.$': '$$.Execution' }, End: true },
      Rescued: { Type: 'Pass', Result: 'rescued', End: true },
    },
    ...machine,
  });

/** As a definition with `definitionSubstitutions` has it. */
const placeholder = (name: string): string => `\${${name}}`;

export type WorkInput = { run: string; index: number; item: { waitUntil: string; name: string } };
/** A call of a function: virtual seconds since the start. */
export type Called = { name: string; atSeconds: number; input: unknown };

export type Story = Omit<Partial<EngineOptions>, 'functions' | 'clock'> & {
  shape?: Shape;
  items?: string[];
  seed?: number;
  plan?: () => unknown;
  work?: (input: WorkInput, engineClock: ReturnType<typeof virtualClock>) => Promise<unknown>;
  settle?: (input: { message: unknown; execution: { RedriveCount: number } }) => Promise<unknown>;
  workSeconds?: number;
};

export const START_MS = Date.parse('2026-03-09T06:00:00Z');
export const afterSeconds = (seconds: number): string => new Date(START_MS + seconds * 1000).toISOString().replace('.000Z', 'Z');

/** An engine in virtual time: item `at` waits 10 × (at + 1) seconds, and its work takes one. What is called is written down. */
export const aMachine = ({ shape, items = ['a', 'b', 'c'], seed = 1, plan, work, settle, workSeconds = 60, ...options }: Story = {}) => {
  const clock = virtualClock(START_MS);
  const calls: Called[] = [];
  const called = (name: string, input: unknown) => calls.push({ name, input, atSeconds: (clock.now() - START_MS) / 1000 });
  const planned = { run: 'r', items: items.map((name, at) => ({ name, waitUntil: afterSeconds(10 * (at + 1)) })) };
  const engine: Engine = createEngine({
    definition: definitionOf(shape),
    clock,
    random: seededRandom(seed),
    functions: {
      Plan: {
        timeoutSeconds: 60,
        handler: async (input) => {
          called('Plan', input);
          return plan?.() ?? planned;
        },
      },
      Work: {
        timeoutSeconds: workSeconds,
        handler: async (event) => {
          const input = event as WorkInput; // what the definition above passes
          called(`Work ${input.item.name}`, input);
          await clock.sleep(1000);
          return work ? work(input, clock) : { ...input, result: 'done' };
        },
      },
      Settle: {
        timeoutSeconds: 60,
        handler: async (event) => {
          called('Settle', event);
          return settle ? settle(event as Parameters<typeof settle>[0]) : { result: 'done' };
        },
      },
    },
    ...options,
  });
  /** Names and times of the calls since the last time this was asked. */
  const callsSince = () => calls.splice(0).map(({ name, atSeconds }) => `${name} @${atSeconds}`);
  const start = () => engine.startExecution({ name: 'run', input: { account: 'acme' } });
  return { clock, engine, calls, callsSince, start };
};

export const failing = (name: string, message = 'it failed'): Error => Object.assign(new Error(message), { name });

/** The child of a Map with one item. */
export const childOf = ({ engine }: Pick<ReturnType<typeof aMachine>, 'engine'>) => engine.executions().find(({ parent }) => parent);
