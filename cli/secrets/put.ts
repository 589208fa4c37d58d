import { marketplaceOf } from '../../lambdas/core/catalogue/marketplaces.ts';
import { InvalidInputError, InvalidSecretError } from '../../lambdas/core/errors.ts';
import { type Account, secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { parseAccountSecret, parseApplicationSecret } from '../../lambdas/core/input/credentials.ts';
import type { KnownSecret } from '../deployed/secret-store.ts';
import type { CliPorts } from '../ports.ts';

/** What a person hands over: `json` is secret, and goes nowhere but into the store. */
export type Written = { account: string; json: string; line?: number };

/** A secret that is fit to be checked. An application's has no account, so no token shows that it is right. */
export type Prepared = { name: string; secret: string; value: string; account: Account | undefined; line?: number };

export type Known = { accounts: readonly Account[]; secrets: ReadonlyMap<string, KnownSecret> };

/**
 * Every problem of every line at once, so that a file is corrected once; none of them quotes a value.
 * @throws InvalidInputError
 */
export const prepared = (all: readonly Written[], known: Known): Prepared[] => {
  const problems: string[] = [];
  const ready: Prepared[] = [];
  for (const written of all) {
    try {
      const one = preparedOne(written, known);
      const twin = ready.find(({ secret }) => secret === one.secret);
      if (twin !== undefined) throw new InvalidSecretError(`is the same secret as ${whereOf(twin)}`);
      ready.push(one);
    } catch (error) {
      if (!(error instanceof InvalidSecretError)) throw error;
      problems.push(`${whereOf({ name: isKnown(written.account, known) ? written.account : '', ...lineOf(written) })}: ${error.message}`);
    }
  }
  if (problems.length > 0) throw new InvalidInputError(`Nothing was stored.\n${problems.join('\n')}`);
  return ready;
};

/** `acme-us (line 3)` */
export const whereOf = ({ name, line }: Pick<Prepared, 'name' | 'line'>): string =>
  [name, line === undefined ? '' : name === '' ? `line ${line}` : `(line ${line})`].filter((part) => part !== '').join(' ');

const lineOf = ({ line }: Written) => (line === undefined ? {} : { line });

const isKnown = (name: string, { accounts, secrets }: Known): boolean =>
  accounts.some((account) => account.name === name) || secrets.has(name);

const preparedOne = (written: Written, known: Known): Prepared => {
  const { account: name, json } = written;
  const account = known.accounts.find((one) => one.name === name);
  if (account !== undefined) {
    const { application, ...rest } = parseAccountSecret(name, json);
    const value = { ...(typeof application === 'string' ? { applicationSecret: application } : application), ...rest };
    return { name, secret: secretNameOf(account), value: JSON.stringify(value), account, ...lineOf(written) };
  }
  // It may be a value in the wrong column: it is not repeated.
  if (!known.secrets.has(name)) throw new InvalidSecretError('the account is neither in the accounts file nor a secret of the stack');
  return { name, secret: name, value: JSON.stringify(parseApplicationSecret(name, json)), account: undefined, ...lineOf(written) };
};

/** Asks Login with Amazon for a token with what is not stored yet. @throws what connecting throws: it names no value */
export const checkUnstored = async (
  { connectWith }: Pick<CliPorts, 'connectWith'>,
  one: Prepared,
  all: readonly Prepared[],
): Promise<void> => {
  if (one.account === undefined) return;
  const unstored = new Map(all.map(({ secret, value }) => [secret, value]));
  await connectWith(unstored)(one.secret, marketplaceOf(one.account.marketplaces[0] ?? '')?.region);
};
