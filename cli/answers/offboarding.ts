import { secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { hint } from '../hint.ts';
import type { CliPorts } from '../ports.ts';
import { accountNames } from '../run/account-names.ts';
import { counted, sizeText } from '../text/quantities.ts';
import { claimants } from './claimants.ts';

/** How far an account is on its way out. `next`: the one step that comes now; `stays`: what no step removes. */
export type Offboarding = {
  account: string;
  schedule: 'starts it' | 'rests';
  open: number;
  running: number;
  next: string[];
  stays: string[];
};

/** Looks only: every step is a person's. */
export const offboardingOf = async (ports: CliPorts, named: string): Promise<Offboarding[]> => {
  const names = await accountNames(ports, named);
  const all = (await ports.accounts()).accounts.filter(({ name }) => names.includes(name));
  const found: Offboarding[] = [];
  for (const account of all) {
    const { name, enabled } = account;
    const items = await ports.ledger.jobsWithPrefix(name, '');
    const open = await ports.ledger.openJobs(name);
    const running = open.filter(await claimants(ports, open)).length;
    const saved = items.flatMap((item) => item.saved ?? []);
    const bytes = saved.reduce((sum, { storedBytes = 0 }) => sum + storedBytes, 0);
    found.push({
      account: name,
      schedule: enabled ? 'starts it' : 'rests',
      open: open.length,
      running,
      next: nextOf(ports, { name, enabled, open: open.length, running }),
      stays: [
        `${counted(saved.length, 'document')} (${sizeText(bytes)}) in reports/account=${name}/, and their rows in the tables`,
        `its run summaries in runs/account=${name}/, and ${counted(items.length, 'item')} of the ledger`,
        `the secret ${secretNameOf(account)}: delete it in Secrets Manager when the authorisation has ended`,
      ],
    });
  }
  return found;
};

type State = { name: string; enabled: boolean; open: number; running: number };

const nextOf = ({ place }: CliPorts, { name, enabled, open, running }: State): string[] => {
  if (enabled) return ['Set "enabled": false in its entry and deploy, so that nothing starts by itself.'];
  if (running > 0) return [`Wait for its run: ${hint(place, `watch ${name}`)}`];
  if (open === 0) return ['Take its entry out of the accounts file and deploy.'];
  return [
    `See what is open: ${hint(place, `unfinished --account ${name}`)}`,
    `Drop open backfill: ${hint(place, `cancel --account ${name}`)}`,
    `Finish the rest: ${hint(place, `start ${name}`)}`,
  ];
};
