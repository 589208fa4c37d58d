import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import type { CliPorts } from '../ports.ts';
import { accountNames } from './account-names.ts';

const MOST_TOLD = 20;

/** By report id or key; else all whose key has every word, newest window first. */
export const jobsMeant = async (ports: CliPorts, words: readonly string[]): Promise<JobItem[]> => {
  if (words.length === 0) return [];
  const all = (await inParallel(await accountNames(ports), (account) => ports.ledger.jobsWithPrefix(account, ''))).flat();
  const exact = all.filter((job) =>
    words.every((word) => [job.key, job.reportId, job.saved?.reportId, ...endsOf(job).map(({ reportId }) => reportId)].includes(word)),
  );
  const found = exact.length > 0 ? exact : all.filter(({ key }) => words.every((word) => key.toLowerCase().includes(word.toLowerCase())));
  return found.sort((a, b) => (a.window.end < b.window.end ? 1 : -1)).slice(0, MOST_TOLD);
};

/** In this round, and in those before a redrive: each may have had a report of its own. */
const endsOf = ({ outcome, earlier = [] }: JobItem) => [...earlier, ...(outcome ? [outcome] : [])];
