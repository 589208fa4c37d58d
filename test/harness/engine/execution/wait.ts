import type { HarnessClock } from '../clock.ts';
import type { WaitState } from '../definition.ts';
import { abortedError, stateError } from '../failure.ts';

type Waiting = {
  clock: HarnessClock;
  query: (path: string) => unknown;
  stopped: AbortSignal;
  /** Called with an instant that AWS would cut. */
  broken: (rule: string) => void;
};

/** A Wait state. AWS cuts the milliseconds of an instant off, so the branch would wake before its time. */
export const wait = async (state: WaitState, { clock, query, stopped, broken }: Waiting): Promise<void> => {
  const seconds = state.SecondsPath === undefined ? state.Seconds : query(state.SecondsPath);
  const timestamp = state.TimestampPath === undefined ? state.Timestamp : query(state.TimestampPath);
  if (typeof seconds === 'number') return sleepUntil(clock.now() + seconds * 1000, clock, stopped);
  const atMs = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(atMs)) throw runtimeError(state, timestamp ?? seconds);
  if (atMs % 1000 !== 0) broken(`${state.name} waits for ${timestamp}, which is not a whole second`);
  return sleepUntil(Math.floor(atMs / 1000) * 1000, clock, stopped);
};

const runtimeError = (state: WaitState, value: unknown): Error =>
  Object.assign(stateError('States.Runtime', `${state.name} cannot wait for ${JSON.stringify(value)}`, {}), {
    isRetryable: false,
    isCatchable: false,
  });

/** Node's timers may fire a millisecond early: a Wait never ends before its instant. */
const sleepUntil = async (atMs: number, clock: HarnessClock, stopped: AbortSignal): Promise<void> => {
  while (clock.now() < atMs) {
    if (stopped.aborted) throw abortedError();
    await new Promise<void>((resolve) => {
      const wake = () => {
        clock.clearTimeout(timer);
        stopped.removeEventListener('abort', wake);
        resolve();
      };
      const timer = clock.setTimeout(wake, atMs - clock.now());
      stopped.addEventListener('abort', wake);
    });
  }
};
