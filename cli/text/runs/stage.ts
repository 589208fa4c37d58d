import type { JobEnd } from '../../../lambdas/core/record/view/job-end.ts';
import type { JobView } from '../../../lambdas/core/record/view/job-view.ts';

/** The stage of a job: what it waits for while it is open, else how it ended. */
export type Stage = 'waiting' | 'at-amazon' | 'download' | 'tables' | Exclude<JobEnd, 'open'>;

export const stageOf = (job: Pick<JobView, 'outcome' | 'requestedAt' | 'readyAt' | 'isStored'>): Stage => {
  if (job.outcome !== 'open') return job.outcome;
  if (job.isStored) return 'tables';
  if (job.readyAt !== undefined) return 'download';
  return job.requestedAt === undefined ? 'waiting' : 'at-amazon';
};

/** How a stage looks in a terminal: its meaning is in sign and word, the colour only repeats it. */
export const stageLook = {
  waiting: { sign: '·', word: 'waiting', colour: 'gray' },
  'at-amazon': { sign: '◷', word: 'at Amazon', colour: 'blue' },
  download: { sign: '↓', word: 'download', colour: 'cyan' },
  tables: { sign: '▤', word: 'tables', colour: 'cyan' },
  saved: { sign: '✓', word: 'saved', colour: 'green' },
  'no-data': { sign: '○', word: 'no data', colour: 'gray' },
  unfinished: { sign: '→', word: 'unfinished', colour: 'yellow' },
  failed: { sign: '✗', word: 'failed', colour: 'red' },
  'handed-over': { sign: '↷', word: 'handed over', colour: 'gray' },
  dropped: { sign: '–', word: 'dropped', colour: 'gray' },
} as const satisfies Record<Stage, { sign: string; word: string; colour: string }>;
