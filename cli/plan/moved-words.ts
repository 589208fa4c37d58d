import type { PlanStep } from '../../lambdas/core/planning/plan-steps.ts';
import type { Moved } from './moved.ts';

const STEPS_SHOWN = 20;

/** What a plan no longer holds for, a line a job. */
export const movedWords = ({ added, gone, changed }: Moved): string[] => {
  const lines = [
    ...added.map(({ key, does }) => `  added    ${key}: ${does}`),
    ...gone.map(({ key, does }) => `  gone     ${key}: ${does} was planned`),
    ...changed.map(({ key, planned, now }) => `  changed  ${key}: ${changeText(planned, now)}`),
  ];
  const rest = lines.length - STEPS_SHOWN;
  return [...lines.slice(0, STEPS_SHOWN), ...(rest > 0 ? [`  … and ${rest} more (--json shows all)`] : [])];
};

const changeText = (planned: PlanStep, now: PlanStep): string =>
  planned.does === now.does
    ? `${now.does}, as planned, but its item was written since (version ${planned.version}, now ${now.version})`
    : `${planned.does} was planned, now ${now.does}`;
