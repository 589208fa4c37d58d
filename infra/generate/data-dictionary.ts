import type { Dates, ReportType } from '../../lambdas/core/catalogue/report-type.ts';
import { type ReportTypeName, reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import type { Column, Table } from '../../lambdas/core/catalogue/table.ts';
import { columnsOf, keyColumns, partitionColumns, reportPeriodsOf } from '../../lambdas/core/catalogue/table-columns.ts';
import { defaultSettings } from '../../lambdas/core/settings.ts';
import { docsFile, tableOf, writeSection } from './generated-section.ts';

export const dictionaryFile = docsFile('tables.md');
export const dictionarySection = 'tables';

type Described = { type: ReportTypeName; table: Table };

const described = (): Described[] =>
  reportTypeNames.flatMap((type) => (reportTypeOf(type)?.tables ?? []).map((table) => ({ type, table })));

/** Every table of the catalogue: first a list, then a section each. The words are those of Glue's comments. */
export const dataDictionary = (): string =>
  [
    tableOf(
      ['table', 'a row is', 'from'],
      described().map(({ type, table }) => [`[\`${table.name}\`](#${table.name})`, table.meaning, `\`${type}\``]),
    ),
    ...described().map(sectionOf),
  ].join('\n\n');

const sectionOf = ({ type, table }: Described): string => {
  const columns = [...partitionColumns, ...columnsOf(type, table)];
  return [
    `### \`${table.name}\``,
    `${table.meaning}.`,
    [
      `* **From** the array \`${table.rows}\` of [\`${type}\`](report-types.md)${table.audience ? `, in ${table.audience} accounts` : ''}.`,
      `* **Key**: ${keyColumns(type, table)
        .map((name) => `\`${name}\``)
        .join(', ')}.`,
      `* **report_period**: ${reportPeriodsOf(type).join(', ')}. **month** is that of \`${table.dateColumn}\`.`,
      `* **Changes**: ${changesOf(type)}`,
    ].join('\n'),
    tableOf(
      ['column', 'type', 'unit', 'meaning'],
      columns.map((column) => [`\`${column.name}\``, typeNames[column.type], unitOf(column, columns), column.meaning]),
    ),
  ].join('\n\n');
};

const typeNames = {
  string: 'STRING',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
} as const;

/** What the catalogue itself says of the unit: where only the meaning does, it is not said twice. */
const unitOf = ({ name, type }: Column, columns: readonly Column[]): string => {
  const currency = name.replace(/_amount$/, '_currency');
  if (currency !== name && columns.some((other) => other.name === currency)) return `money, in \`${currency}\``;
  if (/_currency$/.test(name)) return 'ISO 4217';
  if (type === 'timestamp') return 'UTC';
  if (type === 'date') return 'day';
  if (/_units$|^units_/.test(name)) return 'units';
  return '';
};

const changesOf = (type: ReportTypeName): string => {
  const entry: ReportType | undefined = reportTypeOf(type);
  const kind: Dates['kind'] = entry?.dates.kind ?? 'snapshot';
  const dated = entry?.hasLastUpdatedDate ? ' `last_updated_date` says how fresh the document is.' : '';
  switch (kind) {
    case 'periods': {
      const days = defaultSettings.refreshAfterDays.join(' and ');
      return `Amazon restates periods after it has published them; each is asked for again ${days} days after its close (\`refreshAfterDays\`), and its rows are replaced.${dated}`;
    }
    case 'hours':
      return 'the running day is replaced again and again, and a last time after it has closed.';
    case 'snapshot':
    case 'startRange':
      return `each run adds a new \`as_of\`; earlier ones stay as they were. For what is true now, take the newest.${dated}`;
    default:
      return kind satisfies never;
  }
};

if (import.meta.main) writeSection(dictionaryFile, dictionarySection, dataDictionary());
