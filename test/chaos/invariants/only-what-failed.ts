import { z } from 'zod';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import type { Execution } from '../../harness/engine/execution/records.ts';
import type { JobWrite, Witness } from '../play/witness.ts';
import { rootsOf } from './one-outcome.ts';

const ChildInput = z.looseObject({
  run: z.looseObject({ id: z.string(), account: z.string(), round: z.number() }),
  job: z.looseObject({ key: z.string() }),
});

/**
 * (e) A redrive touches only what failed: each round after the first starts only jobs that the previous verdict named as
 * failed, and jobs that another run has taken over and failed since.
 */
export const onlyWhatFailed = (witness: Witness): string[] =>
  rootsOf(witness).flatMap((execution) => execution.mapRuns.slice(1).flatMap(({ children }) => strangers(witness, execution, children)));

const strangers = ({ executions, summaries, jobWrites }: Witness, execution: Execution, arns: readonly string[]): string[] =>
  executions
    .filter(({ arn }) => arns.includes(arn))
    .flatMap(({ input, startedAtMs }) => {
      const { run, job } = ChildInput.parse(input);
      const isBefore = ({ runId, account, round }: RunView) => runId === run.id && account === run.account && round < run.round;
      const before = summaries.map(({ view }) => view).filter(isBefore);
      const round = Math.max(...before.map((view) => view.round));
      const hadFailed = ({ jobs }: RunView) => jobs.some(({ key, outcome }) => key === job.key && outcome === 'failed');
      // What this round found itself may carry the very instant at which its branch started.
      const isOwn = ({ outcome }: JobItem) => outcome?.runId === run.id && outcome.round >= run.round;
      const isEnd = ({ item, atMs }: JobWrite) =>
        item.key === job.key && item.account === run.account && item.outcome !== undefined && atMs <= startedAtMs && !isOwn(item);
      const lastEnd = jobWrites.findLast(isEnd)?.item.outcome;
      const hasFailedSince = lastEnd?.kind === 'failed' && lastEnd.runId !== run.id;
      return hasFailedSince || before.some((view) => view.round === round && hadFailed(view))
        ? []
        : [`the redrive of ${execution.name} took up ${job.key}, which had not failed`];
    });
