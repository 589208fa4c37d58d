import { z } from 'zod';
import { cliCommand, refuseUnwatched } from '../command.ts';
import { hint } from '../hint.ts';
import { answer, EXIT } from '../out.ts';
import { nameOf, theRun } from '../run/known-runs.ts';
import { watchRun } from '../run/watching.ts';

/** Tries the failed reports of a run again. */
export const redrive = cliCommand({
  name: 'redrive',
  declare: (command) =>
    command
      .summary('Tries the failed reports of a run again.')
      .description('Tries the failed reports of a run again, and only those.')
      .argument('<run>', 'run id, execution ARN or name, or account (its newest run)')
      .option('--no-watch', 'returns when the redrive has begun')
      .option('--html <file>', 'writes the timeline when it is over')
      .addHelpText('after', example),
  args: z.object({ ref: z.string().min(1), watch: z.boolean().default(true), html: z.string().optional() }),
  run: async (ports, { ref, watch, html }, out) => {
    refuseUnwatched(ports, watch);
    const { executionArn, runId, account } = await theRun(ports, ref);
    const why = await ports.workflow.redrive(executionArn);
    if (why !== undefined) {
      answer(
        out,
        { runId, redriven: false, why },
        () => `Run ${runId} cannot be redriven: ${why}\nTo ask for its reports anew: ${hint(ports.place, `start ${account} --force`)}`,
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

Example:
  npm run import -- redrive acme-vendor-us`;
