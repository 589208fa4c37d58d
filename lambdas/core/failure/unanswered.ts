import { instantOf } from '../instant.ts';
import type { JobItem, ReportId } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';
import { type Ended, isOlderThan } from '../record/transitions.ts';

/** Calls of this round that were not answered. */
const unansweredHere = ({ unansweredInRun: last }: JobItem, { id, round }: Run): number =>
  last?.runId === id && last.round === round ? last.count : 0;

type End = Ended & { kind: 'unfinished' | 'failed' };

/** Counted with the intent, before the call: code that dies during it was not answered either. */
export const oneMoreIntent = (item: JobItem, run: Run, nowMs: number) => ({
  intentAt: instantOf(nowMs),
  askedAt: instantOf(nowMs),
  heldBack: undefined,
  askedSince: item.askedSince ?? instantOf(nowMs),
  unansweredCount: (item.unansweredCount ?? 0) + 1,
  unansweredInRun: { runId: run.id, round: run.round, count: unansweredHere(item, run) + 1 },
});

/** Any answer ends the doubt, and the count of unanswered calls. */
export const answered = { intentAt: undefined, unansweredCount: undefined, unansweredInRun: undefined } as const;

/** The item once it is known which report Amazon makes for it. */
export const withReport = (item: JobItem, reportId: ReportId): JobItem => ({
  ...item,
  reportId,
  resumeAt: 'check',
  requestedAt: item.intentAt,
  askedSince: item.askedSince ?? item.intentAt,
  ...answered,
  notBeforeAt: undefined,
  attempts: item.attempts + 1,
});

/** The end of a report after too many unanswered calls of createReport, in this run or in all: looked up each time, and not found. */
export const patienceEnd = (run: Run, item: JobItem): End | undefined => {
  const { unansweredCount: times = 0, askedSince } = item;
  const text = `Amazon left createReport unanswered ${times} times in a row since ${askedSince}, and made no report`;
  if (times >= run.settings.unansweredInAll) return { kind: 'failed', code: 'unanswered', text };
  return unansweredHere(item, run) >= run.settings.unansweredPerRun ? { kind: 'unfinished', code: 'unanswered', text } : undefined;
};

/** How a report ends whose type is not asked for now: left to the next run, but not for ever, since newer windows go first and may use up all that is tried. */
export const silenceEnd = ({ settings }: Run, { openSince }: JobItem, nowMs: number): End => {
  const text = `Amazon answers no createReport of this type; this report has waited since ${openSince}`;
  return { kind: isOlderThan(openSince, settings.giveUpAfterHours, nowMs) ? 'failed' : 'unfinished', code: 'unanswered', text };
};
