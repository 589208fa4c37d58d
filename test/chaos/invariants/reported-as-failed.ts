import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { RunItem } from '../../../lambdas/core/record/runs.ts';
import type { Execution } from '../../harness/engine/execution/records.ts';
import type { Witness } from '../play/witness.ts';
import { jobsOf, rootsOf, runsOf } from './one-outcome.ts';

/** (j) Every failed job is reported by a run that fails, unless a person ended that run. */
export const reportedAsFailed = (witness: Witness): string[] => [
  ...jobsOf(witness).flatMap((item) => notReported(witness, item)),
  ...runsOf(witness).flatMap((run) => succeededDespiteFailures(witness, run)),
];

/** The run that found it failed says so in its summary. */
const notReported = (witness: Witness, { account, key, outcome }: JobItem): string[] => {
  if (outcome?.kind !== 'failed') return [];
  const isReported = witness.summaries.some(
    ({ view }) =>
      view.runId === outcome.runId && view.account === account && view.jobs.some((job) => job.key === key && job.outcome === 'failed'),
  );
  const run = Object.values(witness.ledger.runs[account] ?? {}).find(({ runId }) => runId === outcome.runId);
  const execution = rootsOf(witness).find(({ arn }) => arn === run?.executionArn);
  return isReported || wasEnded(execution, Date.parse(outcome.at))
    ? []
    : [`${account}: ${key} failed in run ${outcome.runId}, which does not report it`];
};

/** A run with failed reports in its last summary has failed, and its Cause names them, or says how many more there are. */
const succeededDespiteFailures = (witness: Witness, run: RunItem): string[] => {
  const view = witness.summaries.findLast((one) => one.view.runId === run.runId && one.view.account === run.account)?.view;
  const failed = view?.jobs.filter(({ outcome }) => outcome === 'failed') ?? [];
  const execution = rootsOf(witness).find(({ arn }) => arn === run.executionArn);
  if (failed.length === 0 || execution === undefined) return [];
  if (execution.status === 'SUCCEEDED') return [`run ${run.runId} succeeded, and its summary reports ${failed.length} failed reports`];
  const { error, cause = '' } = execution;
  const isNamed = failed.every(({ key }) => cause.includes(key)) || / more\b|cut off here/.test(cause);
  return error !== 'ReportsFailedError' || isNamed ? [] : [`run ${run.runId} failed, and its Cause does not name what failed`];
};

const wasEnded = (execution: Execution | undefined, sinceMs: number): boolean =>
  execution?.history.some(({ type, atMs }) => atMs >= sinceMs && /^Execution(Aborted|TimedOut)$/.test(type)) ?? false;
