import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type Account, secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { notAllowed } from '../../lambdas/core/input/problems.ts';
import type { ImportSettings } from './import-settings.ts';

type NamingSettings = Pick<ImportSettings, 'alarms' | 'applicationSecrets' | 'existingSecrets'>;

/** Accounts and settings name each other's entries. @throws InvalidInputError */
export const checkNames = ({ alarms, applicationSecrets, existingSecrets }: NamingSettings, accounts: readonly Account[]): void => {
  const names = accounts.map(({ name }) => name);
  const unknown = Object.keys(alarms.startExpectedWithinHoursOf).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InvalidInputError(`alarms.startExpectedWithinHoursOf: ${notAllowed(unknown, names)}`);
  const secrets = [...new Set(accounts.map(secretNameOf)), ...applicationSecrets];
  const foreign = existingSecrets.find((name) => !secrets.includes(name));
  if (foreign !== undefined) throw new InvalidInputError(`existingSecrets: ${notAllowed(foreign, secrets)}`);
  const twice = accounts.map(secretNameOf).find((name) => applicationSecrets.includes(name));
  if (twice !== undefined) throw new InvalidInputError(`applicationSecrets: "${twice}" is the secret of an account already`);
};
