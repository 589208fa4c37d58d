import { LedgerConflictError } from '../../errors.ts';
import { claimOf, isClaimedBy } from '../claims.ts';
import type { JobItem } from '../jobs.ts';
import type { Run } from '../runs.ts';
import { inParallel } from './in-parallel.ts';
import type { Ledger } from './ledger.ts';

type Written = { written: Set<string>; elsewhere: string[] };

/** Writes the items and returns which are this run's, and which another run has just claimed: it keeps those. */
export const writeClaimed = async (ledger: Pick<Ledger, 'readJob' | 'writeJob'>, run: Run, items: readonly JobItem[]): Promise<Written> => {
  const keys = await inParallel(items, async (item) => {
    try {
      await ledger.writeJob(item);
      return { key: item.key, isWritten: true };
    } catch (error) {
      if (!(error instanceof LedgerConflictError)) throw error;
      // An earlier attempt at this very step may still be at work: what it claimed is this run's.
      const now = await ledger.readJob(item.account, item.key);
      return { key: item.key, isWritten: now !== undefined && isClaimedBy(now, claimOf(run)) };
    }
  });
  const those = (isWritten: boolean) => keys.filter((one) => one.isWritten === isWritten).map(({ key }) => key);
  return { written: new Set(those(true)), elsewhere: those(false) };
};
