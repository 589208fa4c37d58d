import { join } from 'node:path';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import type { Execution } from '../../test/harness/engine/execution/records.ts';
import { type LocalWorld, refreshTokenOf } from '../../test/harness/local-world.ts';
import { callCounts } from '../../test/harness/selling-partner/an-amazon.ts';
import { sumLine, unfinishedLines } from '../text/runs/closing.ts';
import { runTable, type TableLook } from '../text/runs/run-table.ts';
import { type Options, startLine } from './options.ts';
import type { Started } from './starting.ts';

/** The report when all runs are over: the table of each, then causes, and at the end what to type next. */
export const report = (executions: readonly Ended[], views: readonly RunView[], options: Options, look: TableLook): string => {
  const files = join(options.directory, 'files');
  const causes = executions.flatMap(({ status, cause }) =>
    status === 'SUCCEEDED' ? [] : [messageOf(cause).replace('s3://reports/', `${files}/`)],
  );
  const hasFailed = executions.some(({ status, error }) => status === 'FAILED' && error !== 'InvalidInputError');
  const parts = [
    ...views.map((view) => [runTable(view, look)]),
    ...[...new Set(causes)].map((cause) => [cause]),
    views.length > 1 ? views.map(sumLine) : [],
    unfinishedLines(views, startLine(options, options.account === undefined ? '' : `--account ${options.account}`)),
    whereLines(views, causes.length > 0, options),
    hasFailed ? [`Try the failed ones again with: ${startLine(options, '--redrive')}`] : [],
  ];
  return parts.flatMap((lines) => (lines.length === 0 ? [] : [`\n${lines.join('\n')}\n`])).join('');
};

type Ended = Pick<Execution, 'status' | 'error' | 'cause'>;

const whereLines = (views: readonly RunView[], hasFailed: boolean, { directory }: Options): string[] => {
  if (views.some(({ jobs }) => jobs.length > 0))
    return [`The files are in ${join(directory, 'files')}/`, `A picture of the run: ${join(directory, 'timeline.html')}`];
  return hasFailed ? [] : [`Nothing was due. Ask anyway with --force, or remove ${directory}/ to start over.`];
};

/** The words of a Cause; Lambda wraps them in JSON. */
const messageOf = (cause: string | undefined): string => {
  const wrapped: unknown = cause?.startsWith('{') ? JSON.parse(cause) : undefined;
  return typeof wrapped === 'object' && wrapped !== null && 'errorMessage' in wrapped ? String(wrapped.errorMessage) : (cause ?? '');
};

export const asJson = (world: LocalWorld, started: readonly Started[], executions: readonly Execution[], views: readonly RunView[]) => ({
  runs: started.map(({ account, callsBefore }, index) => {
    const execution = executions[index];
    const calls = callsOf(world, account, callsBefore);
    const view = views.find((one) => one.account === account);
    const failure = execution?.status === 'SUCCEEDED' ? {} : { error: execution?.error, cause: messageOf(execution?.cause) };
    if (view === undefined) return { account, status: 'failed', ...failure, calls };
    return { ...view, status: execution?.status === 'SUCCEEDED' ? 'succeeded' : 'failed', ...failure, calls };
  }),
});

/** The calls that Amazon got from one account since the start. */
const callsOf = (world: LocalWorld, account: string, before: number) => {
  const { grants, calls } = world.amazon;
  const known = world.accounts.find(({ name }) => name === account);
  const token = known && refreshTokenOf(known);
  const partner = grants.find(({ refreshToken }) => refreshToken === token)?.sellingPartnerId;
  const mine = calls.slice(before).filter(({ sellingPartnerId }) => sellingPartnerId === partner);
  const { createReport, getReport, getReports, getReportDocument, throttled } = callCounts({ ...world.amazon, calls: mine });
  return { createReport, getReport, getReports, getReportDocument, throttled };
};
