import { msOf } from '../../instant.ts';
import type { JobItem, Purpose, Window } from '../../record/jobs.ts';
import type { Settings } from '../../settings.ts';
import { dayMs, hourMs } from './published.ts';

/** A window that a run wants, and why. */
export type Wanted = {
  window: Window;
  purpose: Exclude<Purpose, 'carried-over'>;
  /** Of a bundle: the products to ask for. */
  asins?: readonly string[];
  /** Of a bundle: the last day of what is saved of it. */
  savedUntil?: string;
};

/** A window that a run does not ask for though one might expect it, and why. */
export type Spared = { window: Window; why: string };

/**
 * What one series gives a run. `problem`: why the dates that a person wrote do not suit it, or a part of them does not;
 * that follows from the dates and the clock alone, never from what the ledger holds.
 */
export type SeriesPlan = { wanted: Wanted[]; spared: Spared[]; problem?: string; isPartlyUnfit?: boolean };

/** What a decision needs to know of the run. */
export type Circumstances = {
  nowMs: number;
  settings: Settings;
  force: boolean;
  /** Days that a person wrote, both inclusive. */
  range?: { from: string; to?: string | undefined } | undefined;
};

/** When the last call of a run can be made: what Amazon keeps is counted back from there, so that nothing ages out while it waits for its turn. */
export const latestCallMs = ({ nowMs, settings }: Pick<Circumstances, 'nowMs' | 'settings'>): number =>
  nowMs + settings.maxRuntimeMinutes * 60_000;

export const isOpen = (item: JobItem): boolean => item.openSince !== undefined;

/**
 * Whether the periods of an item belong to its object. A failed one keeps them, since a redrive may still save it: asked for under
 * another key as well, a period would lie in two objects. Only what was dropped without a document gives them back.
 */
export const holdsItsPeriods = (item: JobItem): boolean => isOpen(item) || item.saved !== undefined || item.dropped === undefined;

export const overlaps = (one: Window, other: Window): boolean => one.start <= other.end && other.start <= one.end;

/** When Amazon last answered for this item, with a document or with nothing; undefined if it never did. */
export const lastAnswerMs = ({ saved, outcome }: JobItem): number | undefined => {
  const answers = [saved?.at, outcome?.kind === 'no-data' ? outcome.at : undefined].flatMap((at) => (at === undefined ? [] : [msOf(at)]));
  return answers.length > 0 ? Math.max(...answers) : undefined;
};

/** Whether it was answered so lately that asking again would waste a turn. */
export const isFresh = (item: JobItem, nowMs: number, freshForHours: number): boolean =>
  nowMs - (lastAnswerMs(item) ?? Number.NEGATIVE_INFINITY) < freshForHours * hourMs;

/**
 * Whether the age of a saved window has passed a mark since it was last answered for: Amazon restates its data.
 * Several marks passed at once are one refresh, and what was first saved after the last mark is never refreshed.
 */
export const isRefreshDue = (item: JobItem, closedMs: number, { nowMs, settings }: Circumstances): boolean => {
  const answeredMs = lastAnswerMs(item);
  if (item.saved === undefined || answeredMs === undefined) return false;
  return settings.refreshAfterDays.map((days) => closedMs + days * dayMs).some((markMs) => answeredMs < markMs && markMs <= nowMs);
};

export const freshWhy = (freshForHours: number): string => `answered less than ${freshForHours} hours ago; "force" asks again`;
export const savedWhy = 'answered already; "force" asks again';

export type Verdict = { ask: true } | { ask: false; why?: string };

/**
 * Whether an item that holds its window is to be asked for again, under its own key.
 * @param isDue whether the series has a reason of its own to ask: a refresh, a further hour
 */
export const askAgain = (item: JobItem, isDue: boolean, freshForHours: number, { nowMs, settings, force }: Circumstances): Verdict => {
  if (isOpen(item)) return { ask: false };
  if (force) return { ask: true };
  if (item.outcome?.kind === 'failed') return askFailedAgain(item, settings);
  const doubt = isDue ? 'none' : doubtOf(item, nowMs, settings);
  if (doubt === 'early') return { ask: false, why: 'Amazon had no data for it a short while ago; a later run asks again' };
  if (!isDue && doubt === 'none' && lastAnswerMs(item) !== undefined) return { ask: false };
  if (isFresh(item, nowMs, freshForHours)) return { ask: false, why: freshWhy(freshForHours) };
  return { ask: true };
};

const askFailedAgain = ({ laterRuns = 0 }: JobItem, settings: Settings): Verdict =>
  laterRuns < settings.laterRunsForFailed
    ? { ask: true }
    : { ask: false, why: `it failed, and again in ${laterRuns} later runs; a redrive or "force" asks again` };

/** "No data" is believed once Amazon says it again, `noDataSecondLookHours` after the first time or later: until then there is doubt. */
const doubtOf = ({ outcome, noData }: JobItem, nowMs: number, settings: Settings): 'none' | 'early' | 'due' => {
  if (outcome?.kind !== 'no-data') return 'none';
  const secondLookMs = msOf(noData?.firstAt ?? outcome.at) + settings.noDataSecondLookHours * hourMs;
  if (msOf(outcome.at) >= secondLookMs) return 'none';
  return nowMs < secondLookMs ? 'early' : 'due';
};
