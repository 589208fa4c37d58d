import * as z from 'zod';
import { Instant } from '../instant.ts';
import { Job, ReportDocumentId, ReportId } from './jobs.ts';
import { Run } from './runs.ts';

/**
 * What travels between the states. Tolerant readers: functions of one deployment update one by one, and a redrive
 * brings messages of up to 14 days ago, so unknown fields pass through and new fields are optional.
 */

/**
 * The turn a waiting branch holds. `spacedMs`: the pace of its line when it was taken; `pauseMs`: the pause that its report type
 * came out of. Both say what a rejection of the call would prove.
 */
export const HeldTurn = z.looseObject({
  operation: z.string(),
  at: Instant,
  spacedMs: z.number().optional(),
  pauseMs: z.number().optional(),
});
export type HeldTurn = z.infer<typeof HeldTurn>;

/** An error as a Catch hands it over. */
export const CaughtError = z.looseObject({ Error: z.string(), Cause: z.string().optional() });
export type CaughtError = z.infer<typeof CaughtError>;

export const JobMessage = z.looseObject({
  run: Run,
  job: Job,
  waitUntil: Instant,
  turn: HeldTurn.optional(),
  /** Looks at the report so far, in this run. */
  checks: z.number().int().optional(),
  error: CaughtError.optional(),
});
export type JobMessage = z.infer<typeof JobMessage>;

export const RequestInput = JobMessage;
export const CheckInput = JobMessage.extend({ job: Job.extend({ reportId: ReportId }) });
export type CheckInput = z.infer<typeof CheckInput>;
export const DownloadInput = JobMessage.extend({ job: Job.extend({ reportId: ReportId, reportDocumentId: ReportDocumentId }) });
export type DownloadInput = z.infer<typeof DownloadInput>;
/** The document is stored: what else it needs, the ledger knows. */
export const TabulateInput = JobMessage;
export type TabulateInput = JobMessage;
export const ExplainInput = JobMessage;

/** What a step makes of its message: the same message, and the word on which the workflow branches. */
export type Answer<Word extends string> = JobMessage & { result: Word };

/** The part of Step Functions' `$$.Execution` that we read. `RedriveCount` may be missing before the first redrive. */
export const ExecutionContext = z.looseObject({
  Id: z.string(),
  Name: z.string().optional(),
  StartTime: z.string().optional(),
  RedriveCount: z.number().int().optional(),
});
export type ExecutionContext = z.infer<typeof ExecutionContext>;

export const PlanInput = z.looseObject({ input: z.unknown(), execution: ExecutionContext });
export type PlanInput = z.infer<typeof PlanInput>;

/** One item of the Map: its branch waits until `waitUntil`, then goes where `job.resumeAt` says. */
export const Branch = z.looseObject({ job: Job, waitUntil: Instant });
export type Branch = z.infer<typeof Branch>;

export const SettleInput = z.looseObject({ run: Run, execution: ExecutionContext });
export type SettleInput = z.infer<typeof SettleInput>;
