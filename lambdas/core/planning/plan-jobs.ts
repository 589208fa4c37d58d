import type { Account } from '../input/accounts.ts';
import { inputSeries } from '../input/input-series.ts';
import { problemsError } from '../input/problems.ts';
import { repeatedAsins } from '../input/repeated-asins.ts';
import { type RunInput, reportsOf, settingsOf } from '../input/run-input.ts';
import { hasOwnDays, type Series } from '../input/series.ts';
import type { AsinBundle } from '../record/asin-bundles.ts';
import { windowText } from '../record/job-key.ts';
import { type JobItem, Purpose, type Window } from '../record/jobs.ts';
import type { Settings } from '../settings.ts';
import { usualFigures } from './history/usual-figures.ts';
import { byReason, type LeftOut } from './left-out.ts';
import { bundleSeries } from './windows/asin-bundles.ts';
import { apartFrom, holdersIn, planBundle } from './windows/asin-coverage.ts';
import type { Circumstances, SeriesPlan, Wanted } from './windows/coverage.ts';
import { planHours } from './windows/hours.ts';
import { planPeriods } from './windows/periods.ts';
import { restsUntilMs, restWhy } from './windows/refusals.ts';
import { requestFor } from './windows/report-request.ts';
import { planAsWritten, planLastDays, planSnapshot, planStartRange } from './windows/single.ts';
import { dayIn } from './windows/window.ts';

/** A job that a run wants: everything of its item that follows from configuration and clock. */
export type WantedJob = Pick<
  JobItem,
  'account' | 'key' | 'type' | 'marketplace' | 'options' | 'window' | 'request' | 'purpose' | 'askedByPerson' | 'usual' | 'savedUntil'
>;

type PlanRequest = {
  account: Account;
  input: RunInput;
  /** The ledger's items of a series, read before; see `seriesToPlan`. */
  known: (series: string) => readonly JobItem[];
  /** The bundles of a list of products, read before; see `readBundles`. Without them only dates are checked. */
  bundles?: ((list: string) => readonly AsinBundle[]) | undefined;
  nowMs: number;
  settings: Settings;
};

/** The series that a run is about: read their items from the ledger before `planJobs`. @throws InvalidInputError */
export const seriesToPlan = (account: Account, input: RunInput, bundles: PlanRequest['bundles'] = () => []): string[] =>
  inputSeries(account, input).flatMap((one) => [one, ...bundleSeries(one, bundles(one.series))].map(({ series }) => series));

/**
 * What this run's configuration wants, most useful first: the newest windows, missed ones, refreshes, backfill. A job that is open is
 * never among them: it is continued whatever the configuration says.
 * @throws InvalidInputError when the input names what cannot be had
 */
export const planJobs = (request: PlanRequest): { jobs: WantedJob[]; leftOut: LeftOut[] } => {
  const { account, input, known, nowMs, settings } = request;
  const plans = planAll(request);
  const jobs = plans.flatMap(({ series, plan }) =>
    plan.wanted.map((wanted) => {
      const job = jobFor(account.name, series, wanted, nowMs);
      const usual = usualFigures(job, known(series.series), series.unusualFactor ?? settings.unusualFactor, nowMs);
      return { ...job, ...(usual && { usual }), ...(input.reports && { askedByPerson: true }) };
    }),
  );
  const rank = ({ purpose }: WantedJob): number => Purpose.options.indexOf(purpose);
  const later = (one: Window, other: Window): number => (one.end < other.end ? 1 : one.end > other.end ? -1 : 0);
  return {
    jobs: jobs.sort((one, other) => rank(one) - rank(other) || later(one.window, other.window)),
    leftOut: [
      ...plans.flatMap(({ series, plan }) => leftOutOf(series, plan)),
      ...repeatedAsins(input.reports ?? account.reports).map((why) => ({ what: 'products', why })),
    ],
  };
};

/**
 * Refuses dates that the input's reports cannot be had for, exactly as `planJobs` does, before the ledger was read or anything claimed.
 * @throws InvalidInputError
 */
export const refuseUnfitDates = (request: Omit<PlanRequest, 'known'>): void => {
  planAll({ ...request, known: () => [] });
};

type Planned = { series: Series; plan: SeriesPlan };

const planAll = (request: PlanRequest): Planned[] => {
  const { account, input, nowMs, settings } = request;
  const run = circumstances(account, input, nowMs, settings);
  const plans = inputSeries(account, input).flatMap((series) =>
    series.list ? planList(series, request, run) : [planned(series, request, run)],
  );
  refuseWhatWasNamed(plans, reportsOf(account, input).named, input);
  return plans;
};

const planned = (series: Series, { known }: PlanRequest, run: Circumstances, narrow = (plan: SeriesPlan) => plan): Planned => {
  const items = known(series.series);
  return { series, plan: rested(narrow(planSeries(series, items, run)), items, run) };
};

