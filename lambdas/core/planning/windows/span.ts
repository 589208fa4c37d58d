import { periodOf } from '../../catalogue/report-type.ts';
import { reportTypeOf } from '../../catalogue/report-types.ts';
import type { JobItem, Window } from '../../record/jobs.ts';
import { periodsBetween } from './window.ts';

/* How many periods one request may ask for: what the catalogue says, until Amazon refuses it. */

type Spanning = Pick<JobItem, 'type' | 'options' | 'window'>;

/** What a generic entry asks for is counted in days. */
const periodsIn = (job: Spanning): Window[] => {
  const dates = reportTypeOf(job.type)?.dates ?? 'days';
  const period = dates === 'days' ? 'DAY' : dates.kind === 'periods' ? periodOf(dates, job.options) : undefined;
  return period === undefined ? [job.window] : periodsBetween(period, job.window);
};

/** The length of a job's window in its periods; 1 for what is not counted in periods. */
export const spanOf = (job: Spanning): number => Math.max(1, periodsIn(job).length);

/** The longest span of a series that Amazon has not refused: what it delivered, or half of the smallest it refused. */
export const longestSpan = (items: readonly JobItem[]): number => {
  const smallestRefused = Math.min(...items.map(({ refusedSpan = Number.POSITIVE_INFINITY }) => refusedSpan));
  if (smallestRefused === Number.POSITIVE_INFINITY) return smallestRefused;
  const delivered = items.filter(({ saved }) => saved !== undefined).map(spanOf);
  return Math.max(Math.floor(smallestRefused / 2), 1, ...delivered.filter((span) => span < smallestRefused));
};

/** The window in pieces of at most so many periods, the oldest first. */
export const piecesOf = (job: Spanning, longest: number): Window[] => inPieces(periodsIn(job), longest);

/** The days of a window in pieces of at most so many, the oldest first. */
export const daysIn = (window: Window, longest: number): Window[] => inPieces(periodsBetween('DAY', window), longest);

const inPieces = (periods: readonly Window[], longest: number): Window[] =>
  periods.flatMap(({ start }, index) => {
    if (index % longest > 0) return [];
    const { end } = periods[Math.min(index + longest, periods.length) - 1] ?? { end: start };
    return [{ start, end }];
  });
