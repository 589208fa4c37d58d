import { z } from 'zod';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type Account, parseAccounts } from '../../lambdas/core/input/accounts.ts';
import { withAsinFiles } from '../../lambdas/core/input/asins.ts';
import { parsedJson } from '../../lambdas/core/input/json-text.ts';
import type { Place, Terminal } from '../ports.ts';
import type { WrittenEntry } from './file-text.ts';

/** A person's own accounts, which git ignores. */
export const OWN_FILE = 'infra/accounts.mine.json';
const SAMPLE = 'infra/accounts.json';

/** An accounts file: checked, as it is written, and its text; without a text there is no such file yet. */
export type AccountsFile = { path: string; text: string | undefined; accounts: readonly Account[]; written: readonly WrittenEntry[] };

type Reads = Pick<Terminal, 'readFile' | 'readBeside'>;

/** @throws InvalidInputError naming entry and field */
export const readAccountsFile = async (files: Reads, path: string): Promise<AccountsFile> => {
  const text = await files.readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new InvalidInputError(`The accounts file "${path}" cannot be read (${error.code})`);
  });
  return text === undefined ? noFile(path) : checkedFile(files, path, text);
};

/** Its accounts were parsed before: here they are as they are written, in their own order. */
const Written = z.object({ accounts: z.array(z.custom<WrittenEntry>()) });

/** @throws InvalidInputError naming entry and field */
export const checkedFile = (files: Reads, path: string, text: string): AccountsFile => {
  const json = parsedJson(text, path);
  const { accounts } = parseAccounts(withAsinFiles(json, files.readBeside(path)));
  return { path, text, accounts, written: Written.parse(json).accounts };
};

/** An accounts file that exists, with the place of one entry in it. */
export type EntryIn = AccountsFile & { text: string; index: number };

/** @throws InvalidInputError when the file has no such account */
export const entryOf = (file: AccountsFile, account: string): EntryIn => {
  const index = file.written.findIndex(({ name }) => name === account);
  if (index < 0 || file.text === undefined) throw new InvalidInputError(`There is no account "${account}" in ${file.path}`);
  return { ...file, text: file.text, index };
};

/** Changes the file as it is now, if all of it is sound then, whole or not at all. @throws InvalidInputError, and then nothing was written */
export const changeAccountsFile = (terminal: Terminal, path: string, change: (file: AccountsFile) => string): Promise<void> =>
  terminal.replaceFile(path, (before) => {
    const text = change(before === undefined ? noFile(path) : checkedFile(terminal, path, before));
    checkedFile(terminal, path, text);
    return text;
  });

const noFile = (path: string): AccountsFile => ({ path, text: undefined, accounts: [], written: [] });

/** Where a command may write: the file that was named, or that was deployed. The sample is written only when it is named. */
export const fileToWrite = ({ accountsFile, namedAccountsFile }: Pick<Place, 'accountsFile' | 'namedAccountsFile'>): string | undefined =>
  namedAccountsFile ?? (accountsFile === SAMPLE ? undefined : accountsFile);

export const REFUSED_SAMPLE = `The accounts are those of the sample, ${SAMPLE}, which is not written to. Name your own file: --accounts-file ${OWN_FILE}`;
