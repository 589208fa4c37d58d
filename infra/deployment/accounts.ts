import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type Account, parseAccounts } from '../../lambdas/core/input/accounts.ts';

/** The accounts of a deployment, and the file they stand in, which Plan takes along. */
export type AccountsFile = { path: string; accounts: readonly Account[] };

/** The sample that `npm start` uses. Name a file of your own by `-c accounts=<file>`, so that an upgrade never touches it. */
export const sampleAccountsFile = fileURLToPath(new URL('../accounts.json', import.meta.url));

/**
 * The accounts file that the context names, else the sample.
 * @throws InvalidInputError naming entry and field
 */
export const accountsFileOf = (context: unknown): AccountsFile => {
  const path = context === undefined ? sampleAccountsFile : resolve(String(context));
  if (!existsSync(path)) throw new InvalidInputError(`accounts: there is no file "${path}"`);
  return { path, accounts: parseAccounts(jsonIn(path)).accounts };
};

const jsonIn = (path: string): unknown => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InvalidInputError(`accounts: the file "${path}" is not JSON`, { cause: error });
  }
};
