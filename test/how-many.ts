import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    isLong: boolean;
  }
}

export const isLong = (): boolean => inject('isLong');

/** Rows that show the same as shorter ones with more work: only for `npm run test:long`. */
export const onlyLong = <const T>(...rows: T[]): T[] => (isLong() ? rows : []);

/**
 * How many generated cases a property is tried with: some that are the same each time with `npm test`, so that a change is what
 * breaks it; many, and others each time, with `npm run test:long`.
 */
export const cases = ({ usual, long }: { usual: number; long: number }): { numRuns: number; seed?: number } =>
  isLong() ? { numRuns: long } : { numRuns: usual, seed: 1 };
