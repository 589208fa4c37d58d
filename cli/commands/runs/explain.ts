import { z } from 'zod';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import type { RunItem } from '../../../lambdas/core/record/runs.ts';
import { cliCommand } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { CliPorts, Place } from '../../ports.ts';
import { accountNames } from '../../run/account-names.ts';
import { jobStory, runStory } from '../../run/explanation.ts';
import { jobsMeant } from '../../run/jobs-meant.ts';
import { findRun, type KnownRun, knownRun, newestOfEach, newestRuns } from '../../run/known-runs.ts';

/** What happened to a run or a report, in words, with Amazon's reason and the next step. */
export const explain = cliCommand({
  name: 'explain',
  declare: (command) =>
    command
      .summary('Explains what happened and what to do.')
      .description('Explains what happened, Amazon’s reason, and what to do.')
      .argument('[what...]', 'run id, execution ARN or name, account, report id, or words of a report’s key (default: the newest run)')
      .addHelpText('after', example),
  args: z.object({ ref: z.array(z.string().min(1)).default([]) }),
  run: async (ports, { ref: words }, out) => {
    const [ref, ...others] = words;
    const run = others.length === 0 ? await findRun(ports, ref) : undefined;
    if (run !== undefined) return printRun(ports, run, ref === undefined ? await otherAccounts(ports, run.account) : [], out);
    const jobs = await jobsMeant(ports, words);
    if (jobs.length === 0) throw new InvalidInputError(notFound(words, ports.place));
    answer(out, jobs, () => jobs.map((job) => jobStory(job, ports.clock.now())).join('\n\n'));
    return jobs.some(({ outcome }) => outcome?.kind === 'failed') ? EXIT.failed : EXIT.fine;
  },
});

const printRun = async (ports: CliPorts, item: RunItem, others: readonly KnownRun[], out: Out): Promise<number> => {
  const known = await knownRun(ports, item);
  const failed = others.filter(({ view }) => view.status === 'failed');
  const alsoFailed = failed.map(({ view }) => view.account);
  const hasFailed = known.view.status === 'failed';
  answer(
    out,
    { status: known.execution?.status, cause: known.execution?.cause, run: known.view, ...(alsoFailed.length > 0 && { alsoFailed }) },
    () => [runStory(known, ports.place), ...others.map((other) => otherLine(other, hasFailed, ports.place))].join('\n'),
  );
  return hasFailed || alsoFailed.length > 0 ? EXIT.failed : EXIT.fine;
};

const otherLine = ({ view: { account, status } }: KnownRun, isToo: boolean, place: Place): string =>
  `${account} ${status === 'running' ? 'is running' : status}${status === 'failed' && isToo ? ' too' : ''}: ${hint(place, `explain ${account}`)}`;

/** Only the newest of the night's runs is shown in full: the state of the other accounts must not go unnoticed. */
const otherAccounts = async (ports: CliPorts, shown: string): Promise<KnownRun[]> => {
  const accounts = await accountNames(ports);
  const newest = newestOfEach(await newestRuns(ports, undefined, 1));
  const others = newest.filter(({ account }) => account !== shown && accounts.includes(account));
  return inParallel(others, (item) => knownRun(ports, item));
};

const notFound = (words: readonly string[], place: Place): string =>
  words.length === 0
    ? `There is no run yet. Start one with: ${hint(place, 'start')}`
    : `"${words.join(' ')}" is no run and no report that the ledger knows. Runs: ${hint(place, 'status')}. Open reports: ${hint(place, 'unfinished')}`;

const example = `
Exit code 1 when the run, or the report, failed; without a name, when the newest
run of any account did.

Examples:
  npm run import -- explain
  npm run import -- explain 50012019876
  npm run import -- explain VendorSalesReport manufacturing 2026-11-20`;
