import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { instantOf } from '../../lambdas/core/instant.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import { dryRun } from '../answers/dry-run.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { CliPorts } from '../ports.ts';
import { executionName, type RunOptions, refuseUnfitInput, runInputOf } from '../run-options.ts';
import { plainTable } from '../text/plain-table.ts';
import { counted, instantText } from '../text/quantities.ts';
import { accountNames } from './account-names.ts';
import { doMany, isAgreed } from './many.ts';

type Intended = { account: string; input: Record<string, unknown>; reports: number; turns: number; plannedFinishAt: string };
type Unfit = { account: string; why: string };
type Options = Omit<RunOptions, 'input'> & { written: unknown; isDry: boolean; isYes: boolean };

/** Starts every account that has something to do, after its plan was shown. */
export const startAll = async (ports: CliPorts, out: Out, { written, isDry, isYes, ...options }: Options): Promise<number> => {
  const names = await accountNames(ports, options.account);
  const planned = await inParallel(names, (account) => intended(ports, { ...options, account }, written));
  const all = planned.filter((one) => 'input' in one);
  const unfit = planned.filter((one) => 'why' in one);
  const plan = { accounts: all.map(({ input: _, ...one }) => one), leftOut: unfit };
  if (isDry) answer(out, plan, () => [...planLines(all, unfit, out), 'Nothing was started.'].join('\n'));
  else for (const line of planLines(all, unfit, out)) out.note(line);
  if (isDry || all.length === 0) return unfit.some(isMistake) ? EXIT.failed : EXIT.fine;
  if (!(await isAgreed(ports, `Start ${counted(all.length, 'account')}?`, isYes))) {
    out.note('Nothing was started.');
    return EXIT.fine;
  }
  const code = await doMany(
    ports,
    out,
    'Started',
    all.map(({ account, input }) => ({ account, act: () => ports.workflow.start(executionName(account, ports), input) })),
  );
  return code === EXIT.fine && unfit.some(isMistake) ? EXIT.failed : code;
};

const NOTHING_DUE = 'nothing is due';
const RESTS = 'rests by "enabled": false; start it by its name';
const isMistake = ({ why }: Unfit): boolean => why !== NOTHING_DUE && why !== RESTS;

const intended = async (ports: CliPorts, options: RunOptions & { account: string }, written: unknown): Promise<Intended | Unfit> => {
  const { account } = options;
  try {
    const known = (await ports.accounts()).accounts.find(({ name }) => name === account);
    if (known?.enabled === false) return { account, why: RESTS };
    const input = runInputOf(options, [account], written);
    await refuseUnfitInput(ports, input);
    const { jobs, turns, plannedFinishAt } = await dryRun(ports, input);
    return jobs.length === 0 ? { account, why: NOTHING_DUE } : { account, input, reports: jobs.length, turns, plannedFinishAt };
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return { account, why: error.message };
  }
};

const planLines = (all: readonly Intended[], unfit: readonly Unfit[], out: Out): string[] => {
  const sum = (of: 'reports' | 'turns') => all.reduce((total, one) => total + one[of], 0);
  const rows = all.map(({ account, reports, turns, plannedFinishAt }) => [
    account,
    String(reports),
    String(turns),
    instantText(plannedFinishAt).slice(0, 16),
  ]);
  const last = instantOf(Math.max(...all.map(({ plannedFinishAt }) => Date.parse(plannedFinishAt))));
  return [
    ...(rows.length > 0 ? [plainTable(['account', 'reports', 'turns', 'ends, UTC'], rows, out), ''] : []),
    ...unfit.map(({ account, why }) => `Left out: ${account}: ${why}`),
    all.length === 0
      ? 'No account has anything to do.'
      : `${counted(all.length, 'account')}: ${counted(sum('reports'), 'report')}, ${counted(sum('turns'), 'turn')} of createReport; the last ends ${instantText(last)}, if Amazon is as quick as usual`,
  ];
};
