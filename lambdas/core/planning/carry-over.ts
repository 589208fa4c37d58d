import { reportTypeOf } from '../catalogue/report-types.ts';
import { instantOf, msOf } from '../instant.ts';
import { claimOf, isClaimedBy } from '../record/claims.ts';
import { windowText } from '../record/job-key.ts';
import { type JobItem, type Purpose, ReportId, type Saved, seriesOf, type Window } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';
import { askAgain } from '../record/transitions.ts';
import type { WantedJob } from './plan-jobs.ts';
import { restWhy } from './windows/refusals.ts';
import { piecesOf, spanOf } from './windows/span.ts';

/** What a new run makes of a job that is still open. */
export type Fate =
  | { kind: 'continue'; item: JobItem }
  | { kind: 'drop' | 'leave'; item: JobItem; why: string }
  /** `pieces` take the place of the item. */
  | { kind: 'split'; item: JobItem; why: string; pieces: WantedJob[] };

/**
 * A job open from an earlier run is continued from its stored request alone, whatever the configuration says now. If its
 * report was removed and no person asked for it, it is finished when Amazon has made it already, else dropped.
 */
export const fateOf = (
  item: JobItem,
  run: Run,
  now: { ms: number; isConfigured: boolean; isHeld: boolean; longestSpan?: number; restsUntilMs?: number | undefined },
): Fate => {
  if (now.isHeld) return { kind: 'leave', item, why: `run ${item.claim?.runId} owns it now` };
  if (!now.isConfigured && item.reportId === undefined && item.intentAt === undefined) {
    const why =
      'the accounts file does not list its report (removed, or disabled), no input asked for it, and Amazon had not been asked yet';
    return { kind: 'drop', why, item: closed(item, run, why, now.ms) };
  }
  const isUnasked = item.reportId === undefined && item.intentAt === undefined && item.saved === undefined;
  if (isUnasked && now.longestSpan !== undefined && spanOf(item) > now.longestSpan) return splitInto(item, now.longestSpan, run, now.ms);
  if (item.outcome?.kind === 'failed' && now.restsUntilMs !== undefined && now.restsUntilMs > now.ms)
    return { kind: 'leave', item, why: restWhy(now.restsUntilMs) };
  if (item.notBeforeAt !== undefined && msOf(item.notBeforeAt) > msOf(run.deadlineAt)) {
    return { kind: 'leave', item, why: `not before ${item.notBeforeAt}: ${item.outcome?.reason?.code ?? 'waiting'}` };
  }
  return { kind: 'continue', item };
};

/** Closes the job and puts shorter ones in its place, because Amazon refuses so many periods of its series in one request. */
const splitInto = (item: JobItem, longest: number, run: Run, nowMs: number): Fate => {
  const why = `Amazon refuses ${spanOf(item)} periods at once: it is asked for in pieces of at most ${longest}`;
  const { account, type, marketplace, options, purpose, request, askedByPerson } = item;
  const pieces = piecesOf(item, longest).map((window) => ({
    account,
    // Days of a generic entry stay written as a range.
    key: `${seriesOf(item.key)}/${windowText(window, reportTypeOf(type) === undefined)}`,
    type,
    marketplace,
    options,
    purpose,
    ...(askedByPerson && { askedByPerson }),
    window,
    request: { ...request, dataStartTime: `${window.start}T00:00:00Z`, dataEndTime: endOf(item, window) },
  }));
  return { kind: 'split', why, pieces, item: closed(item, run, why, nowMs) };
};

/** Each piece ends at the time of day at which the whole ends. Only the last may have no end, which means now, if the whole has none. */
const endOf = ({ request, window }: JobItem, piece: Window): string | undefined =>
  piece.end === window.end ? request.dataEndTime : `${piece.end}${request.dataEndTime?.slice(piece.end.length) ?? 'T23:59:59Z'}`;

const closed = (item: JobItem, run: Run, why: string, nowMs: number): JobItem => ({
  ...item,
  openSince: undefined,
  claim: claimOf(run),
  dropped: { at: instantOf(nowMs), why },
});

