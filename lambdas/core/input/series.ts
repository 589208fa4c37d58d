import type { Limit } from '../catalogue/limit.ts';
import { type Marketplace, marketplaceOf } from '../catalogue/marketplaces.ts';
import { lookbackDaysOf, otherTypes, usualSpanDays } from '../catalogue/other-types.ts';
import {
  type AccountKind,
  type AsinList,
  type HourDates,
  type Period,
  type PeriodDates,
  periodOf,
  type StartRangeDates,
} from '../catalogue/report-type.ts';
import { reportTypeOf } from '../catalogue/report-types.ts';
import { InvalidInputError } from '../errors.ts';
import { seriesKey } from '../record/job-key.ts';
import type { Options } from '../record/jobs.ts';
import { type GenericEntry, isGeneric, type ListedOptions, type ReportEntry } from './report-entry.ts';

/** The facts of a series whose windows are whole periods. */
export type PeriodSeries = {
  period: Period;
  timeZone: string;
  publishedAfterHours: number;
  longestSpanPeriods: number;
  lookbackPeriods: number;
};

/** The facts of a series that asks for the same number of days in each run, up to the newest that is over. */
export type LastDays = { days: number; timeZone: string; longestSpanDays: number; lookbackDays: number };

/** How the windows of a series are found. `as-written`, `lastDays`: the dates of a generic entry. */
export type SeriesDates =
  | ({ kind: 'periods' } & PeriodSeries)
  | HourDates
  | { kind: 'snapshot'; timeZone: string }
  | { kind: 'startRange'; rangeOptions: { from: string; to: string }; lookbackDays: StartRangeDates['lookbackDays'] }
  | { kind: 'as-written'; from: string; to?: string | undefined }
  | ({ kind: 'lastDays' } & LastDays);

/** What repeats: an account's report type in one marketplace with one value for each option. */
export type Series = {
  /** All of its jobs' keys but the window. */
  series: string;
  type: string;
  apiType: string;
  marketplace: Marketplace;
  options: Options;
  dates: SeriesDates;
  /** When a figure counts as unusual, if the entry says it. */
  unusualFactor?: number | false | undefined;
  /** Of a type that is asked for by product: how, and for which products; without those for all. */
  list?: AsinList & { asins?: readonly string[] | undefined; limits?: readonly Limit[] | undefined };
};

/** Whether its windows are days that a generic entry gave: always written as a range, so that one day differs from a snapshot. */
export const hasOwnDays = ({ dates }: Pick<Series, 'dates'>): boolean => dates.kind === 'as-written' || dates.kind === 'lastDays';

/** What of an account decides its series. */
export type SeriesOwner = { kind: AccountKind; marketplaces: readonly string[] };

/** Every series of one report entry: one for each marketplace and combination of listed option values. */
export const seriesOfEntry = (owner: SeriesOwner, entry: ReportEntry): Series[] =>
  (entry.marketplaces ?? owner.marketplaces).map(knownMarketplace).flatMap((marketplace) =>
    combinations(entry.options ?? {}).map((options) => {
      const type = isGeneric(entry) ? entry.apiType : entry.type;
      return {
        series: seriesKey(type, marketplace.country, options),
        type,
        apiType: reportTypeOf(type)?.apiType ?? type,
        marketplace,
        options,
        dates: datesOf(owner, entry, marketplace, options),
        unusualFactor: entry.unusualFactor,
        ...listIn(entry),
      };
    }),
  );

const listIn = (entry: ReportEntry): Pick<Series, 'list'> => {
  const type = isGeneric(entry) ? undefined : reportTypeOf(entry.type);
  if (type?.asins === undefined || isGeneric(entry)) return {};
  return { list: { ...type.asins, asins: entry.asins, limits: entry.limits ?? type.limits } };
};

const knownMarketplace = (country: string): Marketplace => {
  const marketplace = marketplaceOf(country);
  if (!marketplace) throw new InvalidInputError(`marketplace: ${JSON.stringify(country)} is not one of Amazon's`);
  return marketplace;
};

/** `{ a: ['x', 'y'], b: 'z' }` → `{ a: 'x', b: 'z' }` and `{ a: 'y', b: 'z' }`. */
const combinations = (listed: ListedOptions): Options[] =>
  Object.entries(listed).reduce<Options[]>(
    (found, [name, values]) =>
      values === undefined ? found : [values].flat().flatMap((value) => found.map((options) => ({ ...options, [name]: value }))),
    [{}],
  );

const datesOf = (owner: SeriesOwner, entry: ReportEntry, marketplace: Marketplace, options: Options): SeriesDates => {
  const snapshot: SeriesDates = { kind: 'snapshot', timeZone: marketplace.timeZone };
  if (isGeneric(entry)) return genericDates(entry, marketplace) ?? snapshot;
  const dates = reportTypeOf(entry.type)?.dates ?? snapshot;
  switch (dates.kind) {
    case 'periods':
      return periodSeries(dates, marketplace, options, entry);
    case 'hours':
      return { ...dates, publishedAfterHours: entry.publishedAfterHours ?? dates.publishedAfterHours };
    case 'snapshot':
      return snapshot;
    case 'startRange':
      return { kind: 'startRange', rangeOptions: dates.rangeOptions[owner.kind], lookbackDays: dates.lookbackDays };
    default:
      return dates satisfies never;
  }
};

const genericDates = ({ apiType, lastDays, from, to }: GenericEntry, { timeZone }: Marketplace): SeriesDates | undefined => {
  if (lastDays !== undefined) {
    const { longestSpanDays = Math.max(lastDays, usualSpanDays) } = otherTypes[apiType] ?? {};
    return { kind: 'lastDays', days: lastDays, timeZone, longestSpanDays, lookbackDays: lookbackDaysOf(apiType) };
  }
  return from === undefined ? undefined : { kind: 'as-written', from, to };
};

const periodSeries = (
  dates: PeriodDates,
  marketplace: Marketplace,
  options: Options,
  override: { publishedAfterHours?: number | undefined; longestSpanPeriods?: number | undefined },
): { kind: 'periods' } & PeriodSeries => {
  const { periodOption = 'reportPeriod' } = dates;
  const period = periodOf(dates, options);
  const facts = period && {
    publishedAfterHours: override.publishedAfterHours ?? dates.publishedAfterHours[period],
    longestSpanPeriods: override.longestSpanPeriods ?? dates.longestSpanPeriods[period],
    lookbackPeriods: dates.lookbackPeriods[period],
  };
  const { publishedAfterHours, longestSpanPeriods, lookbackPeriods } = facts ?? {};
  if (period === undefined || publishedAfterHours === undefined || longestSpanPeriods === undefined || lookbackPeriods === undefined) {
    throw new InvalidInputError(`options.${periodOption}: ${JSON.stringify(options[periodOption])} is not a period of this report type`);
  }
  const timeZone = dates.closesIn === 'marketplace' ? marketplace.timeZone : dates.closesIn;
  return { kind: 'periods', period, timeZone, publishedAfterHours, longestSpanPeriods, lookbackPeriods };
};
