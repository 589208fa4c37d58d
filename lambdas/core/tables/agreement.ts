import type { Table } from '../catalogue/table.ts';
import { columnName } from '../catalogue/table.ts';
import type { Value } from './column-values.ts';

/**
 * Whether the rows by product add up to the totals that Amazon gives beside them. They may lawfully be less (products that Amazon does
 * not list): it is reported, and fails nothing.
 */
export type RowsAgree = {
  agree: boolean;
  /** Days and fields whose sums differ, and the first of them. */
  differing: number;
  examples: { startDate: string; field: string; rows: number; aggregate: number }[];
};

export type Agreement = {
  /** Takes rows of a table, as columns. */
  add: (table: Table, columns: ReadonlyMap<string, readonly Value[]>, from: number, to: number) => void;
  /** Undefined for documents without totals. */
  result: () => RowsAgree | undefined;
};

const mostExamples = 5;
/** An amount is rounded to its smallest unit, at most a hundredth, so that each row may be off by half of it. */
const roundingPerRow = 0.005;
const dayMs = 24 * 60 * 60 * 1000;

/** A field that no row has is missing from `totals`. */
type Sums = { rows: number; totals: (number | undefined)[] };

export const agreement = (tables: readonly Table[]): Agreement => {
  const summed = tables.find(({ sums }) => sums !== undefined);
  const fields = summed?.sums?.fields ?? [];
  const columnOf = fields.map((field) => (summed?.fields[field]?.type === 'money' ? `${columnName(field)}_amount` : columnName(field)));
  const byTable = new Map<string, Map<Value, Sums>>(summed && [summed.name, summed.sums?.table ?? ''].map((name) => [name, new Map()]));

  const add: Agreement['add'] = (table, columns, from, to) => {
    const days = byTable.get(table.name);
    const starts = columns.get(table.dateColumn);
    if (days === undefined || starts === undefined) return;
    const values = columnOf.map((name) => columns.get(name) ?? []);
    for (let at = from; at < to; at += 1) {
      const sums = sumsOf(days, starts[at] ?? null, fields.length);
      sums.rows += 1;
      for (let field = 0; field < values.length; field += 1) {
        const value = values[field]?.[at] ?? null;
        if (value !== null) sums.totals[field] = (sums.totals[field] ?? 0) + Number(value);
      }
    }
  };

  const result = (): RowsAgree | undefined => {
    const totals = byTable.get(summed?.sums?.table ?? '');
    const rows = byTable.get(summed?.name ?? '');
    if (totals === undefined || rows === undefined || totals.size === 0) return undefined;
    const differences = [...new Set([...totals.keys(), ...rows.keys()])].flatMap((day) =>
      fields.flatMap((field, at) => {
        const sum = rows.get(day)?.totals[at] ?? 0;
        const aggregate = totals.get(day)?.totals[at];
        if (aggregate === undefined) return [];
        const isMoney = summed?.fields[field]?.type === 'money';
        const allowed = isMoney ? roundingPerRow * ((rows.get(day)?.rows ?? 0) + 1) : 0;
        const differs = Math.abs(sum - aggregate) > allowed + Math.abs(aggregate) * 1e-12;
        return differs ? [{ startDate: dayOf(day), field, rows: sum, aggregate }] : [];
      }),
    );
    return { agree: differences.length === 0, differing: differences.length, examples: differences.slice(0, mostExamples) };
  };

  return { add, result };
};

const sumsOf = (days: Map<Value, Sums>, day: Value, fields: number): Sums => {
  const known = days.get(day);
  if (known !== undefined) return known;
  const sums: Sums = { rows: 0, totals: new Array<undefined>(fields) };
  days.set(day, sums);
  return sums;
};

const dayOf = (days: Value): string => (days === null ? 'none' : new Date(Number(days) * dayMs).toISOString().slice(0, 10));
