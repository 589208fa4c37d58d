import { z } from 'zod';
import { cliCommand, refuseUnwatched, text } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT } from '../../out.ts';
import { ACCOUNTS_FLAG } from '../../run/account-names.ts';
import { nameOf, theRun } from '../../run/known-runs.ts';
import { redriveFailed } from '../../run/redrive-failed.ts';
import { watchRun } from '../../run/watching.ts';

/** Tries the failed reports of a run again. */
export const redrive = cliCommand({
  name: 'redrive',
  declare: (command) =>
    command
      .summary('Tries failed reports again, of one run or of all.')
      .description('Tries the failed reports of a run again, and only those.')
      .argument('[run]', 'run id, execution ARN or name, or account (its newest run)')
      .option('--failed', 'the newest run of every account, where it failed')
      .option(ACCOUNTS_FLAG, 'with --failed: only these, names or patterns')
      .option('--yes', 'with --failed: does not ask')
      .option('--no-watch', 'returns when the redrive has begun')
      .option('--html <file>', 'writes the timeline when it is over')
      .addHelpText('after', example),
  args: z
    .object({
      ref: text,
      failed: z.boolean().default(false),
      account: text,
      yes: z.boolean().default(false),
      watch: z.boolean().default(true),
      html: z.string().optional(),
    })
    .refine(({ ref, failed }) => (ref === undefined) === failed, {
      path: ['run'],
      message: 'name one run, or write --failed for all that failed',
    })
    .refine(({ failed, account, html }) => (failed ? html === undefined : account === undefined), {
      path: ['failed'],
      message: 'goes with --account and --yes, and without --html',
    }),
  run: async (ports, { ref, failed, account: named, yes, watch, html }, out) => {
    if (failed) return redriveFailed(ports, out, named, yes);
    refuseUnwatched(ports, watch);
    const { executionArn, runId, account } = await theRun(ports, ref);
    const why = await ports.workflow.redrive(executionArn);
    if (why !== undefined) {
      answer(
        out,
        { runId, redriven: false, why },
        () => `Run ${runId} cannot be redriven: ${why}\nTo ask for its reports again: ${hint(ports.place, `start ${account} --force`)}`,
      );
      return EXIT.failed;
    }
    out.note(`Redriving ${nameOf(executionArn)}.`);
    if (watch) return watchRun(ports, out, { executionArn }, html);
    answer(out, { runId, executionArn, redriven: true }, () => `Watch it with: ${hint(ports.place, `watch ${nameOf(executionArn)}`)}`);
    return EXIT.fine;
  },
});

const example = `
It is the same as Redrive in the console. Saved reports are not asked for
again; a report that Amazon has made already is only fetched. AWS offers it
for 14 days after the end of an execution that failed.
--failed shows its plan, asks, and goes at four runs a second.

Examples:
  npm run import -- redrive acme-vendor-us
  npm run import -- redrive --failed --account "acme-*" --yes`;
