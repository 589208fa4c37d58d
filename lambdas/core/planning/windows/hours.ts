import type { HourDates } from '../../catalogue/report-type.ts';
import { msOf } from '../../instant.ts';
import type { JobItem } from '../../record/jobs.ts';
import { askAgain, type Circumstances, holdsItsPeriods, latestCallMs, type SeriesPlan, type Spared, type Wanted } from './coverage.ts';
import { dayMs, hourMs, hoursOutUntilMs } from './published.ts';
import { type Day, dayIn, dayStartMs, daysAfter, earlierOf, laterOf, periodsBetween } from './window.ts';

/** Until when the hours of a UTC day are out, in epoch milliseconds: its end, once it is over. */
export const hoursOfDayUntilMs = (day: Day, { publishedAfterHours }: Pick<HourDates, 'publishedAfterHours'>, nowMs: number): number =>
  Math.min(dayStartMs(day, 'UTC') + dayMs, hoursOutUntilMs(publishedAfterHours, nowMs));

/**
 * What a run wants of a series whose windows are UTC days, hour by hour: today (the day of the last hour that is out) again and again,
 * yesterday a last time after it closed; in a range, its days.
 */
export const planHours = (dates: HourDates, items: readonly JobItem[], run: Circumstances): SeriesPlan => {
  const today = newestHourDay(dates, run.nowMs);
  const known: Known = { dates, holders: items.filter(holdsItsPeriods), today, oldest: oldestHourDay(dates, run), run };
  return run.range ? planRange(known, run.range) : planRoutine(known);
};

/** The UTC day of the last hour that is out. */
export const newestHourDay = ({ publishedAfterHours }: HourDates, nowMs: number): Day =>
  dayIn('UTC', hoursOutUntilMs(publishedAfterHours, nowMs) - 1);

type Known = { dates: HourDates; holders: readonly JobItem[]; today: Day; oldest: Day; run: Circumstances };

/** The first whole UTC day that Amazon still serves even at the run's last call, and a day inside. */
export const oldestHourDay = ({ lookbackHours }: HourDates, run: Pick<Circumstances, 'nowMs' | 'settings'>): Day =>
  daysAfter(dayIn('UTC', latestCallMs(run) - lookbackHours * hourMs - 1), 2);

const planRoutine = (known: Known): SeriesPlan => {
  const { holders, today, run } = known;
  const yesterday = daysAfter(today, -1);
  const first = holders.flatMap(({ saved, window }) => (saved ? [window.start] : [])).sort()[0];
  const isMissing = first !== undefined && first < yesterday && !isHeld(known, yesterday);
  const again = planAgain(known, holders, (item) => run.force && (item.window.start === today || item.outcome?.kind === 'failed'));
  return {
    wanted: [
      ...(isHeld(known, today) ? [] : [{ window: { start: today, end: today }, purpose: 'newest' as const }]),
      ...(isMissing ? [{ window: { start: yesterday, end: yesterday }, purpose: 'missed' as const }] : []),
      ...again.wanted,
    ],
    spared: again.spared,
  };
};

const planRange = (known: Known, range: NonNullable<Circumstances['range']>): SeriesPlan => {
  const { dates, holders, today, oldest, run } = known;
  const end = earlierOf(range.to ?? today, today);
  const days = periodsBetween('DAY', { start: laterOf(range.from, oldest), end }).map(({ start }) => start);
  const beyond = range.from < oldest && range.from <= end && `Amazon keeps it for ${dates.lookbackHours} hours: from ${oldest} on`;
  if (days.length === 0) {
    return { wanted: [], spared: [], problem: beyond || `no hour of the range is out; the newest are those of ${today} (UTC)` };
  }
  const inRange = holders.filter(({ window }) => days.includes(window.start));
  const again = planAgain(known, inRange, () => run.force);
  const unheld = days.filter((day) => !isHeld(known, day));
  return {
    wanted: [...unheld.map((day) => ({ window: { start: day, end: day }, purpose: 'backfill' as const })), ...again.wanted],
    spared: again.spared,
    ...(beyond && { problem: beyond, isPartlyUnfit: true }),
  };
};

const isHeld = ({ holders }: Known, day: Day): boolean => holders.some(({ window }) => window.start === day);

/** What held days are asked for again: those of which further hours are out, and what failed or may have data after all. */
const planAgain = (known: Known, held: readonly JobItem[], isForced: (item: JobItem) => boolean): SeriesPlan => {
  const { dates, today, oldest, run } = known;
  const freshForHours = Math.min(run.settings.freshForHours, dates.freshForHours);
  const wanted: Wanted[] = [];
  const spared: Spared[] = [];
  for (const item of held.filter(({ window }) => window.start >= oldest)) {
    const day = item.window.start;
    const askedUntilMs = item.request.dataEndTime === undefined ? 0 : msOf(item.request.dataEndTime);
    const isDue = askedUntilMs < hoursOfDayUntilMs(day, dates, run.nowMs);
    const verdict = askAgain(item, isDue, freshForHours, { ...run, force: isForced(item) });
    if (verdict.ask) wanted.push({ window: item.window, purpose: day === today ? 'newest' : run.range ? 'backfill' : 'missed' });
    else if (verdict.why) spared.push({ window: item.window, why: verdict.why });
    else if (day === today && item.openSince === undefined) spared.push({ window: item.window, why: 'saved, and no further hour is out' });
  }
  return { wanted, spared };
};
