import { inParallel } from '../record/in-parallel.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Ledger } from '../record/ledger.ts';
import { usualSecondsOf } from './usual-seconds.ts';

/** What the ledger holds of the series that a run is about. */
export type SeriesRead = {
  /** The items of a series. */
  known: (series: string) => readonly JobItem[];
  /** How long Amazon takes for a report of a series; one that was never saved learns it from others of its type and marketplace. */
  usualSeconds: (series: string) => number | undefined;
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
  const ofType = new Map(
    await inParallel([...Map.groupBy(known, ([one]) => typeOf(one))], async ([type, members]) => {
      const seconds = usualSecondsOf(members.flatMap(([, items]) => items));
      return [type, seconds ?? usualSecondsOf(await ledger.jobsWithPrefix(account, type))] as const;
    }),
  );
  return {
    known: (one) => known.get(one) ?? [],
    usualSeconds: (one) => ofSeries.get(one) ?? ofType.get(typeOf(one)),
  };
};

/** Type and marketplace: all of a series but its options. */
const typeOf = (series: string): string => `${series.split('/').slice(0, 2).join('/')}/`;
