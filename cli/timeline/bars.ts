import { instantOf, msOf } from '../../lambdas/core/instant.ts';
import { isWithoutRows, type JobView } from '../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { clockText, durationText, shortWindow, sizeText } from '../text/quantities.ts';
import { reportName } from '../text/report-name.ts';
import { failedBefore, passText, pausesOf } from '../text/runs/rounds.ts';
import { stageLook, stageOf } from '../text/runs/stage.ts';
import { tableTroubles } from '../text/runs/table-words.ts';
import { escaped } from './escaped.ts';
import { type Chart, labelledTicks, type Span, spansOf } from './scale.ts';

const spanWords = { waiting: 'waiting for a turn', 'at-amazon': 'processing at Amazon', download: 'download' } as const satisfies Record<
  Span['kind'],
  string
>;

/** What colours, signs and lines mean; outcomes that do not occur are left out. */
export const legend = (view: RunView, hasQuota: boolean): string => {
  const { jobs, plannedFinishAt, finishedAt } = view;
  const outcomes = ['saved', 'no-data', 'unfinished', 'failed', 'handed-over', 'dropped'] as const;
  const occurring = outcomes.filter((end) =>
    jobs.some(({ outcome, earlier = [] }) => [outcome, ...earlier.map((pass) => pass.outcome)].includes(end)),
  );
  const items = [
    ...Object.entries(spanWords).map(([kind, words]) => `<li><i class="swatch ${kind}"></i>${words}</li>`),
    ...occurring.map((end) => `<li>${sign(end)}${stageLook[end].word}</li>`),
    ...(plannedFinishAt === undefined ? [] : ['<li><i class="swatch line planned"></i>planned turn and finish</li>']),
    `<li><i class="swatch line finished"></i>${finishedAt === undefined ? 'now' : 'finish'}</li>`,
    ...pausesOf(view).map(
      ({ fromMs, toMs, beforeRound }) =>
        `<li><i class="swatch pause"></i>${durationText(toMs - fromMs)} of pause before round ${beforeRound}, from ${clockText(toMs)}</li>`,
    ),
    ...(hasQuota ? ['<li><i class="swatch line allowed"></i>Amazon’s limit</li>'] : []),
  ];
  return `<ul class="legend" aria-label="Legend">${items.join('')}</ul>`;
};

/** The axis, then one row per report in the order in which they were asked for, several of a type under its heading. */
export const barRows = (view: RunView, chart: Chart, runIndex: number, quotaRow: string): string => {
  const jobs = view.jobs.map((job, index) => ({ job, index }));
  const groups = Map.groupBy(jobs, ({ job }) => `${job.type} ${job.marketplace}`);
  const rowsOf = (members: { job: JobView; index: number }[], isAlone: boolean): string[] =>
    members.sort((a, b) => inTime(a.job, b.job)).map(({ job, index }) => barRow(job, chart, `${runIndex}-${index}`, isAlone));
  const rows = [...groups].flatMap(([name, members]) =>
    members.length === 1 ? rowsOf(members, true) : [`<li class="type"><h2>${escaped(name)}</h2></li>`, ...rowsOf(members, false)],
  );
  return `<div class="plots">
${axis(view, chart)}
<ol class="rows${view.jobs.length > 40 ? ' dense' : ''}">
${quotaRow}${rows.join('\n')}
</ol></div>`;
};

const inTime = (a: JobView, b: JobView): number => {
  const at = (job: JobView) => job.requestedAt ?? job.plannedAt ?? job.endedAt ?? '9';
  return at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : a.key < b.key ? -1 : 1;
};

const axis = (view: RunView, chart: Chart): string => {
  const line = (kind: string, at: string | undefined): string =>
    at === undefined ? '' : `<b class="mark ${kind}" style="left:${chart.at(msOf(at))}%"></b>`;
  const grid = chart.ticks.map((ms) => `<b class="grid" style="left:${chart.at(ms)}%"></b>`).join('');
  const pauses = chart.pauses
    .map(({ fromMs, toMs }) => `<b class="pause" style="left:${chart.at(fromMs)}%;width:${widthOf(fromMs, toMs, chart)}%"></b>`)
    .join('');
  return `<div class="axis" aria-hidden="true"><span class="label">time, UTC</span><span class="plot">${times(chart)}</span><span class="end"></span></div>
<div class="lines" aria-hidden="true"><span class="plot">${pauses}${grid}${plansOf(view)
    .map((at) => line('planned', at))
    .join('')}${line('finished', view.finishedAt ?? (chart.nowMs === undefined ? undefined : instantOf(chart.nowMs)))}</span></div>`;
};

/** How far apart times can be written, in percent of the width: with seconds and without, on a phone and on anything wider. */
const APART = { seconds: { narrow: 19, wide: 11 }, minutes: { narrow: 13, wide: 7 } };
/** So close to an edge of a phone's screen a time cannot stand in the middle of its tick. Percent. */
const EDGE = 8;

const times = (chart: Chart): string => {
  const { digits, apart } = chart.stepMs < 60_000 ? { digits: 8, apart: APART.seconds } : { digits: 5, apart: APART.minutes };
  const narrow = labelledTicks(chart, apart.narrow);
  return labelledTicks(chart, apart.wide, narrow)
    .map((ms) => {
      const left = chart.at(ms);
      const classes = [...(narrow.includes(ms) ? [] : ['wide']), ...(left < EDGE ? ['first'] : left > 100 - EDGE ? ['last'] : [])];
      return `<i class="${classes.join(' ')}" style="left:${left}%">${clockText(ms).slice(0, digits)}</i>`;
    })
    .join('');
};

