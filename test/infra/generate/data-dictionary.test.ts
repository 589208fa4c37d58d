import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dataDictionary, dictionaryFile, dictionarySection } from '../../../infra/generate/data-dictionary.ts';
import { withSection } from '../../../infra/generate/generated-section.ts';
import { reportTypeNames, reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import { columnsOf, keyColumns, partitionColumns } from '../../../lambdas/core/catalogue/table-columns.ts';

const tables = reportTypeNames.flatMap((type) => (reportTypeOf(type)?.tables ?? []).map((table) => ({ type, table })));

test('docs/tables.md says what the catalogue says', () => {
  const page = readFileSync(dictionaryFile, 'utf8');
  expect(withSection(page, dictionarySection, dataDictionary()), 'run: npm run generate').toBe(page);
});

test('every table has a section, with each of its columns in the words that Glue has', () => {
  const text = dataDictionary();
  for (const { type, table } of tables) {
    const section = text.split(`### \`${table.name}\``)[1]?.split('\n### ')[0] ?? '';
    for (const { name, meaning } of columnsOf(type, table)) {
      const line = section.split('\n').find((row) => row.startsWith(`| \`${name}\` |`));
      expect(line, `${table.name}.${name}`).toContain(meaning.replaceAll('|', '\\|'));
    }
  }
});

test('every column of a key is a column of its table', () => {
  for (const { type, table } of tables) {
    const names = [...partitionColumns, ...columnsOf(type, table)].map(({ name }) => name);
    for (const name of keyColumns(type, table)) expect(names, `${table.name}.${name}`).toContain(name);
  }
});
