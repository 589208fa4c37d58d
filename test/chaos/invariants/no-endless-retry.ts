import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { defaultSettings } from '../../../lambdas/core/settings.ts';
import type { Witness } from '../play/witness.ts';
import { patience } from '../story/story.ts';
import { jobsOf } from './one-outcome.ts';

const { attemptsPerStep, laterRunsForFailed, newReportsForDamaged, unansweredInAll, unansweredPerRun } = defaultSettings;
const DAY_MS = 86_400_000;

/** (i) No job is retried in the same way for ever. Counted from the end of the last fault: what fails after that is Amazon's real answer. */
export const noEndlessRetry = (witness: Witness): string[] => {
  const quietMs = Math.max(witness.startMs, ...witness.faults.map(({ atMs }) => atMs));
  return [
    ...fetchedAgain(witness, quietMs),
    ...tooLongAgain(witness, quietMs),
    ...askedDaily(witness),
    ...jobsOf(witness).flatMap((item) => [
      ...askedAgain(witness, item, quietMs),
      ...unansweredAgain(witness, item, quietMs),
      ...failedAgain(witness, item, quietMs),
      ...neverEnded(witness, item, quietMs),
    ]),
  ];
};

/** All attempts of one run; the last may find that it is Amazon's reason, which Explain reads again. */
const MOST_FETCHES = attemptsPerStep + 1;

/** What is damaged at Amazon stays damaged: redrives, later runs and `force` ask for another report. */
const fetchedAgain = ({ amazon }: Witness, quietMs: number): string[] => {
  const fetches = amazon.calls.filter(({ operation, status, at }) => operation === 'getReportDocument' && status === 200 && at > quietMs);
  return Object.entries(Object.groupBy(fetches, ({ reportDocumentId = '' }) => reportDocumentId)).flatMap(([id, all = []]) =>
    all.length > MOST_FETCHES ? [`document ${id} was fetched ${all.length} times, and never saved`] : [],
  );
};

/** A span that Amazon refuses is asked for in shorter ones; it is asked for again at most once, by a run that was already working on it. */
const MOST_TOO_LONG = 2;

const tooLongAgain = ({ amazon, story, foreign }: Witness, quietMs: number): string[] => {
  const tooLong = amazon.reports.filter(
    ({ reportId, reportType, dataStartAt = 0, dataEndAt = 0, createdAt }) =>
      createdAt > quietMs &&
      !foreign.includes(reportId) &&
      (dataEndAt - dataStartAt) / DAY_MS + 1 > (story.longestDays?.[reportType] ?? Infinity),
  );
  const questions = Map.groupBy(tooLong, ({ reportType, reportOptions, dataStartAt, dataEndAt }) =>
    JSON.stringify([reportType, reportOptions, dataStartAt, dataEndAt]),
  );
  return [...questions].flatMap(([question, all]) =>
    all.length > MOST_TOO_LONG ? [`${question} was asked for ${all.length} times, though Amazon refuses so many days`] : [],
  );
};

/** createReport calls of one job until it is given up, without somebody forcing it. */
const MOST_REQUESTS = (1 + laterRunsForFailed) * Math.max(attemptsPerStep, 1 + newReportsForDamaged);

const askedAgain = (witness: Witness, item: JobItem, quietMs: number): string[] => {
  const sinceMs = Math.max(quietMs, lastGoodEnd(witness, item));
  const asked = witness.sends.filter(
    ({ operation, jobKey, atMs }) => operation === 'createReport' && jobKey === item.key && atMs > sinceMs,
  );
  return asked.length > MOST_REQUESTS * (1 + personsWords(witness))
    ? [`${item.account}: ${item.key} was asked for ${asked.length} times since it was last delivered`]
    : [];
};

/** A job that Amazon always answers with 500 is soon left to the next run, and fails within a day of runs; a few later runs retry it. */
const unansweredAgain = (witness: Witness, { account, key, request }: JobItem, quietMs: number): string[] => {
  const behaviours = witness.story.plans[request.reportType] ?? [];
  if (!behaviours.every(({ refusal }) => refusal !== undefined && refusal.status >= 500)) return [];
  const asked = witness.sends.filter((one) => one.operation === 'createReport' && one.jobKey === key && one.atMs > quietMs);
  const most = (unansweredInAll + laterRunsForFailed) * (1 + personsWords(witness));
  return [
    ...[...Map.groupBy(asked, ({ run }) => run)].flatMap(([run, all]) =>
      all.length > unansweredPerRun ? [`${account}: ${key} was asked for ${all.length} times in ${run}, and Amazon never answered`] : [],
    ),
    ...(asked.length > most ? [`${account}: ${key} was asked for ${asked.length} times in all, and Amazon never answered`] : []),
  ];
};

