import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import { hint } from '../../hint.ts';
import type { Place } from '../../ports.ts';
import type { KnownRun } from '../../run/known-runs.ts';

/** Of a run that never got to its reports, the execution's Cause is all there is to know. */
const causeOf = ({ jobs, status }: RunView, execution: KnownRun['execution']): { cause?: string } =>
  status === 'failed' && jobs.length === 0 && execution?.cause ? { cause: execution.cause } : {};

/** Why a run is judged failed, in one line. */
export const whyFailed = ({ view, execution }: KnownRun): string => {
  const [cause = `${view.counts.failed} of ${view.jobs.length} reports failed${reasonsOf(view)}`] =
    causeOf(view, execution).cause?.split('\n') ?? [];
  return cause;
};

const reasonsOf = ({ jobs }: RunView): string => {
  const codes = jobs.flatMap(({ outcome, reason }) => (outcome === 'failed' && reason !== undefined ? [reason.code] : []));
  const words = [...Map.groupBy(codes, (code) => code)].map(([code, { length }]) => (length > 1 ? `${code} (${length})` : code));
  return words.length === 0 ? '' : `: ${words.join(', ')}`;
};

/** Why an account is judged failed, in one line, and where to find more. */
export const failedLine = (run: KnownRun, place: Place): string =>
  `✗ ${run.view.account}: ${whyFailed(run)} (${hint(place, `explain ${run.view.runId}`)})`;

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
