import { z } from 'zod';
import { msOf } from '../../lambdas/core/instant.ts';
import type { RunView } from '../../lambdas/core/record/run-view.ts';
import { cliCommand, text } from '../command.ts';
import { hint } from '../hint.ts';
import { answer, EXIT } from '../out.ts';
import { accountNames, type KnownRun, knownRun, newestRuns } from '../run/known-runs.ts';
import { plainTable } from '../text/plain-table.ts';
import { durationText, instantText, sizeText } from '../text/quantities.ts';

/** The last runs and how they ended. */
export const status = cliCommand({
  name: 'status',
  declare: (command) =>
    command
      .description('Shows the last runs and how they ended.')
      .option('--account <name>', 'only this account (default: all)')
      .option('--limit <n>', 'how many runs', '10')
      .addHelpText('after', example),
  args: z.object({ account: text, limit: z.coerce.number().int().min(1).max(100).default(10) }),
  run: async (ports, { account, limit }, out) => {
    const items = await newestRuns(ports, await accountNames(ports, account), limit);
    const runs = await Promise.all(items.map((item) => knownRun(ports, item)));
    answer(
      out,
      runs.map(({ view, execution }) => ({ ...summaryOf({ view }), execution: execution?.status })),
      () =>
        runs.length === 0 ? `There is no run yet. Start one with: ${hint(ports.place, 'start')}` : plainTable(HEADS, runs.map(rowOf), out),
    );
    return runs[0] === undefined || runs[0].view.status !== 'failed' ? EXIT.fine : EXIT.failed;
  },
});

const HEADS = ['started', 'account', 'status', 'saved', 'no data', 'left', 'failed', 'size', 'against plan'];

const rowOf = ({ view, execution }: KnownRun): string[] => {
  const { counts } = view;
  const bytes = view.jobs.reduce((sum, job) => sum + (job.bytes ?? 0), 0);
  const word =
    execution === undefined || ['RUNNING', 'SUCCEEDED', 'FAILED'].includes(execution.status) ? view.status : execution.status.toLowerCase();
  return [
    instantText(view.startedAt).slice(0, 16),
    view.account,
    word,
    ...[counts.saved, counts.noData, counts.unfinished, counts.failed].map(String),
    bytes > 0 ? sizeText(bytes) : '',
    againstPlan(view),
  ];
};

/** `+28 m 00 s` late, `-2 m 10 s` early, or when it is to be over. */
const againstPlan = ({ plannedFinishAt, finishedAt }: RunView): string => {
  if (plannedFinishAt === undefined) return '';
  if (finishedAt === undefined) return `due ${plannedFinishAt.slice(11, 16)} UTC`;
  const lateMs = msOf(finishedAt) - msOf(plannedFinishAt);
  return `${lateMs < 0 ? '-' : '+'}${durationText(Math.abs(lateMs))}`;
};

const summaryOf = ({ view }: Pick<KnownRun, 'view'>) => {
  const { jobs, leftOut, ...summary } = view;
  return { ...summary, reports: jobs.length, leftOut: leftOut.length, bytes: jobs.reduce((sum, job) => sum + (job.bytes ?? 0), 0) };
};

const example = `
Exit code 1 when the newest run failed, so that a script can ask.

Example:
  npm run import -- status --account acme-vendor-us --limit 30`;
