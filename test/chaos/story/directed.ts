import type { Random } from '../../harness/selling-partner/random.ts';
import { fatalTexts } from '../../harness/selling-partner/reports/fatal-texts.ts';
import type { Behaviour } from '../../harness/selling-partner/types.ts';
import { aVendor, calm } from './ambushes.ts';
import type { Act, Story } from './story.ts';

/* Stories of one vendor and one report type with only one fault: each needs a guard that random stories rarely need. */

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

const trafficOf = (story: Story, special: { behaviours: Behaviour[]; starts: number; everyMinutes: number } & Partial<Story>): Story => {
  const { behaviours, starts, everyMinutes, ...rest } = special;
  const account = aVendor(story, [{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }]);
  const acts = Array.from(
    { length: starts },
    (_, nth): Act => ({ kind: 'start', run: `start${nth}`, atMinutes: nth * everyMinutes, account: account.name }),
  );
  return { ...calm({ ...story, accounts: [account] }, { plans: { GET_VENDOR_TRAFFIC_REPORT: behaviours }, acts }), ...rest };
};

const quick: Behaviour = { queueSeconds: [5, 60], progressSeconds: [5, 60] };

/** Amazon answers one type with 500 for ever, and runs are started by hand all day: more of them than the patience with it. */
export const unansweredOf = (story: Story): Story =>
  trafficOf(story, {
    behaviours: [{ refusal: { status: 500, code: 'InternalFailure', message: 'We encountered an internal error. Please try again.' } }],
    starts: 8,
    everyMinutes: 3 * HOUR_MINUTES,
    maxRuntimeMinutes: 120,
  });

/** A type is refused with the same words, day after day. */
export const refusedDailyOf = (story: Story, random: Random): Story =>
  trafficOf(story, {
    behaviours: [
      random.pick([
        { refusal: { status: 400, code: 'InvalidInput', message: 'Invalid Report Type' } },
        { ...quick, end: 'FATAL', fatalText: fatalTexts.optionsMissing(['reportPeriod']) },
      ]),
    ],
    starts: 14,
    everyMinutes: DAY_MINUTES,
  });

/** A document has rows, and the same one asked for again has none. */
export const shrunkOf = (story: Story): Story => {
  const shrunk = trafficOf(story, {
    behaviours: [
      { ...quick, document: { rows: 30 } },
      { ...quick, document: { rows: 0 } },
    ],
    starts: 1,
    everyMinutes: 0,
  });
  return { ...shrunk, acts: [...shrunk.acts, { kind: 'start', run: 'forced', atMinutes: HOUR_MINUTES, account: 'vendor', force: true }] };
};

/** A report fails, and fails again in a redrive; the first Settle of that redrive continues after that. */
export const lateSettleOf = (story: Story): Story => {
  const refused: Behaviour = { ...quick, end: 'FATAL', fatalText: fatalTexts.optionsMissing(['reportPeriod']) };
  const failing = trafficOf(story, { behaviours: [refused], starts: 1, everyMinutes: 0, ambush: 'settle' });
  return { ...failing, acts: [...failing.acts, { kind: 'redrive', run: 'start0', atMinutes: HOUR_MINUTES }] };
};

/** A stored document is replaced by somebody else before its tables are made. */
export const swappedOf = (story: Story): Story =>
  trafficOf(story, { behaviours: [{ ...quick, document: { rows: 30 } }], starts: 2, everyMinutes: 5 * HOUR_MINUTES, ambush: 'read' });
