import { instantOf } from '../../lambdas/core/instant.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import { answer, EXIT, type Out } from '../out.ts';
import type { CliPorts } from '../ports.ts';
import { plainTable } from '../text/plain-table.ts';
import { counted, instantText } from '../text/quantities.ts';
import { accountNames } from './account-names.ts';
import { type KnownRun, knownRun, newestOfEach, newestRuns } from './known-runs.ts';
import { doMany, isAgreed } from './many.ts';

type Intended = { account: string; runId: string; executionArn: string; reports: number; turns: number; endsAt: string };

/** Redrives the newest run of every account where that run failed, after its plan was shown. */
export const redriveFailed = async (ports: CliPorts, out: Out, named: string | undefined, isYes: boolean): Promise<number> => {
  const names = await accountNames(ports, named);
  const newest = newestOfEach(await newestRuns(ports, named, 1)).filter(({ account }) => names.includes(account));
  const known = await inParallel(newest, (item) => knownRun(ports, item));
  const failed = known.filter(({ view, execution }) => view.status === 'failed' && execution !== undefined);
  if (failed.length === 0) {
    answer(out, { done: [], left: [] }, () => 'The newest run of no account failed: nothing to redrive.');
    return EXIT.fine;
  }
  const all = await inParallel(failed, (run) => intended(ports, run));
  for (const line of planLines(all, out)) out.note(line);
  if (!(await isAgreed(ports, `Redrive ${counted(all.length, 'run')}?`, isYes))) {
    out.note('Nothing was redriven.');
    return EXIT.fine;
  }
  return doMany(
    ports,
    out,
    'Redriven',
    all.map(({ account, executionArn }) => ({ account, act: () => redriven(ports, executionArn) })),
  );
};

const redriven = async ({ workflow }: CliPorts, executionArn: string): Promise<string> => {
  const why = await workflow.redrive(executionArn);
  if (why !== undefined) throw new Error(`cannot be redriven: ${why}`);
  return executionArn;
};

/** A failed report is asked for again, unless Amazon has made it already and only its document or its rows are missing. */
const intended = async (ports: CliPorts, { item, view }: KnownRun): Promise<Intended> => {
  const { quotas, usualProcessingSeconds } = ports.settings();
  const keys = view.jobs.filter(({ outcome }) => outcome === 'failed').map(({ key }) => key);
  const turns = (await ports.ledger.readJobs(item.account, keys)).filter(({ resumeAt = 'request' }) => resumeAt === 'request').length;
  const { burst, intervalSeconds } = quotas.createReport;
  const seconds = Math.max(0, turns - burst) * intervalSeconds + usualProcessingSeconds;
  const endsAt = instantOf(ports.clock.now() + seconds * 1000);
  return { account: item.account, runId: item.runId, executionArn: item.executionArn, reports: keys.length, turns, endsAt };
};

const planLines = (all: readonly Intended[], out: Out): string[] => {
  const rows = all.map(({ account, runId, reports, turns, endsAt }) => [
    account,
    runId,
    reports === 0 ? 'plans again' : String(reports),
    String(turns),
    instantText(endsAt).slice(0, 16),
  ]);
  const sum = (of: 'reports' | 'turns') => all.reduce((total, one) => total + one[of], 0);
  return [
    plainTable(['account', 'run', 'reports', 'turns', 'ends about, UTC'], rows, { ...out, wraps: [1] }),
    '',
    `${counted(all.length, 'run')}: ${counted(sum('reports'), 'failed report')}, at most ${counted(sum('turns'), 'turn')} of createReport`,
  ];
};
