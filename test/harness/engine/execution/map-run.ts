import type { MapState } from '../definition.ts';
import { abortedError, LIMIT_BYTES, stateError, throughJson } from '../failure.ts';
import type { Library } from '../library.ts';
import type { Execution, MapRun } from './records.ts';

/** What a Map does with its children. */
export type Children = {
  create: (item: number, input: unknown) => Execution;
  /** Begins it, or redrives it; resolves when it has stopped. */
  run: (child: Execution) => Promise<void>;
  stop: (child: Execution) => void;
  at: (arn: string) => Execution;
};

type Entered = {
  state: MapState;
  input: unknown;
  context: Record<string, unknown>;
  library: Library;
  mapRuns: MapRun[];
  /** The execution was redriven into this very state. */
  isRedriven: boolean;
  stopped: AbortSignal;
};

/**
 * A distributed Map: one child execution per item, so that a failed one does not affect the others. A redrive continues the children
 * that did not succeed; after `States.DataLimitExceeded` it starts from the beginning, as a Retry does.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html
 */
export const runMap = async (entered: Entered, children: Children): Promise<unknown> => {
  const { state, mapRuns, stopped } = entered;
  const last = mapRuns.findLast((mapRun) => mapRun.state === state.name);
  const isResumed = entered.isRedriven && last !== undefined && last.end !== 'succeeded' && last.end !== 'restart';
  const mapRun = isResumed ? last : newMapRun(entered, children);
  const all = mapRun.children.map(children.at);
  if (await passOver(all, state, children, stopped)) {
    mapRun.end = 'failed';
    throw stateError('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded', state);
  }
  // What AWS returns in place of a tolerated failure is not documented: nothing may rely on it, so it is left empty.
  const { value, sizeBytes } = throughJson(all.filter(({ status }) => status === 'SUCCEEDED').map(({ output }) => output));
  if (sizeBytes > LIMIT_BYTES) {
    mapRun.end = 'restart';
    throw stateError('States.DataLimitExceeded', `The result of ${state.name} is ${sizeBytes} bytes, above ${LIMIT_BYTES}`, state);
  }
  mapRun.end = 'succeeded';
  return value;
};

const newMapRun = ({ state, input, context, library, mapRuns }: Entered, children: Children): MapRun => {
  const items = library.jsonPathQuery(state.ItemsPath, input, context);
  if (!Array.isArray(items)) throw stateError('States.Runtime', `${state.name}: ${state.ItemsPath} is not an array`, state);
  const inputOf = (Value: unknown, Index: number) =>
    state.ItemSelector === undefined
      ? Value
      : library.processPayloadTemplate(state.ItemSelector, input, { ...context, Map: { Item: { Index, Value } } });
  const created = items.map((item: unknown, index) => children.create(index, throughJson(inputOf(item, index)).value));
  const mapRun: MapRun = { state: state.name, children: created.map(({ arn }) => arn) };
  mapRuns.push(mapRun);
  return mapRun;
};

/** Runs what has not succeeded, at most MaxConcurrency at once; true if more failed than is tolerated. */
const passOver = async (all: Execution[], state: MapState, children: Children, stopped: AbortSignal): Promise<boolean> => {
  const waiting = all.filter(({ status }) => status !== 'SUCCEEDED');
  const isRunning = new Set<Execution>();
  let isExceeded = false;
  const stopAll = () => isRunning.forEach(children.stop);
  stopped.addEventListener('abort', stopAll);
  const work = async () => {
    for (let child = waiting.shift(); child && !isExceeded && !stopped.aborted; child = waiting.shift()) {
      isRunning.add(child);
      await children.run(child);
      isRunning.delete(child);
      if (isExceeded || isTolerated(all, state)) continue;
      isExceeded = true;
      stopAll();
    }
  };
  await Promise.all(Array.from({ length: Math.min(state.MaxConcurrency || all.length, waiting.length) }, work));
  stopped.removeEventListener('abort', stopAll);
  if (stopped.aborted) throw abortedError();
  return isExceeded;
};

/** Failed and timed-out children against both thresholds; without any, none is tolerated. */
const isTolerated = (all: Execution[], { ToleratedFailureCount: most, ToleratedFailurePercentage: percent }: MapState): boolean => {
  const failed = all.filter(
    ({ status, stoppedAtMs }) => stoppedAtMs !== undefined && (status === 'FAILED' || status === 'TIMED_OUT'),
  ).length;
  if (most === undefined && percent === undefined) return failed === 0;
  return failed <= (most ?? failed) && (failed * 100) / all.length <= (percent ?? 100);
};
