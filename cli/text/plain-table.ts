import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { paint } from './paint.ts';

/** The characters with which cli-table3 would draw lines: none, since columns that align need none. */
export const noLines = Object.fromEntries(
  ['top', 'bottom', 'left', 'right']
    .flatMap((side) => ['', '-mid', '-left', '-right'].map((part) => [`${side}${part}`, '']))
    .concat(['mid', 'mid-mid', 'middle', 'left-mid', 'right-mid'].map((part) => [part, ''])),
);

type PlainLook = {
  width: number;
  colour: boolean;
  /** The columns that wrap where the terminal is too narrow, the first one first. */
  wraps?: readonly number[];
};

/** Columns as wide as they need to be; where the terminal is too narrow some are wrapped. What is wider all the same is cut off at its right edge. */
export const plainTable = (heads: readonly string[], rows: readonly (readonly string[])[], look: PlainLook): string => {
  const { width, colour, wraps = [] } = look;
  const p = paint(colour);
  const longest = Math.max(80, width);
  const table = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [], compact: true },
    head: heads.map((head) => p('gray', head)),
    colAligns: heads.map((_, column) =>
      rows.length > 0 && rows.every((row) => /^[\d.,]*( [kMGT]?B)?$/.test(row[column] ?? '')) ? 'right' : 'left',
    ),
  });
  const widths = narrowed(heads, rows, longest, wraps);
  for (const row of rows) table.push(row.map((cell, column) => (wraps.includes(column) ? wrapped(cell, widths[column] ?? 0) : cell)));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .map((line) => cutPainted(line, longest))
    .join('\n');
};

const GAP = 2;
const NARROWEST = 14;

/** How wide each column is when those that wrap have given what the others need. */
const narrowed = (heads: readonly string[], rows: readonly (readonly string[])[], longest: number, wraps: readonly number[]): number[] => {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)));
  for (const column of wraps) {
    // The gap behind the last column is never seen.
    const excess = widths.reduce((sum, one) => sum + one + GAP, -GAP) - longest;
    if (excess > 0) widths[column] = Math.max(Math.min(widths[column] ?? 0, NARROWEST), (widths[column] ?? 0) - excess);
  }
  return widths;
};

/** Broken between words; a longer word is broken anywhere. */
const wrapped = (text: string, characters: number): string => {
  const lines = [''];
  for (const word of text.split(' ').flatMap((one) => one.match(new RegExp(`.{1,${characters}}`, 'g')) ?? [])) {
    const line = lines.at(-1) ?? '';
    const joined = line === '' ? word : `${line} ${word}`;
    if (joined.length <= characters) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines.join('\n');
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
