import { StoreAccessDeniedError, StoreUnavailableError } from '../../../lambdas/core/errors.ts';
import { currentInvocation } from '../engine/lambda.ts';

/**
 * What happens before a store in memory acts: it may sleep or throw. If it returns a function, that runs after the act:
 * one that throws is a write that took effect although its answer was lost.
 */
export type Before = (operation: string, args: readonly unknown[]) => Promise<undefined | (() => Promise<void>)>;

/** A store in memory acts in one go between two points at which its invocation may be cut off; faults are StoreUnavailableErrors, or denials. */
export const actingWith =
  (before: Before | undefined) =>
  async <T>(operation: string, args: readonly unknown[], act: () => T | Promise<T>): Promise<T> => {
    const after = await unavailable(operation, () => before?.(operation, args));
    await currentInvocation()?.checkpoint();
    const result = structuredClone(await act());
    await unavailable(operation, () => after?.());
    await currentInvocation()?.checkpoint();
    return result;
  };

const unavailable = async <T>(operation: string, hook: () => Promise<T> | undefined): Promise<T | undefined> => {
  try {
    return await hook();
  } catch (error) {
    if (error instanceof StoreAccessDeniedError) throw error;
    throw new StoreUnavailableError(`${operation} was not served: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};
