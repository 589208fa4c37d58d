import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { accountOf } from '../../lambdas/core/input/accounts.ts';
import { type Offboarding, offboardingOf } from '../answers/offboarding.ts';
import { hint } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { CliPorts } from '../ports.ts';
import { nameOf } from '../run/known-runs.ts';
import { isAgreed } from '../run/many.ts';
import { watchRun } from '../run/watching.ts';
import { executionName } from '../run-options.ts';
import { counted } from '../text/quantities.ts';
import {
  type AccountsFile,
  changeAccountsFile,
  type EntryIn,
  entryOf,
  fileToWrite,
  REFUSED_SAMPLE,
  readAccountsFile,
} from './accounts-file.ts';
import { deployLine } from './add.ts';
import { exportLines } from './export-lines.ts';
import { withField, withoutEntry } from './file-text.ts';

type Options = { dryRun: boolean; yes: boolean };

/** What a call of the command did; each call does one step, since a deployment lies between them. */
type Did = 'nothing' | 'disabled' | 'finished what was open' | 'removed';

/** Takes an account through its removal: disable, finish, export what stays, remove the entry. Shows the current state before it asks. */
export const removeAccount = async (ports: CliPorts, name: string, options: Options, out: Out): Promise<number> => {
  accountOf(await ports.accounts(), name);
  const found = await stateOf(ports, name);
  const look = (state: Offboarding, did: Did): void =>
    answer(out, { ...state, did, export: exportLines(ports.place, name) }, () => lookWords(ports, state));
  if (options.dryRun) {
    look(found, 'nothing');
    return EXIT.fine;
  }
  out.note(`${lookWords(ports, found)}\n`);
  return found.schedule === 'starts it' ? disable(ports, found, options, out) : finishAndRemove(ports, found, options, out);
};

const stateOf = async (ports: CliPorts, name: string): Promise<Offboarding> => {
  const [found] = await offboardingOf(ports, name);
  if (found === undefined) throw new InvalidInputError(`The accounts file has no account "${name}"`);
  return found;
};

const lookWords = ({ place }: CliPorts, { account, schedule, open, running, next, stays }: Offboarding): string =>
  [
    `${account}: its schedule ${schedule}; ${counted(open, 'report')} open, ${running} of them in a run now.`,
    'The way out, of which each call of this command takes a step:',
    `  ${schedule === 'rests' ? '✓' : '·'} 1. disable its schedule, and deploy`,
    `  ${open === 0 ? '✓' : '·'} 2. finish or drop what is open`,
    '  · 3. export what is wanted elsewhere',
    '  · 4. take its entry out of the accounts file, and deploy',
    'Next:',
    ...next.map((step) => `  ${step}`),
    'What stays, and how to copy it (the names of the deployment are in the lines):',
    ...stays.map((thing) => `  ${thing}`),
    ...exportLines(place, account).map((line) => `    ${line}`),
  ].join('\n');

const disable = async (ports: CliPorts, { account }: Offboarding, { yes }: Options, out: Out): Promise<number> => {
  const { path } = await entryToWrite(ports, account);
  const isDone = await isAgreed(ports, `Set "enabled": false for ${account} in ${path}?`, yes);
  const rest = (file: AccountsFile): string => withField(entryOf(file, account), 'enabled', false);
  if (isDone) await changeAccountsFile(ports, path, rest);
  answer(out, { account, did: isDone ? 'disabled' : 'nothing' }, () =>
    isDone
      ? [
          `${account} rests in ${path}. Deploy, so that nothing starts by itself; then continue:`,
          `  ${deployLine(ports.place.namedAccountsFile)}`,
          `  ${hint(ports.place, `accounts remove ${account}`)}`,
        ].join('\n')
      : 'Nothing was changed.',
  );
  return EXIT.fine;
};

const finishAndRemove = async (ports: CliPorts, found: Offboarding, options: Options, out: Out): Promise<number> => {
  const { account } = found;
  if (found.running > 0) return stop(out, found, `A run is at work. Watch it, then continue: ${hint(ports.place, `watch ${account}`)}`);
  let state = found;
  if (
    found.open > 0 &&
    (await isAgreed(ports, `Start a run, which finishes ${counted(found.open, 'open report')} and imports what is due?`, options.yes))
  ) {
    const input = { account };
    const executionArn = await ports.workflow.start(executionName(account, ports), input);
    out.note(`Started ${nameOf(executionArn)}.`);
    const code = await watchRun(ports, { ...out, json: false, print: out.note }, { executionArn }, undefined);
    if (code === EXIT.interrupted) return code;
    state = await stateOf(ports, account);
  }
  if (state.open > 0) return stop(out, state, [`${counted(state.open, 'report')} still open. Next:`, ...state.next, BY_HAND].join('\n  '));
  return remove(ports, account, options, out);
};

const BY_HAND = 'Or take its entry out of the file by hand: no run asks for what is open then.';

const stop = (out: Out, { account, open, running }: Offboarding, words: string): number => {
  answer(out, { account, did: 'nothing', open, running }, () => words);
  return EXIT.failed;
};

const remove = async (ports: CliPorts, account: string, { yes }: Options, out: Out): Promise<number> => {
  const { path, written } = await entryToWrite(ports, account);
  if (written.length === 1)
    throw new InvalidInputError(
      `${account} is the only account of ${path}, and an accounts file has one at least. Remove the whole stack: npx cdk destroy`,
    );
  const isDone = await isAgreed(ports, `Take ${account} out of ${path}?`, yes);
  if (isDone) await changeAccountsFile(ports, path, (file) => withoutEntry(entryOf(file, account)));
  answer(out, { account, did: isDone ? 'removed' : 'nothing' }, () =>
    isDone ? removedWords(ports, account, path) : 'Nothing was changed.',
  );
  return EXIT.fine;
};

const removedWords = ({ place }: CliPorts, account: string, path: string): string =>
  [
    `${account} is out of ${path}. Deploy: ${deployLine(place.namedAccountsFile)}`,
    'A deployment removes its schedule and its alarm. Its documents, tables, run',
    'summaries and ledger items stay, and so does its secret: delete that in Secrets',
    'Manager when the authorisation has ended.',
  ].join('\n');

/** The account in the file that may be written. @throws InvalidInputError */
const entryToWrite = async (ports: CliPorts, account: string): Promise<EntryIn> => {
  const path = fileToWrite(ports.place);
  if (path === undefined) throw new InvalidInputError(REFUSED_SAMPLE);
  return entryOf(await readAccountsFile(ports, path), account);
};
