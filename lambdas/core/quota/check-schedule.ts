import { instantOf, msOf, wholeSecondUp } from '../instant.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';
import { queuedLateShare } from '../settings.ts';

/** getReport allows 2 calls a second: the checks of all reports in flight together stay below 1.5 a second. */
const LOOKS_PER_SECOND = 1.5;

/** Amazon's time for one type varies by a quarter (importers report 15 to 25 minutes for brand analytics): checks begin somewhat earlier. */
const EARLIEST = 0.75;

/**
 * When to check a report next: each time when it is `checkFactor` times as old as at the check before, so that a document is
 * noticed late by that share of its age at most; see `queuedLateShare` for a run of more reports than a burst. Where the usual time of its
 * series is known, the checks begin shortly before that moment, and one falls on it. Checks before `documentTurnMs`, the next turn to
 * fetch a document, would not fetch it any sooner, so there are none. Never past the deadline, which is the time of the last check.
 */
export const nextCheckAt = (
  run: Pick<Run, 'jobCount' | 'settings' | 'deadlineAt'>,
  { requestedAt, readyAfterSeconds }: Pick<JobItem, 'requestedAt' | 'readyAfterSeconds'>,
  nowMs: number,
  random: number,
  documentTurnMs = 0,
): string => {
  const { checkJitterPercent, longestCheckSeconds } = run.settings;
  const askedMs = requestedAt === undefined ? nowMs : msOf(requestedAt);
  const usualSeconds = readyAfterSeconds ?? 0;
  const usualMs = askedMs + usualSeconds * 1000;
  const intervalMs = intervalSeconds(run, Math.max((nowMs - askedMs) / 1000, usualSeconds * EARLIEST)) * 1000;
  const jitterMs = (intervalMs * checkJitterPercent) / 100;
  const nextMs =
    nowMs < usualMs
      ? Math.min(usualMs, Math.max(askedMs + usualSeconds * EARLIEST * 1000, nowMs + intervalMs)) + random * jitterMs
      : nowMs + intervalMs + (random * 2 - 1) * jitterMs;
  // Other runs take turns too, so the wait for one is not trusted for longer than this.
  const fetchableMs = Math.min(documentTurnMs, nowMs + longestCheckSeconds * 1000) + random * jitterMs;
  return wholeSecondUp(Math.max(nowMs, Math.min(Math.max(nextMs, fetchableMs), msOf(run.deadlineAt))));
};

const intervalSeconds = ({ jobCount, settings }: Pick<Run, 'jobCount' | 'settings'>, ageSeconds: number): number => {
  const { firstCheckSeconds, checkFactor, longestCheckSeconds, quotas } = settings;
  const { burst, intervalSeconds: turnSeconds } = quotas.createReport;
  const queued = Math.max(0, jobCount - burst);
  const late = Math.max(ageSeconds * Math.min(checkFactor - 1, queued > 0 ? queuedLateShare : 1), queued * turnSeconds * queuedLateShare);
  return Math.max(firstCheckSeconds, jobCount / LOOKS_PER_SECOND, Math.min(late, longestCheckSeconds));
};

/** How many checks a report takes that is ready so many seconds after it was requested. */
export const looksUntil = (run: Pick<Run, 'jobCount' | 'settings'>, usualSeconds: number | undefined, readySeconds: number): number => {
  const asked = { requestedAt: instantOf(0), readyAfterSeconds: usualSeconds };
  const endless = { ...run, deadlineAt: instantOf(Number.MAX_SAFE_INTEGER / 1e4) };
  let looks = 0;
  for (let atMs = 0; atMs < readySeconds * 1000; looks += 1) atMs = msOf(nextCheckAt(endless, asked, atMs, 0.5));
  return looks;
};