/** A job that Amazon refuses with the same text for days is retried at growing intervals: in the second week on two days at most. */
const MOST_DAYS_IN_SECOND_WEEK = 2;

const askedDaily = ({ story, sends, startMs }: Witness): string[] => {
  const [only, ...others] = Object.entries(story.plans);
  const isRefused = only?.[1].length === 1 && (only[1][0]?.refusal?.status === 400 || only[1][0]?.end === 'FATAL');
  const isLeftAlone = story.acts.every((act) => act.kind === 'start' && act.force !== true && act.from === undefined);
  if (!isRefused || others.length > 0 || !isLeftAlone) return [];
  const days = sends.filter(({ operation }) => operation === 'createReport').map(({ atMs }) => Math.floor((atMs - startMs) / DAY_MS));
  const late = new Set(days.filter((day) => 7 <= day && day < 14));
  return late.size > MOST_DAYS_IN_SECOND_WEEK
    ? [`${only[0]} was asked for on ${late.size} days of the second week, though Amazon refuses it`]
    : [];
};

/** Redrives, and runs that were forced. */
const personsWords = ({ story }: Witness): number =>
  story.acts.filter((act) => act.kind === 'redrive' || (act.kind === 'start' && act.force === true)).length;

const lastGoodEnd = ({ jobWrites }: Witness, { account, key }: Pick<JobItem, 'account' | 'key'>): number =>
  Math.max(
    0,
    ...jobWrites
      .filter(({ item }) => item.key === key && item.account === account && ['saved', 'no-data'].includes(item.outcome?.kind ?? ''))
      .map(({ item }) => Date.parse(item.outcome?.at ?? '')),
  );

/** Runs in which it failed, without a redrive. Amazon's 403 may be an incident, which later runs must survive. */
const MOST_FAILURES = 1 + laterRunsForFailed;
const DENIED_DAYS = patience.deniedPatienceHours / 24;

const failedAgain = (witness: Witness, { account, key }: JobItem, quietMs: number): string[] => {
  const sinceMs = Math.max(quietMs, lastGoodEnd(witness, { account, key }));
  const failures = new Map<string, string>();
  for (const { item } of witness.jobWrites) {
    const { outcome } = item;
    const isMine = item.key === key && item.account === account;
    if (isMine && outcome?.kind === 'failed' && outcome.round === 0 && Date.parse(outcome.at) > sinceMs)
      failures.set(outcome.runId, outcome.reason?.code ?? '');
  }
  const most = MOST_FAILURES + ([...failures.values()].includes('access-denied') ? DENIED_DAYS : 0) + personsWords(witness) * MOST_FAILURES;
  return failures.size > most ? [`${account}: ${key} failed in ${failures.size} runs since it was last delivered`] : [];
};

/** The longest patience with a report that is asked for again, plus the time until daily runs notice. */
const PATIENCE_MS = Math.ceil(patience.giveUpNotPublishedAfterHours / 24 + 1) * DAY_MS;

/** Asked for repeatedly, while every run succeeds. */
const neverEnded = (witness: Witness, { account, key, dropped }: JobItem, quietMs: number): string[] => {
  const asked = witness.sends.filter((one) => one.operation === 'createReport' && one.jobKey === key && one.atMs > quietMs);
  const [firstMs, lastMs] = [asked[0]?.atMs ?? 0, asked.at(-1)?.atMs ?? 0];
  const hasEnded = witness.jobWrites.some(
    ({ item, atMs }) =>
      item.key === key && item.account === account && atMs >= firstMs && ['saved', 'no-data', 'failed'].includes(item.outcome?.kind ?? ''),
  );
  return lastMs - firstMs > PATIENCE_MS && !hasEnded && dropped === undefined
    ? [`${account}: ${key} was asked for from ${new Date(firstMs).toISOString()} on for days, and no run said that it failed`]
    : [];
};
