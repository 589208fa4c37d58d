import { instantOf, msOf } from '../../instant.ts';
import type { JobItem } from '../../record/jobs.ts';
import type { ReasonCode } from '../../record/outcome.ts';
import type { Settings } from '../../settings.ts';
import { dayMs, hourMs } from './published.ts';

/** Refusals that repeat when the same is requested again, until a person or Amazon changes something. */
const refusals: readonly ReasonCode[] = [
  'wrong-parameters',
  'request-refused',
  'access-denied',
  'ambiguous-refusal',
  'span-refused',
  'unanswered',
];

/**
 * Days until the next try, after one, two, three … identical refusals in a row; never rarer than the last. The first later run tries
 * at once, since a person may have fixed the cause.
 */
const restDays = [0, 2, 4, 7];

/** If a series delivered something this recently, Amazon refuses single windows of it, not the whole series. */
const deliveredWithinMs = 7 * dayMs;

/** A daily schedule does not start to the second: a rest ends some hours early. */
const toleranceMs = 4 * hourMs;

/**
 * Until when a series, or one window of it, is not tried because Amazon has refused it identically again and again; undefined when it
 * may be tried. Each try is a createReport and a failed run: daily, for ever, both would be noise.
 */
export const restsUntilMs = (
  items: readonly JobItem[],
  { deniedPatienceHours }: Pick<Settings, 'deniedPatienceHours'>,
): number | undefined => {
  const deliveredMs = Math.max(0, ...items.flatMap(({ saved }) => (saved ? [msOf(saved.at)] : []))) + deliveredWithinMs;
  const refused = items.flatMap(({ outcome, laterRuns = 0, deniedSince }) =>
    outcome?.kind === 'failed' && isRefusal(outcome.reason?.code) && msOf(outcome.at) > deliveredMs
      ? [{ outcome, laterRuns, deniedSince }]
      : [],
  );
  const last = refused.toSorted((one, other) => msOf(other.outcome.at) - msOf(one.outcome.at))[0];
  if (last === undefined) return undefined;
  const same = refused.filter(({ outcome }) => words(outcome) === words(last.outcome));
  // One run may refuse many windows: that is one try. Of a window's earlier runs only the number is known.
  const tries = new Set(same.map(({ outcome }) => outcome.runId)).size + Math.max(...same.map(({ laterRuns }) => laterRuns));
  const lastMs = msOf(last.outcome.at);
  // What Amazon used to deliver and denies now may be its incident: tried daily while that may last.
  const mayPass =
    last.outcome.reason?.code === 'access-denied' &&
    last.deniedSince !== undefined &&
    lastMs - msOf(last.deniedSince) < deniedPatienceHours * hourMs;
  const days = mayPass ? 1 : (restDays[Math.min(tries, restDays.length) - 1] ?? 0);
  return lastMs + days * dayMs - toleranceMs;
};

export const restWhy = (untilMs: number): string =>
  `Amazon refused this report identically before: it is tried again from ${instantOf(untilMs)} on; "force" or a redrive asks now`;

const isRefusal = (code: ReasonCode | undefined): boolean => code !== undefined && refusals.includes(code);

/** A refusal without what differs in it each time: dates, counts, ids. */
const words = ({ reason }: NonNullable<JobItem['outcome']>): string =>
  `${reason?.code} ${reason?.text.replace(/[0-9a-f-]*\d[0-9a-f-]*/gi, '#')}`;
