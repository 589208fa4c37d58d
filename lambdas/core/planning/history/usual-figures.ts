import { reportTypeOf } from '../../catalogue/report-types.ts';
import { msOf } from '../../instant.ts';
import type { JobItem, Window } from '../../record/jobs.ts';
import type { Range, Usual } from '../../record/unusual.ts';
import { dayMs } from '../windows/published.ts';
import { spanOf } from '../windows/span.ts';

/** As many as are compared: a quarter of one weekday, as many weeks, or months. */
export const comparedDocuments = 13;
/** With fewer there is no usual range to compare with. */
const FEWEST = 8;

type Asked = Pick<JobItem, 'type' | 'options' | 'window'>;

/**
 * What is usual for the document of a window: the newest documents of its series before it, of the same weekday where a document is of one
 * day, since sales have a week's rhythm. Undefined when too few are known, and for windows of several periods, which are backfill.
 */
export const usualFigures = (asked: Asked, items: readonly JobItem[], factor: number | false, nowMs: number): Usual | undefined => {
  if (factor === false || spanOf(asked) !== 1 || isRunning(asked, nowMs)) return undefined;
  const before = items
    .filter((item) => item.saved !== undefined && item.window.start < asked.window.start && isLike(asked, item))
    .toSorted((a, b) => (a.window.start < b.window.start ? 1 : -1))
    .slice(0, comparedDocuments);
  const rows = rangeOf(before.flatMap(({ saved }) => saved?.rows ?? []));
  const column = before.find(({ tables }) => tables?.measure)?.tables?.measure?.column;
  const sums = before.flatMap(({ tables }) => (tables?.measure?.column === column ? (tables?.measure?.sum ?? []) : []));
  const measure = column === undefined ? undefined : rangeOf(sums);
  if (rows === undefined && measure === undefined) return undefined;
  return { factor, ...(rows && { rows }), ...(measure && { measure, column }) };
};

const isLike = (asked: Asked, item: JobItem): boolean => {
  const isSameWeekday = !isOneDay(asked) || weekday(item.window) === weekday(asked.window);
  return (
    isSameWeekday && lengthMs(item.window) <= lengthMs(asked.window) * LONGER && !isRunning(item, msOf(item.saved?.at ?? item.window.end))
  );
};

/** Months and quarters differ by some days; two periods are more than that. */
const LONGER = 1.2;
const lengthMs = ({ start, end }: Window): number => Date.parse(end) - Date.parse(start) + dayMs;

const kindOf = ({ type }: Asked) => reportTypeOf(type)?.dates.kind;
/** The hours of a day that is not over are compared with nothing. */
const isRunning = (job: Asked, atMs: number): boolean => kindOf(job) === 'hours' && atMs < Date.parse(job.window.end) + dayMs;
const isOneDay = (job: Asked): boolean => ['periods', 'hours'].includes(kindOf(job) ?? '') && job.window.start === job.window.end;
const weekday = ({ start }: Window): number => new Date(start).getUTCDay();

/** One value far from the others is left out: an outage is not usual for the next two months. */
const rangeOf = (values: readonly number[]): Range | undefined => {
  if (values.length < FEWEST) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const kept = sorted.length === FEWEST ? sorted : middle - first > last - middle ? sorted.slice(1) : sorted.slice(0, -1);
  return { middle, least: kept[0] ?? 0, most: kept.at(-1) ?? 0, ofDocuments: sorted.length };
};
