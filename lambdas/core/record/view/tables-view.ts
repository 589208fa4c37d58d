import type { JobItem } from '../jobs.ts';

/** The tables made of a document: rows of each table, and anything unusual. Rows that share a key, by table. */
export type TablesView = {
  rowsByTable: Record<string, number>;
  unknownFields?: Record<string, number>;
  duplicateKeys?: Record<string, number>;
  rowsAgree?: { agree: boolean; differing: number };
};

/** The tables of the stored document; those of the previous one say nothing about it. */
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
