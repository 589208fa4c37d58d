import type { Change, TableChanges } from '../query/compare-files.ts';
import type { Restated } from '../query/restated.ts';
import { plainTable } from './plain-table.ts';
import { counted } from './quantities.ts';

type Look = { width: number; colour: boolean };

/** The two documents, then each table: counts, sums, and value by value. */
export const changesWords = ({ key, account, before, now, tables }: Restated, look: Look): string =>
  [
    `${key} of ${account}`,
    `Before  saved ${before.importedAt.slice(0, 19)} UTC, report ${before.reportId}`,
    `Now     saved ${now.importedAt.slice(0, 19)} UTC, report ${now.reportId}`,
    ...tables.flatMap((table) => ['', ...tableLines(table, look)]),
  ].join('\n');

const CHANGES_SHOWN = 20;

const tableLines = ({ table, rowsBefore, rowsNow, added, gone, changed, sums, changes }: TableChanges, look: Look): string[] => {
  const rest = changes.length - CHANGES_SHOWN;
  return [
    `${table}: ${counted(rowsBefore, 'row')}, now ${rowsNow.toLocaleString('en')}; ${added.toLocaleString('en')} added, ${gone.toLocaleString('en')} gone, ${changed.toLocaleString('en')} changed.`,
    ...(sums.length > 0 ? [plainTable(['sum of', 'before', 'now', 'by'], sums.map(sumRow), look)] : []),
    ...(changes.length > 0
      ? ['', plainTable(['row', 'column', 'before', 'now'], changes.slice(0, CHANGES_SHOWN).map(changeRow), look)]
      : []),
    ...(rest > 0 ? [`… and ${rest.toLocaleString('en')} more (--json shows up to 1,000)`] : []),
  ];
};

const sumRow = ({ column, before, now }: TableChanges['sums'][number]): string[] => [
  column,
  rounded(before),
  rounded(now),
  before === 0 ? '' : `${now >= before ? '+' : ''}${(((now - before) / Math.abs(before)) * 100).toFixed(1)} %`,
];

const rounded = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });

const changeRow = ({ row, column, before, now }: Change): string[] => [row, column ?? '(row)', before ?? '', now ?? ''];
