import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { docsFile, onlyFlags, tableOf, writeSection } from './generated-section.ts';

export const constructFile = docsFile('cdk-app.md');

/** The tables of the construct's props and of what it gives, made from their comments in the source. By the name of their section. */
export const constructTables = (): Record<string, string> => ({
  props: tableOf(['prop', 'meaning'], fieldsOf('report-import-props.ts')),
  'what it gives': tableOf(['property', 'meaning'], fieldsOf('report-import.ts')),
});

/** Every documented `readonly` field of a file with its comment as one line. */
const fieldsOf = (file: string): string[][] => {
  const text = readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), 'utf8');
  const fields = text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2}readonly (\w+)/g);
  return [...fields].map(([, comment = '', name = '']) => [`\`${name}\``, inOneLine(comment)]);
};

const inOneLine = (comment: string): string =>
  comment
    .split('\n')
    .map((line) => line.replace(/^\s*\*? ?/, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.replace(/^@see docs\/([\w-]+)(\.md.*)$/, 'See [$1]($1$2).'))
    .join(' ');

if (import.meta.main) {
  onlyFlags();
  for (const [name, content] of Object.entries(constructTables())) writeSection(constructFile, name, content);
}
