import type { RunView } from '../../lambdas/core/record/run-view.ts';
import { hint } from '../hint.ts';
import type { Place } from '../ports.ts';
import type { KnownRun } from '../run/known-runs.ts';

/** Of a run that never got to its reports, the execution's Cause is all there is to know. */
const causeOf = ({ jobs, status }: RunView, execution: KnownRun['execution']): { cause?: string } =>
  status === 'failed' && jobs.length === 0 && execution?.cause ? { cause: execution.cause } : {};

/** Why an account is judged failed, in one line. */
export const failedLine = ({ view, execution }: KnownRun, place: Place): string => {
  const [cause = `${view.counts.failed} of ${view.jobs.length} reports failed`] = causeOf(view, execution).cause?.split('\n') ?? [];
  return `✗ ${view.account}: ${cause} (${hint(place, `explain ${view.runId}`)})`;
};

/** Which limits of report types hold something back: of a type, one line. */
export const limitLines = ({ view }: KnownRun): string[] =>
  view.leftOut.filter(({ why }) => why.startsWith('limit of ')).map(({ what, why }) => `… ${view.account}, ${what} wait: ${why}`);

/** `succeeded`, or what only Step Functions knows: `aborted`, `timed_out`. */
export const statusWord = ({ view, execution }: KnownRun): string =>
  execution === undefined || ['RUNNING', 'SUCCEEDED', 'FAILED'].includes(execution.status) ? view.status : execution.status.toLowerCase();

/** Of a run's reports. */
export const bytesOf = ({ jobs }: RunView): number => jobs.reduce((sum, job) => sum + (job.bytes ?? 0), 0);

/** A run as `--json` has it: its reports are counted, not listed. */
export const summaryOf = ({ view, execution }: KnownRun) => {
  const { jobs, leftOut, ...summary } = view;
  const counts = { reports: jobs.length, leftOut: leftOut.length, bytes: bytesOf(view) };
  return { ...summary, ...counts, execution: execution?.status, ...causeOf(view, execution) };
};
