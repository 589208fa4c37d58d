import { type AsinBundles, answeredAsins, BUNDLE_OPTION, listOf } from '../../../lambdas/core/record/asin-bundles.ts';
import { type JobItem, seriesOf, type Window } from '../../../lambdas/core/record/jobs.ts';

/** For how many ASINs of a list Amazon has answered, with rows or with nothing, period by period, the newest first. */
export type ListCoverage = {
  list: string;
  /** ASINs that the list has now. */
  asins: number;
  periods: (Window & { answered: number; missing: string[] })[];
};

/** The lists of products that these jobs belong to: read their bundles from the ledger before `listCoverage`. */
export const listsOf = (items: readonly JobItem[]): string[] =>
  [...new Set(items.filter(isOfList).map(({ key }) => listOf(seriesOf(key))))].sort();

/** The reports of one period of a list are in several documents; its ASINs are counted over all of them. */
export const listCoverage = (list: string, bundles: AsinBundles | undefined, items: readonly JobItem[]): ListCoverage => {
  const listed = (bundles?.bundles ?? []).flatMap(({ asins }) => asins);
  const ofList = items.filter((item) => isOfList(item) && listOf(seriesOf(item.key)) === list);
  const periods = [...Map.groupBy(ofList, ({ window }) => window.start)].sort(([a], [b]) => (a < b ? 1 : -1));
  return {
    list,
    asins: listed.length,
    periods: periods.map(([start, jobs]) => {
      const answered = new Set(jobs.flatMap(answeredAsins));
      const missing = listed.filter((asin) => !answered.has(asin));
      return { start, end: jobs[0]?.window.end ?? start, answered: listed.length - missing.length, missing };
    }),
  };
};

const isOfList = ({ options }: JobItem): boolean => options[BUNDLE_OPTION] !== undefined;
