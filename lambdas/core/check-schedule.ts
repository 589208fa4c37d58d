import { msOf, wholeSecondUp } from './instant.ts';
import type { JobItem } from './jobs.ts';
import type { Run } from './runs.ts';

/** getReport allows 2 calls a second: the looks of all reports in flight together stay below 1.5 a second. */
const LOOKS_PER_SECOND = 1.5;

/**
 * When to look at a report next: first when reports of its series were ready last time (else after `firstCheckSeconds`),
 * then after intervals that grow. Never past the deadline, which is the last look.
 */
export const nextCheckAt = (run: Run, item: JobItem, checks: number, nowMs: number, random: number): string => {
  const { firstCheckSeconds, checkFactor, longestCheckSeconds, checkJitterPercent } = run.settings;
  const expectedMs = msOf(item.requestedAt ?? '') + (item.readyAfterSeconds ?? 0) * 1000;
  if (checks === 0 && item.readyAfterSeconds !== undefined && expectedMs > nowMs) return beforeDeadline(run, expectedMs, nowMs);
  const growing = Math.min(firstCheckSeconds * checkFactor ** checks, longestCheckSeconds);
  const seconds = Math.max(growing, run.jobCount / LOOKS_PER_SECOND);
  const spread = 1 + ((random * 2 - 1) * checkJitterPercent) / 100;
  return beforeDeadline(run, nowMs + seconds * spread * 1000, nowMs);
};

const beforeDeadline = (run: Run, ms: number, nowMs: number): string =>
  wholeSecondUp(Math.max(nowMs, Math.min(ms, msOf(run.deadlineAt))));
