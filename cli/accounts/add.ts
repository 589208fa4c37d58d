import { marketplaceOf } from '../../lambdas/core/catalogue/marketplaces.ts';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { defaultStackName } from '../../lambdas/core/stack-outputs.ts';
import { hint, quoted } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { Terminal } from '../ports.ts';
import { isAgreed } from '../run/many.ts';
import { type AccountsFile, changeAccountsFile, checkedFile, OWN_FILE, readAccountsFile } from './accounts-file.ts';
import { asked } from './asking.ts';
import { kindOf, marketplacesOf, newName, reportsOf, scheduleOf, secretOf, timeZoneOf, USUAL } from './entry-fields.ts';
import { entryLines, type WrittenEntry, withEntry } from './file-text.ts';

/** What may be given by options; the rest is asked for, or has a usual value. */
export type AddOptions = {
  name?: string | undefined;
  kind?: string | undefined;
  marketplaces?: string | undefined;
  types?: string | undefined;
  timeZone?: string | undefined;
  schedule?: string | undefined;
  secret?: string | undefined;
  dryRun: boolean;
  yes: boolean;
};

/** Adds an account's entry to the accounts file, and prints the next steps. Makes no call. */
export const addAccount = async (terminal: Terminal, named: string | undefined, options: AddOptions, out: Out): Promise<number> => {
  const path = named ?? OWN_FILE;
  const file = await readAccountsFile(terminal, path);
  const known = file.accounts.map(({ name }) => name);
  const entry = await entryOf(terminal, known, options, out);
  const change = ({ text }: AccountsFile): string => withEntry(text, entry, path === OWN_FILE);
  checkedFile(terminal, path, change(file));
  const isNew = file.text === undefined;
  if (!out.json) out.print(`${isNew ? 'The first entry of' : 'A new entry of'} ${path}:\n\n    ${entryLines(entry)}\n`);
  const isWritten = !options.dryRun && (await isAgreed(terminal, 'Write it?', options.yes));
  if (isWritten) await changeAccountsFile(terminal, path, change);
  const next = nextSteps(entry.name, named);
  answer(out, { file: path, entry, written: isWritten, next }, () =>
    isWritten ? [`Written to ${path}. Next:`, ...next.map((step) => `  ${step}`)].join('\n') : 'Nothing was written.',
  );
  return EXIT.fine;
};

/** Asks only where something is missing that has no usual value: then for everything that no option gives. */
const entryOf = async (terminal: Terminal, known: readonly string[], options: AddOptions, out: Out): Promise<WrittenEntry> => {
  const missing = missingFlags(options);
  if (missing.length > 0 && options.yes) throw new InvalidInputError(`accounts add: missing are ${missing.join(', ')}`);
  const isAsked = missing.length > 0;
  const take = async <T>(
    given: string | undefined,
    flag: string,
    question: string,
    read: (written: string) => T,
    usual?: string,
  ): Promise<T> => {
    if (given !== undefined) return read(given);
    if (usual !== undefined && !isAsked) return read(usual);
    const missed = `${missing.join(', ')} (or run it at a terminal, which asks)`;
    return asked({ ask: async (text) => (await terminal.ask(text)) ?? refuse(missed) }, out.note, { flag, question, usual, read });
  };
  const name = await take(options.name, 'NAME', 'Name, such as acme-us', (written) => newName(written, known));
  const kind = await take(options.kind, '--kind', 'Vendor or seller', kindOf);
  const marketplaces = await take(options.marketplaces, '--marketplaces', 'Marketplaces, such as US or DE,FR', (written) =>
    marketplacesOf(written, kind),
  );
  const zone = marketplaceOf(marketplaces[0] ?? '')?.timeZone ?? 'UTC';
  const timeZone = await take(options.timeZone, '--time-zone', 'Time zone of its schedule', timeZoneOf, zone);
  const schedule = await take(options.schedule, '--schedule', 'Every day at, or a cron expression', scheduleOf, '06:00');
  const reports = await take(options.types, '--types', 'Reports, by type', (written) => reportsOf(written, kind), USUAL);
  const secret = options.secret === undefined ? undefined : secretOf(options.secret);
  return { name, kind, marketplaces, timeZone, schedule, ...(secret && { secret }), reports };
};

const missingFlags = ({ name, kind, marketplaces }: AddOptions): string[] =>
  Object.entries({ NAME: name, '--kind': kind, '--marketplaces': marketplaces }).flatMap(([flag, value]) =>
    value === undefined ? [flag] : [],
  );

const refuse = (missing: string): never => {
  throw new InvalidInputError(`accounts add: missing are ${missing}`);
};

const nextSteps = (name: string, namedAccountsFile: string | undefined): string[] => {
  const place = { isLocal: false, stack: defaultStackName, namedAccountsFile };
  return [
    deployLine(namedAccountsFile),
    hint(place, `secrets put ${name}`),
    hint(place, `accounts check --account ${name}`),
    hint(place, `accounts discover ${name}`),
  ];
};

/** One's own file is deployed without being named. */
export const deployLine = (accountsFile: string | undefined): string =>
  `npx cdk deploy${accountsFile === undefined || accountsFile === OWN_FILE ? '' : ` -c accounts=${quoted(accountsFile)}`}`;
