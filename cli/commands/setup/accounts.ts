import { z } from 'zod';
import { type Account, secretNameOf } from '../../../lambdas/core/input/accounts.ts';
import { addAccount } from '../../accounts/add.ts';
import { discover } from '../../accounts/discover/discover.ts';
import { removeAccount } from '../../accounts/remove.ts';
import { type Difference, differencesOf } from '../../answers/differences.ts';
import { cliCommand, TYPES_FLAGS, text, types } from '../../command.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { CliPorts } from '../../ports.ts';
import { ACCOUNTS_FLAG, accountNames } from '../../run/account-names.ts';
import { plainTable } from '../../text/plain-table.ts';
import { counted } from '../../text/quantities.ts';

const WHAT = ['list', 'check', 'add', 'discover', 'remove'] as const;

/** The accounts file: what it contains, what is deployed of it, and how accounts are added and removed. */
export const accounts = cliCommand({
  name: 'accounts',
  declare: (command) =>
    command
      .summary('Lists, checks and adds accounts.')
      .description('Lists, checks, adds and removes accounts; finds out what they may ask for.')
      .argument('<do...>', 'list, check, add [NAME], discover NAME, remove NAME')
      .option(ACCOUNTS_FLAG, 'list, check: only these, or patterns such as "acme-*"')
      .option('--kind <kind>', 'add: vendor or seller')
      .option('--marketplaces <codes>', 'add: such as US or DE,FR')
      .option(TYPES_FLAGS, 'add, discover: only these (usual: what most want)')
      .option('--time-zone <zone>', 'add: of its schedule (default: its marketplace’s)')
      .option('--schedule <time>', 'add: 06:00, or a cron expression')
      .option('--secret <name>', 'add: a secret that accounts share')
      .option('--dry-run', 'shows, and neither writes nor asks Amazon')
      .option('--yes', 'does not ask')
      .addHelpText('after', example),
  args: z
    .object({
      ref: z.tuple([z.enum(WHAT)], z.string().min(1)),
      account: text,
      kind: text,
      marketplaces: text,
      types: text,
      timeZone: text,
      schedule: text,
      secret: text,
      dryRun: z.boolean().default(false),
      yes: z.boolean().default(false),
    })
    .superRefine(({ ref: [what, ...names], account, ...options }, { addIssue }) => {
      const refuse = (path: string, message: string): void => addIssue({ code: 'custom', path: [path], message });
      const isListed = what === 'list' || what === 'check';
      if (names.length > (isListed ? 0 : 1)) refuse(what, isListed ? 'takes no name: choose with --account' : 'takes one account');
      if (!isListed && account !== undefined) refuse('account', `goes with list and check: write accounts ${what} NAME`);
      if ((what === 'discover' || what === 'remove') && names.length === 0) refuse('account', `is missing: write accounts ${what} NAME`);
      const adding = Object.entries(options).filter(([name]) => name in ADDING);
      for (const [name, value] of what === 'add' ? [] : adding) if (value !== undefined) refuse(name, 'goes with add');
    }),
  offline: ({ ref: [what, name], ...options }, out, here) =>
    what === 'add' ? addAccount(here, here.accountsFile, { ...options, name }, out) : undefined,
  run: (ports, { ref: [what, name = ''], account, ...options }, out) => {
    switch (what) {
      case 'list':
        return printList(ports, account, out);
      case 'check':
        return printCheck(ports, account, out);
      case 'add':
        return addAccount(ports, ports.place.namedAccountsFile, { ...options, name: name || undefined }, out);
      case 'discover':
        return discover(ports, name, { ...options, types: types.parse(options.types) }, out);
      case 'remove':
        return removeAccount(ports, name, options, out);
      default:
        return what satisfies never;
    }
  },
});

const ADDING = { kind: true, marketplaces: true, timeZone: true, schedule: true, secret: true };

const printList = async (ports: CliPorts, named: string | undefined, out: Out): Promise<number> => {
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

const printCheck = async (ports: CliPorts, named: string | undefined, out: Out): Promise<number> => {
  const found = await differencesOf(ports, named);
  const toDo = found.filter(({ next }) => next !== undefined);
  answer(out, found, () => {
    const end = toDo.length === 0 ? 'File, secrets and schedules agree.' : `${counted(toDo.length, 'difference')} to fix.`;
    return [...found.map(lineOf), end].join('\n');
  });
  return toDo.length === 0 ? EXIT.fine : EXIT.failed;
};

const lineOf = ({ account, what, next }: Difference): string =>
  `${next === undefined ? '·' : '✗'} ${account === undefined ? '' : `${account}: `}${what}${next === undefined ? '' : `\n  Next: ${next}`}`;

const example = `
check reads no value of a secret and calls Amazon never; exit code 1 when there
is something to fix. add makes no call. discover shows how often it will ask
Amazon, and asks. Each call of remove takes one step of removing an account.

Examples:
  npm run import -- accounts check
  npm run import -- accounts add acme-us --kind vendor --marketplaces US --yes
  npm run import -- accounts discover acme-us --dry-run
  npm run import -- accounts remove acme-us --dry-run`;
