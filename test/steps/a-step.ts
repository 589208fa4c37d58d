import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import type { JobMessage } from '../../lambdas/core/record/messages.ts';
import type { Run } from '../../lambdas/core/record/runs.ts';
import { aJobItem, aMessage, aRun } from '../builders.ts';
import { aWorld, type World, type WorldOptions } from '../harness/a-world.ts';

/** An invocation with enough time left. */
export const invocation = { remainingMs: () => 60_000 };

export type Stage = { world: World; message: JobMessage; item: () => Promise<JobItem> };

/** A world whose ledger holds one job with the fields in `some`, and the message about it that a step receives. */
export const aStage = async (
  some: Parameters<typeof aJobItem>[0] = {},
  { run: someOfRun = {}, ...options }: WorldOptions & { run?: Partial<Run> } = {},
): Promise<Stage> => {
  const world = aWorld(options);
  const run = aRun(someOfRun);
  const written = await world.ports.ledger.writeJob(aJobItem(some));
  const item = async () => {
    const now = await world.ports.ledger.readJob(written.account, written.key);
    if (now === undefined) throw new Error('The job is not in the ledger');
    return now;
  };
  return { world, message: aMessage(written, run), item };
};
