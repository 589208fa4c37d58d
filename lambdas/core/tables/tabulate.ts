import * as z from 'zod';
import { reportTypeOf } from '../catalogue/report-types.ts';
import { tablesOf } from '../catalogue/table-columns.ts';
import { agreement, type RowsAgree } from './agreement.ts';
import { type Batch, nestedBatch } from './batch.ts';
import type { Value } from './column-values.ts';
import type { DocumentOrigin } from './document-origin.ts';
import type { Filling } from './fill-columns.ts';
import { type MainMeasure, mainMeasure } from './main-measure.ts';
import { flatRows } from './rows/flat-rows.ts';
import { parseRows, type Row } from './rows/parse-rows.ts';
import { rowSlicer, type Slice } from './rows/row-slicer.ts';
import { type DuplicateKeys, type UniqueKeys, uniqueKeys } from './rows/unique-keys.ts';
import { unknownFields } from './rows/unknown-fields.ts';
import { unreadable } from './rows/unreadable.ts';
import { type OpenFile, type TableFile, type TableFiles, tableFiles } from './table-files.ts';
import { type TablePlan, tablePlans } from './table-plan.ts';

export type TabulateInput = {
  /** Opens the stored document, unpacked, from its first byte. Called a second time only where `reportSpecification` follows the rows. */
  document: () => AsyncIterable<Uint8Array>;
  origin: DocumentOrigin;
  /** Where the bytes of a file go. Three at most are being filled at once; those that are whole wait for the end of the document. */
  open: OpenFile;
  /** Rows of one file at most; for tests. */
  fileRows?: number | undefined;
  /** Rows that were counted when the document was saved; checked if given. */
  rowsByArray?: Readonly<Record<string, number>> | undefined;
  /** Aborted when the time is up: its reason is thrown. */
  signal?: AbortSignal | undefined;
};

export type TabulateResult = {
  /** What has appeared, in order. Files of this document from an earlier version of it that are not among these are to be deleted. */
  files: TableFile[];
  /** Rows of each table, also of those without a row, which have no file. */
  rowsByTable: Record<string, number>;
  /** Fields that the catalogue does not know and in how many rows they were; they are in the column `extra`. */
  unknownFields: Record<string, number>;
  /** Tables in which rows share a key that should be unique. */
  duplicateKeys: Record<string, DuplicateKeys>;
  rowsAgree: RowsAgree | undefined;
  measure: MainMeasure | undefined;
};

/** Chunks are cut to it: the rows of one chunk are parsed at once, and memory follows from that. */
const longestChunkBytes = 512 * 1024;

/**
 * Makes the tables of one document: one pass, in memory that does not grow with it. All or nothing as far as one place can promise it:
 * no file appears before the whole document has been read and found sound; then they appear one by one, and the next attempt writes the
 * same files again.
 * @throws RowsNotReadableError if the document is not what its type should be, or TablesOutOfTimeError by way of the signal
 */
