import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { countOf, flagsOf } from '../test/harness/flags.ts';
import { fatesOf, isWhole } from './fleet/fates.ts';
import { type FleetAccount, fleetOf, MOST_REPORTS } from './fleet/fleet-accounts.ts';
import { peaksOf } from './fleet/fleet-report.ts';
import { fleetTable } from './fleet/fleet-table.ts';
import type { Morning } from './fleet/one-morning.ts';
import { spreadsOf } from './fleet/spreads.ts';

/**
 * A morning of hundreds of accounts in one deployment: the real workflow file and the real steps in virtual time, each account on its
 * schedule, and what all of them together ask of AWS in its busiest second or minute, beside AWS's default quotas.
 * Exit code 1: a report was lost, or Amazon rejected a call.
 */

const usage = `npm run bench:fleet -- [--accounts 500] [--reports 40] [--window-minutes 15] [--lambda-at-once 10] [--json]`;
const text = (value: string) => ({ type: 'string', default: value }) as const;
const flags = flagsOf(
  {
    accounts: text('500'),
    reports: text('40'),
    'window-minutes': text('15'),
    'lambda-at-once': { type: 'string' },
    json: { type: 'boolean' },
  },
  usage,
);
const accounts = countOf('accounts', flags.accounts, usage);
const reports = Math.min(countOf('reports', flags.reports, usage), MOST_REPORTS);
const windowMinutes = countOf('window-minutes', flags['window-minutes'], usage);
/** As if each account had an AWS account of its own, with this small quota. */
const lambdaAtOnce = flags['lambda-at-once'] === undefined ? undefined : countOf('lambda-at-once', flags['lambda-at-once'], usage);

const played = async (share: readonly FleetAccount[], report: (morning: Morning) => void): Promise<void> => {
  const worker = new Worker(new URL('./fleet/worker.ts', import.meta.url), {
    workerData: { share, lambdaAtOnce },
    // Most objects of a world are short-lived: collecting them less often costs a third less.
    resourceLimits: { maxYoungGenerationSizeMb: 128 },
  });
  worker.on('message', report);
  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`A worker ended with ${code}`))));
  });
};

const startedAt = performance.now();
const fleet = fleetOf(accounts, reports, windowMinutes);
const mornings: Morning[] = [];
const workers = Math.min(availableParallelism(), accounts);
await Promise.all(
  Array.from({ length: workers }, (_, place) =>
    played(
      fleet.filter((_account, index) => index % workers === place),
      (morning) => {
        mornings.push(morning);
        if (mornings.length % 25 === 0) process.stderr.write(`${mornings.length} of ${accounts} accounts\n`);
      },
    ),
  ),
);
const fates = fatesOf(mornings, accounts * reports);
const asked = spreadsOf(windowMinutes).map((spread) => ({ starts: spread.starts, peaks: peaksOf(mornings, spread) }));
const realMinutes = Number(((performance.now() - startedAt) / 60_000).toFixed(1));
const { user, system } = process.cpuUsage();
const cpuMinutes = Number(((user + system) / 6e7).toFixed(1));
const result = { accounts, reportsPerAccount: reports, windowMinutes, lambdaAtOnce, realMinutes, cpuMinutes, ...fates, mornings: asked };

const words = `${accounts} accounts × ${reports} reports in ${realMinutes} minutes (${cpuMinutes} of processor time): ${fates.saved} saved, ${fates.carriedOver} carried over, ${fates.lost} lost, ${fates.rejected} calls rejected, ${fates.refused} invocations refused; ${fates.ratio.middle} of the bound, at worst ${fates.ratio.worst}`;
process.stdout.write(`${flags.json ? JSON.stringify(result, undefined, 1) : `${words}\n\n${fleetTable(asked)}`}\n`);
if (!isWhole(fates)) process.exitCode = 1;
