import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type AccountsFile, accountsIn } from './accounts-in.ts';

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

const pathOf = (context: unknown, own: string): string => {
  if (context === 'sample' || (context === 'own-or-sample' && !existsSync(own))) return sampleAccountsFile;
  if (context !== undefined && context !== 'own-or-sample') return resolve(String(context));
  if (existsSync(own)) return own;
  throw new InvalidInputError(
    `accounts: there is no file "${own}". Copy the sample beside it, infra/accounts.json, to that name and make it yours, or name a file: -c accounts=<file>. The sample itself is deployed by: -c accounts=sample`,
  );
};
