import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { msOf } from '../../lambdas/core/instant.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import type { RunItem } from '../../lambdas/core/record/runs.ts';
import { type RunView, runView } from '../../lambdas/core/record/view/run-view.ts';
import { summaryKeyOf } from '../../lambdas/core/record/view/summary-key.ts';
import type { ExecutionState } from '../deployed/workflow.ts';
import { hint } from '../hint.ts';
import type { CliPorts } from '../ports.ts';
import { accountNames } from './account-names.ts';
import { RunSummary } from './summary.ts';
import { unclaimedRuns } from './unclaimed.ts';

/** A run as the command line shows it: what the ledger or the summary knows, and the status in Step Functions. */
export type KnownRun = { item: RunItem; view: RunView; execution: ExecutionState | undefined };

/** A scheduled run has another id than its execution’s name: among so many of the newest it is looked for. */
const NEWEST_SEARCHED = 30;
/** With more accounts than this, fewer runs of each are read: each is some kB. */
const FLEET = 50;
const NEWEST_OF_MANY = 3;
/** AWS gives an execution's name again 90 days after it ended: the later run of that name has an id of its own. */
const NAME_KEPT_MS = 90 * 86_400_000;

/** The newest runs that the ledger has of these accounts, newest first. */
const newestClaimed = async ({ ledger }: CliPorts, accounts: readonly string[], limit: number): Promise<RunItem[]> =>
  newestFirst((await inParallel(accounts, (account) => ledger.latestRuns(account, limit))).flat());

const newestFirst = (runs: readonly RunItem[]): RunItem[] => runs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));

/** The runs of an account, or of all: at least the newest so many of each, and those that claimed nothing; newest first. */
export const newestRuns = async (ports: CliPorts, named: string | undefined, limit: number): Promise<RunItem[]> => {
  const names = await accountNames(ports, named);
  const each = names.length > FLEET ? NEWEST_OF_MANY : NEWEST_SEARCHED;
  const claimed = await newestClaimed(ports, names, Math.max(limit, each));
  const unclaimed = await unclaimedRuns(ports, new Set(claimed.map(({ executionArn }) => executionArn)), names.length);
  return newestFirst([...claimed, ...unclaimed.filter(({ account }) => named === undefined || names.includes(account))]);
};

/** What an account is judged by: its newest run. In the order of the runs, which are the newest first. */
export const newestOfEach = (runs: readonly RunItem[]): RunItem[] =>
  runs.filter(({ account }, index) => runs.findIndex((other) => other.account === account) === index);

/** The name of an execution, from its ARN; what is no ARN stays as it is. */
export const nameOf = (executionArn: string): string =>
  executionArn.startsWith('arn:') ? executionArn.slice(executionArn.lastIndexOf(':') + 1) : executionArn;

/** The run that a person means: by its id, its execution's ARN or name, an account (its newest run), or nothing (the newest of all). */
export const findRun = async (ports: CliPorts, meant?: string): Promise<RunItem | undefined> => {
  const isNewest = meant === undefined || meant === 'latest';
  const isAccount = !isNewest && (await accountNames(ports)).includes(meant);
  if (isNewest || isAccount) return (await newestRuns(ports, isAccount ? meant : undefined, 1))[0];
  const claimed = await findClaimed(ports, meant);
  return claimed ?? (await unclaimedRuns(ports, new Set())).find((run) => isMeant(run, meant));
};

const isMeant = ({ executionArn, runId }: RunItem, meant: string): boolean =>
  executionArn === meant || runId === meant || executionArn.endsWith(`:${meant}`);

/** Likewise, among the runs that the ledger has. */
export const findClaimed = async (ports: CliPorts, meant?: string): Promise<RunItem | undefined> => {
  const accounts = await accountNames(ports);
  if (meant === undefined || meant === 'latest') return (await newestClaimed(ports, accounts, 1))[0];
  if (accounts.includes(meant)) return (await ports.ledger.latestRuns(meant, 1))[0];
  const named = await inParallel(accounts, (account) => ports.ledger.readRun(account, nameOf(meant)));
  const exact = named.find((run) => run !== undefined);
  if (exact !== undefined && ports.clock.now() - msOf(exact.startedAt) < NAME_KEPT_MS) return exact;
  return (await newestClaimed(ports, accounts, NEWEST_SEARCHED)).find((run) => isMeant(run, meant)) ?? exact;
};

/** @throws InvalidInputError when there is no such run */
export const theRun = async (ports: CliPorts, meant?: string, find = findRun): Promise<RunItem> => {
  const found = await find(ports, meant);
  if (found !== undefined) return found;
  const what = meant === undefined ? 'There is no run yet' : `There is no run "${meant}"`;
  throw new InvalidInputError(`${what}. See the last runs with: ${hint(ports.place, 'status')}`);
};

/** A run with its reports. One that is over is shown by its summary; later runs may have changed the jobs since. */
export const knownRun = async (ports: CliPorts, item: RunItem): Promise<KnownRun> => {
  const execution = await ports.workflow.describe(item.executionArn);
  const isRunning = execution?.status === 'RUNNING';
  const summary = isRunning || item.finishedAt === undefined ? undefined : await readSummary(ports, item);
  const view = summary ?? (await liveView(ports, item, isRunning));
  return { item, view, execution };
};

/** The current round counts as unfinished, whatever the verdict of the one before; a dead execution is not running. */
const liveView = async (ports: CliPorts, item: RunItem, isRunning: boolean): Promise<RunView> => {
  const view = runView(item, await ports.ledger.readJobs(item.account, item.jobKeys));
  if (!isRunning) return view.status === 'running' ? { ...view, status: 'failed' } : view;
  const { finishedAt: _, ...running } = view;
  return { ...running, status: 'running' };
};

const readSummary = async (ports: CliPorts, item: RunItem): Promise<RunView | undefined> => {
  const body = await ports.bucket.read(summaryKeyOf(item));
  if (body === undefined) return undefined;
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  const parsed = RunSummary.safeParse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  return parsed.success ? parsed.data : undefined;
};
