import type { Table } from '../catalogue/table.ts';
import type { Batch } from './batch.ts';
import { converters, type Value } from './column-values.ts';
import { type DocumentOrigin, fileMetadata, sharedValues, tableFileKey } from './document-origin.ts';
import { type Filling, fillColumns } from './fill-columns.ts';
import { type FileSink, type ParquetFile, parquetFile, rowGroupRows } from './parquet-file.ts';
import { unreadable } from './rows/unreadable.ts';
import type { TablePlan } from './table-plan.ts';

/** A file that the caller is to store. */
export type NewFile = { key: string; metadata: Readonly<Record<string, string>> };
export type OpenFile = (file: NewFile) => Promise<FileSink> | FileSink;
export type TableFile = { key: string; table: string; month: string; rows: number; bytes: number };

export type TableFiles = {
  /** Takes rows into the file of their month. @throws RowsNotReadableError */
  add: (batch: Batch) => Promise<void>;
  /** The array has ended: its files get their footers. */
  end: (plan: TablePlan) => Promise<void>;
  /** Lets all files appear, one after another. */
  finish: () => Promise<TableFile[]>;
  /** Lets no file appear that has not appeared yet. Never throws. */
  abort: () => Promise<void>;
};

/** Whole days of 15 or weeks of 7 touch three months at most: more is not what was asked for, and would be as many open files. */
const mostMonths = 3;

/**
 * Rows of one file; what is more goes into a further one. The footer of a file lists its row groups and is made at once: that of a whole
 * document of 5 GB took 150 MB.
 */
export const largestFileRows = 2_000_000;

type Open = {
  plan: TablePlan;
  month: string;
  key: string;
  sink: FileSink;
  parquet: ParquetFile;
  columns: Value[][];
  named: ReadonlyMap<string, Value[]>;
  rows: number;
  written: number;
};

/** A file that was completely written out. Its writer is released, and with it the list of its row groups. */
type Whole = { sink: FileSink; file: TableFile };

/** The files of one document. Row groups are written as they fill; nothing appears before the whole document has been read. */
export const tableFiles = (
  origin: DocumentOrigin,
  lastUpdatedDate: unknown,
  {
    open,
    filling,
    onRows,
    fileRows = largestFileRows,
  }: {
    open: OpenFile;
    filling: Filling;
    fileRows?: number | undefined;
    onRows: (table: Table, columns: ReadonlyMap<string, Value[]>, from: number, to: number) => void;
  },
): TableFiles => {
  const openFiles = new Map<string, Open>();
  const whole: Whole[] = [];
  const appeared = new Set<FileSink>();
  const parts = new Map<string, number>();
  const shared = columnsOfShared(origin, lastUpdatedDate);

  const begin = async (plan: TablePlan, month: string): Promise<Open> => {
    const months = [...openFiles.values()].filter((file) => file.plan === plan).length;
    if (months === mostMonths) {
      throw unreadable(
        `The rows of ${plan.table.rows} are of more than ${mostMonths} months (${month} is one more), and no window is that long`,
      );
    }
    const name = `${plan.table.name}/${month}`;
    const part = (parts.get(name) ?? 0) + 1;
    parts.set(name, part);
    const key = tableFileKey(plan.table, origin, month, part);
    const metadata = fileMetadata(origin);
    const sink = await open({ key, metadata });
    const columns = plan.columns.map(({ name }) => shared.get(name) ?? new Array<Value>(rowGroupRows));
    const named = new Map(plan.columns.map(({ name }, nth) => [name, columns[nth] ?? []]));
    const file: Open = { plan, month, key, sink, parquet: parquetFile(plan.columns, metadata, sink), columns, named, rows: 0, written: 0 };
    openFiles.set(name, file);
    return file;
  };

  const writeRowGroup = async (file: Open): Promise<void> => {
    if (file.rows === 0) return;
    const isFull = file.rows === rowGroupRows;
    await file.parquet.write(isFull ? file.columns : file.columns.map((column) => column.slice(0, file.rows)), file.rows);
    file.written += file.rows;
    file.rows = 0;
  };

  const addRun = async (batch: Batch, month: string, from: number, to: number): Promise<void> => {
    const { plan } = batch;
    for (let at = from; at < to; ) {
      const file = openFiles.get(`${plan.table.name}/${month}`) ?? (await begin(plan, month));
      const until = Math.min(to, at + rowGroupRows - file.rows);
      fillColumns(batch, [at, until], file.columns, file.rows, filling);
      onRows(plan.table, file.named, file.rows, file.rows + until - at);
      file.rows += until - at;
      at = until;
      if (file.rows === rowGroupRows) await writeRowGroup(file);
      if (file.written >= fileRows) await endFile(file);
    }
  };

  const add = async (batch: Batch): Promise<void> => {
    const monthAt = monthsOf(batch, String(shared.get('as_of')?.[0] === undefined ? origin.window.start : origin.window.end));
    for (let from = 0; from < batch.rows.length; ) {
      const month = monthAt(from);
      let to = from + 1;
      while (to < batch.rows.length && monthAt(to) === month) to += 1;
      await addRun(batch, month, from, to);
      from = to;
    }
  };

  /** Its footer is written; it appears with all others. */
  const endFile = async (file: Open): Promise<void> => {
    await writeRowGroup(file);
    await file.parquet.end();
    openFiles.delete(`${file.plan.table.name}/${file.month}`);
    const { key, sink, plan, month, written, parquet } = file;
    whole.push({ sink, file: { key, table: plan.table.name, month, rows: written, bytes: parquet.bytes() } });
  };

  const end = async (plan: TablePlan): Promise<void> => {
    for (const file of openFiles.values()) {
      if (file.plan === plan) await endFile(file);
    }
    for (const child of plan.children) await end(child.plan);
  };

  const finish = async (): Promise<TableFile[]> => {
    const finished: TableFile[] = [];
    for (const { sink, file } of whole) {
      await sink.finish();
      appeared.add(sink);
      finished.push(file);
    }
    return finished;
  };

  const abort = async (): Promise<void> => {
    const sinks = [...openFiles.values(), ...whole].map(({ sink }) => sink).filter((sink) => !appeared.has(sink));
    await Promise.allSettled(sinks.map(async (sink) => sink.abort()));
  };

  return { add, end, finish, abort };
};

/** Rows without a date of their own are filed under the document's. */
const monthsOf = ({ plan, rows }: Batch, day: string): ((at: number) => string) => {
  const { dateField } = plan;
  const fallback = day.slice(0, 7);
  if (dateField === undefined) return () => fallback;
  return (at) => {
    const value = rows[at]?.[dateField];
    return typeof value === 'string' && converters.date(value.slice(0, 10)) !== undefined ? value.slice(0, 7) : fallback;
  };
};

/** One array for each column whose value is the same in all rows, used by all files. */
const columnsOfShared = (origin: DocumentOrigin, lastUpdatedDate: unknown): Map<string, Value[]> => {
  const dates = ['window_start', 'window_end', 'as_of', 'last_updated_date'];
  return new Map(
    Object.entries(sharedValues(origin, lastUpdatedDate)).map(([name, value]) => {
      const type = name === 'imported_at' ? 'timestamp' : dates.includes(name) ? 'date' : 'string';
      const converted = value === undefined || value === null ? null : converters[type](value);
      if (converted === undefined) throw unreadable(`${name}: ${JSON.stringify(value)} is not a ${type}`);
      return [name, new Array<Value>(rowGroupRows).fill(converted)];
    }),
  );
};
