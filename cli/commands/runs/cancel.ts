import { z } from 'zod';
import { LedgerConflictError } from '../../../lambdas/core/errors.ts';
import { instantOf } from '../../../lambdas/core/instant.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import { claimants } from '../../answers/claimants.ts';
import { cliCommand, day, TYPES_FLAGS, text, types } from '../../command.ts';
import { answer, EXIT } from '../../out.ts';
import type { CliPorts } from '../../ports.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../../run/account-names.ts';
import { counted } from '../../text/quantities.ts';

/** Open backfill is no longer asked for. */
export const cancel = cliCommand({
  name: 'cancel',
  declare: (command) =>
    command
      .summary('Cancels open backfill.')
      .description('Cancels open backfill: it is no longer asked for.')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .option(TYPES_FLAGS, 'only these report types, separated by commas')
      .option('--from <day>', 'only windows that end on this day or later')
      .option('--to <day>', 'only windows that begin on this day or earlier')
      .option('--dry-run', 'shows what would be cancelled, and cancels nothing')
      .addHelpText('after', example),
  args: z
    .object({ account: text, types, from: day, to: day, dryRun: z.boolean().default(false) })
    .refine(({ from, to }) => from === undefined || to === undefined || from <= to, { path: ['to'], message: 'lies before "from"' }),
  run: async (ports, { account, types, from, to, dryRun }, out) => {
    const open = (await inParallel(await accountNames(ports, account), (name) => ports.ledger.openJobs(name))).flat();
    const meant = open.filter(
      (item) =>
        item.purpose === 'backfill' &&
        (types === undefined || types.includes(item.type)) &&
        (from === undefined || item.window.end >= from) &&
        (to === undefined || item.window.start <= to),
    );
    const isLive = await claimants(ports, meant);
    const done = await Promise.all(meant.map((item) => cancelled(ports, item, isLive(item), dryRun)));
    answer(out, done, () => wordsOf(done, dryRun));
    return EXIT.fine;
  },
});

type Done = { account: string; key: string; cancelled: boolean; why?: string };

const WHY = 'cancelled by an operator';

/** Only what Amazon was never asked for: what it makes already costs no more turns and is finished. */
const cancelled = async ({ ledger, clock }: CliPorts, item: JobItem, isLive: boolean, dryRun: boolean): Promise<Done> => {
  const { account, key } = item;
  const left = (why: string): Done => ({ account, key, cancelled: false, why });
  if (isLive) return left(`run ${item.claim?.runId} owns it now: stop that execution first, or cancel when it is over`);
  if (item.reportId !== undefined || item.intentAt !== undefined) return left('Amazon was asked for it already: the next run finishes it');
  if (dryRun) return { account, key, cancelled: true };
  try {
    await ledger.writeJob({ ...item, openSince: undefined, claim: undefined, dropped: { at: instantOf(clock.now()), why: WHY } });
    return { account, key, cancelled: true };
  } catch (error) {
    if (error instanceof LedgerConflictError) return left('a run took it this moment');
    throw error;
  }
};

const wordsOf = (done: readonly Done[], dryRun: boolean): string => {
  if (done.length === 0) return 'No open backfill matches: nothing to cancel.';
  const gone = done.filter((one) => one.cancelled);
  const left = done.filter((one) => !one.cancelled);
  return [
    `${dryRun ? 'Would cancel' : 'Cancelled'} ${counted(gone.length, 'report')}${gone.length > 0 ? ':' : '.'}`,
    ...gone.map(({ key }) => `  ${key}`),
    ...(left.length > 0 ? [`Left ${counted(left.length, 'report')}:`, ...left.map(({ key, why }) => `  ${key}: ${why}`)] : []),
    ...(gone.length > 0 && !dryRun ? ['A later backfill of the same days asks for them again.'] : []),
  ].join('\n');
};

const example = `
Only backfill (--from/--to of "start") that Amazon was not yet asked for. What a
running import owns is left to it, and reported.

Examples:
  npm run import -- cancel --account acme-vendor-us --dry-run
  npm run import -- cancel --types VendorSalesReport --to 2024-12-31`;
