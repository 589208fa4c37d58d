import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dbtSources, dbtSourcesFile } from '../../infra/generate/dbt-sources.ts';
import { reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';

test('the sources are made from the catalogue', () => {
  expect(readFileSync(dbtSourcesFile, 'utf8'), 'run: npm run generate').toBe(dbtSources());
});

test('every table is a source, with its key and its freshness', () => {
  const text = dbtSources();
  for (const table of reportTypeNames.flatMap((name) => reportTypeOf(name)?.tables ?? []))
    expect(text).toContain(`- name: ${table.name}\n`);
  expect(text).toContain('columns: [account, marketplace_id, report_period, distributor_view, selling_program, start_date, asin]');
  expect(text).toMatch(/vendor_real_time_sales\n(.*\n){3} +freshness: \{ warn_after: \{ count: 6, period: hour \} \}/);
});
