import { z } from 'zod';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { parsedJson } from '../../lambdas/core/input/json-text.ts';
import { parseInput, problemsError, strictFields } from '../../lambdas/core/input/problems.ts';
import { RunInput } from '../../lambdas/core/input/run-input.ts';
import { Instant } from '../../lambdas/core/instant.ts';
import { PlanStep } from '../../lambdas/core/planning/plan-steps.ts';
import type { DryRun } from '../answers/dry-run.ts';
import type { CliPorts, Place } from '../ports.ts';
import { version } from '../version.ts';

/** A plan as a person reviews it: what is started, and what that does. It holds names of accounts, reports and products, and no secret. */
const PlanFile = strictFields({
  madeAt: Instant,
  /** The version of the importer: another one may decide otherwise. */
  importer: z.string(),
  stack: z.string(),
  /** The state machine, which names AWS account and region; of the local world, that it is local. */
  stateMachine: z.string(),
  input: RunInput,
  /** When it was made: all of it moves with the time of the start. */
  expected: z.looseObject({}),
  steps: z.array(PlanStep),
});
export type PlanFile = z.infer<typeof PlanFile>;

export const writePlanFile = async (ports: CliPorts, file: string, input: Record<string, unknown>, plan: DryRun): Promise<void> => {
  const { jobs, turns, steps, startedAt, plannedFinishAt, cost } = plan;
  const waiting = steps.length - jobs.length - steps.filter(({ does }) => does === 'drop' || does === 'split').length;
  const { plan: _, ...planned } = input;
  const head = {
    madeAt: startedAt,
    importer: version,
    ...placeOf(ports.place),
    input: planned,
    expected: { reports: jobs.length, leftForTheNextRun: waiting, turns, plannedFinishAt, usd: Number(cost.usd.toFixed(4)) },
  };
  await ports.writeFile(file, textOf(head, steps));
};

/** A line a step, so that git shows what differs. */
const textOf = (head: object, steps: readonly PlanStep[]): string => {
  const lines = steps.map((step) => `\n    ${JSON.stringify(step)}`).join(',');
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "steps": [${lines}${lines === '' ? '' : '\n  '}]\n}\n`;
};

/** @throws InvalidInputError for what is no plan, or the plan of another place, version or account */
export const readPlanFile = async (ports: CliPorts, file: string, account: string | undefined): Promise<PlanFile> => {
  const text = await ports.readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new InvalidInputError(`--plan: the file "${file}" cannot be read: ${error.code ?? error.message}`, { cause: error });
  });
  const plan = parseInput(PlanFile, parsedJson(text, file), `The plan "${file}"`);
  const here = placeOf(ports.place);
  const unfit = [
    differs('stack', plan.stack, here.stack),
    differs('stateMachine', plan.stateMachine, here.stateMachine),
    differs('importer', plan.importer, version, 'version '),
    account === undefined ? undefined : differs('input.account', plan.input.account, account, 'account '),
  ].flatMap((problem) => problem ?? []);
  if (unfit.length > 0) throw problemsError(`The plan "${file}"`, unfit);
  return plan;
};

const differs = (field: string, written: string, here: string, what = ''): string | undefined =>
  written === here ? undefined : `${field}: it was made for ${what}${written}, and this is ${what}${here}`;

const placeOf = ({ stack, isLocal, stateMachineArn }: Place): { stack: string; stateMachine: string } =>
  isLocal ? { stack: 'local', stateMachine: 'local' } : { stack, stateMachine: stateMachineArn };
