import type { z } from 'zod';
import { digestOf } from '../../lambdas/core/planning/plan-steps.ts';
import { type DryRun, dryRun } from '../answers/dry-run.ts';
import { hint, quoted } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { CliPorts } from '../ports.ts';
import type { RunOptions } from '../run-options.ts';
import { instantText } from '../text/quantities.ts';
import { hasMoved, type Moved, movedBetween } from './moved.ts';
import { movedWords } from './moved-words.ts';
import { readPlanFile, writePlanFile } from './plan-file.ts';
import { planWords } from './plan-words.ts';

type PlanOptions = { plan?: string | undefined; out?: string | undefined; dryRun: boolean };

/** What a plan says itself: options could only contradict it. */
const UNFIT = ['types', 'from', 'to', 'force', 'maxRuntime', 'input', 'all', 'missing', 'yes'] as const;

type Written = RunOptions & PlanOptions & { all: boolean; missing: boolean; yes: boolean };

export const refuseBesidePlan = (options: Written, context: z.RefinementCtx): void => {
  const refuse = (field: string, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
  for (const field of UNFIT)
    if (options.plan !== undefined && options[field] !== undefined && options[field] !== false)
      refuse(field, 'cannot be combined with "plan", which holds the whole input');
  if (options.out !== undefined && !options.dryRun) refuse('out', 'needs --dry-run beside it: it writes the plan in place of a start');
  if (options.out !== undefined && options.all) refuse('out', 'is for one account: a plan is of one run');
};

/** Prints the plan of an input, and writes it to `--out`. */
export const printPlan = async (ports: CliPorts, input: Record<string, unknown>, file: string | undefined, out: Out): Promise<number> => {
  const plan = await dryRun(ports, input);
  answer(out, plan, () => planWords(plan, out));
  if (file !== undefined) {
    await writePlanFile(ports, file, input, plan);
    out.note(`Wrote ${file}. Start exactly this with: ${hint(ports.place, `start --plan ${quoted(file)}`)}`);
  }
  return EXIT.fine;
};

/**
 * The input that starts the plan of a file; or the exit code, where nothing is to be started: it no longer holds, or was only looked at.
 * @throws InvalidInputError
 */
export const plannedStart = async (
  ports: CliPorts,
  file: string,
  { account, dryRun: isDry, out: to }: PlanOptions & { account?: string | undefined },
  out: Out,
): Promise<Record<string, unknown> | number> => {
  const { input, steps, madeAt } = await readPlanFile(ports, file, account);
  if (to !== undefined) return printPlan(ports, input, to, out);
  const plan = await dryRun(ports, input);
  const moved = movedBetween(steps, plan.steps);
  const isHolding = !hasMoved(moved);
  if (isHolding && steps.length > 0 && !isDry) return { ...input, plan: digestOf(steps) };
  answer(out, { holds: isHolding, ...moved, plan }, () =>
    isHolding
      ? holdsText(plan, out)
      : movedText(moved, madeAt, `${hint(ports.place, `start --plan ${quoted(file)}`)} --dry-run --out ${quoted(file)}`),
  );
  return isHolding ? EXIT.fine : EXIT.failed;
};

const holdsText = (plan: DryRun, out: Out): string =>
  plan.steps.length === 0
    ? 'The plan has no steps: there is nothing to start.'
    : `${planWords(plan, out)}\n\nThe plan holds: a start would do exactly this.`;

const movedText = (moved: Moved, madeAt: string, again: string): string =>
  [
    `The plan no longer holds. What is due differs from when it was made, ${instantText(madeAt)}:`,
    ...movedWords(moved),
    `Nothing was started. Make it again, and review it: ${again}`,
  ].join('\n');
