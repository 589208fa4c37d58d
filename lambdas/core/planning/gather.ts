import type { AsinBundle } from '../record/asin-bundles.ts';
import { type JobItem, seriesOf } from '../record/jobs.ts';
import type { Ledger } from '../record/ledger/ledger.ts';
import { readSeries } from './history/read-series.ts';
import { routineReach } from './history/routine-reach.ts';
import { seriesToPlan } from './plan-jobs.ts';
import { type Before, type Started, type Work, workOf } from './work.ts';

/** What was read before: the account's open jobs, which of them live runs own, and the bundles of its lists. */
type Known = { open: readonly JobItem[]; isHeld: Before['isHeld']; bundles: (list: string) => readonly AsinBundle[] };

/** What the ledger knows of the account, and what that makes of the input. A dry run reads the same as Plan, so that it decides the same. */
export const gather = async (
  ledger: Pick<Ledger, 'jobsWithPrefix' | 'jobsBetween'>,
  started: Started,
  { open, isHeld, bundles }: Known,
): Promise<Work> => {
  const { run, account, input } = started;
  const split = open.filter(({ refusedSpan }) => refusedSpan !== undefined).map(({ key }) => seriesOf(key));
  const series = [...seriesToPlan(account, input, bundles), ...split];
  const read = await readSeries(ledger, run.account, series, { reach: routineReach(started, open), open });
  return workOf(started, { open, isHeld, bundles, ...read });
};
