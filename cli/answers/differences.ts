import { secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { msOf } from '../../lambdas/core/instant.ts';
import { hint } from '../hint.ts';
import type { CliPorts } from '../ports.ts';
import { accountNames } from '../run/account-names.ts';
import { counted } from '../text/quantities.ts';

/** Where accounts file and deployment differ. Without `next` there is nothing to do: it is only shown. */
export type Difference = { account?: string; what: string; next?: string };

/** As the alarm ClientSecretOld counts: Amazon ends a client secret after 180 days. */
const OLD_DAYS = 165;
const DAY_MS = 86_400_000;

/** Compares the accounts file with the secrets and schedules that the stack has. @throws StoreUnavailableError */
export const differencesOf = async (ports: CliPorts, named: string | undefined): Promise<Difference[]> => {
  const names = new Set(await accountNames(ports, named));
  const all = (await ports.accounts()).accounts;
  const secrets = await ports.secrets.list();
  const found: Difference[] = [];
  for (const account of all.filter(({ name }) => names.has(name))) {
    const { name } = account;
    const secret = secretNameOf(account);
    const known = secrets.get(secret);
    const days = known?.changedAt === undefined ? 0 : Math.floor((ports.clock.now() - msOf(known.changedAt)) / DAY_MS);
    const put = hint(ports.place, `secrets put ${name}`);
    if (known === undefined) found.push({ account: name, what: `the stack has no secret ${secret}: it is not deployed`, next: DEPLOY });
    else if (!known.hasValue) found.push({ account: name, what: `the secret ${secret} has no value`, next: put });
    else if (days >= OLD_DAYS)
      found.push({
        account: name,
        what: `the secret ${secret} was last changed ${days} days ago`,
        next: `rotate the client secret, then: ${put}`,
      });
    if (!account.enabled) found.push({ account: name, what: 'its schedule rests by "enabled": false' });
  }
  return named === undefined ? [...found, ...(await ofTheStack(ports, all.map(secretNameOf), all.length, secrets))] : found;
};

const DEPLOY = 'npx cdk deploy, with this accounts file';

const ofTheStack = async (
  { schedules }: CliPorts,
  used: readonly string[],
  accounts: number,
  secrets: ReadonlyMap<string, unknown>,
): Promise<Difference[]> => {
  const others = [...secrets.keys()]
    .filter((name) => !used.includes(name))
    .map((name) => ({ what: `the secret ${name} is of no account: ${OTHER}` }));
  const count = (await schedules())?.length;
  if (count === undefined || count === accounts) return others;
  return [...others, { what: `the stack has ${counted(count, 'schedule')}, and the file ${counted(accounts, 'account')}`, next: DEPLOY }];
};

const OTHER = 'an application’s, or of an account that was removed (a deployment keeps it)';
