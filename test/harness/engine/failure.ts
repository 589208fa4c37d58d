/** A failed invocation, as the workflow sees it. */
export type Failure = { errorType: string; errorMessage: string; trace?: string[] };

/** AWS's limit on the data of a state, in UTF-8 bytes. @see "Quotas for Step Functions": 256 KiB per task, state or execution */
export const LIMIT_BYTES = 256 * 1024;

/**
 * An error as the library matches it: `Error` is its name, `Cause` its message. `States.DataLimitExceeded` is caught and retried only
 * where it is named, not by `States.ALL`; an aborted execution goes nowhere.
 */
export type StateError = Error & { isRetryable: boolean; isCatchable: boolean };

type Catching = { Retry?: { ErrorEquals: string[] }[]; Catch?: { ErrorEquals: string[] }[] };

export const stateError = (name: string, cause: string, state: Catching): StateError => {
  const isNamed = (rules: { ErrorEquals: string[] }[] = []) => rules.some(({ ErrorEquals }) => ErrorEquals.includes(name));
  const isOrdinary = name !== 'States.DataLimitExceeded';
  const flags = { isRetryable: isOrdinary || isNamed(state.Retry), isCatchable: isOrdinary || isNamed(state.Catch) };
  return Object.assign(new Error(cause), { name, ...flags });
};

/** The error that ends a task when its execution is stopped. */
export const abortedError = (): StateError =>
  Object.assign(new Error('The execution was stopped'), { name: 'ExecutionStopped', isRetryable: false, isCatchable: false });

/** A value as it comes out of JSON, and how large it was; `undefined` becomes null, as Lambda makes it. */
export const throughJson = (value: unknown): { value: unknown; sizeBytes: number } => {
  const text = asJson(value);
  return { value: JSON.parse(text), sizeBytes: Buffer.byteLength(text) };
};

export const sizeBytesOf = (value: unknown): number => Buffer.byteLength(asJson(value));

const asJson = (value: unknown): string => JSON.stringify(value) ?? 'null';
