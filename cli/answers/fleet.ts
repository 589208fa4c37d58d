import type { Account } from '../../lambdas/core/input/accounts.ts';
import { secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { instantOf } from '../../lambdas/core/instant.ts';
import { inParallel } from '../../lambdas/core/record/ledger/in-parallel.ts';
import type { KnownSecret } from '../deployed/secret-store.ts';
import type { CliPorts } from '../ports.ts';
import { accountNames } from '../run/account-names.ts';
import { type KnownRun, knownRun, newestOfEach, newestRuns } from '../run/known-runs.ts';
import { nextStartMs } from './next-start.ts';

/** How an account does. `enabled` is false where its schedule rests; instants are absent where there is none, or none is known. */
export type AccountState = {
  account: string;
  enabled: boolean;
  /** Its newest run. */
  run?: KnownRun;
  oldestUnfinishedAt?: string;
  /** When its own secret was last changed. */
  secretChangedAt?: string;
  nextStartAt?: string;
};

/** Every account that was named, those with the newest runs first, those without a run last. */
export const fleetOf = async (ports: CliPorts, named: string | undefined): Promise<AccountState[]> => {
  const names = new Set(await accountNames(ports, named));
  const accounts = (await ports.accounts()).accounts.filter(({ name }) => names.has(name));
  const secrets = await knownSecrets(ports);
  const newest = newestOfEach(await newestRuns(ports, named, 1));
  const runs = await inParallel(newest, (item) => knownRun(ports, item));
  const states = await inParallel(accounts, (account) => stateOf(ports, account, secrets, runs));
  // A start by hand may have named an account that the file does not have.
  const strangers = runs.filter(({ view }) => !names.has(view.account)).map((run) => ({ account: run.view.account, enabled: false, run }));
  return [...states, ...strangers].sort((a, b) => compare(startOf(b), startOf(a)) || compare(a.account, b.account));
};

const startOf = ({ run }: AccountState): string => run?.view.startedAt ?? '';
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Their age is worth a column, and no error: who looks may have no right to list secrets. */
const knownSecrets = ({ secrets }: CliPorts): Promise<ReadonlyMap<string, KnownSecret>> =>
  secrets.list().catch(() => new Map<string, KnownSecret>());

const stateOf = async (
  { ledger, clock, place }: CliPorts,
  account: Account,
  secrets: ReadonlyMap<string, KnownSecret>,
  runs: readonly KnownRun[],
): Promise<AccountState> => {
  const run = runs.find(({ view }) => view.account === account.name);
  const [oldestUnfinishedAt] = (await ledger.openJobs(account.name)).flatMap(({ openSince }) => openSince ?? []).sort();
  const secretChangedAt = secrets.get(secretNameOf(account))?.changedAt;
  // The local world has no schedules.
  const nextMs = place.isLocal ? undefined : nextStartMs(account, clock.now());
  return {
    account: account.name,
    enabled: account.enabled,
    ...(run && { run }),
    ...(oldestUnfinishedAt && { oldestUnfinishedAt }),
    ...(secretChangedAt && { secretChangedAt }),
    ...(nextMs !== undefined && { nextStartAt: instantOf(nextMs) }),
  };
};
