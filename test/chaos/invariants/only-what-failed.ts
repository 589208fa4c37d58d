import { z } from 'zod';
import type { Execution } from '../../harness/engine/records.ts';
import type { Witness } from '../witness.ts';
import { rootsOf } from './one-outcome.ts';

const ChildInput = z.looseObject({ run: z.looseObject({ id: z.string(), account: z.string() }), job: z.looseObject({ key: z.string() }) });

/** (e) A redrive touches only what failed: each round after the first takes up none but those that the verdict before it named as failed. */
export const onlyWhatFailed = (witness: Witness): string[] =>
  rootsOf(witness).flatMap((execution) => execution.mapRuns.slice(1).flatMap(({ children }) => strangers(witness, execution, children)));

const strangers = ({ executions, summaries }: Witness, execution: Execution, arns: readonly string[]): string[] => {
  const children = executions.filter(({ arn }) => arns.includes(arn));
  return children.flatMap(({ input, startedAtMs, history }) => {
    const { run, job } = ChildInput.parse(input);
    const beganMs = history[0]?.atMs ?? startedAtMs;
    const verdict = summaries.findLast(({ atMs, view }) => view.runId === run.id && view.account === run.account && atMs <= beganMs)?.view;
    const failed = verdict?.jobs.filter(({ outcome }) => outcome === 'failed').map(({ key }) => key) ?? [];
    return failed.includes(job.key) ? [] : [`the redrive of ${execution.name} took up ${job.key}, which had not failed`];
  });
};
