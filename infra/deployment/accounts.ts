import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type Account, parseAccounts } from '../../lambdas/core/input/accounts.ts';
import { withAsinFiles } from '../../lambdas/core/input/asins.ts';
import { parsedJson } from '../../lambdas/core/input/json-text.ts';

/** The accounts of a deployment, which are bundled with Plan, including the products of the files that they name; and their file. */
export type AccountsFile = { path: string; accounts: readonly Account[] };

/** The sample that `npm start` uses. */
export const sampleAccountsFile = fileURLToPath(new URL('../accounts.json', import.meta.url));

/** A person's own accounts, which git ignores: found without an option, and no upgrade touches it. */
export const ownAccountsFile = fileURLToPath(new URL('../accounts.mine.json', import.meta.url));

/**
 * The accounts file that the context names: a file, `sample`, or `own-or-sample` for what deploys nothing; else one's own. The
 * sample is never a default: over a deployment it would remove every account that is not in it.
 * @throws InvalidInputError naming entry and field
 */
export const accountsFileOf = (context: unknown, own = ownAccountsFile): AccountsFile => accountsIn(pathOf(context, own));

/** The accounts that stand in a file. @throws InvalidInputError naming entry and field */
export const accountsIn = (path: string): AccountsFile => {
  if (!existsSync(path)) throw new InvalidInputError(`accounts: there is no file "${path}"`);
  const beside = (name: string) => readFileSync(resolve(dirname(path), name), 'utf8');
  return { path, accounts: parseAccounts(withAsinFiles(parsedJson(readFileSync(path, 'utf8'), path), beside)).accounts };
};

const pathOf = (context: unknown, own: string): string => {
  if (context === 'sample' || (context === 'own-or-sample' && !existsSync(own))) return sampleAccountsFile;
  if (context !== undefined && context !== 'own-or-sample') return resolve(String(context));
  if (existsSync(own)) return own;
  throw new InvalidInputError(
    `accounts: there is no file "${own}". Copy the sample beside it, infra/accounts.json, to that name and make it yours, or name a file: -c accounts=<file>. The sample itself is deployed by: -c accounts=sample`,
  );
};
