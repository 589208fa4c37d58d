import type { AsinList } from '../../catalogue/report-type.ts';
import type { Series } from '../../input/series.ts';
import { type AsinBundle, BUNDLE_OPTION, bundleName } from '../../record/asin-bundles.ts';
import { seriesKey } from '../../record/job-key.ts';
import type { Day } from './window.ts';

/** An ASIN has ten characters, and a space separates two. */
export const asinsPerBundle = ({ longestCharacters }: AsinList): number => Math.floor((longestCharacters + 1) / 11);

/**
 * The bundles after a change of the list. An ASIN stays in its bundle, since its earlier rows are stored there. A removed ASIN keeps its
 * place until routine runs no longer ask for its periods: a period that is requested again then has room for all that it held. New ASINs
 * fill free places first, then new bundles.
 * @param reachesBackTo the first day that routine runs still ask for
 */
export const bundled = (
  before: readonly AsinBundle[],
  listed: readonly string[],
  { perBundle, today, reachesBackTo }: { perBundle: number; today: Day; reachesBackTo: Day },
): AsinBundle[] => {
  const missing = new Set(listed);
  const kept = before.map(({ asins, removed, ...more }): AsinBundle => {
    const stay = asins.filter((asin) => missing.delete(asin));
    const back = Object.keys(removed).filter((asin) => missing.delete(asin));
    const left = asins.filter((asin) => !stay.includes(asin)).map((asin) => [asin, today] as const);
    const gone = Object.entries(removed).filter(([asin, day]) => !back.includes(asin) && day >= reachesBackTo);
    return { ...more, asins: [...stay, ...back], removed: Object.fromEntries([...gone, ...left]) };
  });
  const bundles = kept;
  let at = 0;
  for (const asin of missing) {
    while (roomIn(bundles[at], perBundle) <= 0) at += 1;
    bundles[at] ??= { asins: [], removed: {} };
    bundles[at]?.asins.push(asin);
  }
  return bundles;
};

/** A bundle that does not exist yet is empty. */
const roomIn = (bundle: AsinBundle | undefined, perBundle: number): number =>
  bundle === undefined ? perBundle : perBundle - bundle.asins.length - Object.keys(bundle.removed).length;

/** The series of each bundle of a list, including bundles that are empty now: what they saved still counts. */
export const bundleSeries = (list: Series, bundles: readonly AsinBundle[]): Series[] =>
  bundles.map(({ asins }, index) => {
    const options = { ...list.options, [BUNDLE_OPTION]: bundleName(index) };
    return {
      ...list,
      options,
      series: seriesKey(list.type, list.marketplace.country, options),
      ...(list.list && { list: { ...list.list, asins } }),
    };
  });
