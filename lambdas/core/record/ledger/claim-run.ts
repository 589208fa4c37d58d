import { LedgerConflictError } from '../../errors.ts';
import type { Run, RunItem } from '../runs.ts';
import type { Ledger } from './ledger.ts';

const RUN_KEPT_DAYS = 400;

/** The run's item, put on the condition that it is absent: of two deliveries of one schedule, the second finds the first's. */
export const claimRun = async (ledger: Pick<Ledger, 'readRun' | 'writeRun'>, run: Run): Promise<RunItem> => {
  const fresh: RunItem = {
    account: run.account,
    runId: run.id,
    version: 0,
    executionArn: run.executionArn,
    startedAt: run.startedAt,
    deadlineAt: run.deadlineAt,
    ...(run.applicationId && { applicationId: run.applicationId }),
    jobKeys: [],
    verdicts: {},
    expiresAt: Math.floor(Date.parse(run.startedAt) / 1000) + RUN_KEPT_DAYS * 86_400,
  };
  const there = await ledger.readRun(run.account, run.id);
  if (there !== undefined)
    return there.executionArn === run.executionArn ? { ...there, startedAt: run.startedAt, deadlineAt: run.deadlineAt } : there;
  try {
    return await ledger.writeRun(fresh);
  } catch (error) {
    if (!(error instanceof LedgerConflictError)) throw error;
    return (await ledger.readRun(run.account, run.id)) ?? fresh;
  }
};
