import { reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import type { Account } from '../../../lambdas/core/input/accounts.ts';
import type { ReportEntry } from '../../../lambdas/core/input/report-entry.ts';
import { type Series, seriesOfEntry } from '../../../lambdas/core/input/series.ts';
import { servedDays } from '../../../lambdas/core/planning/windows/served-days.ts';
import { dayIn } from '../../../lambdas/core/planning/windows/window.ts';
import { listOf } from '../../../lambdas/core/record/asin-bundles.ts';
import { type JobItem, seriesOf, type Window } from '../../../lambdas/core/record/jobs.ts';
import { unusualFigures } from '../../../lambdas/core/record/unusual.ts';
import type { Settings } from '../../../lambdas/core/settings.ts';
import { seriesName } from '../../text/report-name.ts';
import { unusualText } from '../../text/unusual-text.ts';
import { isFetchedAgain } from './coverage.ts';

/** What a day of a series is, by the ledger. `again`: saved, in place of an earlier document. */
export const dayStates = [
  'saved',
  'again',
  'unusual',
  'zero-rows',
  'no-data',
  'unfinished',
  'failed',
  'missing',
  'not-yet-published',
] as const;
export type DayState = (typeof dayStates)[number];

/** Days in a row that are the same for the same reason. */
export type DayRun = Window & { state: DayState; days: number; why?: string };

export type SeriesCalendar = {
  series: string;
  name: string;
  /** In the order of their days. Empty: nothing has been asked for yet. */
  runs: DayRun[];
  /** Days of each state that occurs. */
  counts: Partial<Record<DayState, number>>;
  /** First and last day that can be had now; undefined where a series leaves no gaps, or is not in the accounts file any more. */
  served?: Window;
  /** The entry narrowed to this series; undefined where the accounts file does not list it any more. */
  entry?: ReportEntry;
};

type Now = { nowMs: number; settings: Settings };
type Cell = { state: DayState; why?: string };

/** One calendar for each series that the accounts file lists or the ledger knows, in the order of their names. */
export const calendarsOf = (account: Account, items: readonly JobItem[], now: Now): SeriesCalendar[] => {
  const listed = new Map(
    account.reports
      .filter(({ enabled }) => enabled)
      .flatMap((entry) =>
        seriesOfEntry(account, entry).map((series) => [series.series, { series, entry: narrowed(account, entry, series) }]),
      ),
  );
  // The bundles of a list of products share one calendar.
  const jobs = Map.groupBy(items, ({ key }) => {
    const one = seriesOf(key);
    return !listed.has(one) && listed.has(listOf(one)) ? listOf(one) : one;
  });
  return [...new Set([...listed.keys(), ...jobs.keys()])]
    .sort()
    .map((name) => ({ ...calendarOf(name, listed.get(name)?.series, jobs.get(name) ?? [], now), ...entryOf(listed.get(name)) }));
};

const entryOf = (found: { entry: ReportEntry } | undefined): Pick<SeriesCalendar, 'entry'> => (found ? { entry: found.entry } : {});

const narrowed = (account: Account, entry: ReportEntry, { marketplace, options }: Series): ReportEntry => ({
  ...entry,
  marketplaces: (entry.marketplaces ?? account.marketplaces).filter((country) => country === marketplace.country),
  ...(entry.options && { options }),
});

const calendarOf = (name: string, series: Series | undefined, jobs: readonly JobItem[], now: Now): SeriesCalendar => {
  const served = series && servedDays(series, now);
  const cells = new Map<number, Cell>();
  const isOfParts = series?.list?.asins !== undefined;
  const shown = isOfParts ? jobs.filter(({ dropped }) => dropped === undefined) : jobs;
  const sense = isOfParts ? -1 : 1;
  for (const job of shown.toSorted((a, b) => sense * (rank(a) - rank(b)))) {
    for (let day = numberOf(shownFrom(job)); day <= numberOf(job.window.end); day += 1) cells.set(day, cellOf(job));
  }
  if (cells.size > 0) fillBetween(cells, jobs, served, now);
  const runs = runsOf(cells);
  const one = series === undefined ? jobs[0] : { type: series.type, marketplace: series.marketplace.country, options: series.options };
  return {
    series: name,
    name: one === undefined ? name : seriesName(one),
    runs,
    counts: countsOf(runs),
    ...(served && { served }),
  };
};

/** A document of a range counts for the day on which it was made: each new one has all that the one before had. */
const shownFrom = ({ type, window }: JobItem): string => (reportTypeOf(type)?.dates.kind === 'startRange' ? window.end : window.start);

/**
 * Of jobs with the same day the last one is shown: what is there, then what may come, then what went wrong. The bundles of a list of
 * products are parts of one day: there it is the other way round, since one that failed leaves the day unfinished.
 */
const rank = (job: JobItem): number => {
  if (job.saved !== undefined) return 4;
  if (job.dropped !== undefined) return 0;
  if (job.openSince !== undefined) return 3;
  return job.outcome?.kind === 'no-data' ? 1 : 2;
};

const cellOf = (job: JobItem): Cell => {
  const { saved, dropped, openSince, outcome } = job;
  if (saved !== undefined) return savedCell(job);
  if (dropped !== undefined) return { state: 'missing', why: dropped.why };
  const why = outcome?.reason?.code;
  if (outcome?.kind === 'failed') return { state: 'failed', ...(why && { why }) };
  if (openSince !== undefined) return { state: 'unfinished', ...(why && { why }) };
  return outcome?.kind === 'no-data' ? { state: 'no-data' } : { state: 'missing', why: NEVER };
};

const savedCell = (job: JobItem): Cell => {
  const unusual = unusualFigures(job);
  if (unusual.length > 0) return { state: 'unusual', why: unusual.map(unusualText).join('; ') };
  if (job.saved?.rows === 0) return { state: 'zero-rows' };
  return { state: isFetchedAgain(job) ? 'again' : 'saved' };
};

const NEVER = 'never asked for';
/** Why a day is missing that no run can fill. */
export const GONE = 'Amazon keeps it no longer';

/** What nobody asked for: up to the newest published day that is over it is missing, after that it is not out yet. */
const fillBetween = (cells: Map<number, Cell>, jobs: readonly JobItem[], served: Window | undefined, { nowMs }: Now): void => {
  const [job] = jobs;
  const kind = job && reportTypeOf(job.type)?.dates.kind;
  if (kind !== 'periods' && kind !== 'hours') return;
  const days = [...cells.keys()];
  const first = days.reduce((least, day) => Math.min(least, day));
  const today = numberOf(dayIn('UTC', nowMs));
  const last = served === undefined ? days.reduce((most, day) => Math.max(most, day)) : Math.min(numberOf(served.end), today - 1);
  const oldest = served === undefined ? first : numberOf(served.start);
  for (let day = first; day <= last; day += 1) if (!cells.has(day)) cells.set(day, { state: 'missing', why: day < oldest ? GONE : NEVER });
  if (served === undefined) return;
  for (let day = last + 1; day <= today; day += 1) if (!cells.has(day)) cells.set(day, { state: 'not-yet-published' });
};

const runsOf = (cells: ReadonlyMap<number, Cell>): DayRun[] => {
  const runs: DayRun[] = [];
  for (const [day, cell] of [...cells].sort(([a], [b]) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && numberOf(last.end) === day - 1 && last.state === cell.state && last.why === cell.why) {
      runs[runs.length - 1] = { ...last, end: dayOf(day), days: last.days + 1 };
    } else runs.push({ start: dayOf(day), end: dayOf(day), days: 1, ...cell });
  }
  return runs;
};

const countsOf = (runs: readonly DayRun[]): SeriesCalendar['counts'] =>
  Object.fromEntries(
    dayStates
      .map((state) => [state, runs.reduce((sum, run) => sum + (run.state === state ? run.days : 0), 0)] as const)
      .filter(([, days]) => days > 0),
  );

const DAY_MS = 86_400_000;

/** Days since 1970: a day has 24 hours here, whatever the clocks do. */
export const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY_MS;
const dayOf = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);
