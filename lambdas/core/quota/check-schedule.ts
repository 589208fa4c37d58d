import { msOf, wholeSecondUp } from '../instant.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';

/** getReport allows 2 calls a second: the looks of all reports in flight together stay below 1.5 a second. */
const LOOKS_PER_SECOND = 1.5;

/** Amazon's time for one type varies by a quarter (importers report 15 to 25 minutes for brand analytics): looks begin somewhat earlier. */
const EARLIEST = 0.75;

/**
 * When to look at a report next: each time when it is `checkFactor` times as old as at the look before, so that a document is
 * noticed late by that share of its age at most. Where the usual time of its series is known, the looks begin shortly before that
 * moment, and one falls on it. Never past the deadline, which is the last look.
 */
export const nextCheckAt = (run: Run, { requestedAt, readyAfterSeconds }: JobItem, nowMs: number, random: number): string => {
  const { firstCheckSeconds, checkFactor, longestCheckSeconds, checkJitterPercent } = run.settings;
  const askedMs = requestedAt === undefined ? nowMs : msOf(requestedAt);
  const usualSeconds = readyAfterSeconds ?? 0;
  const usualMs = askedMs + usualSeconds * 1000;
  const atOnceSeconds = Math.max(firstCheckSeconds, run.jobCount / LOOKS_PER_SECOND);
  const ageSeconds = Math.max((nowMs - askedMs) / 1000, usualSeconds * EARLIEST);
  const intervalMs = Math.max(atOnceSeconds, Math.min(ageSeconds * (checkFactor - 1), longestCheckSeconds)) * 1000;
  const jitterMs = (intervalMs * checkJitterPercent) / 100;
  const nextMs =
    nowMs < usualMs
      ? Math.min(usualMs, Math.max(askedMs + usualSeconds * EARLIEST * 1000, nowMs + intervalMs)) + random * jitterMs
      : nowMs + intervalMs + (random * 2 - 1) * jitterMs;
  return wholeSecondUp(Math.max(nowMs, Math.min(nextMs, msOf(run.deadlineAt))));
};
