import { progressText } from '../../lambdas/core/planning/list-progress.ts';
import type { DryRun } from '../answers/dry-run.ts';
import type { Out } from '../out.ts';
import { plainTable } from '../text/plain-table.ts';
import { clockText, counted, durationText, instantText } from '../text/quantities.ts';

const LEFT_OUT_SHOWN = 20;

/** A plan for people: the jobs with their turns, the end, the cost, and what is left out. */
export const planWords = (plan: DryRun, out: Out): string => {
  const { account, jobs, leftOut, lists, turns, startedAt, plannedFinishAt, deadlineAt, cost } = plan;
  const tookMs = Date.parse(plannedFinishAt) - Date.parse(startedAt);
  const rows = jobs.map(({ name, purpose, does, turnAt }) => [clockText(Date.parse(turnAt)), does, name, purpose]);
  return [
    `Plan for ${account}: ${counted(jobs.length, 'report')}, ${counted(turns, 'turn')} of createReport. Nothing was started.`,
    ...(rows.length > 0 ? ['', plainTable(['turn, UTC', 'does', 'report', 'why'], rows, { ...out, wraps: [2] })] : []),
    '',
    `Finish    ${instantText(plannedFinishAt)}, ${durationText(tookMs)} from now, if Amazon is as quick as usual`,
    `Deadline  ${instantText(deadlineAt)}; what is unfinished then waits for the next run`,
    `Cost      about $${cost.usd.toFixed(3)} (${cost.stateTransitions.toLocaleString('en')} state transitions; the rest is small)`,
    ...lists.map((list) => `List      ${progressText(list)}`),
    ...(leftOut.length > 0
      ? ['', `Left out (${leftOut.length}):`, ...leftOut.slice(0, LEFT_OUT_SHOWN).map(({ what, why }) => `  ${what}\n    ${why}`)]
      : []),
    ...(leftOut.length > LEFT_OUT_SHOWN ? [`  … and ${leftOut.length - LEFT_OUT_SHOWN} more (--json shows all)`] : []),
  ].join('\n');
};
