import { createHash } from 'node:crypto';
import type { AccountKind } from '../catalogue/report-type.ts';
import { periods } from '../catalogue/report-type.ts';
import type { ReportTypeName } from '../catalogue/report-types.ts';
import { reportTypeOf } from '../catalogue/report-types.ts';
import type { Table } from '../catalogue/table.ts';
import { isAsOf, type TablePeriod } from '../catalogue/table-columns.ts';
import type { Instant } from '../instant.ts';
import type { Options, Window } from '../record/jobs.ts';

/** Where the rows of a document come from: what its job and its ledger item know. */
export type DocumentOrigin = {
  account: string;
  kind: AccountKind;
  type: ReportTypeName;
  /** Amazon's id. */
  marketplaceId: string;
  options: Options;
  window: Window;
  /** All of the job's key but the window: the series and the window name the files. */
  series: string;
  reportId: string;
  /** In hex, of the stored bytes. */
  documentSha256: string;
  importedAt: Instant;
};

export const reportPeriodOf = ({ type, options }: Pick<DocumentOrigin, 'type' | 'options'>): TablePeriod => {
  const dates = reportTypeOf(type)?.dates;
  if (dates?.kind === 'hours') return 'HOUR';
  const option = (dates?.kind === 'periods' ? dates.periodOption : undefined) ?? 'reportPeriod';
  return periods.find((known) => known === options[option]) ?? 'NONE';
};

/**
 * Where a document's rows of one month lie. The same series and window always have the same name: since each period of a series lies in
 * exactly one document, writing the file again is the whole merge.
 * @param month `yyyy-MM`
 */
export const tableFileKey = (table: Pick<Table, 'name'>, origin: DocumentOrigin, month: string): string => {
  const partitions = [
    ['account', origin.account],
    ['report_period', reportPeriodOf(origin)],
    ['month', month],
  ].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`);
  const series = createHash('sha256').update(`${origin.account}/${origin.series}`).digest('hex').slice(0, 16);
  return `tables/${table.name}/${partitions.join('/')}/${series}__${origin.window.start}_${origin.window.end}.parquet`;
};

/** What every file says of itself, as Parquet key-value metadata. */
export const fileMetadata = (origin: DocumentOrigin): Record<string, string> => ({
  account: origin.account,
  series: origin.series,
  window: `${origin.window.start}..${origin.window.end}`,
  report_id: origin.reportId,
  document_sha256: origin.documentSha256,
});

/** The values of the columns that are the same in all rows of a document, by column. */
export const sharedValues = (origin: DocumentOrigin, lastUpdatedDate: unknown): Record<string, unknown> => ({
  marketplace_id: origin.marketplaceId,
  distributor_view: origin.options['distributorView'],
  selling_program: origin.options['sellingProgram'],
  window_start: origin.window.start,
  window_end: origin.window.end,
  ...(isAsOf(origin.type) ? { as_of: origin.window.end } : {}),
  last_updated_date: lastUpdatedDate,
  report_id: origin.reportId,
  document_sha256: origin.documentSha256,
  imported_at: origin.importedAt,
});
