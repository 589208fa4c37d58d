import type { PeriodSeries, Series } from '../../input/series.ts';
import { answeredAsins, asinsAsked } from '../../record/asin-bundles.ts';
import { type JobItem, seriesOf, type Window } from '../../record/jobs.ts';
import { asinsPerBundle } from './asin-bundles.ts';
import {
  type Circumstances,
  freshWhy,
  holdsItsPeriods,
  isFresh,
  isOpen,
  latestCallMs,
  overlaps,
  type SeriesPlan,
  type Spared,
} from './coverage.ts';
import { newestPublished, oldestDay } from './published.ts';
import { type Day, laterOf, periodsAfter } from './window.ts';

/** Means all products: the document was requested without a list. */
const EVERY = '*';

/** By the first day of the period: which series has, or will have, the rows of a product. */
export type Holders = ReadonlyMap<string, ReadonlyMap<string, string>>;

export const holdersIn = (items: readonly JobItem[]): Holders =>
  new Map(
    [...Map.groupBy(items.filter(holdsItsPeriods), ({ window }) => window.start)].map(([start, same]) => [
      start,
      new Map(
        same.flatMap((item) =>
          [...answeredAsins(item), ...(asinsAsked(item.type, item.request) ?? [EVERY])].map((asin) => [asin, seriesOf(item.key)] as const),
        ),
      ),
    ]),
  );

/** The plan without the periods that were requested for a list of products before: their rows would be in two objects. */
export const apartFrom = (holders: Holders, { wanted, spared, ...more }: SeriesPlan): SeriesPlan => {
  const isListed = (window: Window) => [...(holders.get(window.start)?.keys() ?? [])].some((asin) => asin !== EVERY);
  const why = 'asked for by a list of products before: its rows would be in two documents';
  return {
    ...more,
    wanted: wanted.filter(({ window }) => !isListed(window)),
    spared: [...spared, ...wanted.flatMap(({ window }) => (isListed(window) ? [{ window, why }] : []))],
  };
};

/**
 * What a run wants of one bundle. A saved period counts only for the products that it was requested for. If a product joins the bundle
 * later, the period is requested again, within the routine look-back or the range of the input, under its own key and with all products
 * that it held. Periods are not refreshed by age: Amazon makes few such reports a day, and each refresh would delay another bundle.
 */
export const planBundle = (
  series: Series,
  { plan, items, holders }: { plan: SeriesPlan; items: readonly JobItem[]; holders: Holders },
  run: Circumstances,
): SeriesPlan => {
  const savedUntil = items
    .flatMap(({ saved, window }) => (saved ? [window.end] : []))
    .sort()
    .at(-1);
  const want = (window: Window): string[] => asinsOf(series, window, items, holders);
  const wanted = plan.wanted.filter(({ purpose }) => purpose !== 'refresh' || run.force);
  const gained = gainedIn(series, items, want, run).filter(({ window }) => !wanted.some((one) => one.window.start === window.start));
  const isDue = (item: JobItem) => run.force || !isFresh(item, run.nowMs, run.settings.freshForHours);
  const again = gained.filter(isDue).map(({ window }) => ({ window, purpose: run.range ? ('backfill' as const) : ('missed' as const) }));
  const fresh = gained.filter((item) => !isDue(item)).map(({ window }): Spared => ({ window, why: freshWhy(run.settings.freshForHours) }));
  return {
    ...plan,
    wanted: [...wanted, ...again].flatMap((one) => {
      const asins = want(one.window);
      return asins.length === 0 ? [] : [{ ...one, asins, ...(savedUntil && { savedUntil }) }];
    }),
    spared: [...plan.spared, ...fresh],
  };
};

/** What to ask for in a period: all that its document holds, then the bundle's products, without those that another document holds. */
const asinsOf = ({ series, list }: Series, window: Window, items: readonly JobItem[], holders: Holders): string[] => {
  const held = holders.get(window.start);
  const isElsewhere = (asin: string) => [held?.get(asin), held?.get(EVERY)].some((holder) => holder !== undefined && holder !== series);
  const own = items.find((item) => item.window.start === window.start && holdsItsPeriods(item));
  const before = own === undefined ? [] : answeredAsins(own);
  const all = [...new Set([...before, ...(list?.asins ?? []).filter((asin) => !isElsewhere(asin))])];
  return list === undefined ? all : all.slice(0, asinsPerBundle(list));
};

/** Answered periods that lack a product of the bundle, and that Amazon still keeps. */
const gainedIn = (
  { dates }: Series,
  items: readonly JobItem[],
  want: (window: Window) => readonly string[],
  run: Circumstances,
): JobItem[] => {
  if (dates.kind !== 'periods') return [];
  const from = laterOf(run.range?.from ?? reachOf(dates, run), oldestDay(dates, latestCallMs(run)));
  const reach = { start: from, end: run.range?.to ?? '9999-12-31' };
  return items.filter((item) => {
    const answered = answeredAsins(item);
    const isAnswered = !isOpen(item) && item.outcome?.kind !== 'failed' && answered.length > 0;
    return (
      isAnswered && item.window.start >= from && overlaps(item.window, reach) && want(item.window).some((asin) => !answered.includes(asin))
    );
  });
};

/** The first day of the periods that routine runs still ask for. */
export const reachOf = (dates: PeriodSeries, { nowMs, settings }: Pick<Circumstances, 'nowMs' | 'settings'>): Day =>
  periodsAfter(dates.period, newestPublished(dates, nowMs), 1 - settings.catchUpPeriods).start;