/** The item as this run claims it. A failed item of an earlier run is retried without a person's request, and that is counted. */
export const claimedFor = (run: Run, item: JobItem, plannedAt: string | undefined, heldBack?: string): JobItem => {
  const isLaterTry = item.outcome?.kind === 'failed' && item.claim !== undefined && !isClaimedBy(item, claimOf(run));
  return { ...item, claim: claimOf(run), plannedAt, heldBack, ...(isLaterTry && { laterRuns: (item.laterRuns ?? 0) + 1 }) };
};

/** The item that this run has no room for: planned, without an owner. The claim of an earlier run stays, so that a later retry is counted. */
export const releasedBy = (run: Run, item: JobItem, heldBack?: string): JobItem => ({
  ...item,
  heldBack,
  ...(isClaimedBy(item, claimOf(run)) && { claim: undefined }),
});

/** A wanted job as an open item. It keeps what the ledger knew of it, except its last report. */
export const opened = (wanted: WantedJob, before: JobItem | undefined, usualSeconds: number | undefined, nowMs: number): JobItem => ({
  ...(before && askAgain(before)),
  ...wanted,
  askedByPerson: wanted.askedByPerson,
  usual: wanted.usual,
  savedUntil: wanted.savedUntil,
  version: before?.version ?? 0,
  resumeAt: 'request',
  openSince: instantOf(nowMs),
  notBeforeAt: undefined,
  attempts: 0,
  askedSince: undefined,
  askedAgain: undefined,
  refusedCount: undefined,
  throttledCount: undefined,
  renewedCount: undefined,
  unansweredCount: undefined,
  unansweredInRun: undefined,
  laterRuns: undefined,
  adopted: undefined,
  claim: undefined,
  dropped: undefined,
  readyAfterSeconds: usualSeconds ?? before?.readyAfterSeconds,
});

/**
 * A closed job, opened again to make the tables of its stored document. It keeps the document and the existing tables, and its report's
 * id: so a run whose accounts file no longer lists the report continues it. When Amazon made the report is removed, since that did not
 * happen in this run.
 */
export const reopenedForTables = (before: JobItem, saved: Saved, nowMs: number): JobItem => ({
  ...before,
  resumeAt: 'tabulate',
  usual: undefined,
  openSince: instantOf(nowMs),
  notBeforeAt: undefined,
  reportId: ReportId.parse(saved.reportId),
  reportDocumentId: undefined,
  intentAt: undefined,
  adopted: undefined,
  requestedAt: undefined,
  readyAt: undefined,
  attempts: 0,
  askedSince: undefined,
  askedAgain: undefined,
  refusedCount: undefined,
  throttledCount: undefined,
  unansweredCount: undefined,
  unansweredInRun: undefined,
  laterRuns: undefined,
  claim: undefined,
  dropped: undefined,
});

const ORDER: readonly Purpose[] = ['carried-over', 'newest', 'missed', 'refresh', 'backfill'];

const rank = (item: JobItem): number => (item.reportId !== undefined ? 0 : ORDER.indexOf(item.purpose));

/** Reports that are requested already need no createReport and go first; then the newest windows, and backfill last. */
export const inOrder = (items: readonly JobItem[]): JobItem[] =>
  items.toSorted(
    (a, b) =>
      rank(a) - rank(b) || compare(b.window.end, a.window.end) || compare(a.savedUntil ?? '', b.savedUntil ?? '') || compare(a.key, b.key),
  );

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** A scheduled run spends at most a share of its turns on backfill, so that it never starves the routine. */
export const withinShare = (
  items: readonly JobItem[],
  run: Run,
  nowMs: number,
  isScheduled: boolean,
): { taken: JobItem[]; kept: JobItem[] } => {
  const { backfillShare, jobsPerRun, quotas } = run.settings;
  const { intervalSeconds, burst } = quotas.createReport;
  const turns = burst + (msOf(run.deadlineAt) - nowMs) / 1000 / intervalSeconds;
  let backfillLeft = isScheduled ? Math.floor(turns * backfillShare) : Number.POSITIVE_INFINITY;
  const taken: JobItem[] = [];
  const kept: JobItem[] = [];
  for (const item of items) {
    const isBackfill = item.purpose === 'backfill' && item.reportId === undefined;
    const fits = taken.length < jobsPerRun && (!isBackfill || backfillLeft >= 1);
    if (fits && isBackfill) backfillLeft -= 1;
    (fits ? taken : kept).push(item);
  }
  return { taken, kept };
};
