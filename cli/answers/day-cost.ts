import { monthlyCost } from '../../infra/cost/cost-model.ts';
import { transitions } from '../../infra/cost/transitions.ts';
import { importFields } from '../../infra/deployment/import-settings.ts';
import { msOf } from '../../lambdas/core/instant.ts';
import { looksUntil } from '../../lambdas/core/quota/check-schedule.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import type { JobView, Pass } from '../../lambdas/core/record/view/job-view.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';
import type { Settings } from '../../lambdas/core/settings.ts';
import type { CliPorts } from '../ports.ts';
import { knownRun } from '../run/known-runs.ts';

/** What was imported by the runs that began on a day, and about what it cost. */
export type DayCost = {
  day: string;
  /** When the newest run of these accounts began, be it on that day or not. */
  newestRunAt?: string;
  accounts: Cost[];
  /** Of all accounts together, US dollars by service. */
  services: { service: string; usd: number }[];
  usd: number;
};

type Cost = { account: string; runs: number; reports: number; looks: number; stateTransitions: number; bytes: number; usd: number };

/** So many runs of an account are looked through for those of the day. */
const RUNS_READ = 200;

/**
 * An estimate. The ledger knows runs, reports, times and sizes; how often a report was looked at follows from the settings, and the rest is
 * assumed as in `npm run cost`. Of its services only what the work costs is counted, and not what is paid when nothing runs.
 */
export const dayCost = async (ports: CliPorts, names: readonly string[], day: string): Promise<DayCost> => {
  const found = await inParallel([...names], async (account) => {
    const items = await ports.ledger.latestRuns(account, RUNS_READ);
    const ofDay = items.filter(({ startedAt }) => startedAt.startsWith(day));
    return { account, newest: items[0]?.startedAt, views: await inParallel(ofDay, async (item) => (await knownRun(ports, item)).view) };
  });
  const costs = found.flatMap(({ account, views }) => (views.length === 0 ? [] : [costOf(account, views, ports.settings())]));
  const [newestRunAt] = found.flatMap(({ newest }) => newest ?? []).sort((a, b) => (a < b ? 1 : -1));
  const services = [
    ...Map.groupBy(
      costs.flatMap(({ services: each }) => each),
      ({ service }) => service,
    ),
  ].map(([service, each]) => ({
    service,
    usd: sum(each.map(({ usd }) => usd)),
  }));
  return {
    day,
    ...(newestRunAt && { newestRunAt }),
    accounts: costs.map(({ services: _, ...cost }) => cost),
    services: services.filter(({ usd }) => usd > 0).sort((a, b) => b.usd - a.usd),
    usd: sum(services.map(({ usd }) => usd)),
  };
};

const DAYS_PER_MONTH = 30.4;

const costOf = (account: string, views: readonly RunView[], settings: Settings): Cost & Pick<DayCost, 'services'> => {
  const jobs = views.flatMap((view) => view.jobs);
  // A redrive passes the branch of a failed report again.
  const branches = sum(jobs.map(({ earlier = [] }) => 1 + earlier.length));
  const looks = sum(views.map((view) => sum(view.jobs.map((job) => looksOf(job, { jobCount: view.jobs.length, settings })))));
  const bytes = sum(jobs.map((job) => job.bytes ?? 0));
  const perReport = (total: number): number => (branches === 0 ? 0 : total / branches);
  const load = {
    ...{ accounts: 1, runsPerDay: views.length, reports: branches / views.length },
    ...{ checks: perReport(looks), megabytes: perReport(bytes) / 1e6 },
  };
  const { perRun, perBranch, perLook } = transitions;
  const deployed = {
    ...{ memoryMb, secrets: 0, alarms: 0, queryAlarms: 0, dashboards: 0, keys: 0, queryLimitGigabytes: settings.tables ? 0 : undefined },
    ...{ transitionsPerRun: perRun, transitionsPerReport: perBranch + perLook * load.checks },
  };
  const services = monthlyCost(deployed, load).map(({ service, usd, idleUsd }) => ({ service, usd: (usd - idleUsd) / DAYS_PER_MONTH }));
  return {
    ...{ account, runs: views.length, reports: jobs.length, looks, bytes, services },
    stateTransitions: views.length * perRun + branches * perBranch + looks * perLook,
    usd: sum(services.map(({ usd }) => usd)),
  };
};

/** What a deployment has whose settings say nothing of it. */
const defaults = importFields.functions.parse(undefined);
const memoryMb = {
  plan: defaults.plan.memoryMb,
  request: defaults.request.memoryMb,
  check: defaults.check.memoryMb,
  download: defaults.download.memoryMb,
  tabulate: defaults.tabulate.memoryMb,
  explain: defaults.explain.memoryMb,
  settle: defaults.settle.memoryMb,
};

/** From asking to the end of waiting, in each round, as if the usual time of its series was known: a first report is looked at more often. */
const looksOf = (job: JobView, run: Parameters<typeof looksUntil>[0]): number =>
  sum([job, ...(job.earlier ?? [])].map((pass) => passLooks(pass, run)));

const passLooks = (
  { requestedAt, readyAt, endedAt }: Pick<Pass, 'requestedAt' | 'readyAt'> & { endedAt?: string },
  run: Parameters<typeof looksUntil>[0],
) => {
  const until = readyAt ?? endedAt;
  if (requestedAt === undefined || until === undefined) return 0;
  const seconds = (msOf(until) - msOf(requestedAt)) / 1000;
  return looksUntil(run, readyAt === undefined ? undefined : seconds, seconds);
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
