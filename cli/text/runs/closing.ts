import { msOf } from '../../../lambdas/core/instant.ts';
import type { JobView } from '../../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import { counted, durationText, savedText } from '../quantities.ts';
import { reportName } from '../report-name.ts';
import { workedMs } from './rounds.ts';
import { stageLook } from './stage.ts';

const UNFINISHED_SHOWN = 10;

/** What the next run continues, why, and the command line that starts it at once; nothing when all ended. */
export const unfinishedLines = (views: readonly RunView[], again: string): string[] => {
  const left = views.flatMap(({ account, jobs }) =>
    jobs.filter(isLeft).map((job) => `${nameOf(account, views)}${reportName(job)}${whyOf(job)}`),
  );
  if (left.length === 0) return [];
  const rest = left.length - UNFINISHED_SHOWN;
  return [
    `Unfinished (${left.length}), and the next run continues it:`,
    ...left.slice(0, UNFINISHED_SHOWN).map((line) => `  ${stageLook.unfinished.sign} ${line}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
    `Start again to continue now: ${again}`,
  ];
};

/** An execution that was stopped leaves reports open: the next run continues them too. */
const isLeft = ({ outcome }: JobView): boolean => outcome === 'unfinished' || outcome === 'open';

const nameOf = (account: string, { length }: readonly RunView[]): string => (length > 1 ? `${account}: ` : '');

const whyOf = ({ reason }: JobView): string => (reason === undefined ? '' : ` (${reason.code})`);

const SIGNS = { running: '…', succeeded: '✓', failed: '✗' } as const;

/** A run in one line, for the end of a page that shows several. */
export const sumLine = (view: RunView): string => {
  const { account, status, jobs, counts, finishedAt } = view;
  const others = [
    [counts.noData, 'without data'],
    [counts.unfinished, 'unfinished'],
    [counts.failed, 'failed'],
  ] as const;
  const ends = [savedText(jobs), ...others.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)].join(', ');
  const took = finishedAt === undefined ? '' : ` in ${durationText(workedMs(view, msOf(finishedAt)))}`;
  return `${SIGNS[status]} ${account} ${status}: ${jobs.length === 0 ? 'nothing was due' : `${ends} of ${counted(jobs.length, 'report')}${took}`}`;
};
