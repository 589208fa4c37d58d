import { createLogUpdate } from 'log-update';
import { msOf } from '../../lambdas/core/instant.ts';
import type { JobView } from '../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { type Paint, paint } from '../text/paint.ts';
import { clockText, durationText } from '../text/quantities.ts';
import { reportName } from '../text/report-name.ts';
import { roundStartMs, workedMs } from '../text/runs/rounds.ts';
import { cut } from '../text/runs/run-table.ts';
import { type Stage, stageLook, stageOf } from '../text/runs/stage.ts';

type Stream = NodeJS.WritableStream & { columns?: number; rows?: number };

export type ProgressOptions = {
  isTTY: boolean;
  colour?: boolean;
  /** Epoch milliseconds. */
  now?: () => number;
};

export type Progress = {
  /** Shows where all runs stand now. */
  update: (views: readonly RunView[]) => void;
  /** A line that stays. */
  log: (line: string) => void;
  /** Leaves what is shown last, and the cursor below it. */
  done: () => void;
};

/** A live block on a terminal; elsewhere (CI, a pipe) plain lines, and only when something changed. */
export const progress = (stream: Stream, { isTTY, colour = false, now = Date.now }: ProgressOptions): Progress =>
  isTTY ? liveBlock(stream, paint(colour), now) : plainLines(stream, now);

const liveBlock = (stream: Stream, p: Paint, now: () => number): Progress => {
  const render = createLogUpdate(stream);
  return {
    update: (views) => {
      const { columns = 80, rows = 24 } = stream;
      const rowsEach = Math.max(1, Math.floor((rows - 2) / Math.max(1, views.length)) - 2);
      render(views.flatMap((view) => runBlock(view, { columns: Math.min(columns, 120), rows: rowsEach, p, nowMs: now() })).join('\n'));
    },
    log: (line) => render.persist(line),
    done: () => render.done(),
  };
};

type Block = { columns: number; rows: number; p: Paint; nowMs: number };

const runBlock = (view: RunView, block: Block): string[] => {
  const { p, columns, nowMs } = block;
  const open = view.jobs.filter(({ outcome }) => outcome === 'open').sort(byUrgency);
  const shown = open.slice(0, open.length > block.rows ? block.rows - 1 : block.rows);
  const rest = open.length - shown.length;
  const ended = view.jobs.length - open.length;
  const plan = view.plannedFinishAt === undefined ? '' : `, planned finish ${clockText(msOf(view.plannedFinishAt))} UTC`;
  const head = `${view.account}  ${bar(ended, view.jobs.length)} ${ended}/${view.jobs.length}  ${durationText(workedMs(view, nowMs))}${plan}`;
  return [
    p('bold', cut(head, columns)),
    ` ${stageCounts(view)
      .map(([stage, count]) => p(stageLook[stage].colour, `${stageLook[stage].sign} ${count} ${stageLook[stage].word}`))
      .join('  ')}`,
    ...shown.map((job) => jobLine(job, view, block)),
    ...(rest > 0 ? [p('gray', `   … and ${rest} more`)] : []),
  ];
};

const URGENCY: readonly Stage[] = ['tables', 'download', 'at-amazon', 'waiting'];

/** What moves is shown first: downloads, then what Amazon makes, then what waits, in the order of its turns. */
const byUrgency = (a: JobView, b: JobView): number => {
  const rank = (job: JobView) => URGENCY.indexOf(stageOf(job));
  const since = (job: JobView) => job.readyAt ?? job.requestedAt ?? job.plannedAt ?? '';
  return rank(a) - rank(b) || (since(a) < since(b) ? -1 : 1);
};

const jobLine = (job: JobView, view: RunView, { columns, p, nowMs }: Block): string => {
  const stage = stageOf(job);
  const { sign, word, colour } = stageLook[stage];
  const name = reportName(job);
  const since = job.readyAt ?? job.requestedAt;
  const age = durationText(nowMs - (since === undefined ? roundStartMs(view, job.round) : msOf(since))).padStart(10);
  const turn = stage === 'waiting' && job.plannedAt !== undefined ? ` turn ${clockText(msOf(job.plannedAt))}` : '';
  const troubles = [
    ...(job.throttled > 0 ? [`429 ×${job.throttled}`] : []),
    ...(job.askedAgain > 0 ? [`asked again ×${job.askedAgain}`] : []),
  ];
  const tail = `${turn}${troubles.length > 0 ? ` ${troubles.join(', ')}` : ''}`;
  const left = `   ${sign} ${word.padEnd(9)} ${age}  `;
  return `${p(colour, left)}${cut(name, Math.max(10, columns - left.length - tail.length))}${p('gray', tail)}`;
};

const BAR_CHARACTERS = 20;

const bar = (ended: number, all: number): string => {
  const full = all === 0 ? 0 : Math.round((ended / all) * BAR_CHARACTERS);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_CHARACTERS - full)}`;
};

/** How many jobs are in each stage, in the order of a job's life; empty stages are left out. */
const stageCounts = ({ jobs }: RunView): [Stage, number][] => {
  const groups = Map.groupBy(jobs, stageOf);
  const order: Stage[] = [
    'waiting',
    'at-amazon',
    'download',
    'tables',
    'saved',
    'no-data',
    'unfinished',
    'failed',
    'handed-over',
    'dropped',
  ];
  return order.flatMap((stage) => {
    const count = groups.get(stage)?.length ?? 0;
    return count > 0 ? [[stage, count] satisfies [Stage, number]] : [];
  });
};

/** The first poll prints only counts; after that each end of a report is a line. */
const plainLines = (stream: Stream, now: () => number): Progress => {
  const ends = new Map<string, string>();
  const printed = new Map<string, string>();
  const log = (line: string): void => {
    stream.write(`${line}\n`);
  };
  const print = (view: RunView): void => {
    const at = clockText(now());
    const isFirst = !printed.has(view.account);
    for (const job of view.jobs) {
      const id = `${view.account} ${view.runId} ${job.key}`;
      const end = `${job.outcome} ${job.endedAt}`;
      const isNews = job.outcome !== 'open' && ends.get(id) !== end;
      ends.set(id, end);
      if (isNews && !isFirst) log(`${at} ${view.account} ${endText(job)}`);
    }
    const counts = stageCounts(view)
      .map(([stage, count]) => `${count} ${stageLook[stage].word}`)
      .join(', ');
    if (printed.get(view.account) === counts) return;
    printed.set(view.account, counts);
    log(`${at} ${view.account} ${counts || 'planning'}`);
  };
  return { update: (views) => views.forEach(print), log, done: () => {} };
};

const endText = (job: JobView): string => {
  const { sign, word } = stageLook[stageOf(job)];
  return `${sign} ${word}: ${reportName(job)}${job.outcome === 'failed' && job.reason ? ` (${job.reason.code})` : ''}`;
};
