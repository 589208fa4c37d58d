import { markdownTable } from '../markdown-table.ts';
import type { LimitRow } from './limit-cases.ts';
import type { Row } from './quota-rows.ts';

/** Every figure. */
export const fullTable = (rows: readonly Row[]): string =>
  markdownTable(
    ['case', 'reports', 'made in', 'strategy', 'minutes', 'bound', 'ratio', 'rejected', 'lost', 'left', 'checks each', 'rejected checks'],
    rows.map((row) => [
      row.case,
      `${row.n}`,
      row.processing,
      row.strategy,
      row.makespanMinutes.toFixed(1),
      row.lowerBoundMinutes.toFixed(1),
      row.ratio?.toFixed(3) ?? '–',
      `${row.throttledCalls}`,
      `${row.lost}`,
      `${row.unfinished}`,
      row.checksPerReport.toFixed(1),
      `${row.throttledChecks}`,
    ]),
  );

/** The table of docs/performance.md: one row a case, one column a strategy, for one processing time. */
export const docsTable = (rows: readonly Row[], processing: string): string => {
  const chosen = rows.filter((row) => row.processing === processing);
  const strategies = [...new Set(chosen.map(({ strategy }) => strategy))];
  const cases = [...new Set(chosen.map(({ case: name, n }) => `${name}/${n}`))];
  const body = cases.map((one) => {
    const here = chosen.filter(({ case: name, n }) => `${name}/${n}` === one);
    const cells = strategies.map((strategy) => cellOf(here.find((row) => row.strategy === strategy)));
    return [here[0]?.case ?? '', `${here[0]?.n}`, here[0]?.lowerBoundMinutes.toFixed(1) ?? '', ...cells];
  });
  const table = markdownTable(['case', 'reports', 'bound', ...strategies], body);
  return `${table}\n\nMinutes until the last document is there; in brackets the calls that Amazon rejected; “lost”: reports that ended in an error.`;
};

/** Limits of report types, in docs/performance.md too. */
export const limitTable = (rows: readonly LimitRow[]): string =>
  markdownTable(
    ['limits of report types', 'reports', 'bound, hours', 'hours', 'rejected', 'left', 'other types saved within, minutes'],
    rows.map((row) => [
      row.case,
      `${row.reports}`,
      row.boundHours.toFixed(1),
      row.hours.toFixed(1),
      `${row.rejected}`,
      `${row.left}`,
      row.othersMinutes?.toFixed(1) ?? '–',
    ]),
  );

const cellOf = (row: Row | undefined): string => {
  if (row === undefined) return '–';
  const rejected = row.throttledCalls === 0 ? '' : ` (${row.throttledCalls})`;
  if (row.lost > 0) return `${row.lost} lost${rejected}`;
  return `${row.makespanMinutes.toFixed(1)}${rejected}${row.unfinished > 0 ? `, ${row.unfinished} left` : ''}`;
};
