import Table from 'cli-table3';
import { msOf } from '../../../lambdas/core/instant.ts';
import { isWithoutRows, type JobView } from '../../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import { type Paint, paint } from '../paint.ts';
import { noLines } from '../plain-table.ts';
import { againstPlan, counted, durationText, instantText, savedText, shortWindow, sizeText } from '../quantities.ts';
import { unusualText } from '../unusual-text.ts';
import { passText, workedMs } from './rounds.ts';
import { stageLook, stageOf } from './stage.ts';
import { tableTroubles } from './table-words.ts';

export type TableLook = { width: number; colour: boolean };

/** Outcome, size, time and attempts have fixed widths, the window what it needs, and the options of a report get the rest. */
const COLUMNS = { outcome: 15, size: 9, time: 10, attempts: 5 };
const NARROWEST = 80;
const WIDEST = 120;
const PROBLEMS_SHOWN = 20;

/** One run as a table for 80 to 120 columns: every report, what was left out, plan and finish, and at the end how many ended how. */
export const runTable = (view: RunView, { width, colour }: TableLook): string => {
  const columns = Math.min(WIDEST, Math.max(NARROWEST, width));
  const p = paint(colour);
  const jobs = view.jobs.length > 0 ? [jobTable(view, columns, p), ''] : [];
  return [...heading(view, p), '', ...jobs, ...leftOutLines(view, columns), ...finishLines(view), ...countsLines(view, columns)].join('\n');
};

const heading = (view: RunView, p: Paint): string[] => [
  `${p('bold', `Run ${view.runId}`)} of ${view.account}, ${statusWord(view, p)}${view.round > 0 ? `, round ${view.round}` : ''}`,
  p('gray', `started ${instantText(view.startedAt)}`),
];

const statusWord = ({ status }: RunView, p: Paint): string =>
  p(({ running: 'blue', succeeded: 'green', failed: 'red' } as const)[status], status);

const jobTable = (view: RunView, columns: number, p: Paint): string => {
  const { outcome, size, time, attempts } = COLUMNS;
  const window = 2 + Math.max(6, ...view.jobs.map((job) => shortWindow(job.window).length));
  const options = columns - outcome - window - size - time - attempts;
  const table = new Table({
    chars: noLines,
    // Only options distinguish reports of one day: they wrap into the next line.
    wordWrap: true,
    style: { 'padding-left': 0, 'padding-right': 1, head: [], border: [], compact: true },
    colWidths: [outcome, window, options, size, time, attempts],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right'],
    head: ['outcome', 'window', 'options', 'size', 'time', 'asks'].map((name) => p('gray', name)),
  });
  for (const [name, jobs] of Map.groupBy(view.jobs, ({ type, marketplace }) => `${type} ${marketplace}`)) {
    table.push([{ colSpan: 6, content: p('bold', cut(name, columns - 1)) }], ...jobs.flatMap((job) => jobRows(job, view, columns, p)));
  }
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
};

const jobRows = (job: JobView, view: RunView, columns: number, p: Paint) => {
  const { sign, word, colour } = stageLook[stageOf(job)];
  const values = Object.values(job.options).join(' ') || '-';
  const row = [
    ` ${p(colour, `${sign} ${word}`)}`,
    shortWindow(job.window),
    values,
    isWithoutRows(job) ? p('yellow', '0 rows') : job.bytes === undefined ? '' : sizeText(job.bytes),
    job.endedAt === undefined ? '' : durationText(workedMs(view, msOf(job.endedAt))),
    job.attempts === 0 ? '' : String(job.attempts),
  ];
  const line = (colour: 'red' | 'yellow' | 'gray', words: string) => [
    { colSpan: 6, content: p(colour, cut(`   ${words.replace(/\s+/g, ' ')}`, columns - 1)) },
  ];
  const unusual = job.unusual === undefined ? [] : [line('yellow', `unusual: ${job.unusual.map(unusualText).join('; ')}`)];
  const earlier = (job.earlier ?? []).map((pass) => line('gray', `${passText(pass)}${pass.reason ? `: ${pass.reason.text}` : ''}`));
  const showsReason = ['failed', 'handed-over'].includes(job.outcome) && job.reason !== undefined;
  const reason = showsReason ? [line(job.outcome === 'failed' ? 'red' : 'gray', `${job.reason?.code}: ${job.reason?.text}`)] : [];
  const tables = job.tables === undefined ? [] : tableTroubles(job.tables).map((trouble) => line('gray', trouble));
  return [row, ...reason, ...unusual, ...tables, ...earlier];
};

const countsLines = ({ jobs, counts }: RunView, columns: number): string[] => {
  const others = (['handed-over', 'dropped', 'open'] as const).map(
    (end) => [end, jobs.filter(({ outcome }) => outcome === end).length] as const,
  );
  const parts = [
    savedText(jobs),
    `${counts.noData} without data`,
    `${counts.unfinished} unfinished`,
    `${counts.failed} failed`,
    ...others.filter(([, count]) => count > 0).map(([end, count]) => `${count} ${end === 'open' ? 'not yet ended' : stageLook[end].word}`),
  ];
  const head = `${counted(jobs.length, 'report')}: `;
  const line = `${head}${parts.join(', ')}.`;
  return line.length <= columns
    ? [line]
    : [`${head}${parts.slice(0, 3).join(', ')},`, `${' '.repeat(head.length)}${parts.slice(3).join(', ')}.`];
};

const finishLines = (view: RunView): string[] => {
  const { plannedFinishAt, finishedAt, rounds = [] } = view;
  const planned = plannedFinishAt === undefined ? [] : [`Planned finish ${instantText(plannedFinishAt)}`];
  if (finishedAt === undefined) return [...planned, 'Not finished yet'];
  const beside = plannedFinishAt === undefined ? '' : `, ${againstPlan(plannedFinishAt, finishedAt)}`;
  const inRounds = rounds.length > 1 ? ` of work in ${rounds.length} rounds` : '';
  return [...planned, `Finished       ${instantText(finishedAt)} (${durationText(workedMs(view, msOf(finishedAt)))}${inRounds}${beside})`];
};

const leftOutLines = ({ leftOut }: RunView, columns: number): string[] => {
  if (leftOut.length === 0) return [];
  const shown = leftOut.slice(0, PROBLEMS_SHOWN).flatMap(({ what, why }) => [cut(`  ${what}`, columns), cut(`    ${why}`, columns)]);
  const rest = leftOut.length > PROBLEMS_SHOWN ? [`  … and ${leftOut.length - PROBLEMS_SHOWN} more (--json shows all)`] : [];
  return [`Left out (${leftOut.length}):`, ...shown, ...rest, ''];
};

/** A text of at most that many characters, with `…` where it was cut. */
export const cut = (text: string, characters: number): string => (text.length > characters ? `${text.slice(0, characters - 1)}…` : text);
