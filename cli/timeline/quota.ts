import { msOf } from '../../lambdas/core/instant.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { counted } from '../text/quantities.ts';
import type { Chart } from './scale.ts';

/** A limit of Amazon's: so many calls at once, then one per interval. */
export type Pace = { intervalSeconds: number; burst: number };

const HEIGHT = 100;
const WIDTH = 1000;

/** How many reports were asked for by when, below the line of how many Amazon's limit would have would have allowed in the time that it worked. */
export const quotaChart = (view: RunView, chart: Chart, { intervalSeconds, burst }: Pace): string => {
  const asked = view.jobs
    .flatMap((job) => [...new Set([...(job.earlier ?? []), job].map(({ requestedAt }) => requestedAt))])
    .flatMap((at) => (at === undefined ? [] : [msOf(at)]))
    .filter((ms) => ms >= chart.startMs)
    .sort((a, b) => a - b);
  const allowedBy = (ms: number): number => burst + chart.workedMs(ms) / 1000 / intervalSeconds;
  const allowedAtEnd = allowedBy(chart.endMs);
  const top = Math.max(1, Math.min(allowedAtEnd, Math.max(burst, asked.length) * 2));
  const x = (ms: number): number => (chart.at(ms) / 100) * WIDTH;
  const y = (count: number): number => Math.round((1 - count / top) * HEIGHT * 100) / 100;
  const steps = asked.map((ms, index) => `H${x(ms).toFixed(1)}V${y(index + 1)}`).join('');
  const line = `M0 ${HEIGHT}${steps}H${chart.nowMs === undefined ? WIDTH : x(chart.nowMs).toFixed(1)}`;
  const edges = [...chart.pauses.flatMap(({ fromMs, toMs }) => [fromMs, toMs]), chart.endMs];
  const allowed = edges.map((ms) => `L${x(ms).toFixed(1)} ${y(allowedBy(ms))}`).join('');
  const words = `${counted(asked.length, 'report')} asked for; the limit is ${burst} at once, then one every ${intervalSeconds} s`;
  return `<li class="row quota"><span class="label">Asked for <small>${words.slice(words.indexOf(';') + 2)}</small></span>
<span class="plot"><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words}">
<path class="area" d="${line}V${HEIGHT}Z"/><path class="asked" d="${line}"/>
<path class="allowed" d="M0 ${y(burst)}${allowed}"/></svg></span>
<span class="end">${asked.length} of ${Math.floor(allowedAtEnd)} allowed</span></li>`;
};
