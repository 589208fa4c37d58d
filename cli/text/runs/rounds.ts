import { msOf } from '../../../lambdas/core/instant.ts';
import type { JobView, Pass } from '../../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import { stageLook } from './stage.ts';

/** Between the end of one round and the redrive that began the next. Epoch milliseconds. */
export type Pause = { fromMs: number; toMs: number; beforeRound: number };

export const pausesOf = ({ rounds = [] }: Pick<RunView, 'rounds'>): Pause[] =>
  rounds.flatMap(({ round, startedAt }, index) => {
    const finishedAt = rounds[index - 1]?.finishedAt;
    return finishedAt === undefined ? [] : [{ fromMs: msOf(finishedAt), toMs: msOf(startedAt), beforeRound: round }];
  });

/** How long a run had worked by then: a failed run that waits for its redrive does nothing. */
export const workedMs = (view: Pick<RunView, 'startedAt' | 'rounds'>, untilMs: number): number =>
  pausesOf(view).reduce((ms, { fromMs, toMs }) => ms - Math.max(0, Math.min(toMs, untilMs) - fromMs), untilMs - msOf(view.startedAt));

/** When the round began in which a report ended, or is in progress. */
export const roundStartMs = ({ startedAt, rounds = [] }: Pick<RunView, 'startedAt' | 'rounds'>, round = 0): number =>
  msOf(rounds.find((one) => one.round === round)?.startedAt ?? startedAt);

/** `round 0 failed: wrong-parameters`: an end before a redrive. */
export const passText = ({ round, outcome, reason }: Pass): string =>
  `round ${round} ${stageLook[outcome].word}${reason === undefined ? '' : `: ${reason.code}`}`;

/** How often a report failed before a redrive. */
export const failedBefore = ({ earlier = [] }: Pick<JobView, 'earlier'>): number =>
  earlier.filter(({ outcome }) => outcome === 'failed').length;
