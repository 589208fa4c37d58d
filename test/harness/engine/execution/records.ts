import { z } from 'zod';

/** One event of an execution's history. `item` is the place in the Map of the child to which it happened. */
export const HistoryEvent = z.object({
  atMs: z.number(),
  type: z.enum([
    'ExecutionStarted',
    'ExecutionRedriven',
    'ExecutionSucceeded',
    'ExecutionFailed',
    'ExecutionAborted',
    'ExecutionTimedOut',
    'StateEntered',
    'StateExited',
    'StateFailed',
    'StateRetried',
    'StateCaught',
  ]),
  state: z.string().optional(),
  stateType: z.string().optional(),
  input: z.unknown().optional(),
  output: z.unknown().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  item: z.number().int().optional(),
});
export type HistoryEvent = z.infer<typeof HistoryEvent>;

/** One pass over a Map's items: a child execution per item, in the order of the items. */
export const MapRun = z.object({
  state: z.string(),
  children: z.array(z.string()),
  /** `restart`: it ended so that a redrive makes a new one (`States.DataLimitExceeded`). */
  end: z.enum(['succeeded', 'failed', 'restart']).optional(),
});
export type MapRun = z.infer<typeof MapRun>;

/** PENDING: a child of a Map that has not begun yet. The others are AWS's. */
export const Status = z.enum(['PENDING', 'RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED', 'TIMED_OUT']);
export type Status = z.infer<typeof Status>;

/** An execution, or a child of a Map, as JSON: what DescribeExecution and GetExecutionHistory know, and all that a redrive needs. */
export const Execution = z.object({
  arn: z.string(),
  name: z.string(),
  status: Status,
  input: z.unknown(),
  output: z.unknown().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  startedAtMs: z.number(),
  stoppedAtMs: z.number().optional(),
  redriveCount: z.number().int(),
  redrivenAtMs: z.number().optional(),
  history: z.array(HistoryEvent),
  mapRuns: z.array(MapRun),
  /** Of a child: its execution, and its place in the Map. */
  parent: z.object({ arn: z.string(), state: z.string(), item: z.number().int() }).optional(),
});
export type Execution = z.infer<typeof Execution>;

/** The state that was entered and not left: where a redrive continues, with the same input. */
export const unfinishedState = ({ history }: Execution): { state: string; input: unknown } | undefined => {
  for (let at = history.length - 1; at >= 0; at -= 1) {
    const event = history[at];
    if (event?.type === 'StateExited') return undefined;
    if (event?.type === 'StateEntered' && event.state !== undefined) return { state: event.state, input: event.input };
  }
  return undefined;
};
