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
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [], compact: true },
    head: heads.map((head) => p('gray', head)),
    colAligns: heads.map((_, column) =>
      rows.length > 0 && rows.every((row) => /^[\d.,]*( [kMGT]?B)?$/.test(row[column] ?? '')) ? 'right' : 'left',
    ),
  });
  for (const row of rows) table.push([...row]);
  const longest = Math.max(80, width);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .map((line) => (!colour && line.length > longest ? `${line.slice(0, longest - 1)}…` : line))
    .join('\n');
};
