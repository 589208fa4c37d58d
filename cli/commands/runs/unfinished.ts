import { z } from 'zod';
import { msOf } from '../../../lambdas/core/instant.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import { claimants } from '../../answers/claimants.ts';
import { cliCommand, text } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT } from '../../out.ts';
import type { Place } from '../../ports.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../../run/account-names.ts';
import { plainTable } from '../../text/plain-table.ts';
import { counted, durationText, instantText } from '../../text/quantities.ts';
import { reportName } from '../../text/report-name.ts';

/** What is carried over to the next run, how old it is, and why. */
export const unfinished = cliCommand({
  name: 'unfinished',
  declare: (command) =>
    command
      .summary('Shows what the next run continues, and why.')
      .description('Shows what is carried over to the next run: its age, and why.')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .addHelpText('after', example),
  args: z.object({ account: text }),
  run: async (ports, { account }, out) => {
    const accounts = await accountNames(ports, account);
    const items = (await inParallel(accounts, (name) => ports.ledger.openJobs(name))).flat();
    const isLive = await claimants(ports, items);
    const open = items.map((item) => openJob(item, isLive(item), ports.clock.now())).sort((a, b) => b.ageSeconds - a.ageSeconds);
    answer(out, open, () => wordsOf(open, ports.place, out));
    return EXIT.fine;
  },
});

type OpenJob = {
  account: string;
  key: string;
  name: string;
  openSince: string;
  ageSeconds: number;
  /** What the next run does with it. */
  next: string;
  why: string;
  text?: string;
  reportId?: string;
  notBeforeAt?: string;
  heldBy?: string;
};

const NEXT = { request: 'ask Amazon', check: 'look at it', download: 'fetch it', tabulate: 'make its tables' } as const;

const openJob = (item: JobItem, isLive: boolean, nowMs: number): OpenJob => ({
  account: item.account,
  key: item.key,
  name: reportName(item),
  openSince: item.openSince ?? '',
  ageSeconds: item.openSince === undefined ? 0 : Math.round((nowMs - msOf(item.openSince)) / 1000),
  next: item.intentAt === undefined ? NEXT[item.resumeAt ?? 'request'] : 'look for a lost answer',
  why: isLive ? 'in a run now' : (limitOf(item) ?? whyOpen(item)),
  ...(textOf(item) !== undefined && { text: textOf(item) ?? '' }),
  ...(item.reportId && { reportId: item.reportId }),
  ...(item.notBeforeAt && msOf(item.notBeforeAt) > nowMs && { notBeforeAt: item.notBeforeAt }),
  ...(isLive && item.claim && { heldBy: item.claim.runId }),
});

const textOf = ({ heldBack, outcome }: JobItem): string | undefined => heldBack ?? outcome?.reason?.text;

/** Only a limit of the type says more than the code. */
const limitOf = ({ heldBack }: JobItem): string | undefined => (heldBack?.startsWith('limit of ') ? heldBack : undefined);

const whyOpen = ({ outcome, attempts }: JobItem): string => {
  const code = outcome?.reason?.code ?? (attempts === 0 ? 'not yet asked for' : 'its run ended');
  return outcome?.kind === 'failed' ? `failed: ${code}` : code;
};

const wordsOf = (open: readonly OpenJob[], place: Place, out: { width: number; colour: boolean }): string => {
  if (open.length === 0) return 'Nothing is carried over.';
  const hasSeveral = new Set(open.map(({ account }) => account)).size > 1;
  const rows = open.map(({ account, name, ageSeconds, next, why, notBeforeAt }) => [
    durationText(ageSeconds * 1000),
    next,
    ...(hasSeveral ? [account] : []),
    name,
    notBeforeAt === undefined ? why : `${why}, not before ${instantText(notBeforeAt).slice(0, 16)}`,
  ]);
  const table = plainTable(['age', 'next', ...(hasSeveral ? ['account'] : []), 'report', 'why'], rows, {
    ...out,
    wraps: hasSeveral ? [4, 3, 2] : [3, 2],
  });
  return `${table}\n\n${counted(open.length, 'report')} carried over. One in full: ${hint(place, 'explain <words of its name>')}`;
};

const example = `
The next run of the account continues all of them, whatever its input.

Example:
  npm run import -- unfinished --account acme-vendor-us`;
