import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { aWorld } from '../../../test/harness/a-world.ts';
import { benchAccounts, OVERLAP_SECONDS, type Situation } from '../quota-cases.ts';
import { countCalls, type Played, type Strategy } from './strategy.ts';

/** The importer itself: its workflow file and its steps, in virtual time. */
export const ours: Strategy = {
  name: 'this importer',
  play: async (situation) => {
    const world = worldOf(situation);
    const startMs = world.clock.now();
    await playRuns(world, situation);
    const items = Object.values(world.ledgerState.jobs[ACCOUNT] ?? {});
    return { ...countCalls(world.amazon.calls, startMs), ...endsOf(situation, items) };
  },
};

const ACCOUNT = benchAccounts.accounts[0]?.name ?? '';

export const worldOf = (situation: Situation, seed = 1) => {
  const world = aWorld({ accounts: benchAccounts, amazon: situation.amazon, startAt: situation.startAt, seed });
  Object.assign(world.amazon.buckets, structuredClone(situation.buckets));
  if (situation.case === 'empty bucket') rememberEmptied(world);
  return world;
};

type World = ReturnType<typeof worldOf>;

/** The ledger after an earlier run that emptied the buckets: the next turn is one interval away. */
const rememberEmptied = ({ clock, ledgerState, settings: { quotas } }: World): void => {
  const after = (seconds: number) => ({ nextAtMs: clock.now() + seconds * 1000 });
  ledgerState.lines[ACCOUNT] = {
    createReport: after(quotas.createReport.intervalSeconds),
    getReportDocument: after(quotas.getReportDocument.intervalSeconds),
  };
};

/** Starts the runs of the case; each takes as many jobs as belong to it. */
export const playRuns = async (world: World, situation: Situation): Promise<void> => {
  const { runs, secondRun, abortAfterSeconds } = situation;
  const start = (run: number, jobsPerRun: number, some = {}) =>
    world.run({ account: ACCOUNT, from: situation.from, jobsPerRun, ...some }, `bench-${run}`);
  const [first = [], second = []] = runs;
  if (abortAfterSeconds !== undefined) {
    const aborted = start(1, first.length);
    await world.clock.sleep(abortAfterSeconds * 1000);
    await world.engine.abort(`${world.engine.stateMachineArn.replace(':stateMachine:', ':execution:')}:bench-1`);
    await aborted;
    await start(2, first.filter(({ key }) => world.ledgerState.jobs[ACCOUNT]?.[key]?.saved === undefined).length);
    return;
  }
  const firstEnd = start(1, first.length);
  if (secondRun === 'three minutes later') await world.clock.sleep(OVERLAP_SECONDS * 1000);
  else await firstEnd;
  // Hours after the first run newer hours and days are published, which would go first: this run asks for a snapshot that is fresh, and
  // continues what is open, as every run does.
  const only = secondRun === 'after the first' ? { from: undefined, reportTypes: ['VendorForecastingReport'] } : {};
  if (second.length > 0) await start(2, second.length, only);
  await firstEnd;
};

const endsOf = ({ runs }: Situation, items: readonly JobItem[]): Pick<Played, 'lost' | 'unfinished'> => {
  const keys = new Set(runs.flat().map(({ key }) => key));
  const missing = items.filter(({ key, saved }) => keys.has(key) && saved === undefined);
  const unfinished = missing.filter(({ openSince }) => openSince !== undefined).length;
  const unknown = keys.size - items.filter(({ key }) => keys.has(key)).length;
  return { lost: missing.length - unfinished + unknown, unfinished };
};
