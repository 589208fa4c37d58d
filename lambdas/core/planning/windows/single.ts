import type { LastDays } from '../../input/series.ts';
import { windowText } from '../../record/job-key.ts';
import type { JobItem, Window } from '../../record/jobs.ts';
import {
  askAgain,
  type Circumstances,
  freshWhy,
  holdsItsPeriods,
  isFresh,
  isOpen,
  latestCallMs,
  overlaps,
  type SeriesPlan,
  savedWhy,
  type Wanted,
} from './coverage.ts';
import { widest } from './periods.ts';
import { hourMs } from './published.ts';
import { daysIn, longestSpan } from './span.ts';
import { type Day, dayIn, daysAfter, earlierOf, laterOf } from './window.ts';

/* Series of which a run wants one window (in pieces, if Amazon limits the span), and none while one is open or fresh. */

/** A snapshot of what is true now: its key is the marketplace's day, and Amazon keeps no history of it. */
export const planSnapshot = (timeZone: string, items: readonly JobItem[], run: Circumstances): SeriesPlan => {
  const today = dayIn(timeZone, run.nowMs);
  const { from = today, to = today } = run.range ?? {};
  if (from > today || to < today) return none(`Amazon has it as of today (${today}) only, and keeps no history`);
  const isFreshOne = (item: JobItem) => isFresh(item, run.nowMs, run.settings.freshForHours);
  return planOne({ start: today, end: today }, items, run, { isInTheWay: isOpen, isFreshOne, isDue: true, purpose: 'newest' });
};

/** What started within the last days, or within a range: whole UTC days, of which yesterday is the last. */
export const planStartRange = (lookbackDays: number, items: readonly JobItem[], run: Circumstances): SeriesPlan => {
  const today = dayIn('UTC', run.nowMs);
  const yesterday = daysAfter(today, -1);
  const oldest = daysAfter(dayIn('UTC', latestCallMs(run)), 1 - lookbackDays);
  const { from = daysAfter(today, -run.settings.startedWithinDays), to } = run.range ?? {};
  const window = { start: laterOf(from, oldest), end: earlierOf(to ?? yesterday, yesterday) };
  const beyond = from < oldest && `Amazon accepts starts of the last ${lookbackDays} days: from ${oldest} on`;
  if (window.end < window.start) return none(beyond || `no whole UTC day of the range is over; the newest is ${yesterday}`);
  const plan = to === undefined ? planRolling(window, items, run) : planFixed(window, items, run);
  return { ...plan, ...(beyond && { problem: beyond, isPartlyUnfit: true }) };
};

/** The dates that a generic entry gives. A run with a range of its own asks for them only if they lie inside the range. */
export const planAsWritten = (dates: { from: Day; to?: Day | undefined }, items: readonly JobItem[], run: Circumstances): SeriesPlan => {
  const today = dayIn('UTC', run.nowMs);
  const window = { start: dates.from, end: earlierOf(dates.to ?? today, today) };
  const { from = window.start, to = window.end } = run.range ?? {};
  if (dates.from > today || (dates.to ?? today) > today) return none(`its own dates reach into the future; today is ${today} (UTC)`);
  if (window.start < from || window.end > to) return none(`its own dates are ${window.start}..${window.end}, and not all in the range`);
  const planPiece = dates.to === undefined ? planRolling : planFixed;
  return inPieces(window, longestSpan(items), (piece) => planPiece(piece, items, run));
};

/**
 * The newest day that is over. Days travel as UTC midnights, and types that count in days read them as the marketplace's: so it must
 * be over in both, or a document lacks its last hours and nobody asks for them again.
 */
export const lastDayOver = (timeZone: string, ms: number): Day => daysAfter(earlierOf(dayIn(timeZone, ms), dayIn('UTC', ms)), -1);

