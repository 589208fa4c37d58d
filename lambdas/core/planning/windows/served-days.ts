import type { Series } from '../../input/series.ts';
import type { Window } from '../../record/jobs.ts';
import { type Circumstances, latestCallMs } from './coverage.ts';
import { newestHourDay, oldestHourDay } from './hours.ts';
import { newestPublished, oldestDay } from './published.ts';

/**
 * The first and last day of which a run that begins now can get a report, of a series that leaves gaps when a day is not asked for. Undefined
 * for the others: snapshots have no history, and ranges overlap.
 */
export const servedDays = ({ dates }: Pick<Series, 'dates'>, run: Pick<Circumstances, 'nowMs' | 'settings'>): Window | undefined => {
  if (dates.kind === 'periods') return { start: oldestDay(dates, latestCallMs(run)), end: newestPublished(dates, run.nowMs).end };
  if (dates.kind === 'hours') return { start: oldestHourDay(dates, run), end: newestHourDay(dates, run.nowMs) };
  return undefined;
};
