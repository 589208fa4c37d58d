import { inParallel } from '../record/in-parallel.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Ledger } from '../record/ledger.ts';
import { lastSavedAt, latest } from './denied-before.ts';
import { usualSecondsOf } from './usual-seconds.ts';

/** What the ledger holds of the series that a run is about. */
export type SeriesRead = {
  /** The items of a series. */
  known: (series: string) => readonly JobItem[];
  /** How long Amazon takes for a report of a series; one that was never saved learns it from others of its type and marketplace. */
  usualSeconds: (series: string) => number | undefined;
  /** When a document of the type of a series was last saved. */
  typeSavedAt: (series: string) => string | undefined;
};

/**
 * Reads the series once, in Plan: what a request needs to know of others must not be read when its turn has come, since a call is
 * rejected that comes seconds after its turn.
 */
export const readSeries = async (
  ledger: Pick<Ledger, 'jobsWithPrefix'>,
  account: string,
  series: readonly string[],
): Promise<SeriesRead> => {
  const known = new Map(
    await inParallel([...new Set(series)], async (one) => [one, await ledger.jobsWithPrefix(account, `${one}/`)] as const),
  );
  const ofSeries = new Map([...known].map(([one, items]) => [one, usualSecondsOf(items)]));
  const ofMarketplace = new Map(
    await inParallel([...Map.groupBy(known, ([one]) => typeAndMarketplace(one))], async ([prefix, members]) => {
      const items = members.flatMap(([, some]) => some);
      const seconds = usualSecondsOf(items);
      const all = seconds === undefined ? await ledger.jobsWithPrefix(account, prefix) : items;
      return [prefix, { seconds: seconds ?? usualSecondsOf(all), savedAt: lastSavedAt(all) }] as const;
    }),
  );
  const savedAt = new Map(
    [...Map.groupBy(ofMarketplace, ([prefix]) => typeOf(prefix))].map(([type, found]) => [
      type,
      latest(found.flatMap(([, one]) => one.savedAt ?? [])),
    ]),
  );
  return {
    known: (one) => known.get(one) ?? [],
    usualSeconds: (one) => ofSeries.get(one) ?? ofMarketplace.get(typeAndMarketplace(one))?.seconds,
    typeSavedAt: (one) => savedAt.get(typeOf(one)),
  };
};

/** Type and marketplace: all of a series but its options. */
const typeAndMarketplace = (series: string): string => `${series.split('/').slice(0, 2).join('/')}/`;

const typeOf = (series: string): string => series.slice(0, series.indexOf('/'));
