import { join, relative } from 'node:path';
import type { RunView } from '../../lambdas/core/record/run-view.ts';
import type { Execution } from '../../test/harness/engine/records.ts';
import type { LocalWorld } from '../../test/harness/local-world.ts';
import { callCounts } from '../../test/harness/selling-partner/an-amazon.ts';
import { runTable } from '../text/run-table.ts';
import { DIRECTORY } from './options.ts';
import type { Started } from './starting.ts';

export const report = (executions: readonly Execution[], views: readonly RunView[], directory: string): void => {
  const width = process.stdout.columns ?? 120;
  const colour = process.stdout.isTTY === true;
  for (const view of views) process.stdout.write(`\n${runTable(view, { width, colour })}\n`);
  const causes = executions.flatMap(({ status, cause }) =>
    status === 'SUCCEEDED' ? [] : [messageOf(cause).replace('s3://reports/', `${relative('.', join(directory, 'files'))}/`)],
  );
  for (const cause of new Set(causes)) process.stdout.write(`\n${cause}\n`);
  if (views.some(({ jobs }) => jobs.length > 0)) {
    process.stdout.write(`\nThe files are in ${relative('.', join(directory, 'files'))}/\n`);
    process.stdout.write(`A picture of the run: ${relative('.', join(directory, 'timeline.html'))}\n`);
  } else if (causes.length === 0) {
    process.stdout.write(`\nNothing was due. Ask all the same with --force, or remove ${directory}/ to begin anew.\n`);
  }
  if (executions.some(({ status, error }) => status === 'FAILED' && error !== 'InvalidInputError')) {
    const where = directory === DIRECTORY ? '' : ` --directory ${directory}`;
    process.stdout.write(`Try the failed ones again with: npm start -- --redrive${where}\n`);
  }
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

/** What Amazon heard from one account since the start. */
const callsOf = (world: LocalWorld, account: string, before: number) => {
  const { grants, calls } = world.amazon;
  const partner = grants.find(({ refreshToken }) => refreshToken === `Atzr|local-${account}`)?.sellingPartnerId;
  const mine = calls.slice(before).filter(({ sellingPartnerId }) => sellingPartnerId === partner);
  const { createReport, getReport, getReports, getReportDocument, throttled } = callCounts({ ...world.amazon, calls: mine });
  return { createReport, getReport, getReports, getReportDocument, throttled };
};
