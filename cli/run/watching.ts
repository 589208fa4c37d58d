import { StoreUnavailableError } from '../../lambdas/core/errors.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import { hint } from '../hint.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { CliPorts, Place } from '../ports.ts';
import { unfinishedLines } from '../text/runs/closing.ts';
import { runTable } from '../text/runs/run-table.ts';
import { timelineHtml } from '../timeline/page.ts';
import { findClaimed, type KnownRun, knownRun, nameOf } from './known-runs.ts';
import { progress } from './progress.ts';

const POLL_EVERY_MS = 3000;
/** AWS may be out of reach for a while (a laptop that slept): the import continues, so watching continues too. */
const LONGEST_PAUSE_MS = 60_000;
const PATIENCE_MS = 30 * 60_000;

export type Watched = { executionArn: string; account?: string | undefined };

/** Shows an execution until it ends, then its table, and its Cause if it failed. Answers the exit code. */
export const watchRun = async (ports: CliPorts, out: Out, { executionArn }: Watched, html: string | undefined): Promise<number> => {
  const screen = progress(out.stderr, { isTTY: out.isTTY && !out.json, colour: out.colour, now: ports.clock.now });
  const over = await lookUntilOver(ports, out, executionArn, (view) => screen.update([view]), screen.log);
  screen.done();
  if (over === 'interrupted') {
    out.note(
      ports.place.isLocal
        ? STOPPED_HERE
        : `Stopped watching; the import continues. Watch it again with: ${hint(ports.place, `watch ${nameOf(executionArn)}`)}`,
    );
    return EXIT.interrupted;
  }
  if (html !== undefined && over.view !== undefined) await writeTimeline(ports, out, [over.view], html);
  return conclude(ports, out, over);
};

/** With --local the import runs in this process. */
const STOPPED_HERE = 'Stopped, and the local world with it. What the ledger knows is kept: the next local run resumes there.';

type Over = Partial<KnownRun> & { status: string; cause?: string | undefined };

const lookUntilOver = async (
  ports: CliPorts,
  out: Out,
  executionArn: string,
  show: (view: RunView) => void,
  log: (line: string) => void,
): Promise<Over | 'interrupted'> => {
  let pauseMs = POLL_EVERY_MS;
  let before: KnownRun['item'] | undefined;
  let silentSinceMs: number | undefined;
  while (!out.interrupted.aborted) {
    try {
      const look = await lookAt(ports, executionArn, before);
      before = look.item ?? before;
      if (silentSinceMs !== undefined) log('AWS answers again.');
      silentSinceMs = undefined;
      if (look.view !== undefined) show(look.view);
      if (look.status !== 'RUNNING') return look;
      pauseMs = POLL_EVERY_MS;
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      if (silentSinceMs === undefined) log(`AWS does not answer (${error.message}); trying again. The import continues.`);
      silentSinceMs ??= ports.clock.now();
      if (ports.clock.now() - silentSinceMs > PATIENCE_MS) throw error;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
    await ports.sleep(pauseMs, out.interrupted);
  }
  return 'interrupted';
};

/** What the execution and its run look like now. Before Plan has claimed the run there is only the execution. */
const lookAt = async (ports: CliPorts, executionArn: string, before: KnownRun['item'] | undefined): Promise<Over> => {
  const execution = await ports.workflow.describe(executionArn);
  const item = before === undefined ? await findClaimed(ports, executionArn) : await ports.ledger.readRun(before.account, before.runId);
  const known = item === undefined ? undefined : await knownRun(ports, item);
  return { ...known, status: execution?.status ?? 'UNKNOWN', cause: execution?.cause };
};

const conclude = ({ place }: CliPorts, out: Out, over: Over): number => {
  const { status, view, cause } = over;
  answer(out, { status, ...(cause && { cause }), run: view }, () =>
    view === undefined ? `The execution is ${status}; it claimed no run.` : `\n${runTable(view, out)}`,
  );
  if (!out.json) for (const line of nextLines(place, over)) out.note(line);
  return status === 'SUCCEEDED' ? EXIT.fine : EXIT.failed;
};

/** Why it failed, what is unfinished, and the command line for each: ready to paste, it reaches the same stack. */
const nextLines = (place: Place, { status, view, cause }: Over): string[] => {
  const why = status === 'SUCCEEDED' ? [] : [cause ?? `The execution is ${status}: see it in the console of Step Functions.`];
  const again = view === undefined ? [] : unfinishedLines([view], hint(place, `start ${view.account}`));
  const hasFailed = status !== 'SUCCEEDED' && view !== undefined && view.jobs.length > 0;
  const redrive = hasFailed ? [`Try what failed again: ${hint(place, `redrive ${view.runId}`)}`] : [];
  return [why, again, redrive].filter(({ length }) => length > 0).flatMap((lines) => ['', ...lines]);
};

/** Amazon's published limit, which the settings hold, is drawn beside what was asked for. */
export const writeTimeline = async (ports: CliPorts, out: Out, views: readonly RunView[], path: string): Promise<void> => {
  const quota = ports.settings().quotas.createReport;
  await ports.writeFile(path, timelineHtml(views, { quota, nowMs: ports.clock.now() }));
  out.note(`Timeline: ${path}`);
};
