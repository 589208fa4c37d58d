import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { closest } from '../../lambdas/core/input/closest.ts';
import type { CliPorts } from '../ports.ts';

/** For `--help` of the commands that take them. */
export const ACCOUNTS_FLAG = '--account <names>';
export const ACCOUNTS_MEANT = 'only these: names or patterns such as "acme-*" (default: all)';

/**
 * The names of all accounts, or of those that were named: names and patterns with `*`, separated by commas, in the order of the file.
 * @throws InvalidInputError when the accounts file has none for one of them
 */
export const accountNames = async ({ accounts }: Pick<CliPorts, 'accounts'>, named?: string): Promise<string[]> => {
  const names = (await accounts()).accounts.map(({ name }) => name);
  if (named === undefined) return names;
  const patterns = wordsOf(named);
  for (const pattern of patterns) if (!names.some((name) => matches(pattern, name))) throw unknown(pattern, names);
  return names.filter((name) => patterns.some((pattern) => matches(pattern, name)));
};

/** Whether it may mean several accounts, also where it means only one. */
export const isPattern = (named: string): boolean => named.includes('*') || wordsOf(named).length > 1;

const wordsOf = (named: string): string[] =>
  named
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Names hold letters, digits, hyphens and underscores only: nothing of a pattern means anything but `*`. */
const matches = (pattern: string, name: string): boolean => {
  if (!/^[\w*-]+$/.test(pattern)) return pattern === name;
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
};

const NAMES_SHOWN = 20;

const unknown = (pattern: string, names: readonly string[]): InvalidInputError => {
  const meant = closest(pattern, names);
  const near = meant === undefined ? '' : `. Did you mean "${meant}"?`;
  const rest = names.length - NAMES_SHOWN;
  const shown = `${names.slice(0, NAMES_SHOWN).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
  const what = pattern.includes('*') ? 'matches no account of' : 'is not in';
  return new InvalidInputError(`--account: "${pattern}" ${what} the accounts file. It has: ${shown}${near}`);
};
