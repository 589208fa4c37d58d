import { accountOf } from '../../../lambdas/core/input/accounts.ts';
import { typeOfEntry } from '../../../lambdas/core/input/report-entry.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import type { CliPorts } from '../../ports.ts';
import { calendarsOf, type SeriesCalendar } from './calendar.ts';

/** An account's jobs of the types that are asked about, and what they make of its days. */
export type AccountCalendars = { account: string; items: JobItem[]; calendars: SeriesCalendar[] };

export const accountCalendars = async (
  ports: CliPorts,
  names: readonly string[],
  isAsked: (type: string) => boolean = () => true,
): Promise<AccountCalendars[]> => {
  const accounts = await ports.accounts();
  const now = { nowMs: ports.clock.now(), settings: ports.settings() };
  return inParallel([...names], async (name) => {
    const items = (await ports.ledger.jobsWithPrefix(name, '')).filter(({ type }) => isAsked(type));
    const { reports, ...owner } = accountOf(accounts, name);
    const account = { ...owner, reports: reports.filter((entry) => isAsked(typeOfEntry(entry))) };
    return { account: name, items, calendars: calendarsOf(account, items, now) };
  });
};
