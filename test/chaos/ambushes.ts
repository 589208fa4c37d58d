import { fatalTexts } from '../harness/selling-partner/fatal-texts.ts';
import type { Behaviour } from '../harness/selling-partner/types.ts';
import type { Account, Story } from './story.ts';

/**
 * The one thing that goes wrong in a story that is otherwise calm: rare moments that chance alone would hardly find.
 * `upload`: the first one is killed but not dead, sleeps, and goes on when somebody has forced the same report once more.
 * `drop`: Plan dies right after it wrote that a job is dropped. `cancelReport`: Check dies while Amazon takes a report out of its
 * queue for us.
 */
export type Ambush = 'upload' | 'drop' | 'cancelReport';

const HOUR_MINUTES = 60;

export const sleeperOf = (story: Story): Story =>
  calm(story, {
    ambush: 'upload',
    plans: everyType(story, [{ queueSeconds: [5, 30], progressSeconds: [5, 40] }]),
    acts: [start(story, 0, 'first'), { ...start(story, 6, 'forced'), force: true }],
  });

/** Two reports are refused for now; then one of them is removed from the accounts file. */
export const dropOf = (story: Story): Story => {
  const reports = [
    { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } },
    { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } },
  ];
  const refusedOnce: Behaviour[] = [{ end: 'FATAL', fatalText: fatalTexts.notYetAvailable }, {}];
  const accounts = story.accounts
    .slice(0, 1)
    .map((one): Account => ({ ...one, name: 'vendor', kind: 'vendor', marketplaces: ['US'], reports }));
  const theirs = { ...story, accounts };
  return calm(theirs, {
    ambush: 'drop',
    plans: { GET_VENDOR_TRAFFIC_REPORT: refusedOnce, GET_VENDOR_FORECASTING_REPORT: refusedOnce },
    acts: [
      start(theirs, 0, 'first'),
      { kind: 'remove report', atMinutes: HOUR_MINUTES, account: accountOf(theirs), type: 'VendorTrafficReport' },
      start(theirs, 2 * HOUR_MINUTES, 'second'),
    ],
  });
};

/** Reports stand in Amazon's queue until we lose patience, after 30 hours. */
export const cancelOf = (story: Story): Story =>
  calm(story, {
    ambush: 'cancelReport',
    plans: everyType(story, [{ end: 'IN_QUEUE' }, { end: 'IN_QUEUE' }, {}]),
    acts: [start(story, 0, 'first'), start(story, 31 * HOUR_MINUTES, 'second')],
  });

const calm = (story: Story, special: Pick<Story, 'ambush' | 'plans' | 'acts'>): Story => ({
  ...story,
  rates: { amazon: 0, store: 0, secret: 0, invocation: 0 },
  outages: [],
  isPunctual: false,
  ...special,
});

const accountOf = ({ accounts }: Story): string => accounts[0]?.name ?? '';
const start = (story: Story, atMinutes: number, run: string) => ({ kind: 'start', atMinutes, run, account: accountOf(story) }) as const;
const everyType = ({ plans }: Story, behaviours: Behaviour[]): Story['plans'] =>
  Object.fromEntries(Object.keys(plans).map((type) => [type, behaviours]));
