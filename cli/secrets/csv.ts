import { InvalidInputError } from '../../lambdas/core/errors.ts';

const COLUMNS = ['account', 'clientId', 'clientSecret', 'refreshToken', 'endpointUri', 'applicationSecret'] as const;
type Column = (typeof COLUMNS)[number];

/** A line of the file with what its columns hold; empty ones are left out. */
export type CsvRow = { line: number; fields: Partial<Record<Column, string>> };

/**
 * Secrets as a sheet has them: a line that names the columns, then a line for each. Separated by commas, semicolons or tabs.
 * @throws InvalidInputError that quotes nothing of the text: without its first line, a secret would stand there
 */
export const csvRows = (text: string): CsvRow[] => {
  const [head, ...lines] = linesOf(text.replace(/^\uFEFF/, ''));
  const columns = head?.cells.map((cell) => COLUMNS.find((column) => plain(column) === plain(cell)));
  if (!columns?.includes('account') || columns.includes(undefined) || new Set(columns).size < columns.length)
    throw new InvalidInputError(`The first line must name the columns, each once, and no others: ${COLUMNS.join(', ')}.`);
  return lines.map(({ line, cells }) => {
    if (cells.length > columns.length) throw new InvalidInputError(`Line ${line} has more columns than the first line names.`);
    const fields = columns.flatMap((column, place) => (column && cells[place] ? [[column, cells[place]] as const] : []));
    return { line, fields: Object.fromEntries(fields) };
  });
};

/** `client_id` and `Client ID` mean `clientId`. */
const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** RFC 4180: a quoted cell may hold the separator, line ends and doubled quotes. */
const linesOf = (text: string): { line: number; cells: string[] }[] => {
  const separator = [',', ';', '\t'].find((one) => text.split('\n', 1)[0]?.includes(one)) ?? ',';
  const lines: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let startedAt = 1;
  const endLine = (): void => {
    cells.push(cell.trim());
    if (cells.some((one) => one !== '')) lines.push({ line: startedAt, cells });
    cells = [];
    cell = '';
    startedAt = line + 1;
  };
  for (const [index, letter] of [...text].entries()) {
    if (letter === '"') {
      if (!isQuoted && text[index - 1] === '"' && cell !== '') cell += '"';
      isQuoted = !isQuoted;
    } else if (isQuoted || (letter !== separator && letter !== '\n')) cell += letter;
    else if (letter === '\n') endLine();
    else {
      cells.push(cell.trim());
      cell = '';
    }
    if (letter === '\n') line += 1;
  }
  endLine();
  return lines;
};
