import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accountsFileOf } from '../../../infra/deployment/accounts.ts';
import { accountsSchema, accountsSchemaFile } from '../../../infra/generate/accounts-schema.ts';
import { reportTypeNames } from '../../../lambdas/core/catalogue/report-types.ts';
import { defaultSettings } from '../../../lambdas/core/settings.ts';

test('the schema for editors is that of the parser (npm run generate writes it)', () => {
  expect(JSON.parse(readFileSync(accountsSchemaFile, 'utf8'))).toEqual(JSON.parse(accountsSchema()));
});

test('editors complete every report type', () => {
  for (const name of reportTypeNames) expect(accountsSchema()).toContain(`"const": "${name}"`);
});

test('the sample shows both kinds of account, and none asks for more than one burst of the quota', () => {
  const { accounts } = accountsFileOf('sample');
  expect(accounts.map(({ kind }) => kind)).toEqual(['vendor', 'seller']);
  for (const { reports } of accounts) expect(reports.length).toBeLessThanOrEqual(defaultSettings.quotas.createReport.burst);
});
