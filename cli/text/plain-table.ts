import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { paint } from './paint.ts';

/** The characters with which cli-table3 would draw lines: none, since columns that align need none. */
export const noLines = Object.fromEntries(
  ['top', 'bottom', 'left', 'right']
    .flatMap((side) => ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']))
    .concat(['mid', 'mid-mid', 'middle', 'left-mid', 'right-mid'].map((part) => [part, ''])),
);

/** Columns as wide as they need to be; what is wider than the terminal is cut off at its right edge. */
export const plainTable = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  { width, colour }: { width: number; colour: boolean },
): string => {
  const p = paint(colour);
  const longest = Math.max(80, width);
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
    head: heads.map((head) => p('gray', head)),
    colAligns: heads.map((_, column) =>
      rows.length > 0 && rows.every((row) => /^[\d.,]*( [kMGT]?B)?$/.test(row[column] ?? '')) ? 'right' : 'left',
    ),
  });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .map((line) => cutPainted(line, longest))
    .join('\n');
};

const PAINT = new RegExp(`(${String.fromCharCode(27)}\\[[\\d;]*m)`);

/** Only what is seen counts: the sequences that colour a line stay whole, and what they began is ended. */
const cutPainted = (line: string, longest: number): string => {
  if (stripVTControlCharacters(line).length <= longest) return line;
  let room = longest - 1;
  const kept = line.split(PAINT).map((part, index) => {
    if (index % 2 === 1) return part;
    const shown = part.slice(0, room);
    room -= shown.length;
    return shown;
  });
  return `${kept.join('')}…`;
};
