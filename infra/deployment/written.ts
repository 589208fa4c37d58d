import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Account, parseAccounts } from '../../lambdas/core/input/accounts.ts';
import { withAsinFiles } from '../../lambdas/core/input/asins.ts';
import { parseInput } from '../../lambdas/core/input/problems.ts';
import { Settings } from '../../lambdas/core/settings.ts';
import type { ReportImportProps } from '../report-import-props.ts';
import { accountsIn } from './accounts-in.ts';
import { checkNames } from './check-names.ts';
import { type ImportSettings, WrittenImportSettings } from './import-settings.ts';

/** Accounts, and the file they stand in: none when they are written in code. */
type Written = { accounts: readonly Account[]; accountsPath: string | undefined };

/** What a person wrote as props, checked and with every default. @throws InvalidInputError naming entry and field */
export const writtenProps = (props: ReportImportProps): Written & { settings: ImportSettings } => {
  const written = accountsOf(props.accounts);
  const { run, ...settings } = parseInput(WrittenImportSettings, props.settings ?? {}, 'The settings');
  checkNames(settings, written.accounts);
  return { ...written, settings: { ...settings, run: Settings.parse({ ...run, tables: props.tables ?? true }) } };
};

const accountsOf = (written: ReportImportProps['accounts']): Written => {
  if (typeof written === 'string') {
    const { path, accounts } = accountsIn(resolve(written));
    return { accounts, accountsPath: path };
  }
  const read = (name: string) => readFileSync(resolve(name), 'utf8');
  return { accounts: parseAccounts(withAsinFiles({ accounts: written }, read)).accounts, accountsPath: undefined };
};
