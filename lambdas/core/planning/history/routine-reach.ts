import type { Account } from '../../input/accounts.ts';
import { inputSeries } from '../../input/input-series.ts';
import type { RunInput } from '../../input/run-input.ts';
import type { Series } from '../../input/series.ts';
import { type JobItem, seriesOf } from '../../record/jobs.ts';
import type { Run } from '../../record/runs.ts';
import { askAgain, isRefreshDue } from '../windows/coverage.ts';
import { closeMs, newestPublished } from '../windows/published.ts';
import { spanOf } from '../windows/span.ts';
import { type Day, dayIn, daysAfter } from '../windows/window.ts';
import { comparedDocuments } from './usual-figures.ts';

/**
 * How far back a routine run reads a series. One of days has a job for each day of years, and an item is paid by its size each time it is
 * read, though what is older than the last refresh is settled: it is answered, and nothing is to be done for it any more.
 */
export type Reach = {
  /** The first day of the windows that are read. */
  from: Day;
  /**
   * Whether these items are all that the run must know; if not, the older ones are read too. After a rest of the series what became due
   * meanwhile begins among these.
   */
  isEnough: (items: readonly JobItem[]) => boolean;
};

type About = { account: Account; input: RunInput; run: Run; nowMs: number };

/** Documents are compared with those of the same weekday: so many weeks, and one that may be missing. */
const FIGURES_DAYS = (comparedDocuments + 1) * 7;
/** Windows that became due while no run looked for them. */
const LATE_DAYS = 7;
/** Without figures: longer requests begin before the days that they reach into. */
const LEAST_DAYS = 28;

/**
 * The reach of each series in this run; undefined: all of it. A range or `force` may ask for any window, and once a week each series is
 * read whole, on a day of its own, so that whatever else an old window wants (a second look, since it had no data; a mark that an
 * operator has added) waits a week at most. Failed windows that later runs try are open, and read with the open ones.
 */
export const routineReach = (about: About, open: readonly JobItem[]): ((series: string) => Reach | undefined) => {
  const { account, input, run, nowMs } = about;
  if (input.from !== undefined || input.force === true) return () => undefined;
  // How long a request may be follows from what was ever refused.
  const long = new Set(open.filter((item) => spanOf(item) > 1 || item.refusedSpan !== undefined).map(({ key }) => seriesOf(key)));
  const weekday = new Date(nowMs).getUTCDay();
  const reaches = inputSeries(account, input)
    .filter(({ series, list }) => list === undefined && !long.has(series) && wholeDayOf(series) !== weekday)
    .map((series) => [series.series, reachOf(series, run, nowMs)] as const);
  // Entries of an input may name a series twice, with other factors.
  const twice = reaches.filter(([one], index) => reaches.findIndex(([other]) => other === one) !== index).map(([one]) => one);
  const reachBy = new Map(reaches.filter(([one]) => !twice.includes(one)));
  return (series) => reachBy.get(series);
};

/** The day of the week on which a series is read whole: the load is spread over the week. */
export const wholeDayOf = (series: string): number => [...Buffer.from(series)].reduce((sum, byte) => sum + byte, 0) % 7;

const reachOf = (series: Series, { settings }: Run, nowMs: number): Reach | undefined => {
  const asked = firstAsked(series, settings, nowMs);
  if (asked === undefined) return undefined;
  const hasFigures = (series.unusualFactor ?? settings.unusualFactor) !== false;
  const longestSpan = series.dates.kind === 'periods' ? series.dates.longestSpanPeriods : 1;
  const run = { nowMs, settings, force: false };
  const isSettled = (item: JobItem): boolean =>
    series.dates.kind !== 'periods' ||
    !askAgain(item, isRefreshDue(item, closeMs(item.window, series.dates.timeZone), run), settings.freshForHours, run).ask;
  return {
    from: daysAfter(asked, -Math.max(hasFigures ? FIGURES_DAYS : 0, LEAST_DAYS + longestSpan)),
    isEnough: (items) => {
      const before = items.filter(({ window }) => window.start < asked);
      const saved = before.filter((item) => item.saved !== undefined && spanOf(item) === 1);
      return saved.length > 0 && (!hasFigures || hasEnoughToCompare(saved, series.dates.kind === 'snapshot')) && before.every(isSettled);
    },
  };
};

/** The first day that the run may ask for, of series that have a window for each day. */
const firstAsked = ({ dates }: Series, settings: Run['settings'], nowMs: number): Day | undefined => {
  switch (dates.kind) {
    case 'periods':
      return dates.period === 'DAY'
        ? daysAfter(newestPublished(dates, nowMs).start, -Math.max(settings.catchUpPeriods, ...settings.refreshAfterDays) - LATE_DAYS)
        : undefined;
    case 'hours':
      return daysAfter(dayIn('UTC', nowMs), -Math.ceil(dates.lookbackHours / 24) - 1);
    case 'snapshot':
      return daysAfter(dayIn(dates.timeZone, nowMs), -1);
    default:
      return undefined;
  }
};

const hasEnoughToCompare = (saved: readonly JobItem[], isSnapshot: boolean): boolean => {
  if (isSnapshot) return saved.length >= comparedDocuments;
  const byWeekday = Map.groupBy(saved, ({ window }) => new Date(window.start).getUTCDay());
  return byWeekday.size === 7 && [...byWeekday.values()].every(({ length }) => length >= comparedDocuments);
};
