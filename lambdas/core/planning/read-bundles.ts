import { LedgerConflictError } from '../errors.ts';
import type { Series } from '../input/series.ts';
import type { AsinBundle } from '../record/asin-bundles.ts';
import { inParallel } from '../record/ledger/in-parallel.ts';
import type { Ledger } from '../record/ledger/ledger.ts';
import type { Settings } from '../settings.ts';
import { asinsPerBundle, bundled } from './windows/asin-bundles.ts';
import { reachOf } from './windows/asin-coverage.ts';
import { dayIn } from './windows/window.ts';
import type { Started } from './work.ts';

type Reading = {
  account: string;
  nowMs: number;
  settings: Settings;
  /** Whether the lists are of one run only: then they add to what the account asks for, and remove nothing. */
  isPassing: boolean;
};

export const listReading = ({ run, account, input, nowMs }: Started): Reading => ({
  account: account.name,
  nowMs,
  settings: run.settings,
  isPassing: input.reports !== undefined,
});

/** Attempts to write a list that other runs change at the same time. */
const ATTEMPTS = 5;

/** Which product is in which bundle, by list: as the ledger has it, changed for the products that are listed now. Writes nothing. */
export const readBundles = async (
  ledger: Pick<Ledger, 'readBundles'>,
  lists: readonly Series[],
  reading: Reading,
): Promise<(list: string) => readonly AsinBundle[]> => bundlesBy(lists, async (list) => (await readList(ledger, list, reading)).bundles);

/** The same, and records it in the ledger: from then on a product stays in its bundle. @throws LedgerConflictError */
export const keepBundles = async (
  ledger: Pick<Ledger, 'readBundles' | 'writeBundles'>,
  lists: readonly Series[],
  reading: Reading,
): Promise<(list: string) => readonly AsinBundle[]> =>
  bundlesBy(lists, async (list) => {
    for (let attempt = 1; ; attempt += 1) {
      const { before, bundles } = await readList(ledger, list, reading);
      if (JSON.stringify(before?.bundles ?? []) === JSON.stringify(bundles)) return bundles;
      try {
        const item = { ...(before ?? { account: reading.account, list: list.series, version: 0 }), bundles };
        return (await ledger.writeBundles(item)).bundles;
      } catch (error) {
        if (!(error instanceof LedgerConflictError) || attempt === ATTEMPTS) throw error;
      }
    }
  });

const bundlesBy = async (lists: readonly Series[], bundlesOf: (list: Series) => Promise<readonly AsinBundle[]>) => {
  const read = new Map(await inParallel([...lists], async (list) => [list.series, await bundlesOf(list)] as const));
  return (list: string) => read.get(list) ?? [];
};

const readList = async (
  ledger: Pick<Ledger, 'readBundles'>,
  { series, list, dates, marketplace }: Series,
  { account, nowMs, settings, isPassing }: Reading,
) => {
  const before = await ledger.readBundles(account, series);
  const there = before?.bundles ?? [];
  if (list?.asins === undefined || dates.kind !== 'periods') return { before, bundles: there };
  const listed = [...(isPassing ? there.flatMap(({ asins }) => asins) : []), ...list.asins];
  const today = dayIn(marketplace.timeZone, nowMs);
  return {
    before,
    bundles: bundled(there, listed, { perBundle: asinsPerBundle(list), today, reachesBackTo: reachOf(dates, { nowMs, settings }) }),
  };
};
