import type { Random } from '../../harness/selling-partner/random.ts';
import type { Behaviour } from '../../harness/selling-partner/types.ts';
import { inTime } from './acts.ts';
import { aVendor } from './ambushes.ts';
import { type Account, type Act, apiTypeOf, type Report, type Story, sellerReports, vendorReports, type Wish } from './story.ts';

/* What people ask for beside the routine: backfills, reports that the accounts file does not list, and tables made again. */

const DAY_MS = 86_400_000;
const HOUR_MINUTES = 60;

/** Sometimes a person asks for older days, or for a report that the accounts file does not list. */
export const wishesOf = (random: Random, { accounts, startAt }: Story): Act[] =>
  accounts.flatMap((account): Act[] => {
    if (random.next() > 0.2) return [];
    const reports = [random.pick(account.kind === 'vendor' ? vendorReports : sellerReports)];
    const what = random.pick([{ reports }, { ...daysOf(random, startAt, account) }, { ...daysOf(random, startAt, account), reports }]);
    const atMinutes = random.pick([0, 2, 20, 300, 900]);
    return [{ kind: 'start', atMinutes, run: `${account.name}-wish`, account: account.name, ...what }];
  });

/** Sometimes a person has all tables made again, during other runs or long after them. */
export const tablesAgainOf = (random: Random, { accounts }: Story): Act[] =>
  accounts.flatMap(({ name: account }): Act[] => {
    if (random.next() > 0.15) return [];
    const atMinutes = random.pick([3, 30, 200, 1000, 1500]);
    const again: Act = { kind: 'start', atMinutes, run: `${account}-tables`, account, tabulate: true };
    return random.next() < 0.5 ? [again] : [again, { kind: 'redrive', run: `${account}-tables`, atMinutes: atMinutes + 60 }];
  });

/** Fewer for a seller, since their reports hold a day each. */
const daysOf = (random: Random, startAt: string, { kind }: Account): Wish => {
  const toMs = Date.parse(startAt) - random.integer(6, 20) * DAY_MS;
  return { from: dayOf(toMs - random.integer(8, kind === 'vendor' ? 30 : 12) * DAY_MS), to: dayOf(toMs) };
};

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Types whose days may be asked for in spans; the others are asked for day by day anyway. */
const inSpans: readonly [Report, ...Report[]] = [
  { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } },
  { type: 'VendorSalesReport', options: { reportPeriod: 'DAY', distributorView: ['MANUFACTURING', 'SOURCING'], sellingProgram: 'RETAIL' } },
  { type: 'VendorInventoryReport', options: { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' } },
];

/** A backfill, listed in the accounts file or not, with spans of more days than Amazon really makes; other faults happen meanwhile. */
export const refusedSpanOf = (story: Story, random: Random): Story => {
  const wanted = random.pick(inSpans);
  const isListed = random.next() < 0.5;
  const account = aVendor(story, isListed ? [wanted] : [{ type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } }]);
  const wish = { ...daysOf(random, story.startAt, account), reports: [wanted] };
  const start = (atHours: number, run: string, asked: Wish = {}): Act => ({
    kind: 'start',
    atMinutes: atHours * HOUR_MINUTES,
    run,
    account: account.name,
    ...asked,
  });
  const acts: Act[] = [start(0, 'backfill', wish), start(8, 'after'), start(20, 'again', random.next() < 0.5 ? wish : {})];
  if (random.next() < 0.5) acts.push({ kind: 'abort', run: 'after', atMinutes: 8 * HOUR_MINUTES + random.integer(0, 30) });
  if (random.next() < 0.5) acts.push({ kind: 'redrive', run: 'after', atMinutes: 15 * HOUR_MINUTES });
  const quick: Behaviour = { queueSeconds: [5, 120], progressSeconds: [5, 300] };
  return {
    ...story,
    accounts: [account],
    plans: { [apiTypeOf(wanted.type)]: [quick], GET_VENDOR_FORECASTING_REPORT: [quick] },
    longestDays: { [apiTypeOf(wanted.type)]: random.integer(1, 10) },
    acts: inTime(acts),
  };
};
