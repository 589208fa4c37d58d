import * as z from 'zod';
import { Instant, msOf } from '../instant.ts';
import { Quotas, Settings } from '../settings.ts';

/** As `core/catalogue/limit.ts` has it. */
export const RunLimit = z.looseObject({ calls: z.number(), perHours: z.number(), scope: z.enum(['account', 'application']) });

/** The settings as messages carry them: as tolerant as the rest, since versions differ in what can be set. */
const RunSettings = z.looseObject({ ...Settings.shape, quotas: z.looseObject(Quotas.shape).prefault({}) });

/** What every message carries of its run. */
export const Run = z.looseObject({
  id: z.string(),
  account: z.string(),
  /** 0 for the first pass over the jobs, then the RedriveCount at which they were handed out again. */
  round: z.number().int(),
  startedAt: Instant,
  deadlineAt: Instant,
  /** The parent execution: inside a child of the Map the context shows the child's own. */
  executionArn: z.string(),
  /** Id of the account's secret; the quota lines are keyed by it. */
  secretId: z.string(),
  /** Which application it signs in as: a hash of its client id. The lines of limits that an application's accounts share are keyed by it. */
  applicationId: z.string().optional(),
  /** The limits that report types of this run have of their own, by Amazon's name of the type. */
  limits: z.record(z.string(), z.array(RunLimit)).optional(),
  /** Jobs handed out in this round: the checks are spread so that all of them together stay below 2 a second. */
  jobCount: z.number().int(),
  settings: RunSettings,
});
export type Run = z.infer<typeof Run>;

/** Settle's judgement of one round. */
export const Verdict = z.looseObject({
  /** The RedriveCount at which this verdict was first written. */
  redriveCount: z.number().int(),
  at: Instant,
  failed: z.number().int(),
});
export type Verdict = z.infer<typeof Verdict>;

/** A round that a redrive began. */
const Round = z.looseObject({ startedAt: Instant, plannedFinishAt: Instant });

/** A run as the ledger keeps it. */
export const RunItem = z.looseObject({
  account: z.string(),
  runId: z.string(),
  version: z.number().int(),
  executionArn: z.string(),
  startedAt: Instant,
  deadlineAt: Instant,
  applicationId: z.string().optional(),
  jobKeys: z.array(z.string()),
  /** The plan that its input names was compared with the ledger, before the run wrote any job. */
  planHolds: z.boolean().optional(),
  plannedFinishAt: Instant.optional(),
  /** Absent while the run, or a later round of it, continues. */
  finishedAt: Instant.optional(),
  /** Of each later round: when a redrive began it, and its own plan. */
  rounds: z.record(z.string(), Round).optional(),
  /** What Plan left out, and why: fresh, held by another run, not published, not handed out. */
  leftOut: z.array(z.looseObject({ what: z.string(), why: z.string() })).optional(),
  /** Verdict per round. */
  verdicts: z.record(z.string(), Verdict),
  /** Epoch seconds after which DynamoDB may remove the item. */
  expiresAt: z.number().int().optional(),
});
export type RunItem = z.infer<typeof RunItem>;

/** How far the clocks of Step Functions and of a function may differ. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

/**
 * Whether a run item was written by this start of the execution. Plan comes after its start, and a redrive keeps the time of the start: an
 * execution that began after the item's run is another one of the same name.
 */
export const isOfStart = (item: Pick<RunItem, 'executionArn' | 'startedAt'>, executionArn: string, executionStartedAt: string): boolean =>
  item.executionArn === executionArn && Date.parse(executionStartedAt) <= msOf(item.startedAt) + CLOCKS_DIFFER_MS;
