import type { Execution } from '../../test/harness/engine/execution/records.ts';
import type { LocalWorld } from '../../test/harness/local-world.ts';
import type { Options } from './options.ts';

export type Started = { account: string; arn: string; callsBefore: number };

export const begun = (world: LocalWorld, { account, reportTypes, from, to, force }: Options): Started[] => {
  const name = `local-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`;
  const names = account === undefined ? world.accounts.map((known) => known.name) : [account];
  return names.map((one) => {
    const input = { account: one, ...(reportTypes && { reportTypes }), ...(from && { from }), ...(to && { to }), ...(force && { force }) };
    return { account: one, callsBefore: world.amazon.calls.length, arn: world.engine.startExecution({ name: `${name}-${one}`, input }) };
  });
};

/** The newest run of each account that got as far as importing, if it failed. */
export const redriven = (world: LocalWorld, only: string | undefined): Started[] => {
  const newest = new Map<string, Execution>();
  for (const execution of world.engine.executions()) {
    const isRun = execution.parent === undefined && execution.error !== 'InvalidInputError';
    if (isRun && (only ?? accountOf(execution)) === accountOf(execution)) newest.set(accountOf(execution), execution);
  }
  return [...newest].flatMap(([account, { arn, status }]) => {
    if (status !== 'FAILED') return [];
    world.engine.redrive(arn);
    return [{ account, arn, callsBefore: world.amazon.calls.length }];
  });
};

const accountOf = ({ input }: Execution): string =>
  typeof input === 'object' && input !== null && 'account' in input ? String(input.account) : '';
