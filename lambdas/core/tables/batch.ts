import { flatRows } from './rows/flat-rows.ts';
import { isRow, type Row } from './rows/parse-rows.ts';
import { unreadable } from './rows/unreadable.ts';
import type { TablePlan } from './table-plan.ts';

/** Rows of one table on their way into columns. */
export type Batch = {
  plan: TablePlan;
  rows: readonly Row[];
  /** The same rows, with whole numbers beyond 2^53 exact. Slow: only for rows that need it. */
  exact: () => readonly Row[];
  /** How an error names a row. */
  label: (at: number) => string;
  /** Of a nested table: the rows around, which of them is each row's, and its place in that row's array, from 1. */
  around?: { batch: Batch; of: readonly number[]; numbers: readonly number[] };
};

/** The rows of a nested array, of all rows around them. */
export const nestedBatch = (around: Batch, member: string, plan: TablePlan): Batch => {
  const rows: Row[] = [];
  const of: number[] = [];
  const numbers: number[] = [];
  around.rows.forEach((row, at) => {
    for (const [index, inner] of arrayIn(row, member, () => around.label(at)).entries()) {
      if (!isRow(inner)) throw unreadable(`${around.label(at)}, ${member}[${index + 1}] is not an object`);
      rows.push(inner);
      of.push(at);
      numbers.push(index + 1);
    }
  });
  const label = (at: number): string => `${around.label(of[at] ?? 0)}, ${member}[${numbers[at]}]`;
  const flat = (inner: readonly Row[]) => flatRows(inner, plan.objects, label);
  const exact = () => flat(around.exact().flatMap((row, at) => arrayIn(row, member, () => around.label(at)).filter(isRow)));
  return { plan, rows: flat(rows), exact, label, around: { batch: around, of, numbers } };
};

const arrayIn = (row: Row, member: string, label: () => string): readonly unknown[] => {
  const value = row[member];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw unreadable(`${label()}, field ${member}: ${typeof value} is not an array of rows`);
  return value;
};

/** The row around a row, so many levels up, and its batch. */
export const rowAround = (batch: Batch, row: number, levels: number): { batch: Batch; at: number } => {
  let owner = batch;
  let at = row;
  for (let level = 0; level < levels && owner.around !== undefined; level += 1) {
    at = owner.around.of[at] ?? 0;
    owner = owner.around.batch;
  }
  return { batch: owner, at };
};
