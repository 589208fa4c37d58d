import type { Random } from '../../harness/selling-partner/random.ts';
import { errorDocument, fatalTexts } from '../../harness/selling-partner/reports/fatal-texts.ts';
import type { Behaviour, DocumentDamage } from '../../harness/selling-partner/types.ts';
import type { Account, Report, Story } from './story.ts';

/**
 * The one thing that goes wrong in a story that is otherwise calm: rare moments that chance alone would hardly find.
 * `upload`: the first one is killed but keeps running: it sleeps, and continues after the same report was forced again.
 * `drop`: Plan is killed right after it wrote that a job is dropped. `cancelReport`: Check is killed while Amazon takes a report out of its
 * queue for us. `createReport`: the first one is answered with an error, and another application asks for the same report at this moment.
 * `read`: the stored document is replaced, right before Tabulate reads it. `settle`: the Settle of a redrive is killed but keeps running:
 * it sleeps, and continues after its repeat has restarted the failed jobs and they have failed again.
 */
export type Ambush = 'upload' | 'drop' | 'cancelReport' | 'createReport' | 'read' | 'settle';

/** The answer of a proxy in place of a document, with status 200. */
export const proxyPage: DocumentDamage = {
  kind: 'replaced',
  contentType: 'text/html',
  text: '<!DOCTYPE html>\n<html><head><title>Sign in to continue</title></head><body>Your session has ended.</body></html>\n',
};

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
  const theirs = { ...story, accounts: [aVendor(story, reports)] };
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

/** Reports stay in Amazon's queue until we give them up, after 30 hours. */
export const cancelOf = (story: Story): Story =>
  calm(story, {
    ambush: 'cancelReport',
    plans: everyType(story, [{ end: 'IN_QUEUE' }, { end: 'IN_QUEUE' }, {}]),
    acts: [start(story, 0, 'first'), start(story, 31 * HOUR_MINUTES, 'second')],
  });

/** The report that getReports lists is another application's, and ends without a document. */
export const rivalOf = (story: Story): Story =>
  calm(story, {
    ambush: 'createReport',
    plans: everyType(story, [{ queueSeconds: [5, 60], progressSeconds: [5, 60] }]),
    acts: [start(story, 0, 'first'), start(story, 4 * HOUR_MINUTES, 'second')],
  });

/** The same failure repeats for ever, although people redrive and force the report. */
export const hopelessOf = (story: Story, random: Random): Story => {
  const quick: Behaviour = { queueSeconds: [5, 60], progressSeconds: [5, 60] };
  const choices: readonly [(type: string) => Behaviour, ...((type: string) => Behaviour)[]] = [
    () => ({ ...quick, document: { damage: { kind: 'cut', atByte: 40 } } }),
    () => ({ ...quick, document: { damage: { kind: 'corrupt-trailer' } } }),
    () => ({ ...quick, document: { damage: proxyPage } }),
    (type) => ({ ...quick, document: { text: errorDocument(type, fatalTexts.notYetAvailable) } }),
    (type) => ({ ...quick, document: { text: errorDocument(type, fatalTexts.clientError) } }),
    (type) => ({ ...quick, document: { text: errorDocument(type, fatalTexts.optionsMissing(['reportPeriod'])) } }),
    () => ({ refusal: { status: 500, code: 'InternalFailure', message: 'We encountered an internal error. Please try again.' } }),
    () => ({ refusal: { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' } }),
  ];
  const behave = random.pick(choices);
  const [hopeless] = Object.keys(story.plans);
  const plans = Object.fromEntries(Object.keys(story.plans).map((type) => [type, [type === hopeless ? behave(type) : quick]]));
  return calm(story, { plans, acts: story.acts.filter(({ kind }) => kind !== 'foreign report') });
};

/** A type that was delivered before is denied from some request on: for a while, or for ever. */
export const deniedOf = (story: Story, random: Random): Story => {
  const quick: Behaviour = { queueSeconds: [5, 60], progressSeconds: [5, 60] };
  const refusal = { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' };
  const reports = [{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }];
  const accounts = [...story.accounts.filter(({ name }) => name !== 'vendor'), aVendor(story, reports)];
  const delivered = Array.from({ length: random.integer(1, 3) }, () => quick);
  const denied = Array.from({ length: random.integer(1, 12) }, (): Behaviour => ({ refusal }));
  const traffic: Behaviour[] = random.next() < 0.5 ? [...delivered, ...denied, quick] : [...delivered, { refusal }];
  const others = Object.keys(story.plans).map((type): [string, Behaviour[]] => [type, [quick]]);
  const plans = { ...Object.fromEntries(others), GET_VENDOR_TRAFFIC_REPORT: traffic };
  const acts = accounts.map(({ name }) => ({ kind: 'start', atMinutes: 0, run: `${name}-day0`, account: name }) as const);
  return calm({ ...story, accounts }, { plans, acts });
};

/** The story without trouble of its own, with these plans and acts. */
export const calm = (story: Story, special: Pick<Story, 'plans' | 'acts'> & Partial<Pick<Story, 'ambush'>>): Story => ({
  ...story,
  rates: { amazon: 0, store: 0, secret: 0, invocation: 0 },
  outages: [],
  isPunctual: false,
  ...special,
});

/** The vendor of the stories, who wants these reports. */
export const aVendor = ({ accounts: [some] }: Story, reports: Report[]): Account => ({
  timeZone: some?.timeZone ?? 'UTC',
  schedule: some?.schedule ?? '',
  name: 'vendor',
  kind: 'vendor',
  marketplaces: ['US'],
  reports,
});

const accountOf = ({ accounts }: Story): string => accounts[0]?.name ?? '';
const start = (story: Story, atMinutes: number, run: string) => ({ kind: 'start', atMinutes, run, account: accountOf(story) }) as const;
const everyType = ({ plans }: Story, behaviours: Behaviour[]): Story['plans'] =>
  Object.fromEntries(Object.keys(plans).map((type) => [type, behaviours]));