/** So many days up to the newest that is over; in a range that a person wrote, its days. In pieces, if Amazon takes fewer at once. */
export const planLastDays = (dates: LastDays, items: readonly JobItem[], run: Circumstances): SeriesPlan => {
  const newest = lastDayOver(dates.timeZone, run.nowMs);
  const oldest = daysAfter(dayIn('UTC', latestCallMs(run)), 1 - dates.lookbackDays);
  const { from = daysAfter(newest, 1 - dates.days), to = newest } = run.range ?? {};
  const window = { start: laterOf(from, oldest), end: earlierOf(to, newest) };
  const beyond =
    run.range !== undefined && from < oldest && `Amazon has data of this type for ${dates.lookbackDays} days: from ${oldest} on`;
  if (window.end < window.start) return none(beyond || `no whole day of the range is over; the newest is ${newest}`);
  const longestSpanPeriods = Math.min(dates.longestSpanDays, longestSpan(items));
  const plan = inPieces(window, longestSpanPeriods, (piece) =>
    run.range ? planFixed(piece, items, run) : planRolling(piece, items, run, (ms) => lastDayOver(dates.timeZone, ms)),
  );
  const missed = run.range ? [] : widest({ longestSpanPeriods }, missedDays(window, items, run));
  return {
    wanted: [...plan.wanted, ...missed.map((days) => ({ window: days, purpose: 'missed' as const }))],
    spared: plan.spared,
    ...(beyond && { problem: beyond, isPartlyUnfit: true }),
  };
};

/** Of the newest `catchUpPeriods` days, those before the window that nobody asked for, counted from the series' first saved one. */
const missedDays = (window: Window, items: readonly JobItem[], run: Circumstances): Window[] => {
  const first = items.flatMap((item) => (item.saved ? [item.window.start] : [])).sort()[0];
  if (first === undefined) return [];
  const start = laterOf(first, daysAfter(window.end, 1 - run.settings.catchUpPeriods));
  const holders = items.filter(holdsItsPeriods);
  return daysIn({ start, end: daysAfter(window.start, -1) }, 1).filter((day) => !holders.some((item) => overlaps(item.window, day)));
};

/** A window that Amazon does not make at once, piece by piece. */
const inPieces = (window: Window, longest: number, planPiece: (piece: Window) => SeriesPlan): SeriesPlan => {
  const plans = daysIn(window, longest).map(planPiece);
  return { wanted: plans.flatMap(({ wanted }) => wanted), spared: plans.flatMap(({ spared }) => spared) };
};

const none = (problem: string): SeriesPlan => ({ wanted: [], spared: [], problem });

const lastUtcDay = (ms: number): Day => daysAfter(dayIn('UTC', ms), -1);

/** A window that ends now: a fresh document counts for it, if it began as early and ended as late as was possible when it was requested. */
const planRolling = (window: Window, items: readonly JobItem[], run: Circumstances, newestDay = lastUtcDay): SeriesPlan => {
  const { freshForHours } = run.settings;
  const reachedUntil = newestDay(run.nowMs - freshForHours * hourMs);
  const reachesAsFar = (item: JobItem) => item.window.start <= window.start && item.window.end >= reachedUntil;
  return planOne(window, items, run, {
    isInTheWay: (item) => isOpen(item) && overlaps(item.window, window),
    isFreshOne: (item) => reachesAsFar(item) && isFresh(item, run.nowMs, freshForHours),
    isDue: true,
    purpose: 'newest',
  });
};

/** A window with a fixed end: once it is answered it is not requested again. */
const planFixed = (window: Window, items: readonly JobItem[], run: Circumstances): SeriesPlan =>
  planOne(window, items, run, {
    isInTheWay: (item) => isOpen(item) && isSame(item.window, window),
    isFreshOne: () => false,
    isDue: false,
    purpose: run.range ? 'backfill' : 'newest',
  });

type One = {
  isInTheWay: (item: JobItem) => boolean;
  isFreshOne: (item: JobItem) => boolean;
  isDue: boolean;
  purpose: Wanted['purpose'];
};

const planOne = (window: Window, items: readonly JobItem[], run: Circumstances, one: One): SeriesPlan => {
  const { freshForHours } = run.settings;
  const spared = (why: string): SeriesPlan => ({ wanted: [], spared: [{ window, why }] });
  const inTheWay = items.filter(one.isInTheWay);
  // Open jobs are reported separately: the run resumes them, or names the run that owns them.
  if (inTheWay.some((item) => isSame(item.window, window))) return { wanted: [], spared: [] };
  const [open] = inTheWay;
  if (open !== undefined) return spared(`the one of ${windowText(open.window)} is not finished: it comes first`);
  if (!run.force && items.some(one.isFreshOne)) return spared(freshWhy(freshForHours));
  const own = items.find((item) => holdsItsPeriods(item) && isSame(item.window, window));
  const verdict = own ? askAgain(own, one.isDue, freshForHours, run) : { ask: true as const };
  return verdict.ask ? { wanted: [{ window, purpose: one.purpose }], spared: [] } : spared(verdict.why ?? savedWhy);
};

const isSame = (one: Window, other: Window): boolean => one.start === other.start && one.end === other.end;
