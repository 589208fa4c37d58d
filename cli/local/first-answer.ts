import { relative } from 'node:path';
import { hint } from '../hint.ts';
import { localTables } from '../query/duckdb.ts';
import { tablesFolder } from '../query/tables-folder.ts';
import { plainTable } from '../text/plain-table.ts';
import { DIRECTORY } from './options.ts';

const question = `SELECT start_date, asin, ordered_units, ordered_revenue_amount
FROM vendor_sales_by_asin
ORDER BY start_date DESC, ordered_units DESC, asin
LIMIT 5`;

/** One's own question, as a line to paste. */
const example = 'query "SELECT asin, sum(ordered_units) AS units FROM vendor_sales_by_asin GROUP BY asin ORDER BY units DESC LIMIT 10"';

/** One real answer from the tables, and how to ask others: answers are what an import is for. */
export const firstAnswer = async (directory: string, look: { width: number; colour: boolean }): Promise<string> => {
  const folder = tablesFolder(directory);
  const { columns, pages } = await localTables(folder).ask(question, new AbortController().signal);
  const rows: string[][] = [];
  for await (const page of pages) rows.push(...page.map((row) => row.map((cell) => cell ?? '')));
  const place = { isLocal: true, stack: '', directory: directory === DIRECTORY ? undefined : directory };
  const sales = [
    'Units by product and day, the newest and most:',
    plainTable(
      columns.map(({ name }) => name),
      rows,
      look,
    ),
    '',
  ];
  return [
    `The rows are tables in ${relative('.', folder)}/. ${rows.length > 0 ? sales.join('\n') : 'There are no sales among them.'}`,
    `Ask your own: ${hint(place, example)}`,
    `Which tables there are: ${hint(place, 'query --list')}`,
  ].join('\n');
};