export const tabulate = async ({ document, origin, open, fileRows, rowsByArray, signal }: TabulateInput): Promise<TabulateResult> => {
  const tables = tablesOf(origin.type, origin.kind);
  const plans = new Map(tablePlans(origin.type, tables).map((plan) => [plan.table.rows, plan]));
  const slicer = rowSlicer([...plans.keys()]);
  const unknown = unknownFields();
  const keys = new Map([...plans].map(([rows, plan]) => [rows, uniqueKeys(plan.keyFields)]));
  const sums = agreement(tables);
  const measure = mainMeasure(tables);
  const rowsByTable: Record<string, number> = Object.fromEntries(tables.map(({ name }) => [name, 0]));
  let files: TableFiles | undefined;
  let reading: TablePlan | undefined;

  const begin = async (): Promise<TableFiles> => {
    const found = slicer.specification() ?? (needsSpecification(origin) ? await findSpecification(document()) : undefined);
    const specification = Specification.safeParse(found ?? {}).data;
    if (specification === undefined) throw unreadable('"reportSpecification" is not what Amazon describes');
    const currency: Value = specification.reportOptions?.currencyCode ?? origin.options['currencyCode'] ?? null;
    const onRows: typeof sums.add = (...rows) => {
      sums.add(...rows);
      measure.add(...rows);
    };
    const filling: Filling = { unknown, documentCurrency: () => currency };
    return tableFiles(origin, specification.lastUpdatedDate, { open, filling, onRows, fileRows });
  };

  const take = async (slice: Slice): Promise<void> => {
    files ??= await begin();
    const plan = plans.get(slice.array);
    if (plan === undefined) return;
    if (reading !== undefined && reading !== plan) await files.end(reading);
    reading = plan;
    const parsed = parseRows(slice);
    const label = (at: number): string => `Row ${slice.firstRow + at + 1} of ${slice.array}`;
    const rows = flatRows(parsed.rows, plan.objects, label);
    noteKeys(keys.get(slice.array), rows);
    await addBatch({ plan, rows, exact: () => flatRows(parsed.exact(), plan.objects, label), label }, files, rowsByTable);
  };

  try {
    for await (const chunk of cut(document())) {
      signal?.throwIfAborted();
      for (const slice of slicer.add(chunk)) await take(slice);
    }
    slicer.end();
    if (reading !== undefined) await files?.end(reading);
    compareRows(slicer.rows(), rowsByArray);
    signal?.throwIfAborted();
    for (const member of slicer.unknownMembers()) unknown.note(member);
    return {
      files: (await files?.finish()) ?? [],
      rowsByTable,
      unknownFields: unknown.counts(),
      duplicateKeys: duplicatesOf(keys, plans),
      rowsAgree: sums.result(),
      measure: measure.result(),
    };
  } catch (error) {
    await files?.abort();
    throw error;
  }
};

/** Amazon's echo of the request, as far as rows need it. */
const Specification = z.object({
  lastUpdatedDate: z.unknown().optional(),
  reportOptions: z.object({ currencyCode: z.string().nullish() }).nullish(),
});

const needsSpecification = ({ type, kind }: DocumentOrigin): boolean =>
  reportTypeOf(type)?.hasLastUpdatedDate === true ||
  tablesOf(type, kind).some(({ fields }) =>
    Object.values(fields).some((field) => field.type === 'amount' && field.currency.in === 'document'),
  );

/** JSON promises no order of members: where the rows come first, the document is read a second time for what follows them. */
const findSpecification = async (document: AsyncIterable<Uint8Array>): Promise<unknown> => {
  const slicer = rowSlicer([]);
  for await (const chunk of document) {
    slicer.add(chunk);
    if (slicer.specification() !== undefined) break;
  }
  return slicer.specification();
};

async function* cut(document: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of document) {
    for (let at = 0; at < chunk.length; at += longestChunkBytes) yield chunk.subarray(at, at + longestChunkBytes);
  }
}

const noteKeys = (keys: UniqueKeys | undefined, rows: readonly Row[]): void => {
  for (const row of rows) keys?.add(row);
};

const addBatch = async (batch: Batch, files: TableFiles, rowsByTable: Record<string, number>): Promise<void> => {
  const { name } = batch.plan.table;
  rowsByTable[name] = (rowsByTable[name] ?? 0) + batch.rows.length;
  await files.add(batch);
  for (const { member, plan } of batch.plan.children) await addBatch(nestedBatch(batch, member, plan), files, rowsByTable);
};

const compareRows = (found: Record<string, number>, counted: Readonly<Record<string, number>> | undefined): void => {
  for (const [array, rows] of Object.entries(found)) {
    const expected = counted?.[array];
    if (expected === undefined || expected === rows) continue;
    throw unreadable(`${array} has ${rows} rows, and had ${expected} when the document was saved`);
  }
};

const duplicatesOf = (keys: ReadonlyMap<string, UniqueKeys>, plans: ReadonlyMap<string, TablePlan>): Record<string, DuplicateKeys> =>
  Object.fromEntries(
    [...keys].flatMap(([rows, unique]) => {
      const found = unique.found();
      return found === undefined ? [] : [[plans.get(rows)?.table.name ?? rows, found] as const];
    }),
  );
