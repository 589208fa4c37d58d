import { msOf } from '../../lambdas/core/instant.ts';
import { isWithoutRows, type JobView } from '../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { clockText, instantText, shortWindow, sizeText } from '../text/quantities.ts';
import { passText } from '../text/runs/rounds.ts';
import { stageLook, stageOf } from '../text/runs/stage.ts';
import { sign } from './bars.ts';
import { escaped } from './escaped.ts';

const HEADS = ['Report', 'Window', 'Outcome', 'Planned', 'Asked for', 'Ready', 'Ended', 'Size', 'Rows', 'Asked', '429'];

/** The same facts as a table: for screen readers, for copying, and for the reasons, which have no room beside the bars. */
export const twinTable = (view: RunView, runIndex: number): string => `<details class="twin" open id="table-${runIndex}">
<summary>All reports as a table</summary>
<div class="scroll" role="region" aria-label="Table of all reports" tabindex="0"><table>
<caption>Reports of ${escaped(view.runId)}; times are UTC</caption>
<thead><tr>${HEADS.map((head) => `<th scope="col">${head}</th>`).join('')}</tr></thead>
<tbody>
${view.jobs.map((job, index) => twinRow(job, `job-${runIndex}-${index}`)).join('\n')}
</tbody></table></div>
${leftOut(view)}</details>`;

const twinRow = (job: JobView, id: string): string => {
  const name = `${escaped(`${job.type} ${job.marketplace}`)} <small>${escaped(Object.values(job.options).join(' '))}</small>`;
  const mark = job.outcome === 'open' ? '' : sign(job.outcome);
  const reason = job.reason === undefined ? '' : ` <small>${escaped(`${job.reason.code}: ${job.reason.text}`)}</small>`;
  const earlier = (job.earlier ?? [])
    .map(
      (pass) =>
        ` <small class="earlier">${sign(pass.outcome)}${escaped(`${passText(pass)}${pass.reason ? `: ${pass.reason.text}` : ''}`)}</small>`,
    )
    .join('');
  const cells = [
    shortWindow(job.window),
    `${mark}${stageLook[stageOf(job)].word}${reason}${earlier}`,
    ...[job.plannedAt, job.requestedAt, job.readyAt, job.endedAt].map(time),
    job.bytes === undefined ? '' : sizeText(job.bytes),
    job.rows === undefined ? '' : isWithoutRows(job) ? '<b class="empty">0</b>' : job.rows.toLocaleString('en'),
    String(job.attempts),
    String(job.throttled),
  ];
  return `<tr id="${id}"><th scope="row">${name}</th>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
};

const time = (at: string | undefined): string =>
  at === undefined ? '' : `<time datetime="${escaped(at)}" title="${instantText(at)}">${clockText(msOf(at))}</time>`;

const leftOut = ({ leftOut }: RunView): string =>
  leftOut.length === 0
    ? ''
    : `<h2>Left out</h2><ul class="left-out">${leftOut.map(({ what, why }) => `<li><code>${escaped(what)}</code> ${escaped(why)}</li>`).join('')}</ul>`;
