import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { accountsFileOf } from '../../../infra/deployment/accounts.ts';
import { accountsSchema, accountsSchemaFile } from '../../../infra/generate/accounts-schema.ts';
import { reportTypeNames } from '../../../lambdas/core/catalogue/report-types.ts';
import { typeOfEntry } from '../../../lambdas/core/input/report-entry.ts';

test('the schema for editors is that of the parser (npm run generate writes it)', () => {
  expect(JSON.parse(readFileSync(accountsSchemaFile, 'utf8'))).toEqual(JSON.parse(accountsSchema()));
});

test('editors complete every report type', () => {
  for (const name of reportTypeNames) expect(accountsSchema()).toContain(`"const": "${name}"`);
});

test('the sample asks for all 13 report types, and no account for more than one burst of the quota', () => {
  const { accounts } = accountsFileOf('sample');
  expect([...new Set(accounts.flatMap(({ reports }) => reports.map(typeOfEntry)))].sort()).toEqual([...reportTypeNames].sort());
  expect(accounts.map(({ name, reports }) => [name, reports.length])).toEqual([
    ['acme-vendor-us', 13],
    ['acme-seller-us', 5],
  ]);
});
