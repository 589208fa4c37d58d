import { z } from 'zod';
import { instantOf } from '../../../lambdas/core/instant.ts';
import { type DayCost, dayCost } from '../../answers/day-cost.ts';
import { cliCommand, day, text } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { Place } from '../../ports.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../../run/account-names.ts';
import { plainTable } from '../../text/plain-table.ts';
import { counted, sizeText } from '../../text/quantities.ts';

/** About what a day's imports cost. */
export const cost = cliCommand({
  name: 'cost',
  declare: (command) =>
    command
      .summary('Estimates what the imports of a day cost.')
      .description('Estimates what the imports of a day cost, by what the ledger knows of them.')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .option('--day <day>', 'the runs that began on this day, UTC (default: yesterday)')
      .addHelpText('after', example),
  args: z.object({ account: text, day }),
  run: async (ports, { account, day: asked }, out) => {
    const yesterday = instantOf(ports.clock.now() - 86_400_000).slice(0, 10);
    const found = await dayCost(ports, await accountNames(ports, account), asked ?? yesterday);
    answer(out, found, () => (found.accounts.length === 0 ? noRun(found, ports.place) : wordsOf(found, ports.place, out)));
    return EXIT.fine;
  },
});

const noRun = ({ day: asked, newestRunAt }: DayCost, place: Place): string =>
  newestRunAt === undefined
    ? `There is no run yet. Start one with: ${hint(place, 'start')}`
    : `No run began on ${asked}, UTC. The newest began on ${newestRunAt.slice(0, 10)}: ${hint(place, `cost --day ${newestRunAt.slice(0, 10)}`)}`;

const wordsOf = ({ day: asked, accounts, services, usd }: DayCost, place: Place, out: Out): string => {
  const rows = accounts.map((one) => [
    one.account,
    ...[one.runs, one.reports, one.looks, one.stateTransitions].map((count) => count.toLocaleString('en')),
    sizeText(one.bytes),
    dollars(one.usd),
  ]);
  return [
    `Imports of ${asked}, UTC: about ${dollars(usd)}${place.isLocal ? ', if they had run on AWS' : ''}.`,
    '',
    plainTable(['account', 'runs', 'reports', 'looks', 'transitions', 'size', 'USD'], rows, out),
    '',
    `By service: ${services.map((one) => `${one.service} ${dollars(one.usd)}`).join(', ')}.`,
    `An estimate: ${counted(accounts.length, 'account')} by runs, reports, times and sizes in the ledger; prices and all else as assumed by npm run cost (us-east-1, no`,
    'free tier). What is paid when nothing runs is not in it: secrets, alarms, what is stored. The bill itself is in AWS Cost Explorer.',
  ].join('\n');
};

const dollars = (usd: number): string => `$${usd.toFixed(4)}`;

const example = `
A run that continues past midnight counts for the day on which it began.
npm run cost estimates a whole month, with what is paid when nothing runs.

Examples:
  npm run import -- cost
  npm run import -- cost --day 2026-11-20 --account "acme-*" --json`;
