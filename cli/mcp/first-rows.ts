import type { Answer, Cell } from '../query/answer.ts';

/** An agent reads all that it gets: more than this only fills its context. */
const MOST_BYTES = 100_000;

export type FirstRows = { columns: Answer['columns']; rows: Cell[][]; isCut: boolean };

/** The beginning of an answer: so many rows at most, and so many bytes. `isCut`: there is more. */
export const firstRows = async ({ columns, pages }: Answer, most: number): Promise<FirstRows> => {
  const rows: Cell[][] = [];
  let bytes = 0;
  for await (const page of pages) {
    for (const row of page) {
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (rows.length === most || bytes > MOST_BYTES) return { columns, rows, isCut: true };
      rows.push(row);
    }
  }
  return { columns, rows, isCut: false };
};
