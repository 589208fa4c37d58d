import type { PlanStep } from '../../lambdas/core/planning/plan-steps.ts';

/** How a plan's steps have changed since it was made. */
export type Moved = {
  added: PlanStep[];
  gone: PlanStep[];
  /** The same job with another action, or with the same one after its item was written in between. */
  changed: { key: string; planned: PlanStep; now: PlanStep }[];
};

export const movedBetween = (planned: readonly PlanStep[], now: readonly PlanStep[]): Moved => {
  const before = new Map(planned.map((step) => [step.key, step]));
  const after = new Map(now.map((step) => [step.key, step]));
  return {
    added: now.filter(({ key }) => !before.has(key)),
    gone: planned.filter(({ key }) => !after.has(key)),
    changed: now.flatMap((step) => {
      const one = before.get(step.key);
      return one === undefined || (one.does === step.does && one.version === step.version)
        ? []
        : [{ key: step.key, planned: one, now: step }];
    }),
  };
};

export const hasMoved = ({ added, gone, changed }: Moved): boolean => added.length + gone.length + changed.length > 0;
