import { type JobItem, seriesOf } from '../../record/jobs.ts';
import { inParallel } from '../../record/ledger/in-parallel.ts';
import type { Ledger } from '../../record/ledger/ledger.ts';
import { daysAfter } from '../windows/window.ts';
import { lastSavedAt, latest } from './denied-before.ts';
import type { Reach } from './routine-reach.ts';
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
 * @param within how far back each series is read (without it: whole), and the account's open jobs, which are known however old they are
 */
export const readSeries = async (
  ledger: Reading,
  account: string,
  series: readonly string[],
  { reach, open }: { reach: (series: string) => Reach | undefined; open: readonly JobItem[] } = { reach: () => undefined, open: [] },
): Promise<SeriesRead> => {
  const known = new Map(
    await inParallel([...new Set(series)], async (one) => {
      const within = reach(one);
      const all = () => ledger.jobsWithPrefix(account, `${one}/`);
      return [one, within === undefined ? await all() : await readWithin(ledger, account, one, within, open)] as const;
    }),
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

type Reading = Pick<Ledger, 'jobsWithPrefix' | 'jobsBetween'>;

/** Windows sort by their first day. */
const readWithin = async (
  ledger: Reading,
  account: string,
  series: string,
  { from, isEnough }: Reach,
  open: readonly JobItem[],
): Promise<JobItem[]> => {
  const lately = await ledger.jobsBetween(account, `${series}/${from}`, `${series}/${AFTER_DATES}`);
  const older = open.filter((item) => seriesOf(item.key) === series && item.window.start < from);
  if (isEnough([...older, ...lately])) return [...older, ...lately];
  return [...(await ledger.jobsBetween(account, `${series}/`, `${series}/${daysAfter(from, -1)}${AFTER_DATES}`)), ...lately];
};

/** Sorts after every date, and after what may follow one in the text of a window. */
const AFTER_DATES = '~';

/** Type and marketplace: all of a series but its options. */
const typeAndMarketplace = (series: string): string => `${series.split('/').slice(0, 2).join('/')}/`;

const typeOf = (series: string): string => series.slice(0, series.indexOf('/'));
