import { applyEdits, findNodeAtLocation, type JSONPath, modify, parseTree } from 'jsonc-parser';

/** An entry as a person writes it: nothing is resolved, and no default is filled in. */
export type WrittenEntry = { name: string; reports: readonly Record<string, unknown>[] } & Record<string, unknown>;

const EMPTY = '{\n  "accounts": [\n  ]\n}\n';
const EMPTY_BESIDE_SCHEMA = '{\n  "$schema": "./accounts.schema.json",\n  "accounts": [\n  ]\n}\n';

/** The text of the file with one more entry at its end; all else stays as it is. Without a text: a new file. */
export const withEntry = (text: string | undefined, entry: WrittenEntry, isBesideSchema = false): string => {
  const before = text ?? (isBesideSchema ? EMPTY_BESIDE_SCHEMA : EMPTY);
  const accounts = nodeAt(before, ['accounts']);
  const last = accounts.children?.at(-1);
  const entryText = `${BASE}${entryLines(entry)}`;
  if (last === undefined) return spliced(before, accounts, `[\n${entryText}\n  ]`);
  return spliced(before, { offset: last.offset + last.length, length: 0 }, `,\n${entryText}`);
};

/** An entry by its place among the accounts. */
type Place = { text: string; index: number };

/** The text with other reports in the account's entry. */
export const withReports = ({ text, index }: Place, reports: WrittenEntry['reports']): string =>
  spliced(text, nodeAt(text, ['accounts', index, 'reports']), reportLines(reports));

/** The text with a field of the account's entry set, beside those that are there. */
export const withField = ({ text, index }: Place, name: string, value: unknown): string => edited(text, ['accounts', index, name], value);

/** The text without the account's entry. */
export const withoutEntry = ({ text, index }: Place): string => edited(text, ['accounts', index], undefined);

/** How the sample is written: an entry lies in a list in an object. */
const BASE = '    ';

/** One field a line, and one report a line: a fleet's file stays readable. */
export const entryLines = (entry: WrittenEntry): string => {
  const fields = Object.entries(entry).map(([name, value]) => {
    const shown = name === 'reports' ? reportLines(entry.reports) : oneLine(value);
    return `${BASE}  ${JSON.stringify(name)}: ${shown}`;
  });
  return `{\n${fields.join(',\n')}\n${BASE}}`;
};

const reportLines = (reports: WrittenEntry['reports']): string =>
  `[\n${reports.map((report) => `${BASE}    ${reportText(report)}`).join(',\n')}\n${BASE}  ]`;

const LONGEST_LINE = 100;

const reportText = (report: Record<string, unknown>): string => {
  const line = oneLine(report);
  if (line.length <= LONGEST_LINE) return line;
  const fields = Object.entries(report).map(([name, value]) => `${BASE}      ${JSON.stringify(name)}: ${oneLine(value)}`);
  return `{\n${fields.join(',\n')}\n${BASE}    }`;
};

/** `{ "type": "X", "options": { "a": ["b", "c"] } }` */
const oneLine = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, one]) => `${JSON.stringify(name)}: ${oneLine(one)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
};

const edited = (text: string, path: JSONPath, value: unknown): string =>
  applyEdits(text, modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2, eol: '\n' } }));

type Range = { offset: number; length: number };

/** The text was parsed before: what is looked for is there. */
const nodeAt = (text: string, path: JSONPath) => {
  const tree = parseTree(text);
  const node = tree && findNodeAtLocation(tree, path);
  if (node === undefined) throw new Error(`The accounts file has nothing at ${path.join('.')}`);
  return node;
};

const spliced = (text: string, { offset, length }: Range, by: string): string => text.slice(0, offset) + by + text.slice(offset + length);
