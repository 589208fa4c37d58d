import type { Series } from '../input/series.ts';
import { type AsinBundle, listOf } from '../record/asin-bundles.ts';
import { type JobItem, seriesOf } from '../record/jobs.ts';

/** Of a list of products: how much of it is still to be asked for, and how long that takes at Amazon's limit. */
export type ListProgress = { list: string; asins: number; bundles: number; toAsk: number; perDay?: number; days?: number };

/** @param items what there is to do, as far as it is known now: of each bundle its newest period first */
export const progressOf = ({ series, list }: Series, bundles: readonly AsinBundle[], items: readonly JobItem[]): ListProgress => {
  const toAsk = items.filter(({ key, reportId }) => reportId === undefined && seriesOf(key) !== series && listOf(seriesOf(key)) === series);
  const perDay = Math.min(...(list?.limits ?? []).map(({ calls, perHours }) => (calls * 24) / perHours));
  return {
    list: series,
    asins: bundles.reduce((sum, { asins }) => sum + asins.length, 0),
    bundles: bundles.filter(({ asins }) => asins.length > 0).length,
    toAsk: toAsk.length,
    ...(Number.isFinite(perDay) && { perDay, days: Math.ceil(toAsk.length / perDay) }),
  };
};

/** `SearchQueryPerformanceReport/US/reportPeriod=WEEK: 1000 ASINs in 56 bundles; 56 reports to ask for, at 20 a day done in 3 days` */
export const progressText = ({ list, asins, bundles, toAsk, perDay, days = 0 }: ListProgress): string => {
  const done = perDay === undefined ? '' : `, at ${perDay} a day done in ${days} ${days === 1 ? 'day' : 'days'}`;
  const rest = toAsk === 0 ? 'nothing is left to ask for' : `${toAsk} ${toAsk === 1 ? 'report' : 'reports'} to ask for${done}`;
  return `${list}: ${asins} ASINs in ${bundles} ${bundles === 1 ? 'bundle' : 'bundles'}; ${rest}`;
};
