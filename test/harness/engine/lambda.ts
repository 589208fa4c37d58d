import { AsyncLocalStorage } from 'node:async_hooks';
import type { Context } from 'aws-lambda';
import type { HarnessClock } from './clock.ts';
import type { TaskState } from './definition.ts';
import { abortedError, type Failure, LIMIT_BYTES, stateError, throughJson } from './failure.ts';

export type LambdaFunction = { handler: (event: unknown, context: Context) => Promise<unknown>; timeoutSeconds: number };

/** What happens to code that still runs when its invocation has ended: it continues, or never returns from its next port. */
export type Zombie = 'continues' | 'cut';

/** The fate of an invocation, decided when it starts. */
export type Fate =
  /** Its code runs; when the function's time is up, Lambda cuts it off, unless `ifTimedOut` says otherwise. */
  | { kind: 'runs'; ifTimedOut?: Zombie }
  /** Its code never runs. */
  | { kind: 'refused'; failure: Failure }
  /** Its code runs for a while. */
  | { kind: 'killed'; afterMs: number; failure: Failure; zombie: Zombie }
  /** Its code runs to its end, but the answer does not arrive. */
  | { kind: 'answer-lost'; failure: Failure };

export type Invocation = {
  id: string;
  functionName: string;
  state: string;
  executionArn: string;
  /** Its place in the Map, if it is part of one. */
  item?: number | undefined;
  input: unknown;
  /** Ends it now, as failed. */
  kill: (failure: Failure, zombie: Zombie) => void;
  /** Where its code may be cut off: awaited by the ports that it calls. A cut invocation never returns. */
  checkpoint: () => Promise<void>;
};

const invocations = new AsyncLocalStorage<Invocation>();

/** The invocation that is running the caller's code. */
export const currentInvocation = (): Invocation | undefined => invocations.getStore();

type Service = {
  clock: HarnessClock;
  functions: Record<string, LambdaFunction>;
  fate?: ((invocation: Invocation) => Fate | undefined) | undefined;
};
type Call = Pick<Invocation, 'executionArn' | 'item' | 'input'> & { state: TaskState; stopped: AbortSignal };

/** Invokes functions as Lambda does: JSON in and out, 256 KiB, time limits, and errors by their name. */
export const lambdaService = ({ clock, functions, fate }: Service) => {
  let count = 0;

  const invoke = async ({ state, stopped, ...call }: Call): Promise<unknown> => {
    const payload = withinLimit(call.input, state);
    // Each invocation begins in a timer of its own: in virtual time one begins when the previous one is idle.
    await new Promise<void>((resolve) => clock.setTimeout(resolve, 0));
    const called = functions[state.functionName];
    if (called === undefined) throw stateError('Lambda.ResourceNotFoundException', `Function not found: ${state.functionName}`, state);
    if (stopped.aborted) throw abortedError();
    const running = begin({ ...call, input: payload, state: state.name, functionName: state.functionName, id: idOf(++count) });
    // An execution that is stopped meanwhile does not stop the code: Lambda lets it run to its end, or its time limit.
    const answer = await answerOf(running, called, fate?.(running.invocation) ?? { kind: 'runs' }).catch((error: unknown) => {
      throw asStateError(error, state);
    });
    return withinLimit(answer, state);
  };

  const answerOf = async (running: Running, called: LambdaFunction, fated: Fate): Promise<unknown> => {
    if (fated.kind === 'refused') throw new FunctionFailure(fated.failure);
    const { invocation, ended } = running;
    const timers = [
      clock.setTimeout(() => invocation.kill(timedOut(called), zombieOf(fated)), called.timeoutSeconds * 1000),
      fated.kind === 'killed' ? clock.setTimeout(() => invocation.kill(fated.failure, fated.zombie), fated.afterMs) : undefined,
    ];
    const lost = fated.kind === 'answer-lost' ? fated.failure : undefined;
    runCode(running, called).then((answer) => (lost ? ended.reject(new FunctionFailure(lost)) : ended.resolve(answer)), ended.reject);
    try {
      return await ended.promise;
    } finally {
      timers.forEach(clock.clearTimeout);
    }
  };

  const runCode = ({ invocation, cut }: Running, { handler, timeoutSeconds }: LambdaFunction): Promise<unknown> =>
    clock.working(() => {
      const context = lambdaContext(invocation, clock.now() + timeoutSeconds * 1000, clock);
      return invocations.run(invocation, () => Promise.race([handler(invocation.input, context), cut.promise]));
    });

  return { invoke };
};

type Running = { invocation: Invocation; ended: PromiseWithResolvers<unknown>; cut: PromiseWithResolvers<undefined> };

const begin = (call: Omit<Invocation, 'kill' | 'checkpoint'>): Running => {
  const ended = Promise.withResolvers<unknown>();
  const cut = Promise.withResolvers<undefined>();
  let isCut = false;
  const kill = (failure: Failure, zombie: Zombie) => {
    ended.reject(new FunctionFailure(failure));
    if (zombie === 'continues') return;
    isCut = true;
    cut.resolve(undefined);
  };
  const checkpoint = () => (isCut ? new Promise<void>(() => {}) : Promise.resolve());
  return { invocation: { ...call, kill, checkpoint }, ended, cut };
};

/** A failure that did not come out of the function's code. */
class FunctionFailure extends Error {
  override readonly name = 'FunctionFailure' as const;
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.errorMessage);
    this.failure = failure;
  }
}

const withinLimit = (data: unknown, state: TaskState): unknown => {
  const { value, sizeBytes } = throughJson(data);
  if (sizeBytes <= LIMIT_BYTES) return value;
  throw stateError('States.DataLimitExceeded', `The data of ${state.name} is ${sizeBytes} bytes, above ${LIMIT_BYTES}`, state);
};

const asStateError = (error: unknown, state: TaskState): Error => {
  const failure = error instanceof FunctionFailure ? error.failure : thrown(error);
  return stateError(failure.errorType, JSON.stringify(failure), state);
};

/** An error as Lambda's Node.js runtime reports it. */
const thrown = (error: unknown): Failure =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const timedOut = ({ timeoutSeconds }: LambdaFunction): Failure => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
});

const zombieOf = (fate: Fate): Zombie => (fate.kind === 'runs' ? (fate.ifTimedOut ?? 'cut') : 'cut');

const idOf = (count: number): string => `00000000-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;

const lambdaContext = ({ id, functionName }: Invocation, endsAtMs: number, clock: HarnessClock): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: functionName,
  memoryLimitInMB: '1024',
  awsRequestId: id,
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: id,
  getRemainingTimeInMillis: () => Math.max(0, endsAtMs - clock.now()),
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
