import { z } from 'zod';
import { cliCommand, text } from '../../command.ts';
import { findRun, theRun } from '../../run/known-runs.ts';
import { watchRun } from '../../run/watching.ts';

/** Live progress of a run until it ends. */
export const watch = cliCommand({
  name: 'watch',
  declare: (command) =>
    command
      .summary('Shows a run until it ends.')
      .description('Shows a run until it ends: state, turn and age of each report.')
      .argument('[run]', 'run id, execution ARN or name, or account (default: the newest)')
      .option('--html <file>', 'writes the timeline as one self-contained page')
      .addHelpText('after', example),
  args: z.object({ ref: text, html: text }),
  run: async (ports, { ref, html }, out) => {
    const isArn = ref?.startsWith('arn:') === true;
    const item = isArn ? await findRun(ports, ref) : await theRun(ports, ref);
    return watchRun(ports, out, { executionArn: item?.executionArn ?? ref ?? '' }, html);
  },
});

const example = `
Ctrl-C ends the watching, not the import. If AWS is out of reach for a while
(a laptop that slept), it continues when AWS answers again. A run that is over
is shown as it ended.

Examples:
  npm run import -- watch
  npm run import -- watch acme-vendor-us --html timeline.html`;
