import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import { hint } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { CliPorts } from '../ports.ts';
import { counted } from '../text/quantities.ts';
import { nameOf } from './known-runs.ts';

/** What is done for one account. `act` answers the ARN of its execution, and throws why it could not. */
export type OneOfMany = { account: string; act: () => Promise<string> };

type Done = { account: string; executionArn?: string; why?: string };

/** Four a second: StartExecution and RedriveExecution share their buckets with the runs' own children, and the schedules. */
const PAUSE_MS = 250;
const LOOK_EVERY_MS = 1000;

/**
 * Whether a person, or `--yes`, agrees with what was shown.
 * @throws InvalidInputError when there is nobody to ask
 */
export const isAgreed = async ({ ask }: Pick<CliPorts, 'ask'>, question: string, isYes: boolean): Promise<boolean> => {
  if (isYes) return true;
  const answered = await ask(`${question} [y/N] `);
  if (answered === undefined) throw new InvalidInputError('There is no terminal to ask at: write --yes to continue without a question.');
  return /^y(es)?$/i.test(answered.trim());
};

/** One after the other at a bounded speed; each outcome is printed at once. A failure of one account does not stop the others. */
export const doMany = async (ports: CliPorts, out: Out, what: 'Started' | 'Redriven', all: readonly OneOfMany[]): Promise<number> => {
  const done: Done[] = [];
  for (const { account, act } of all) {
    if (out.interrupted.aborted) break;
    if (done.length > 0) await ports.sleep(PAUSE_MS, out.interrupted);
    const one = await act().then(
      (executionArn): Done => ({ account, executionArn }),
      (error: unknown): Done => ({ account, why: error instanceof Error ? error.message : String(error) }),
    );
    out.note(one.executionArn === undefined ? `✗ ${account}: ${one.why}` : `✓ ${account}: ${nameOf(one.executionArn)}`);
    done.push(one);
  }
  const left = all.slice(done.length).map(({ account }) => account);
  const isWell = await endedWell(ports, out, done);
  answer(out, { done, left }, () => {
    const count = done.filter(({ executionArn }) => executionArn !== undefined).length;
    const stopped = left.length > 0 ? ` Stopped: ${left.join(', ')} ${left.length === 1 ? 'was' : 'were'} left as before.` : '';
    return `${what} ${count} of ${counted(all.length, 'run')}.${stopped} See them with: ${hint(ports.place, 'status')}`;
  });
  if (left.length > 0) return EXIT.interrupted;
  return isWell && done.every(({ why }) => why === undefined) ? EXIT.fine : EXIT.failed;
};

/** Here the machine that imports is this process: it stays until all have ended. On AWS nobody waits. */
const endedWell = async (ports: CliPorts, out: Out, done: readonly Done[]): Promise<boolean> => {
  if (!ports.place.isLocal) return true;
  const arns = done.flatMap(({ executionArn }) => executionArn ?? []);
  for (;;) {
    const statuses = (await inParallel(arns, (arn) => ports.workflow.describe(arn))).map((execution) => execution?.status);
    if (!statuses.includes('RUNNING') || out.interrupted.aborted) return statuses.every((status) => status === 'SUCCEEDED');
    await ports.sleep(LOOK_EVERY_MS, out.interrupted);
  }
};
