import { createHash } from 'node:crypto';
import { marketplaceOf } from '../catalogue/marketplaces.ts';
import type { AccountKind } from '../catalogue/report-type.ts';
import { periodOf } from '../catalogue/report-type.ts';
import { isReportTypeName, type ReportTypeName, reportTypeOf } from '../catalogue/report-types.ts';
import { columnName, type Table } from '../catalogue/table.ts';
import { isAsOf, optionColumns, type TablePeriod } from '../catalogue/table-columns.ts';
import type { Instant } from '../instant.ts';
import { type JobItem, type Options, type Saved, seriesOf, type Window } from '../record/jobs.ts';
import { unreadable } from './rows/unreadable.ts';

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

/** The origin of a job's stored document. @throws RowsNotReadableError for a type that the catalogue does not have (any more) */
export const originOf = (item: JobItem, saved: Saved): DocumentOrigin => {
  if (!isReportTypeName(item.type)) throw unreadable(`The report type ${item.type} has no tables`);
  return {
    account: item.account,
    kind: kindOf(item),
    type: item.type,
    marketplaceId: marketplaceOf(item.marketplace)?.id ?? item.marketplace,
    options: item.options,
    window: item.window,
    series: seriesOf(item.key),
    reportId: saved.reportId,
    documentSha256: saved.storedSha256,
    importedAt: saved.at,
  };
};

/** Only campaigns differ by kind of account, and their request shows which it was. */
const kindOf = ({ type, request }: JobItem): AccountKind => {
  const { audience = ['vendor'], dates } = reportTypeOf(type) ?? {};
  const sent = Object.keys(request.reportOptions ?? {});
  const asked = dates?.kind === 'startRange' ? audience.find((kind) => sent.includes(dates.rangeOptions[kind].from)) : undefined;
  return asked ?? audience[0] ?? 'vendor';
};

export const reportPeriodOf = ({ type, options }: Pick<DocumentOrigin, 'type' | 'options'>): TablePeriod => {
  const dates = reportTypeOf(type)?.dates;
  if (dates?.kind === 'hours') return 'HOUR';
  return (dates?.kind === 'periods' ? periodOf(dates, options) : undefined) ?? 'NONE';
};

/**
 * Where a document's rows of one month lie. The same series and window always have the same name: since each period of a series lies in
 * exactly one document, writing the file again is the whole merge.
 * @param month `yyyy-MM`
 * @param part from 1; the later files of a document that is too large for one
 */
export const tableFileKey = (table: Pick<Table, 'name'>, origin: DocumentOrigin, month: string, part: number): string => {
  const partitions = [
    ['account', origin.account],
    ['report_period', reportPeriodOf(origin)],
    ['month', month],
  ].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`);
  const series = createHash('sha256').update(`${origin.account}/${origin.series}`).digest('hex').slice(0, 16);
  return `tables/${table.name}/${partitions.join('/')}/${series}__${origin.window.start}_${origin.window.end}${part > 1 ? `.${part}` : ''}.parquet`;
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
  ...Object.fromEntries(optionColumns(origin.type).map((option) => [columnName(option), origin.options[option]])),
  window_start: origin.window.start,
  window_end: origin.window.end,
  ...(isAsOf(origin.type) ? { as_of: origin.window.end } : {}),
  last_updated_date: lastUpdatedDate,
  report_id: origin.reportId,
  document_sha256: origin.documentSha256,
  imported_at: origin.importedAt,
});
