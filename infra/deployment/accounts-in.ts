import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type Account, parseAccounts } from '../../lambdas/core/input/accounts.ts';
import { withAsinFiles } from '../../lambdas/core/input/asins.ts';
import { parsedJson } from '../../lambdas/core/input/json-text.ts';

/** The accounts of a deployment, which are bundled with Plan, including the products of the files that they name; and their file. */
export type AccountsFile = { path: string; accounts: readonly Account[] };

/** The accounts that stand in a file. @throws InvalidInputError naming entry and field */
export const accountsIn = (path: string): AccountsFile => {
  if (!existsSync(path)) throw new InvalidInputError(`accounts: there is no file "${path}"`);
  const beside = (name: string) => readFileSync(resolve(dirname(path), name), 'utf8');
  return { path, accounts: parseAccounts(withAsinFiles(parsedJson(readFileSync(path, 'utf8'), path), beside)).accounts };
};
