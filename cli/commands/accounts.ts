import { z } from 'zod';
import { type Account, secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { type Difference, differencesOf } from '../answers/differences.ts';
import { type Offboarding, offboardingOf } from '../answers/offboarding.ts';
import { cliCommand, text } from '../command.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { CliPorts } from '../ports.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../run/account-names.ts';
import { plainTable } from '../text/plain-table.ts';
import { counted } from '../text/quantities.ts';

/** The accounts file, alone or beside what is deployed. */
export const accounts = cliCommand({
  name: 'accounts',
  declare: (command) =>
    command
      .summary('Lists accounts, or checks them.')
      .description('Lists the accounts of the file, or compares them with what is deployed.')
      .argument('<what>', 'list, check, or remove, which tells the next step')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .addHelpText('after', example),
  args: z
    .object({ ref: z.enum(['list', 'check', 'remove']), account: text })
    .refine(({ ref, account }) => ref !== 'remove' || account !== undefined, {
      path: ['account'],
      message: 'is missing: name the account that is to go with --account',
    }),
  run: (ports, { ref, account }, out) => {
    if (ref === 'list') return tellList(ports, account, out);
    return ref === 'check' || account === undefined ? tellCheck(ports, account, out) : tellRemoval(ports, account, out);
  },
});

const tellList = async (ports: CliPorts, named: string | undefined, out: Out): Promise<number> => {
  const names = new Set(await accountNames(ports, named));
  const all = (await ports.accounts()).accounts.filter(({ name }) => names.has(name));
  answer(
    out,
    all,
    () =>
      `${plainTable(HEADS, all.map(rowOf), { ...out, wraps: [0, 6] })}\n\n${counted(all.length, 'account')} of ${ports.place.accountsFile}`,
  );
  return EXIT.fine;
};

const HEADS = ['account', 'kind', 'marketplaces', 'reports', 'schedule', 'time zone', 'secret'];

const rowOf = (account: Account): string[] => {
  const { name, kind, marketplaces, reports, schedule, timeZone, enabled } = account;
  const count = reports.filter((report) => report.enabled).length;
  return [name, kind, marketplaces.join(', '), String(count), enabled ? schedule : 'rests', timeZone, secretNameOf(account)];
};

const tellCheck = async (ports: CliPorts, named: string | undefined, out: Out): Promise<number> => {
  const found = await differencesOf(ports, named);
  const toDo = found.filter(({ next }) => next !== undefined);
  answer(out, found, () => {
    const end = toDo.length === 0 ? 'File, secrets and schedules agree.' : `${counted(toDo.length, 'difference')} to mend.`;
    return [...found.map(lineOf), end].join('\n');
  });
  return toDo.length === 0 ? EXIT.fine : EXIT.failed;
};

const tellRemoval = async (ports: CliPorts, named: string, out: Out): Promise<number> => {
  const found = await offboardingOf(ports, named);
  answer(out, found, () => found.map(removalWords).join('\n\n'));
  return EXIT.fine;
};

const removalWords = ({ account, schedule, open, running, next, stays }: Offboarding): string =>
  [
    `${account}: its schedule ${schedule}; ${counted(open, 'report')} open, ${running} of them in a run now.`,
    'Next:',
    ...next.map((step) => `  ${step}`),
    'What stays:',
    ...stays.map((thing) => `  ${thing}`),
  ].join('\n');

const lineOf = ({ account, what, next }: Difference): string =>
  `${next === undefined ? '·' : '✗'} ${account === undefined ? '' : `${account}: `}${what}${next === undefined ? '' : `\n  Next: ${next}`}`;

const example = `
check asks Secrets Manager and CloudFormation, reads no value of a secret, and
calls Amazon never: that is what doctor does. Exit code 1 when there is
something to mend. remove looks only, and tells the step that comes next.

Examples:
  npm run import -- accounts list --account "acme-*"
  npm run import -- accounts check
  npm run import -- accounts remove --account acme-vendor-us`;
