import { existsSync } from 'node:fs';
import { z } from 'zod';
import { parsedJson } from '../../lambdas/core/input/json-text.ts';
import { type DryRun, dryRun } from '../answers/dry-run.ts';
import { cliCommand, refuseUnwatched } from '../command.ts';
import { hint } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import { accountNames } from '../run/account-names.ts';
import { missingInput, refuseBesideMissing } from '../run/filling.ts';
import { nameOf } from '../run/known-runs.ts';
import { startAll } from '../run/start-all.ts';
import { watchRun } from '../run/watching.ts';
import { addRunOptions, executionName, jsonOrNothing, RunOptions, refuseUnfitInput, runInputOf } from '../run-options.ts';
import { planWords } from '../text/plan-words.ts';

/** Starts an import, or tells what it would do. */
export const start = cliCommand({
  name: 'start',
  declare: (command) =>
    addRunOptions(command.description('Starts an import and watches it.').argument('[account]', 'not needed where there is only one'))
      .option('--account <name>', 'the same; with --all also patterns')
      .option('--all', 'every account that has something to do')
      .option('--missing', 'what is missing and can still be had')
      .option('--yes', 'with --all or --missing: does not ask')
      .option('--dry-run', 'prints the plan and starts nothing')
      .option('--no-watch', 'returns when the import has begun')
      .option('--html <file>', 'writes the timeline when it is over')
      .addHelpText('after', example),
  args: RunOptions.extend({
    ref: z.string().min(1).optional(),
    dryRun: z.boolean().default(false),
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
    .superRefine(refuseBesideMissing),
  run: async (ports, { ref, dryRun: isDry, watch, html, all, missing: isMissing, yes: isYes, ...options }, out) => {
    refuseUnwatched(ports, watch || isDry || all);
    const isFile = options.input !== undefined && existsSync(options.input);
    const written = isFile ? parsedJson(await ports.readFile(options.input ?? ''), options.input ?? '') : jsonOrNothing(options.input);
    if (all) return startAll(ports, out, { ...options, written, isDry, isYes });
    const asked = runInputOf({ ...options, account: ref ?? options.account }, await accountNames(ports), written);
    const input = isMissing ? await missingInput(ports, asked, { isDry, isConfirmed: isYes }, out) : asked;
    if (input === undefined) return EXIT.fine;
    if (isDry) return tellPlan(await dryRun(ports, input), out);
    await refuseUnfitInput(ports, input);
    const executionArn = await ports.workflow.start(executionName(`${input['account']}`, ports), input);
    out.note(`Started ${nameOf(executionArn)}.`);
    if (watch) return watchRun(ports, out, { executionArn }, html);
    answer(out, { executionArn, input }, () => `Watch it with: ${hint(ports.place, `watch ${nameOf(executionArn)}`)}`);
    return EXIT.fine;
  },
});

const tellPlan = (plan: DryRun, out: Out): number => {
  answer(out, plan, () => planWords(plan, out));
  return EXIT.fine;
};

const example = `
Ctrl-C ends the watching, not the import. --all shows a plan, asks, starts four
a second, and watches none.

Examples:
  npm run import -- start acme-vendor-us --dry-run
  npm run import -- start acme-vendor-us --missing
  npm run import -- start acme-vendor-us --types VendorSalesReport \\
    --from 2026-01-01 --html timeline.html
  npm run import -- start --all --account "acme-*" --yes`;
