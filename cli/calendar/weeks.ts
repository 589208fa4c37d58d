import { type DayRun, type DayState, dayStates, numberOf, type SeriesCalendar } from '../answers/coverage/calendar.ts';
import { shortWindow } from '../text/quantities.ts';
import { escaped } from '../timeline/escaped.ts';
import { stateWords } from './signs.ts';

/** A line has the weeks of 400 days, which a phone of 390 pixels can show side by side. */
const WEEKS_PER_LINE = 58;
/** A few more are no reason for another line, which would be nearly empty. */
const MORE_WEEKS = 6;
/** This many runs of days have their reason as a title in the calendar; all are listed below it. */
const TITLES = 100;
const TITLED: ReadonlySet<DayState> = new Set(['unusual', 'zero-rows', 'no-data', 'unfinished', 'failed', 'missing']);

/** How many weeks a line has on a page of these series, so that their weeks lie below each other. */
export const weeksPerLine = (calendars: readonly SeriesCalendar[], nowMs: number): number => {
  const longest = calendars.reduce((most, calendar) => Math.max(most, weeksOf(calendar, nowMs)), 0);
  return longest > WEEKS_PER_LINE && longest <= WEEKS_PER_LINE + MORE_WEEKS ? longest : WEEKS_PER_LINE;
};

/** The days of a series as weeks beside each other, Sunday on top: in as many lines as they need, the newest last. */
export const weekLines = (calendar: SeriesCalendar, nowMs: number, perLine: number): string => {
  const { runs, name } = calendar;
  const lines = Math.ceil(weeksOf(calendar, nowMs) / perLine);
  const titled = new Set(runs.filter(({ state }) => TITLED.has(state)).slice(-TITLES));
  return Array.from({ length: lines }, (_, index) =>
    weekLine({ runs, titled, name, firstWeek: lastWeek(runs, nowMs) + 1 - perLine * (lines - index), weeks: perLine }),
  ).join('');
};

const weeksOf = ({ runs }: SeriesCalendar, nowMs: number): number => {
  const [first] = runs;
  return first === undefined ? 0 : lastWeek(runs, nowMs) - weekOf(numberOf(first.start)) + 1;
};

const lastWeek = (runs: readonly DayRun[], nowMs: number): number =>
  [...runs.slice(-1).map(({ end }) => numberOf(end)), Math.floor(nowMs / 86_400_000)].map(weekOf).reduce((a, b) => Math.max(a, b));

/** Weeks since 1970, from Sunday on: its first day was a Thursday. */
const weekOf = (day: number): number => Math.floor((day + 4) / 7);

type Line = { runs: readonly DayRun[]; titled: ReadonlySet<DayRun>; name: string; firstWeek: number; weeks: number };

const weekLine = ({ runs, titled, name, firstWeek, weeks }: Line): string => {
  const from = firstWeek * 7 - 4;
  const to = from + weeks * 7 - 1;
  const drawn = runs.flatMap((run) => {
    const start = Math.max(from, numberOf(run.start));
    const end = Math.min(to, numberOf(run.end));
    return start > end ? [] : [{ run, d: areaOf(start - from, end - from) }];
  });
  const [first] = drawn;
  if (first === undefined) return '';
  // Before its first day a series has nothing to show.
  const column = Math.floor((Math.max(from, numberOf(first.run.start)) - from) / 7);
  const ground = `<rect class="ground" x="${column}" width="${weeks - column}" height="7" rx=".3"/>`;
  const plain = dayStates.flatMap((state) => {
    const d = drawn.flatMap((one) => (one.run.state === state && !titled.has(one.run) ? one.d : [])).join('');
    return d === '' ? [] : [`<path class="d-${state}" d="${d}"/>`];
  });
  const titledPaths = drawn
    .filter(({ run }) => titled.has(run))
    .map(({ run, d }) => `<path class="d-${run.state}" d="${d}"><title>${escaped(titleOf(run))}</title></path>`);
  const label = `${name}, days: ${countsText(drawn.map(({ run }) => run))}`;
  return `<div class="weeks"><div class="months" aria-hidden="true">${months(from, column, weeks)}</div><svg viewBox="0 0 ${weeks} 7" role="img" aria-label="${escaped(label)}">${ground}${plain.join('')}${titledPaths.join('')}</svg></div>`;
};

const titleOf = (run: DayRun): string => `${shortWindow(run)}: ${stateWords[run.state]}${run.why === undefined ? '' : `, ${run.why}`}`;

/** `385 saved, 2 missing` */
export const countsText = (runs: readonly DayRun[]): string =>
  dayStates
    .map((state) => [state, runs.reduce((sum, run) => sum + (run.state === state ? run.days : 0), 0)] as const)
    .filter(([, days]) => days > 0)
    .map(([state, days]) => `${days.toLocaleString('en')} ${stateWords[state]}`)
    .join(', ');

/** The days from a line's first on: at most a part of a week, whole weeks, and a part of one. */
const areaOf = (start: number, end: number): string => {
  const [column, last] = [Math.floor(start / 7), Math.floor(end / 7)];
  const [top, bottom] = [start % 7, end % 7];
  if (column === last) return box(column, top, 1, bottom - top + 1);
  const head = top === 0 ? '' : box(column, top, 1, 7 - top);
  const tail = bottom === 6 ? '' : box(last, 0, 1, bottom + 1);
  const firstWhole = top === 0 ? column : column + 1;
  const whole = (bottom === 6 ? last : last - 1) - firstWhole + 1;
  return `${head}${whole > 0 ? box(firstWhole, 0, whole, 7) : ''}${tail}`;
};

const box = (x: number, y: number, width: number, height: number): string => `M${x} ${y}h${width}v${height}H${x}z`;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** The first week of each month from a column on, January as its year. */
const months = (from: number, first: number, weeks: number): string =>
  Array.from({ length: weeks - first }, (_, index) => first + index)
    .flatMap((column) => {
      const day = Array.from({ length: 7 }, (_, row) => new Date((from + column * 7 + row) * 86_400_000)).find(
        (date) => date.getUTCDate() === 1,
      );
      if (day === undefined || column > weeks - 3) return [];
      const text = day.getUTCMonth() === 0 ? `${day.getUTCFullYear()}` : MONTHS[day.getUTCMonth()];
      return [`<i style="left:${Math.round((column / weeks) * 1000) / 10}%">${text}</i>`];
    })
    .join('');
