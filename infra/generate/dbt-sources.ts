import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ReportType } from '../../lambdas/core/catalogue/report-type.ts';
import { type ReportTypeName, reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import type { Table } from '../../lambdas/core/catalogue/table.ts';
import { columnsOf, keyColumns, partitionColumns } from '../../lambdas/core/catalogue/table-columns.ts';
import { onlyFlags } from './generated-section.ts';

export const dbtSourcesFile = fileURLToPath(new URL('../../dbt/models/sources.yml', import.meta.url));

/** The tables of the catalogue as sources of dbt: columns with their meaning, tests of keys, and when they are stale. JSON texts are YAML. */
export const dbtSources = (): string => `${head}\n${reportTypeNames.flatMap(tablesOf).join('\n')}\n`;

const head = `# Made from the catalogue by \`npm run generate\`.
version: 2
sources:
  - name: selling_partner
    description: Rows of the imported reports of Amazon
    schema: "{{ var('tables_database') }}"
    meta:
      # Read by dbt-duckdb alone.
      external_location: "read_parquet('{{ var(\\"tables_location\\") }}/{name}/**/*.parquet', hive_partitioning = true, union_by_name = true)"
    tables:`;

const tablesOf = (name: ReportTypeName): string[] => {
  const type: ReportType | undefined = reportTypeOf(name);
  return type === undefined ? [] : type.tables.map((table) => tableOf(name, type, table));
};

const tableOf = (name: ReportTypeName, type: ReportType, table: Table): string => {
  const key = keyColumns(name, table);
  const columns = [...columnsOf(name, table), ...partitionColumns];
  return [
    `      - name: ${table.name}`,
    `        description: ${JSON.stringify(`${table.meaning}. From ${type.apiType}`)}`,
    '        config:',
    '          loaded_at_field: imported_at',
    `          freshness: { warn_after: { count: ${staleAfterHours(type)}, period: hour } }`,
    '        data_tests:',
    `          - unique_together: { arguments: { columns: [${key.join(', ')}] } }`,
    '        columns:',
    ...columns.flatMap((column) => [
      `          - name: ${column.name}`,
      `            description: ${JSON.stringify(column.meaning)}`,
      ...(isAlwaysThere(column.name, table, key) ? ['            data_tests: [not_null]'] : []),
    ]),
  ].join('\n');
};

/** What comes with the request is in each row; what Amazon sends may be missing, and is so at times. */
const isAlwaysThere = (column: string, table: Table, key: readonly string[]): boolean =>
  key.includes(column) && !table.key.includes(column);

const DAY_HOURS = 24;

/** Twice the rhythm of a daily import, hourly ones sooner; a type without days comes once a week. */
const staleAfterHours = ({ dates }: ReportType): number => {
  if (dates.kind === 'hours') return 6;
  return dates.kind === 'periods' && dates.publishedAfterHours.DAY === undefined ? 9 * DAY_HOURS : 2 * DAY_HOURS;
};

if (import.meta.main) {
  onlyFlags();
  writeFileSync(dbtSourcesFile, dbtSources());
}
