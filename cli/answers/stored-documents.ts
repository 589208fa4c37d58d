import { runOf } from '../../lambdas/core/input/run-input.ts';
import type { LeftOut } from '../../lambdas/core/planning/left-out.ts';
import { tablesWorkOf } from '../../lambdas/core/planning/tables-work.ts';
import { isOpen } from '../../lambdas/core/planning/windows/coverage.ts';
import type { CliPorts } from '../ports.ts';
import { claimants } from './claimants.ts';

/** The documents of an account whose tables are to be made. Bytes are those that are read: unpacked. */
export type StoredDocuments = { account: string; documents: number; rows: number; bytes: number; leftOut: LeftOut[] };

/**
 * What a run with `tabulate` would find to do now, by the same decisions on the same ledger, which is only read.
 * @throws InvalidInputError
 */
export const storedDocuments = async (ports: CliPorts, input: Record<string, unknown>): Promise<StoredDocuments> => {
  const nowMs = ports.clock.now();
  const execution = { Id: 'not-started', Name: 'not-started' };
  const started = { ...runOf(input, execution, await ports.accounts(), ports.settings(), nowMs), nowMs };
  const items = await ports.ledger.jobsWithPrefix(started.account.name, '');
  const isLive = await claimants(ports, items.filter(isOpen));
  const work = tablesWorkOf(started, { items, isHeld: (item) => isOpen(item) && isLive(item) });
  const sum = (of: 'rows' | 'unpackedBytes') => work.items.reduce((total, { saved }) => total + (saved?.[of] ?? 0), 0);
  return {
    account: started.account.name,
    documents: work.items.length,
    rows: sum('rows'),
    bytes: sum('unpackedBytes'),
    leftOut: work.leftOut,
  };
};