/** A list of products is planned bundle by bundle; one without products as a whole, as far as no bundle has its rows. */
const planList = (whole: Series, request: PlanRequest, run: Circumstances): Planned[] => {
  const { known, bundles = () => [], input } = request;
  const parts = bundleSeries(whole, bundles(whole.series));
  const holders = holdersIn([whole, ...parts].flatMap(({ series }) => known(series)));
  const asins = whole.list?.asins;
  if (asins === undefined) return [planned(whole, request, run, (plan) => apartFrom(holders, plan))];
  // Dates can be checked before the bundles are known; asked for is nothing.
  if (parts.length === 0) return [planned(whole, request, run, (plan) => ({ ...plan, wanted: [] }))];
  const named = new Set(asins);
  return parts
    .filter(({ list }) => list?.asins?.some((asin) => input.reports === undefined || named.has(asin)))
    .map((part) => planned(part, request, run, (plan) => planBundle(part, { plan, items: known(part.series), holders }, run)));
};

/** A series that Amazon refuses identically is not tried for some days: what it wants now is left out with the reason, and requested later. */
const rested = (plan: SeriesPlan, items: readonly JobItem[], { nowMs, force, settings }: Circumstances): SeriesPlan => {
  const untilMs = force ? undefined : restsUntilMs(items, settings);
  if (untilMs === undefined || untilMs <= nowMs) return plan;
  const why = restWhy(untilMs);
  return { ...plan, wanted: [], spared: [...plan.spared, ...plan.wanted.map(({ window }) => ({ window, why }))] };
};

const circumstances = (account: Account, input: RunInput, nowMs: number, settings: Settings): Circumstances => {
  const run = { nowMs, settings: settingsOf(input, settings), force: input.force ?? false };
  if (input.from === undefined) return run;
  const today = [dayIn(account.timeZone, nowMs), dayIn('UTC', nowMs)].sort().at(-1) ?? '';
  const future = Object.entries({ from: input.from, to: input.to }).filter(([, day]) => day !== undefined && day > today);
  if (future.length > 0) {
    const allowed = `lies in the future. Allowed: up to today, ${today}; without "to" the run goes up to the newest published period.`;
    throw problemsError(
      'The input of the run',
      future.map(([field, day]) => `${field}: "${day}" ${allowed}`),
    );
  }
  return { ...run, range: { from: input.from, to: input.to } };
};

const planSeries = ({ dates }: Series, items: readonly JobItem[], run: Circumstances): SeriesPlan => {
  switch (dates.kind) {
    case 'periods':
      return planPeriods(dates, items, run);
    case 'hours':
      return planHours(dates, items, run);
    case 'snapshot':
      return planSnapshot(dates.timeZone, items, run);
    case 'startRange':
      return planStartRange(dates.lookbackDays, items, run);
    case 'as-written':
      return planAsWritten(dates, items, run);
    case 'lastDays':
      return planLastDays(dates, items, run);
    default:
      return dates satisfies never;
  }
};

/**
 * A type that was named must suit the dates with one of its series at least; of types that nobody named, the part that suits is
 * enough, but there must be one.
 */
const refuseWhatWasNamed = (plans: readonly Planned[], named: ReadonlySet<string>, input: RunInput): void => {
  const isUnfit = ({ plan }: Planned) => plan.problem !== undefined && (named.size > 0 || !plan.isPartlyUnfit);
  const types = [...new Set(plans.map(({ series }) => series.type))];
  const unfit = types.filter((type) => plans.every((planned) => planned.series.type !== type || isUnfit(planned)));
  const refused = named.size > 0 || unfit.length === types.length ? unfit : [];
  if (refused.length === 0) return;
  const range = input.from === undefined ? '' : `from "${input.from}"${input.to === undefined ? '' : ` to "${input.to}"`}: `;
  const lines = plans
    .filter(({ series }) => refused.includes(series.type))
    .map(({ series, plan }) => `${range}${series.series}: ${plan.problem}`);
  throw problemsError('The input of the run', lines);
};

const jobFor = (account: string, series: Series, { window, purpose, asins, savedUntil }: Wanted, nowMs: number): WantedJob => ({
  account,
  key: `${series.series}/${windowText(window, hasOwnDays(series))}`,
  type: series.type,
  marketplace: series.marketplace.country,
  options: series.options,
  window,
  request: requestFor(series, window, nowMs, asins),
  purpose,
  ...(savedUntil && { savedUntil }),
});

const leftOutOf = (series: Series, { spared, problem }: SeriesPlan): LeftOut[] => [
  ...byReason(spared.map(({ window, why }) => ({ key: `${series.series}/${windowText(window, hasOwnDays(series))}`, why }))),
  ...(problem === undefined ? [] : [{ what: series.series, why: problem }]),
];
