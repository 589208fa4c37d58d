import { z } from 'zod';
import { type Account, secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { type Difference, differencesOf } from '../answers/differences.ts';
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
      .summary('Lists the accounts, or checks what is deployed of them.')
      .description('Lists the accounts of the file, or compares them with what is deployed.')
      .argument('<what>', 'list or check')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .addHelpText('after', example),
  args: z.object({ ref: z.enum(['list', 'check']), account: text }),
  run: (ports, { ref, account }, out) => (ref === 'list' ? tellList(ports, account, out) : tellCheck(ports, account, out)),
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

const lineOf = ({ account, what, next }: Difference): string =>
  `${next === undefined ? '·' : '✗'} ${account === undefined ? '' : `${account}: `}${what}${next === undefined ? '' : `\n  Next: ${next}`}`;

const example = `
check asks Secrets Manager and CloudFormation, reads no value of a secret, and
calls Amazon never: that is what doctor does. Exit code 1 when there is
something to mend.

Examples:
  npm run import -- accounts list --account "acme-*"
  npm run import -- accounts check`;
