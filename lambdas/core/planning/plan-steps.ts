import { createHash } from 'node:crypto';
import * as z from 'zod';
import { InvalidInputError } from '../errors.ts';
import { strictFields } from '../input/problems.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Started, Work } from './work.ts';

/** What a run does with a job. `drop`: closes it, since its report was removed; `split`: closes it, and asks for it in shorter windows. */
const Does = z.enum(['ask', 'look', 'fetch', 'tabulate', 'drop', 'split']);

/** One step of a plan. `version`: of the job's item in the ledger, 0 where there is none yet. It counts every write. */
export const PlanStep = strictFields({ key: z.string(), version: z.number().int().min(0), does: Does });
export type PlanStep = z.infer<typeof PlanStep>;

/**
 * All that a run writes of jobs, in the order of their keys: also those that it has no turn for, which it leaves planned. How many turns
 * there are changes from minute to minute, and is no part of a plan.
 */
export const stepsOf = ({ items, drops, splits }: Pick<Work, 'items' | 'drops' | 'splits'>): PlanStep[] => {
  const step = (item: JobItem, does: PlanStep['does']): PlanStep => ({ key: item.key, version: item.version, does });
  return [
    ...items.map((item) => step(item, actionOf(item))),
    ...drops.map((item) => step(item, 'drop')),
    ...splits.map((item) => step(item, 'split')),
  ].sort((a, b) => (a.key < b.key ? -1 : 1));
};

const ACTIONS = { request: 'ask', check: 'look', download: 'fetch', tabulate: 'tabulate' } as const;

export const actionOf = ({ resumeAt = 'request' }: Pick<JobItem, 'resumeAt'>) => ACTIONS[resumeAt];

/** sha256, in hex, of what the steps say. */
export const digestOf = (steps: readonly PlanStep[]): string => {
  const lines = steps.map(({ key, version, does }) => `${key} ${version} ${does}`).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
};

/** Refuses a run whose input names a plan with other steps. Compared before any job is written. @throws InvalidInputError */
export const refuseMovedPlan = ({ input: { account, plan } }: Pick<Started, 'input'>, work: Work): void => {
  const steps = stepsOf(work);
  if (plan === undefined || plan === digestOf(steps)) return;
  throw new InvalidInputError(
    `The plan of this run no longer holds: the ledger has changed since it was made, and its steps are others now (${steps.length}). Nothing was imported. See what changed, and make the plan again: npm run import -- start ${account} --plan <file> --dry-run --out <file>`,
  );
};
