import * as z from 'zod';
import type { JobItem } from './jobs.ts';

/** What a figure of a series was like in its newest comparable documents. `ofDocuments`: how many those are. */
const Range = z.looseObject({ middle: z.number(), least: z.number(), most: z.number(), ofDocuments: z.number().int() });
export type Range = z.infer<typeof Range>;

/** What is usual for a job's document: its rows, and the sum of the main measure of its type. Plan knows it; see `usualFigures`. */
export const Usual = z.looseObject({
  /** A figure that is that many times smaller or larger than usual is unusual. */
  factor: z.number(),
  rows: Range.optional(),
  measure: Range.optional(),
  /** The column whose sum `measure` is of. */
  column: z.string().optional(),
});
export type Usual = z.infer<typeof Usual>;

/** A figure that looks wrong beside the series' own past. It fails nothing: a true sale looks like that too. */
export type UnusualFigure = {
  figure: string;
  value: number;
  usual: number;
  is: 'zero' | 'low' | 'high';
  /** How many documents before it say what is usual; absent in summaries of an older release. */
  ofDocuments?: number;
};

/** The figures of a saved document that look wrong. Empty where nothing is known to compare with. */
export const unusualFigures = ({ usual, saved, tables }: Pick<JobItem, 'usual' | 'saved' | 'tables'>): UnusualFigure[] => {
  if (usual === undefined || saved === undefined) return [];
  const measured = tables?.documentSha256 === saved.storedSha256 ? tables.measure : undefined;
  const isSame = measured !== undefined && measured.column === usual.column;
  return [
    ...unusual('rows', saved.rows, usual.rows, usual.factor),
    ...unusual(usual.column ?? '', isSame ? measured.sum : undefined, usual.measure, usual.factor),
  ];
};

/** Counts vary by their square root by chance alone: what is within five of these says nothing, however many times smaller it is. */
const CHANCE = 5;

/** A series that varies much by itself may go beyond its range by half, and by chance besides. */
const BEYOND = 1.5;

const unusual = (figure: string, value: number | undefined, range: Range | undefined, factor: number): UnusualFigure[] => {
  if (value === undefined || range === undefined) return [];
  const { middle, least, most, ofDocuments } = range;
  const isByChance = Math.abs(value - middle) <= CHANCE * Math.sqrt(Math.max(1, middle));
  if (isByChance) return [];
  if (value <= middle / factor && value < Math.max(least / BEYOND - 2 * Math.sqrt(least), Math.min(1, least)))
    return [{ figure, value, usual: middle, is: value === 0 ? 'zero' : 'low', ofDocuments }];
  if (value >= middle * factor && value > most * BEYOND + 2 * Math.sqrt(most))
    return [{ figure, value, usual: middle, is: 'high', ofDocuments }];
  return [];
};
