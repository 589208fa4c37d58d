import { z } from 'zod';
import type { Execution } from '../../harness/engine/execution/records.ts';
import type { Witness } from '../play/witness.ts';
import { rootsOf } from './one-outcome.ts';

/** Limits of Download, Explain and Settle in the workflow, six attempts each, and the five minutes that each may wait between them. Seconds. */
const ALLOWED_SECONDS = 6 * (930 + 90 + 330) + 3 * 300;

/** (h) Every run ends by its deadline plus the limits of Download, Explain and Settle; after a redrive of an aborted run counted from the redrive. */
export const inTime = (witness: Witness): string[] => [
  ...rootsOf(witness).flatMap((execution) => late(witness, execution)),
  ...witness.violationsOfEngine.map((rule) => `Step Functions would object: ${rule}`),
];

const WithDeadline = z.looseObject({ run: z.looseObject({ deadlineAt: z.string() }) });

const late = ({ executions }: Witness, execution: Execution): string[] => {
  const { name, status, stoppedAtMs, startedAtMs, redrivenAtMs = startedAtMs, mapRuns } = execution;
  if (status === 'RUNNING' || stoppedAtMs === undefined) return [`${name} never ends`];
  if (status === 'TIMED_OUT') return [`${name} ran into the time limit of the whole workflow`];
  const children = mapRuns.flatMap((mapRun) => mapRun.children);
  const deadlines = executions
    .filter(({ arn }) => children.includes(arn))
    .flatMap(({ input }) => Date.parse(WithDeadline.safeParse(input).data?.run.deadlineAt ?? ''));
  const latestMs = Math.max(redrivenAtMs, ...deadlines.filter((ms) => !Number.isNaN(ms))) + ALLOWED_SECONDS * 1000;
  return stoppedAtMs > latestMs ? [`${name} ended ${Math.round((stoppedAtMs - latestMs) / 1000)} s later than it may`] : [];
};
