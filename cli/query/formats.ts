import type { Out } from '../out.ts';
import { plainTable } from '../text/plain-table.ts';
import { counted } from '../text/quantities.ts';
import type { Answer, AnswerColumn, Cell } from './answer.ts';

export const formats = ['table', 'csv', 'json'] as const;
export type Format = (typeof formats)[number];

/** What a person can read at a glance; the other formats print all. */
const ROWS_SHOWN = 100;

/** Prints an answer and returns how many rows it has. */
export const printAnswer = async (answer: Answer, format: Format, out: Out): Promise<number> => printers[format](answer, out);

const printers: Readonly<Record<Format, (answer: Answer, out: Out) => Promise<number>>> = {
  table: async ({ columns, pages }, out) => {
    const shown: string[][] = [];
    let rows = 0;
    for await (const page of pages) {
      rows += page.length;
      shown.push(...page.slice(0, ROWS_SHOWN - shown.length).map((row) => row.map((cell) => cell ?? '')));
    }
    const names = columns.map(({ name }) => name);
    if (rows > 0) out.print(plainTable(names, shown, out));
    if (rows > ROWS_SHOWN) out.note(`… and ${counted(rows - ROWS_SHOWN, 'row')} more: --format csv prints all.`);
    if (rows === 0) out.note(`No rows. The columns would be: ${names.join(', ')}`);
    return rows;
  },
  csv: async ({ columns, pages }, out) => {
    let rows = 0;
    out.print(csvLine(columns.map(({ name }) => name)));
    for await (const page of pages) {
      rows += page.length;
      out.print(page.map(csvLine).join('\n'));
    }
    return rows;
  },
  json: async ({ columns, pages }, out) => {
    let rows = 0;
    for await (const page of pages) {
      for (const row of page) out.print(`${rows++ === 0 ? '[' : ','}${JSON.stringify(objectOf(columns, row))}`);
    }
    out.print(rows === 0 ? '[]' : ']');
    return rows;
  },
};

/** @see https://www.rfc-editor.org/rfc/rfc4180: NULL is nothing, an empty text is `""` */
const csvLine = (cells: readonly Cell[]): string =>
  cells.map((cell) => (cell === null ? '' : cell === '' || /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');

const objectOf = (columns: readonly AnswerColumn[], row: readonly Cell[]): Record<string, unknown> =>
  Object.fromEntries(columns.map(({ name, type }, nth) => [name, jsonValue(type, row[nth] ?? null)]));

const wholeNumber = /^(u?(tiny|small|big|huge)int|u?integer|int)/i;
const fraction = /^(double|float|real|decimal)/i;

/** What JSON has no type for stays text: dates, and numbers that a double would change. */
const jsonValue = (type: string, cell: Cell): unknown => {
  if (cell === null) return null;
  if (/^boolean/i.test(type)) return cell === 'true';
  const number = Number(cell);
  const isNumber = wholeNumber.test(type) ? Number.isSafeInteger(number) : fraction.test(type) && Number.isFinite(number);
  return isNumber ? number : cell;
};
