import { msOf } from '../../lambdas/core/instant.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { againstPlan, clockText, counted, durationText, instantText, sizeText } from '../text/quantities.ts';
import { pausesOf, workedMs } from '../text/runs/rounds.ts';
import { barRows, legend } from './bars.ts';
import { escaped } from './escaped.ts';
import { htmlPage } from './html-page.ts';
import { type Pace, quotaChart } from './quota.ts';
import { chartOf } from './scale.ts';
import { timelineStyle } from './style.ts';
import { twinTable } from './twin.ts';

export type TimelineOptions = {
  /** Amazon's limit on createReport: draws how many reports were asked for beside how many might have been. */
  quota?: Pace;
  /** Epoch milliseconds: the right edge of runs that are still in progress. */
  nowMs?: number;
};

/**
 * One page that shows runs as timelines: self-contained, without script, and its policy allows no request. Everything a bar
 * shows is also in a table, to which the bar's label links.
 */
export const timelineHtml = (views: readonly RunView[], { quota, nowMs = Date.now() }: TimelineOptions = {}): string =>
  htmlPage({
    title: titleOf(views),
    style: timelineStyle,
    body: `${symbols}
<a class="skip" href="#table-0">Skip to the table</a>
<main>
${views.map((view, index) => runSection(view, index, quota, nowMs)).join('\n')}
</main>`,
  });

const titleOf = (views: readonly RunView[]): string =>
  views.length === 1 ? `Import ${views[0]?.runId} of ${views[0]?.account}` : `${views.length} imports`;

const runSection = (view: RunView, index: number, quota: Pace | undefined, nowMs: number): string => {
  const chart = chartOf(view, nowMs);
  return `<section class="run" aria-labelledby="run-${index}">
<header>
<h1 id="run-${index}"><span class="account">${escaped(view.account)}</span> ${statusChip(view)}</h1>
<p class="when">Import ${escaped(view.runId)}, started <time datetime="${escaped(view.startedAt)}">${instantText(view.startedAt)}</time>${view.round > 0 ? `, round ${view.round}` : ''}</p>
${figures(view, nowMs)}
</header>
<div class="chart" role="group" aria-label="Timeline of ${counted(view.jobs.length, 'report')}">
${legend(view, quota !== undefined)}
${barRows(view, chart, index, quota === undefined ? '' : quotaChart(view, chart, quota))}
</div>
${twinTable(view, index)}
</section>`;
};

const statusChip = ({ status }: RunView): string => `<span class="chip ${status}">${status}</span>`;

/** What one wants to know first: how many ended how, how much came, and whether the plan held. */
const figures = (view: RunView, nowMs: number): string => {
  const { counts, jobs, plannedFinishAt, finishedAt } = view;
  const pausedMs = pausesOf(view).reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  const bytes = jobs.reduce((sum, job) => sum + (job.bytes ?? 0), 0);
  const planned = plannedFinishAt === undefined ? '' : `planned ${clockText(msOf(plannedFinishAt)).slice(0, 5)} UTC`;
  const finish = finishedAt === undefined ? planned : plannedFinishAt === undefined ? '' : againstPlan(plannedFinishAt, finishedAt);
  const rejected = jobs.reduce((sum, { throttled }) => sum + throttled, 0);
  const all: [string, string, string, string][] = [
    [
      'saved',
      'saved',
      String(counts.saved),
      [bytes > 0 ? sizeText(bytes) : '', counts.zeroRows ? `${counts.zeroRows} with 0 rows` : ''].filter(Boolean).join(', '),
    ],
    ['no-data', 'without data', String(counts.noData), ''],
    ['unfinished', 'unfinished', String(counts.unfinished), counts.unfinished > 0 ? 'the next run continues' : ''],
    ['failed', 'failed', String(counts.failed), counts.failed > 0 ? 'redrive tries again' : ''],
    [
      'plain',
      finishedAt === undefined ? 'running for' : 'took',
      durationText(workedMs(view, finishedAt === undefined ? nowMs : msOf(finishedAt))),
      [finish, pausedMs > 0 ? `without ${durationText(pausedMs)} of pause` : ''].filter(Boolean).join(', '),
    ],
    ['plain', 'calls rejected', String(rejected), rejected > 0 ? 'HTTP 429' : ''],
  ];
  const tiles = all.map(
    ([kind, name, value, note]) =>
      `<div class="figure ${kind}${value === '0' ? ' zero' : ''}"><dt>${name}</dt><dd>${value} <small>${escaped(note)}</small></dd></div>`,
  );
  return `<dl class="figures">${tiles.join('')}</dl>`;
};

/** The outcomes' signs: shapes, so that nothing depends on colour or on a font. */
const symbols = `<svg width="0" height="0" class="defs" aria-hidden="true"><defs>
<symbol id="s-saved" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7"/><path d="M4.6 8.4l2.3 2.3 4.6-5"/></symbol>
<symbol id="s-no-data" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" class="hollow"/></symbol>
<symbol id="s-unfinished" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7"/><path d="M4.5 8h6.5M8.2 5l3 3-3 3"/></symbol>
<symbol id="s-failed" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7"/><path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2"/></symbol>
<symbol id="s-handed-over" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" class="hollow"/><path d="M5 8h6M8.6 5.6L11 8l-2.4 2.4"/></symbol>
<symbol id="s-dropped" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6" class="hollow"/><path d="M5 8h6"/></symbol>
</defs></svg>`;
