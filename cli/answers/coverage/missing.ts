import type { Account } from '../../../lambdas/core/input/accounts.ts';
import type { ReportEntry } from '../../../lambdas/core/input/report-entry.ts';
import type { Window } from '../../../lambdas/core/record/jobs.ts';
import type { CliPorts } from '../../ports.ts';
import { calendarsOf, type DayRun, GONE, type SeriesCalendar } from './calendar.ts';

type Gaps = { name: string; days: number; gaps: DayRun[] };

export type Missing = {
  /** Of a run that fills what is missing; undefined where nothing is that can still be had. */
  input?: { reports: ReportEntry[]; from: string; to: string };
  filled: Gaps[];
  /** What a further start fills: another range would ask for days before a series began, or that Amazon keeps no longer. */
  later: Gaps[];
  /** What no run can fill. */
  gone: Gaps[];
};

/**
 * What is missing of an account, and the input of one run that fills it: the series whose history covers a common range, and in that range
 * only what no document has. What Amazon forgets first goes first.
 */
export const missingOf = async (ports: CliPorts, account: Account, isAsked: (type: string) => boolean): Promise<Missing> => {
  const items = (await ports.ledger.jobsWithPrefix(account.name, '')).filter(({ type }) => isAsked(type));
  return missingIn(calendarsOf(account, items, { nowMs: ports.clock.now(), settings: ports.settings() }));
};

type Fillable = { name: string; entry: ReportEntry; served: Window; first: string; gaps: DayRun[] };

/** The pure part of `missingOf`. */
export const missingIn = (calendars: readonly SeriesCalendar[]): Missing => {
  const fillable = calendars.flatMap(fillableOf).sort((a, b) => daysLeft(a) - daysLeft(b));
  const gone = calendars.flatMap(({ name, runs }) => gapsOf(name, runs.filter(isGone)));
  const [seed] = fillable;
  if (seed === undefined) return { filled: [], later: [], gone };
  const from = startOf(seed);
  const isWithin = ({ first, served }: Fillable): boolean => first <= from && served.start <= from;
  const isFilled = (one: Fillable, gap: DayRun): boolean => isWithin(one) && gap.end >= from;
  const filled = fillable.flatMap((one) =>
    gapsOf(
      one.name,
      one.gaps.filter((gap) => isFilled(one, gap)),
    ),
  );
  const later = fillable.flatMap((one) =>
    gapsOf(
      one.name,
      one.gaps.filter((gap) => !isFilled(one, gap)),
    ),
  );
  const ends = filled.flatMap(({ gaps }) => gaps.map(({ end }) => end)).sort();
  const reports = fillable.filter((one) => one.gaps.some((gap) => isFilled(one, gap))).map(({ entry }) => entry);
  return { input: { reports, from, to: ends.at(-1) ?? from }, filled, later, gone };
};

const isGone = ({ state, why }: DayRun): boolean => state === 'missing' && why === GONE;

const fillableOf = ({ name, runs, served, entry }: SeriesCalendar): Fillable[] => {
  const [first] = runs;
  if (first === undefined || served === undefined || entry === undefined) return [];
  const gaps = runs.filter((run) => run.state === 'missing' && !isGone(run) && run.start >= served.start);
  return gaps.length === 0 ? [] : [{ name, entry, served, first: first.start, gaps }];
};

const startOf = ({ gaps, served }: Fillable): string => gaps[0]?.start ?? served.end;

/** How long Amazon will still have the oldest gap, about. */
const daysLeft = (one: Fillable): number => Date.parse(startOf(one)) - Date.parse(one.served.start);

const gapsOf = (name: string, gaps: DayRun[]): Gaps[] =>
  gaps.length === 0 ? [] : [{ name, gaps, days: gaps.reduce((sum, { days }) => sum + days, 0) }];
