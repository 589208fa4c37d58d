import type { Situation } from '../quota-cases.ts';

/** The result of one case with one strategy. Instants are seconds since the start. */
export type Played = {
  /** When each document had been fetched. */
  fetchedAt: number[];
  /** createReport and getReportDocument calls that Amazon rejected. */
  throttledCalls: number;
  throttledChecks: number;
  checks: number;
  /** Reports that ended in an error. */
  lost: number;
  /** Reports that are left for a later run. */
  unfinished: number;
};

export type Strategy = { name: string; play: (situation: Situation) => Promise<Played> };

/** The calls that Amazon received, as figures. */
export const countCalls = (calls: readonly { operation: string; at: number; status: number; throttled?: true }[], startMs: number) => {
  const of = (...operations: string[]) => calls.filter(({ operation }) => operations.includes(operation));
  const rejected = (...operations: string[]) => of(...operations).filter(({ throttled }) => throttled).length;
  return {
    fetchedAt: of('getReportDocument').flatMap(({ status, at }) => (status === 200 ? [(at - startMs) / 1000] : [])),
    throttledCalls: rejected('createReport', 'getReportDocument'),
    throttledChecks: rejected('getReport'),
    checks: of('getReport').length,
  };
};