/** A round that ended before its plan has no place for it: the pause lies there. */
const plansOf = ({ rounds, plannedFinishAt }: RunView): (string | undefined)[] =>
  rounds === undefined
    ? [plannedFinishAt]
    : rounds.map(({ plannedFinishAt: at, finishedAt }, index) =>
        at === undefined || (index < rounds.length - 1 && finishedAt !== undefined && msOf(at) > msOf(finishedAt)) ? undefined : at,
      );

const widthOf = (fromMs: number, toMs: number, { at }: Chart): number => Math.max(0, Math.round((at(toMs) - at(fromMs)) * 100) / 100);

const barRow = (job: JobView, chart: Chart, id: string, isAlone: boolean): string => {
  const spans = spansOf(job, chart);
  const bars = spans.map(({ kind, fromMs, toMs }) => {
    return `<i class="bar ${kind}" style="left:${chart.at(fromMs)}%;width:${widthOf(fromMs, toMs, chart)}%"></i>`;
  });
  const planned = job.plannedAt === undefined ? '' : `<i class="turn" style="left:${chart.at(msOf(job.plannedAt))}%"></i>`;
  const endMs = spans.at(-1)?.toMs ?? chart.startMs;
  const ends = [
    ...(job.earlier ?? []).map(({ outcome, endedAt }) => ({ outcome, ms: msOf(endedAt) })),
    ...(job.outcome === 'open' ? [] : [{ outcome: job.outcome, ms: endMs }]),
  ];
  const marks = ends.map(({ outcome, ms }) => `<span class="outcome" style="left:${chart.at(ms)}%">${sign(outcome)}</span>`).join('');
  const carried = job.requestedAt !== undefined && msOf(job.requestedAt) < chart.startMs ? '<i class="carried"></i>' : '';
  const words = barWords(job, spans, chart);
  return `<li class="row ${job.outcome}"><a class="label" href="#job-${id}" title="${escaped(words)}" aria-label="${escaped(words)}">${labelOf(job, isAlone)}</a>
<span class="plot" aria-hidden="true">${bars.join('')}${planned}${carried}${marks}</span>
<span class="end">${endOf(job)}</span></li>`;
};

const labelOf = (job: JobView, isAlone: boolean): string => {
  const options = Object.values(job.options).join(' ') || (isAlone ? '' : '–');
  // A name of many words in one may be broken between them.
  const words = escaped(`${job.type} ${job.marketplace}`).replace(/(?<=[a-z])(?=[A-Z])/g, '<wbr>');
  const name = isAlone ? `<b>${words}</b> ` : '';
  return `${name}<span class="window">${shortWindow(job.window)}</span> <span class="options">${escaped(options)}</span>`;
};

/** Trouble first, then what came: one look down the right edge finds what went wrong. */
const endOf = (job: JobView): string => {
  const failures = failedBefore(job);
  const troubles = [
    ...(failures > 0 ? [`failed ×${failures}`] : []),
    ...(job.throttled > 0 ? [`429 ×${job.throttled}`] : []),
    ...(timesAsked(job) > 1 ? [`asked ×${timesAsked(job)}`] : []),
  ].map((text) => `<span class="trouble">${text}</span>`);
  return [...troubles, `<span class="result${isWithoutRows(job) ? ' empty' : ''}">${escaped(resultOf(job))}</span>`].join(' ');
};

const resultOf = (job: JobView): string => {
  if (isWithoutRows(job)) return '0 rows';
  if (job.outcome === 'saved') return job.bytes === undefined ? '' : sizeText(job.bytes);
  // No data has one reason only, and it is no trouble.
  return job.outcome === 'no-data' || job.reason === undefined ? stageLook[stageOf(job)].word : job.reason.code;
};

/** Calls that Amazon accepted, and those whose answer was lost. */
const timesAsked = ({ attempts, askedAgain }: JobView): number => attempts + askedAgain;

/** The whole bar as a sentence, for those who cannot see it. */
const barWords = (job: JobView, spans: readonly Span[], { startMs }: Chart): string => {
  const times = spans.map(({ kind, fromMs, toMs }) => `${spanWords[kind]} ${durationText(toMs - fromMs)}`);
  const troubles = [
    ...(job.throttled > 0 ? [`rejected ${job.throttled} times`] : []),
    ...(timesAsked(job) > 1 ? [`asked for ${timesAsked(job)} times`] : []),
    ...(job.requestedAt !== undefined && msOf(job.requestedAt) < startMs ? ['asked for by an earlier run'] : []),
  ];
  const earlier = (job.earlier ?? []).map(passText);
  const reason = job.reason === undefined ? '' : ` (${job.reason.code})`;
  return `${reportName(job)}: ${[`${stageLook[stageOf(job)].word}${isWithoutRows(job) ? ' with 0 rows' : ''}${reason}`, ...earlier, ...times, ...troubles, ...(job.tables ? tableTroubles(job.tables) : [])].join(', ')}`;
};

export const sign = (end: Exclude<JobView['outcome'], 'open'>): string =>
  `<svg class="sign ${end}" aria-hidden="true"><use href="#s-${end}"/></svg>`;
