import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where a page of the documentation lies. */
export const docsFile = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));

/** The lines that hold a generated section, begin and end. */
const marksOf = (name: string): [string, string] => [`<!-- begin ${name} (generated) -->`, `<!-- end ${name} -->`];

/** The text with the section's content between its marks replaced. @throws Error if the text has no such section */
export const withSection = (text: string, name: string, content: string): string => {
  const [begin, end] = marksOf(name);
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`There is no section between "${begin}" and "${end}"`);
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
};

export const writeSection = (file: string, name: string, content: string): void =>
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), name, content));

/** Ends a script that was started with a flag that it does not have: what it makes is always the same. */
export const onlyFlags = (...known: string[]): void => {
  const unknown = process.argv.slice(2).find((word) => !known.includes(word));
  if (unknown === undefined) return;
  process.stderr.write(`Unknown option '${unknown}'. Usage: npm run generate\n`);
  process.exit(2);
};

/** A Markdown table. */
export const tableOf = (heads: readonly string[], rows: readonly string[][]): string =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n');
