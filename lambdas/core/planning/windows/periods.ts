import type { PeriodSeries } from '../../input/series.ts';
import type { JobItem, Window } from '../../record/jobs.ts';
import {
  askAgain,
  type Circumstances,
  holdsItsPeriods,
  isRefreshDue,
  latestCallMs,
  overlaps,
  type SeriesPlan,
  type Spared,
  savedWhy,
  type Wanted,
} from './coverage.ts';
import { closeMs, newestPublished, oldestDay } from './published.ts';
import { longestSpan } from './span.ts';
import { type Day, daysAfter, earlierOf, firstWholePeriod, laterOf, periodsAfter, periodsBetween } from './window.ts';

/** What a run wants of a series whose windows are whole days, weeks, months, quarters or years. */
export const planPeriods = (dates: PeriodSeries, items: readonly JobItem[], run: Circumstances): SeriesPlan => {
  const oldest = oldestDay(dates, latestCallMs(run));
  // Amazon no longer keeps the first periods of such a failed window: those that it still keeps must not wait for the window.
  const isPast = (item: JobItem) =>
    item.openSince === undefined && item.saved === undefined && item.outcome?.kind === 'failed' && item.window.start < oldest;
  const holders = items.filter((item) => holdsItsPeriods(item) && !isPast(item));
  const longestSpanPeriods = Math.min(dates.longestSpanPeriods, longestSpan(items));
  const known: Known = { dates: { ...dates, longestSpanPeriods }, holders, newest: newestPublished(dates, run.nowMs), oldest, run };
  return run.range ? planRange(known, run.range) : planRoutine(known);
};

type Known = { dates: PeriodSeries; holders: readonly JobItem[]; newest: Window; oldest: Day; run: Circumstances };

/** The newest published period, what is missing of those before it, and what is due under its own key. */
const planRoutine = (known: Known): SeriesPlan => {
  const { dates, holders, newest, run } = known;
  const isHeld = heldBy(dates, holders);
  const again = planAgain(known, holders, (item) => run.force && (overlaps(item.window, newest) || item.outcome?.kind === 'failed'));
  const wantsNewest = !isHeld(newest);
  const isSaved = !wantsNewest && holders.some(({ window, saved }) => saved !== undefined && overlaps(window, newest));
  const isQuiet = isSaved && ![...again.wanted, ...again.spared].some(({ window }) => overlaps(window, newest));
  return {
    wanted: [
      ...(wantsNewest ? [{ window: newest, purpose: 'newest' as const }] : []),
      ...missing(known, isHeld).map((window) => ({ window, purpose: 'missed' as const })),
      ...again.wanted,
    ],
    spared: isQuiet ? [...again.spared, { window: newest, why: 'saved, and nothing newer is published' }] : again.spared,
  };
};

/** Of the newest `catchUpPeriods`, those before the newest that no object holds, counted from the series' first saved one. */
const missing = ({ dates, holders, newest, oldest, run }: Known, isHeld: (window: Window) => boolean): Window[] => {
  const first = holders.flatMap(({ saved, window }) => (saved ? [window.start] : [])).sort()[0];
  if (first === undefined) return [];
  return Array.from({ length: Math.max(0, run.settings.catchUpPeriods - 1) }, (_, index) => periodsAfter(dates.period, newest, -1 - index))
    .filter(({ start }) => start >= first && start >= oldest)
    .filter((window) => !isHeld(window));
};

/** The widest legal windows over the published periods of a range that no object holds, and what is due among the others. */
const planRange = (known: Known, range: NonNullable<Circumstances['range']>): SeriesPlan => {
  const { dates, holders, newest, oldest, run } = known;
  const end = earlierOf(range.to ?? newest.end, newest.end);
  const legal = periodsBetween(dates.period, { start: laterOf(range.from, oldest), end });
  const beyond =
    isBeyondLookback(known, range.from, end) && `Amazon keeps it for ${dates.lookbackPeriods} × ${dates.period}: from ${oldest} on`;
  const [first] = legal;
  if (first === undefined) {
    const none = `no whole published ${dates.period} lies in the range; the newest is ${newest.start}..${newest.end}`;
    return { wanted: [], spared: [], problem: beyond || none };
  }
  const isHeld = heldBy(dates, holders);
  const unheld = widest(
    dates,
    legal.filter((window) => !isHeld(window)),
  );
  const inRange = holders.filter(({ window }) => overlaps(window, { start: first.start, end }));
  const again = planAgain(known, inRange, () => run.force);
  return {
    wanted: [...unheld.map((window) => ({ window, purpose: 'backfill' as const })), ...again.wanted],
    spared: [...again.spared, ...quiet(inRange, again)],
    ...(beyond && { problem: beyond, isPartlyUnfit: true }),
  };
};

/** Windows that a person asked for and that are saved already: they are reported too. */
const quiet = (inRange: readonly JobItem[], { wanted, spared }: SeriesPlan): Spared[] => {
  const reported = new Set([...wanted, ...spared].map(({ window }) => window.start));
  const saved = inRange.filter((item) => item.saved !== undefined && item.openSince === undefined && !reported.has(item.window.start));
  return saved.map(({ window }) => ({ window, why: savedWhy }));
};

const isBeyondLookback = ({ dates, oldest }: Known, from: Day, end: Day): boolean => {
  const first = firstWholePeriod(dates.period, from);
  return first.start < oldest && first.end <= end;
};

/** Which periods lie in an object, or will: one that is being asked for, or has failed and may be redriven. */
const heldBy = (dates: PeriodSeries, holders: readonly JobItem[]): ((window: Window) => boolean) => {
  const starts = new Set(holders.flatMap(({ window }) => periodsBetween(dates.period, window).map(({ start }) => start)));
  return ({ start }) => starts.has(start);
};

/** Adjacent periods joined, as many in one request as Amazon allows. */
export const widest = ({ longestSpanPeriods }: Pick<PeriodSeries, 'longestSpanPeriods'>, periods: readonly Window[]): Window[] => {
  const spans: { window: Window; count: number }[] = [];
  for (const period of periods) {
    const last = spans.at(-1);
    if (last && last.count < longestSpanPeriods && daysAfter(last.window.end, 1) === period.start) {
      spans[spans.length - 1] = { window: { start: last.window.start, end: period.end }, count: last.count + 1 };
    } else {
      spans.push({ window: period, count: 1 });
    }
  }
  return spans.map(({ window }) => window);
};

/** Which of the held windows are requested again, each under the key of the object that holds it. */
const planAgain = (known: Known, held: readonly JobItem[], isForced: (item: JobItem) => boolean): SeriesPlan => {
  const { dates, oldest, run } = known;
  const wanted: Wanted[] = [];
  const spared: Spared[] = [];
  for (const item of held) {
    const isDue = isRefreshDue(item, closeMs(item.window, dates.timeZone), run);
    const verdict = askAgain(item, isDue, run.settings.freshForHours, { ...run, force: isForced(item) });
    if (verdict.ask && item.window.start >= oldest) wanted.push({ window: item.window, purpose: purposeOf(known, item) });
    const why = verdict.ask ? item.window.start < oldest && 'Amazon does not keep its data any longer' : verdict.why;
    if (why) spared.push({ window: item.window, why });
  }
  return { wanted, spared };
};

const purposeOf = ({ newest, run }: Known, item: JobItem): Wanted['purpose'] => {
  if (item.saved) return 'refresh';
  if (run.range) return 'backfill';
  return overlaps(item.window, newest) ? 'newest' : 'missed';
};
