import { columnName, type Table } from '../catalogue/table.ts';
import type { Value } from './column-values.ts';

/** The sum of the main measure over the rows of a document: what a series is compared with its own past by. */
export type MainMeasure = { column: string; sum: number };

export const mainMeasure = (tables: readonly Table[]) => {
  const measured = tables.find(({ measure }) => measure !== undefined);
  const column = measured?.measure && columnName(measured.measure);
  let sum = 0;
  return {
    /** Takes rows of a table, as columns. */
    add: (table: Table, columns: ReadonlyMap<string, readonly Value[]>, from: number, to: number): void => {
      const values = table === measured && column !== undefined ? columns.get(column) : undefined;
      if (values === undefined) return;
      for (let at = from; at < to; at += 1) sum += Number(values[at] ?? 0);
    },
    /** Undefined for types without one. */
    result: (): MainMeasure | undefined => (column === undefined ? undefined : { column, sum }),
  };
};
