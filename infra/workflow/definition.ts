import * as z from 'zod';
import importReports from '../../statemachine/import-reports.asl.json' with { type: 'json' };

/** The steps: a state, a file in lambdas/, a function and a placeholder in the workflow carry the same word. */
export const stepNames = ['plan', 'request', 'check', 'download', 'tabulate', 'explain', 'settle'] as const;
export type StepName = (typeof stepNames)[number];

/** The workflow file has `${PlanFunctionArn}` where the function's ARN belongs. */
export const placeholderOf = (step: StepName): string => `${step.charAt(0).toUpperCase()}${step.slice(1)}FunctionArn`;

const Retrier = z.looseObject({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number(),
  BackoffRate: z.number(),
  MaxAttempts: z.number(),
  MaxDelaySeconds: z.number(),
});
export type Retrier = z.infer<typeof Retrier>;

const Choice = z.looseObject({ Variable: z.string(), StringEquals: z.string(), Next: z.string() });

/** A state of the Amazon States Language, as far as we read it. */
const State = z.looseObject({
  Type: z.enum(['Task', 'Choice', 'Wait', 'Map', 'Pass', 'Succeed']),
  Next: z.string().optional(),
  End: z.boolean().optional(),
  Resource: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  Choices: z.array(Choice).optional(),
  Default: z.string().optional(),
  Retry: z.array(Retrier).optional(),
  Catch: z.array(z.looseObject({ ErrorEquals: z.array(z.string()), Next: z.string() })).optional(),
  Label: z.string().optional(),
  get ItemProcessor() {
    return Machine.optional();
  },
});
export type State = z.infer<typeof State>;

const Machine = z.looseObject({
  StartAt: z.string(),
  get States() {
    return z.record(z.string(), State);
  },
});
export type Machine = z.infer<typeof Machine>;

/** The workflow file, which is the source of truth: nothing here adds a state. Checked, but kept in its own order of keys. */
export const readDefinition = (): Machine => {
  const text: unknown = importReports;
  Machine.parse(text);
  return text as Machine;
};

/** All states by name, those of the Map's branches after those around it. */
export const allStates = ({ States }: Machine): [string, State][] => {
  const here = Object.entries(States);
  return [...here, ...here.flatMap(([, { ItemProcessor }]) => (ItemProcessor ? allStates(ItemProcessor) : []))];
};
