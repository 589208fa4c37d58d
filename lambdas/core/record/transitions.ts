import { instantOf, msOf } from '../instant.ts';
import { isOurs } from './claims.ts';
import type { Job, JobItem } from './jobs.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { JobMessage } from './messages.ts';
import type { OutcomeKind, ReasonCode } from './outcome.ts';
import type { Run } from './runs.ts';

/** What a job is in the message: where it resumes, and the ids a person in the console wants to see. */
export const jobOf = (item: JobItem): Job => ({
  key: item.key,
  type: item.type,
  marketplace: item.marketplace,
  options: item.options,
  window: item.window,
  resumeAt: item.resumeAt ?? 'request',
  ...(item.reportId && { reportId: item.reportId }),
  ...(item.reportDocumentId && { reportDocumentId: item.reportDocumentId }),
});

/** Reads the job of a message; undefined when another run owns it now, or a later round of this one: the step stops quietly. */
export const ownJob = async (ledger: Ledger, { run, job }: JobMessage): Promise<JobItem | undefined> => {
  const item = await ledger.readJob(run.account, job.key);
  return item !== undefined && isOurs(item, run) ? item : undefined;
};

/** The outcome that this run has recorded already: a step that runs twice answers what it answered before. */
export const outcomeOf = (item: JobItem, run: Run): OutcomeKind | undefined =>
  item.outcome?.runId === run.id ? item.outcome.kind : undefined;

export type Ended = { kind: OutcomeKind; code?: ReasonCode; text?: string; advice?: string };

/** The item with its outcome in this run. `unfinished`, and `failed` while later runs may try it, stay open; the rest is closed. */
export const ended = (item: JobItem, run: Run, { kind, code, text, advice }: Ended, nowMs: number): JobItem => {
  const outcome = {
    kind,
    at: instantOf(nowMs),
    runId: run.id,
    round: run.round,
    ...(code && { reason: { code, text: text ?? code, ...(advice && { advice }) } }),
    ...(item.reportId && { reportId: item.reportId }),
    ...(item.requestedAt && { requestedAt: item.requestedAt }),
    ...(item.readyAt && { readyAt: item.readyAt }),
  };
  const open = kind === 'unfinished' || (kind === 'failed' && isTriedLater(item, code, run, nowMs));
  return {
    ...item,
    outcome,
    openSince: open ? (item.openSince ?? instantOf(nowMs)) : undefined,
    // Whoever tries it again after it failed asks with a patience of their own; where patience ran out, they ask once.
    ...(kind === 'failed' && code !== 'given-up' && { askedSince: undefined }),
  };
};

/**
 * Whether later runs try a failed job by themselves: a few of them, and for some days where Amazon denies what it used to deliver,
 * since that may be an incident at Amazon (2026-06-29 to 07-06: selling-partner-api-models#5290, #5296).
 */
const isTriedLater = ({ laterRuns = 0, deniedSince }: JobItem, code: ReasonCode | undefined, { settings }: Run, nowMs: number): boolean =>
  laterRuns < settings.laterRunsForFailed ||
  (code === 'access-denied' && deniedSince !== undefined && !isOlderThan(deniedSince, settings.deniedPatienceHours, nowMs));

/** The item with everything of its last report forgotten: it is asked for again. */
export const askAgain = (item: JobItem): JobItem => ({
  ...item,
  resumeAt: 'request',
  reportId: undefined,
  reportDocumentId: undefined,
  intentAt: undefined,
  adopted: undefined,
  requestedAt: undefined,
  readyAt: undefined,
  damagedCount: undefined,
});

/**
 * Whether an instant lies further back than so many hours. Patience counts from the question to Amazon (`requestedAt` of one
 * report, `askedSince` of all of them), never from the planning: a job may wait for days until its turn comes.
 */
export const isOlderThan = (since: string | undefined, hours: number, nowMs: number): boolean =>
  since !== undefined && nowMs - msOf(since) > hours * 3_600_000;
