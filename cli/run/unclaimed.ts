import { z } from 'zod';
import { instantOf, msOf } from '../../lambdas/core/instant.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import { isOfStart, type RunItem } from '../../lambdas/core/record/runs.ts';
import type { ListedExecution } from '../deployed/workflow.ts';
import type { CliPorts } from '../ports.ts';

/** So many of the failed executions are looked at, or one for each account: each costs one DescribeExecution. */
const FAILED_SEARCHED = 50;
/** Of ListExecutions. */
const MOST_LISTED = 1000;

const Input = z.looseObject({ account: z.string().catch('?'), scheduledAt: z.string().optional().catch(undefined) });

/**
 * Runs that failed before Plan claimed one (a bad secret, dates that do not fit, a revoked token): the ledger knows nothing of them, only
 * Step Functions does. They look like runs without a report. `claimed`: executions that the ledger is known to have.
 */
export const unclaimedRuns = async (ports: CliPorts, claimed: ReadonlySet<string>, accounts = 1): Promise<RunItem[]> => {
  const failed = (await ports.workflow.list(Math.min(MOST_LISTED, Math.max(FAILED_SEARCHED, accounts)), 'FAILED')).filter(
    ({ arn }) => !claimed.has(arn),
  );
  return (await inParallel(failed, (execution) => unclaimedRun(ports, execution))).flatMap((run) => run ?? []);
};

const unclaimedRun = async ({ workflow, ledger }: CliPorts, { arn, name, startedAt }: ListedExecution): Promise<RunItem | undefined> => {
  const { account, scheduledAt } = inputIn((await workflow.describe(arn))?.input);
  const item = await ledger.readRun(account, scheduledAt ?? name);
  if (item !== undefined && isOfStart(item, arn, startedAt)) return undefined;
  // It never had a deadline: that is Plan's to say.
  const deadlineAt = instantOf(msOf(startedAt));
  return { account, runId: name, version: 0, executionArn: arn, startedAt, deadlineAt, jobKeys: [], verdicts: {} };
};

/** An input that cannot be read may be why it failed. */
const inputIn = (json = '{}'): z.output<typeof Input> => {
  const parsed = Input.safeParse(JSON.parse(json));
  return parsed.success ? parsed.data : { account: '?' };
};
