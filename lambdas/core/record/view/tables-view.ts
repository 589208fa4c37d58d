import type { JobItem } from '../jobs.ts';

/** What became of a document's rows: rows of each table, and what of them is worth a look. Rows that share a key, by table. */
export type TablesView = {
  rowsByTable: Record<string, number>;
  unknownFields?: Record<string, number>;
  duplicateKeys?: Record<string, number>;
  rowsAgree?: { agree: boolean; differing: number };
};

/** The tables of the stored document; those of the one before it tell nothing of this. */
export const tablesView = ({ saved, tables }: Pick<JobItem, 'saved' | 'tables'>): TablesView | undefined => {
  if (tables?.rowsByTable === undefined || tables.documentSha256 !== saved?.storedSha256) return undefined;
  const { rowsByTable, unknownFields, duplicateKeys, rowsAgree } = tables;
  return {
    rowsByTable,
    ...(unknownFields && { unknownFields }),
    ...(duplicateKeys && { duplicateKeys: Object.fromEntries(Object.entries(duplicateKeys).map(([name, { rows }]) => [name, rows])) }),
    ...(rowsAgree && { rowsAgree: { agree: rowsAgree.agree, differing: rowsAgree.differing } }),
  };
};
