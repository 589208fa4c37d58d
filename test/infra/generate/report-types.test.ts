import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withSection } from '../../../infra/generate/generated-section.ts';
import { reportTypesFile, reportTypesSection, reportTypesTable } from '../../../infra/generate/report-types.ts';
import { reportTypeNames } from '../../../lambdas/core/catalogue/report-types.ts';

test('docs/report-types.md says what the catalogue says', () => {
  const page = readFileSync(reportTypesFile, 'utf8');
  expect(withSection(page, reportTypesSection, reportTypesTable()), 'run: npm run generate').toBe(page);
});

test('every report type has a row', () => {
  for (const name of reportTypeNames) expect(reportTypesTable()).toContain(`| \`${name}\` |`);
});
