import { z } from 'zod';
import { msOf } from '../../lambdas/core/instant.ts';
import type { RunView } from '../../lambdas/core/record/run-view.ts';
import { cliCommand, text } from '../command.ts';
import { hint } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { Place } from '../ports.ts';
import { type KnownRun, knownRun, newestOfEach, newestRuns } from '../run/known-runs.ts';
import { plainTable } from '../text/plain-table.ts';
import { durationText, instantText, sizeText } from '../text/quantities.ts';

/** The last runs and how they ended. */
export const status = cliCommand({
  name: 'status',
  declare: (command) =>
    command
      .summary('Shows the last runs and how they ended.')
      .description('Shows the newest run of each account, or the last runs, and how they ended.')
      .option('--account <name>', 'the last runs of this account')
      .option('--limit <n>', 'the last so many runs (with --account: 10)')
      .addHelpText('after', example),
  args: z.object({ account: text, limit: z.coerce.number().int().min(1).max(100).optional() }),
  run: async (ports, { account, limit }, out) => {
    const items = await newestRuns(ports, account, limit ?? RUNS_SHOWN);
    const judged = newestOfEach(items);
    const shown = account === undefined && limit === undefined ? judged : items.slice(0, limit ?? RUNS_SHOWN);
    const all = new Map(
      await Promise.all(uniqueOf([...shown, ...judged]).map(async (item) => [item, await knownRun(ports, item)] as const)),
    );
    const runs = shown.flatMap((item) => all.get(item) ?? []);
    const failed = judged.flatMap((item) => all.get(item) ?? []).filter(({ view }) => view.status === 'failed');
    answer(
      out,
      runs.map(({ view, execution }) => ({ ...summaryOf({ view }), execution: execution?.status, ...causeOf(view, execution) })),
      () =>
        runs.length === 0 ? `There is no run yet. Start one with: ${hint(ports.place, 'start')}` : wordsOf(runs, failed, ports.place, out),
    );
    return failed.length > 0 ? EXIT.failed : EXIT.fine;
  },
});

const RUNS_SHOWN = 10;

const uniqueOf = <T>(all: readonly T[]): T[] => [...new Set(all)];

/** Of a run that never got to its reports, the execution's Cause is all there is to know. */
const causeOf = ({ jobs, status }: RunView, execution: KnownRun['execution']): { cause?: string } =>
  status === 'failed' && jobs.length === 0 && execution?.cause ? { cause: execution.cause } : {};

const wordsOf = (runs: readonly KnownRun[], failed: readonly KnownRun[], place: Place, out: Out): string =>
  [
    plainTable(HEADS, runs.map(rowOf), { ...out, wraps: [1] }),
    ...failed.map((run) => failedLine(run, place)),
    ...runs.flatMap(limitLines),
  ].join('\n');

/** Why an account is judged failed, in one line. */
const failedLine = ({ view, execution }: KnownRun, place: Place): string => {
  const [cause = `${view.counts.failed} of ${view.jobs.length} reports failed`] = causeOf(view, execution).cause?.split('\n') ?? [];
  return `✗ ${view.account}: ${cause} (${hint(place, `explain ${view.runId}`)})`;
};

/** Which limits of report types hold something back: of a type, one line. */
const limitLines = ({ view }: KnownRun): string[] =>
  view.leftOut.filter(({ why }) => why.startsWith('limit of ')).map(({ what, why }) => `… ${view.account}, ${what} wait: ${why}`);

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
Exit code 1 when the newest run of any account failed, so that a script can ask.
A run that failed before it asked for anything is among them, with its cause.

Example:
  npm run import -- status --account acme-vendor-us --limit 30`;
