import { existsSync } from 'node:fs';
import { z } from 'zod';
import { parsedJson } from '../../../lambdas/core/input/json-text.ts';
import { cliCommand, refuseUnwatched, text } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import { plannedStart, printPlan, refuseBesidePlan } from '../../plan/planned-start.ts';
import type { CliPorts } from '../../ports.ts';
import { accountNames } from '../../run/account-names.ts';
import { missingInput, refuseBesideMissing } from '../../run/filling.ts';
import { nameOf } from '../../run/known-runs.ts';
import { startAll } from '../../run/start-all.ts';
import { watchRun } from '../../run/watching.ts';
import { addRunOptions, executionName, jsonOrNothing, RunOptions, refuseUnfitInput, runInputOf } from '../../run-options.ts';

const StartArgs = RunOptions.extend({
  ref: z.string().min(1).optional(),
  dryRun: z.boolean().default(false),
  out: text,
  plan: text,
  watch: z.boolean().default(true),
  html: z.string().optional(),
  all: z.boolean().default(false),
  missing: z.boolean().default(false),
  yes: z.boolean().default(false),
})
  .refine(({ all, ref, html }) => !all || (ref === undefined && html === undefined), {
    path: ['all'],
    message: 'goes without an account (choose with --account "acme-*") and without --html',
  })
  .superRefine(refuseBesideMissing)
  .superRefine(refuseBesidePlan);
type StartArgs = z.output<typeof StartArgs>;

/** Starts an import, or shows what it would do. */
export const start = cliCommand({
  name: 'start',
  declare: (command) =>
    addRunOptions(command.description('Starts an import and watches it.').argument('[account]', 'not needed where there is only one'))
      .option('--account <name>', 'the same; with --all also patterns')
      .option('--all', 'every account that has something to do')
      .option('--missing', 'what is missing and can still be had')
      .option('--yes', 'with --all or --missing: does not ask')
      .option('--dry-run', 'prints the plan and starts nothing')
      .option('--out <file>', 'with --dry-run: writes the plan, to review')
      .option('--plan <file>', 'starts exactly that plan, if it still holds')
      .option('--no-watch', 'returns when the import has begun')
      .option('--html <file>', 'writes the timeline when it is over')
      .addHelpText('after', example),
  args: StartArgs,
  run: async (ports, args, out) => {
    const { watch, html } = args;
    refuseUnwatched(ports, watch || args.dryRun || args.all);
    if (args.all) return startAll(ports, out, { ...args, written: await writtenInput(ports, args), isDry: args.dryRun, isYes: args.yes });
    const input = await inputOf(ports, { ...args, account: args.ref ?? args.account }, out);
    if (typeof input === 'number') return input;
    await refuseUnfitInput(ports, input);
    const executionArn = await ports.workflow.start(executionName(`${input['account']}`, ports), input);
    out.note(`Started ${nameOf(executionArn)}.`);
    if (watch) return watchRun(ports, out, { executionArn }, html);
    answer(out, { executionArn, input }, () => `Watch it with: ${hint(ports.place, `watch ${nameOf(executionArn)}`)}`);
    return EXIT.fine;
  },
});

/** What is started; or the exit code, where nothing is. */
const inputOf = async (ports: CliPorts, args: StartArgs, out: Out): Promise<Record<string, unknown> | number> => {
  if (args.plan !== undefined) return plannedStart(ports, args.plan, args, out);
  const asked = runInputOf(args, await accountNames(ports), await writtenInput(ports, args));
  const input = args.missing ? await missingInput(ports, asked, { isDry: args.dryRun, isConfirmed: args.yes }, out) : asked;
  if (input === undefined) return EXIT.fine;
  return args.dryRun ? printPlan(ports, input, args.out, out) : input;
};

const writtenInput = async ({ readFile }: CliPorts, { input }: RunOptions): Promise<unknown> =>
  input !== undefined && existsSync(input) ? parsedJson(await readFile(input), input) : jsonOrNothing(input);

const example = `
Ctrl-C ends the watching, not the import. --all shows a plan, asks, starts four
a second, and watches none.

Examples:
  npm run import -- start acme-vendor-us --dry-run --out plan.json
  npm run import -- start --plan plan.json
  npm run import -- start acme-vendor-us --missing
  npm run import -- start acme-us --from 2026-01-01 --html timeline.html
  npm run import -- start --all --account "acme-*" --yes`;
