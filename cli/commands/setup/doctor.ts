import { z } from 'zod';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import type { RunItem } from '../../../lambdas/core/record/runs.ts';
import { accountChecks, type Check, deploymentChecks } from '../../answers/checks.ts';
import { cliCommand, text } from '../../command.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../../run/account-names.ts';
import { newestRuns } from '../../run/known-runs.ts';
import { type Paint, paint } from '../../text/paint.ts';

/** Everything an import needs, each asked with one cheap call. */
export const doctor = cliCommand({
  name: 'doctor',
  declare: (command) =>
    command
      .summary('Checks all that an import needs.')
      .description('Checks all that an import needs, each with one cheap call.')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .addHelpText('after', example),
  args: z.object({ account: text }),
  run: async (ports, { account }, out) => {
    const checks = await deploymentChecks(ports);
    const isReadable = checks.every(({ name, ok }) => ok || name !== 'accounts file');
    let runs: Promise<RunItem[]> | undefined;
    const lastRuns = () => {
      runs ??= newestRuns(ports, account, 1);
      return runs;
    };
    if (isReadable)
      checks.push(...(await inParallel(await accountNames(ports, account), (name) => accountChecks(ports, name, lastRuns))).flat());
    answer(out, checks, () => wordsOf(checks, out));
    return checks.every(({ ok }) => ok) ? EXIT.fine : EXIT.failed;
  },
});

const wordsOf = (checks: readonly Check[], { colour }: Out): string => {
  const p: Paint = paint(colour);
  const width = Math.max(...checks.map(({ name }) => name.length));
  const bad = checks.filter(({ ok }) => !ok).length;
  return [
    ...checks.map(
      ({ name, ok, verdict }) =>
        `${ok ? p('green', '✓') : p('red', '✗')} ${name.padEnd(width)}  ${verdict.replaceAll('\n', `\n${' '.repeat(width + 4)}`)}`,
    ),
    '',
    bad === 0 ? 'All is well.' : `${bad} of ${checks.length} need attention.`,
  ].join('\n');
};

const example = `
Asks CloudFormation, S3, DynamoDB and Step Functions for the deployment; then,
for each account, Login with Amazon for a token and the Reports API for one page
of getReports. Calls createReport never: it takes no turn from an import.

Example:
  npm run import -- doctor --account acme-vendor-us`;
