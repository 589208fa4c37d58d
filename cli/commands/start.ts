import { existsSync } from 'node:fs';
import { z } from 'zod';
import { parsedJson } from '../../lambdas/core/input/json-text.ts';
import { progressText } from '../../lambdas/core/planning/list-progress.ts';
import { type DryRun, dryRun } from '../answers/dry-run.ts';
import { cliCommand, refuseUnwatched } from '../command.ts';
import { hint } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import { accountNames } from '../run/account-names.ts';
import { nameOf } from '../run/known-runs.ts';
import { startAll } from '../run/start-all.ts';
import { watchRun } from '../run/watching.ts';
import { addRunOptions, executionName, jsonOrNothing, RunOptions, refuseUnfitInput, runInputOf } from '../run-options.ts';
import { plainTable } from '../text/plain-table.ts';
import { clockText, counted, durationText, instantText } from '../text/quantities.ts';

/** Starts an import, or tells what it would do. */
export const start = cliCommand({
  name: 'start',
  declare: (command) =>
    addRunOptions(command.description('Starts an import and watches it.').argument('[account]', 'not needed where there is only one'))
      .option('--account <name>', 'the same; with --all also patterns')
      .option('--all', 'every account that has something to do')
      .option('--yes', 'with --all: does not ask')
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
    yes: z.boolean().default(false),
  }).refine(({ all, ref, html }) => !all || (ref === undefined && html === undefined), {
    path: ['all'],
    message: 'goes without an account (choose with --account "acme-*") and without --html',
  }),
  run: async (ports, { ref, dryRun: isDry, watch, html, all, yes: isYes, ...options }, out) => {
    refuseUnwatched(ports, watch || isDry || all);
    const isFile = options.input !== undefined && existsSync(options.input);
    const written = isFile ? parsedJson(await ports.readFile(options.input ?? ''), options.input ?? '') : jsonOrNothing(options.input);
    if (all) return startAll(ports, out, { ...options, written, isDry, isYes });
    const input = runInputOf({ ...options, account: ref ?? options.account }, await accountNames(ports), written);
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

const LEFT_OUT_SHOWN = 20;

const planWords = (plan: DryRun, out: Out): string => {
  const { account, jobs, leftOut, lists, turns, startedAt, plannedFinishAt, deadlineAt, cost } = plan;
  const tookMs = Date.parse(plannedFinishAt) - Date.parse(startedAt);
  const rows = jobs.map(({ name, purpose, does, turnAt }) => [clockText(Date.parse(turnAt)), does, name, purpose]);
  return [
    `Plan for ${account}: ${counted(jobs.length, 'report')}, ${counted(turns, 'turn')} of createReport. Nothing was started.`,
    ...(rows.length > 0 ? ['', plainTable(['turn, UTC', 'does', 'report', 'why'], rows, { ...out, wraps: [2] })] : []),
    '',
    `Finish    ${instantText(plannedFinishAt)}, ${durationText(tookMs)} from now, if Amazon is as quick as usual`,
    `Deadline  ${instantText(deadlineAt)}; what is unfinished then waits for the next run`,
    `Cost      about $${cost.usd.toFixed(3)} (${cost.stateTransitions.toLocaleString('en')} state transitions; the rest is small)`,
    ...lists.map((list) => `List      ${progressText(list)}`),
    ...(leftOut.length > 0
      ? ['', `Left out (${leftOut.length}):`, ...leftOut.slice(0, LEFT_OUT_SHOWN).map(({ what, why }) => `  ${what}\n    ${why}`)]
      : []),
    ...(leftOut.length > LEFT_OUT_SHOWN ? [`  … and ${leftOut.length - LEFT_OUT_SHOWN} more (--json shows all)`] : []),
  ].join('\n');
};

const example = `
Ctrl-C ends the watching, not the import. --all shows a plan, asks, starts four
a second, and watches none.

Examples:
  npm run import -- start acme-vendor-us --dry-run
  npm run import -- start acme-vendor-us --types VendorSalesReport \\
    --from 2026-01-01 --html timeline.html
  npm run import -- start --all --account "acme-*" --yes`;
