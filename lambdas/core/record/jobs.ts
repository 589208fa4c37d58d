import * as z from 'zod';
import { Instant } from '../instant.ts';
import { Outcome } from './outcome.ts';
import { Usual } from './unusual.ts';

export const ReportId = z.string().min(1).brand<'ReportId'>();
export type ReportId = z.infer<typeof ReportId>;
export const ReportDocumentId = z.string().min(1).brand<'ReportDocumentId'>();
export type ReportDocumentId = z.infer<typeof ReportDocumentId>;

/**
 * The dates a job asks for, first and last day (inclusive). `hours`: one UTC day. `snapshot`: the marketplace's day, twice.
 * `startRange`: first and last day on which a campaign started.
 */
export const Window = z.looseObject({ start: z.iso.date(), end: z.iso.date() });
export type Window = z.infer<typeof Window>;

/** Option name → value, all strings, as Amazon's `reportOptions`. */
export const Options = z.record(z.string(), z.string());
export type Options = z.infer<typeof Options>;

/** The exact body of createReport, fixed when the job is planned: a later change of configuration does not change it. */
export const ReportRequest = z.looseObject({
  reportType: z.string(),
  marketplaceIds: z.array(z.string()).min(1),
  dataStartTime: Instant.optional(),
  dataEndTime: Instant.optional(),
  reportOptions: Options.optional(),
});
export type ReportRequest = z.infer<typeof ReportRequest>;

/** The progress of a job, read alike by the next run and by a redrive. */
export const ResumeAt = z.enum(['request', 'check', 'download', 'tabulate']);
export type ResumeAt = z.infer<typeof ResumeAt>;

/** Why a job is in a run; also the order in which turns are given. */
export const Purpose = z.enum(['carried-over', 'newest', 'missed', 'refresh', 'backfill']);
export type Purpose = z.infer<typeof Purpose>;

/** What is known of a stored document. Sizes in bytes, sha256 in hex. */
export const Saved = z.looseObject({
  at: Instant,
  objectKey: z.string(),
  /** As stored (gzip). */
  storedBytes: z.number().int(),
  storedSha256: z.string(),
  unpackedBytes: z.number().int(),
  unpackedSha256: z.string(),
  contentType: z.string().optional(),
  charset: z.string().optional(),
  isJson: z.boolean().optional(),
  rows: z.number().int().optional(),
  rowsByArray: z.record(z.string(), z.number().int()).optional(),
  reportId: z.string(),
  /** The products that were asked for, where the request names them. */
  asins: z.array(z.string()).optional(),
});
export type Saved = z.infer<typeof Saved>;

/** The tables made of a document's rows. */
export const Tables = z.looseObject({
  /** When they were made; absent before the first time. */
  at: Instant.optional(),
  /** Of the stored document that they were made of. */
  documentSha256: z.string().optional(),
  /** Keys of the files that hold the rows. */
  files: z.array(z.string()),
  /** Keys that an attempt was about to write: what a crash leaves behind is found by them. */
  pendingFiles: z.array(z.string()).optional(),
  rowsByTable: z.record(z.string(), z.number().int()).optional(),
  /** Fields that the tables do not know, and in how many rows: they are in the column `extra`. */
  unknownFields: z.record(z.string(), z.number().int()).optional(),
  duplicateKeys: z.record(z.string(), z.looseObject({ rows: z.number().int(), example: z.record(z.string(), z.unknown()) })).optional(),
  /** Whether the rows by product add up to Amazon's totals, where a document has both. */
  rowsAgree: z.looseObject({ agree: z.boolean(), differing: z.number().int(), examples: z.array(z.looseObject({})) }).optional(),
  /** The sum of the main measure of its type. */
  measure: z.looseObject({ column: z.string(), sum: z.number() }).optional(),
});
export type Tables = z.infer<typeof Tables>;

/** A job as the ledger keeps it. It lives as long as the documents: it says what is covered. */
export const JobItem = z.looseObject({
  account: z.string(),
  /** `<type>/<country>/<options>/<window>`: readable, and the same for the same job in every run. */
  key: z.string(),
  type: z.string(),
  marketplace: z.string(),
  options: Options,
  window: Window,
  request: ReportRequest,
  purpose: Purpose,
  /** Of one bundle of a list: the last day of what is saved of it. Of equal ones the bundle that waited longest goes first. */
  savedUntil: z.iso.date().optional(),
  /** A person asked for it by the `reports` of an input: it is continued whether or not the accounts file lists its report. */
  askedByPerson: z.boolean().optional(),
  /** Counts writes: a write succeeds only on the version it read. */
  version: z.number().int(),
  resumeAt: ResumeAt.optional(),
  /** Present while the job is open (sparse local index): since when. */
  openSince: Instant.optional(),
  /** Nothing is to be done for it before this (cool-down, not yet published). */
  notBeforeAt: Instant.optional(),
  reportId: ReportId.optional(),
  reportDocumentId: ReportDocumentId.optional(),
  /** When createReport was about to be called and its answer is not known yet. */
  intentAt: Instant.optional(),
  /** When its turn to be asked for was expected by the run that has it: a plan, not a reservation. */
  plannedAt: Instant.optional(),
  /** Which limit it waited for when a run last planned it, and until when: for a person to read. */
  heldBack: z.string().optional(),
  requestedAt: Instant.optional(),
  readyAt: Instant.optional(),
  /** When createReport was first called for it, answered or not, since it was opened or last failed: asking again and again ends some day. */
  askedSince: Instant.optional(),
  /** When createReport was last called for it: a turn of a type's own limit that was taken before is spent. */
  askedAt: Instant.optional(),
  /** createReport calls that Amazon accepted, in the life of this opening. */
  attempts: z.number().int().default(0),
  /** How often an unanswered createReport had to be sent again, since no trace of it was found. */
  askedAgain: z.number().int().optional(),
  /** Taken over from getReports after an unanswered createReport: its document must carry our options, else it is not ours. */
  adopted: z.boolean().optional(),
  spentTurnAt: Instant.optional(),
  damagedCount: z.number().int().optional(),
  /** New reports asked for because the document of the one before stayed damaged. */
  renewedCount: z.number().int().optional(),
  /** Unanswered createReport calls in a row: an answer of any kind forgets them. */
  unansweredCount: z.number().int().optional(),
  /** Of those, in one round of a run. */
  unansweredInRun: z.looseObject({ runId: z.string(), round: z.number().int(), count: z.number().int() }).optional(),
  /** Amazon refused the length of this window, in periods: the next run asks for shorter ones in its place. */
  refusedSpan: z.number().int().optional(),
  /** When a document of its type was last saved for this account, as Plan found it: it decides how a denial (403) reads. */
  typeSavedAt: Instant.optional(),
  /** Since when Amazon denies (403) it, or its series, though it delivered its type to this account before. */
  deniedSince: Instant.optional(),
  refusedCount: z.number().int().optional(),
  throttledCount: z.number().int().optional(),
  /** Later runs that tried this failed job again by themselves. */
  laterRuns: z.number().int().optional(),
  /** Whose it is, and the round in which it was handed out: what is left of an earlier round is not this job's any more. */
  claim: z.looseObject({ executionArn: z.string(), runId: z.string(), round: z.number().int().optional() }).optional(),
  outcome: Outcome.optional(),
  /** How it ended before a redrive opened it again, the latest last. */
  earlier: z.array(Outcome).optional(),
  saved: Saved.optional(),
  tables: Tables.optional(),
  /** What its figures are compared with, as known when it was planned. */
  usual: Usual.optional(),
  /** When Amazon first had no data for it, and how often. */
  noData: z.looseObject({ firstAt: Instant, count: z.number().int() }).optional(),
  /** Closed without an outcome: its report was removed from the configuration, or an operator cancelled it. */
  dropped: z.looseObject({ at: Instant, why: z.string() }).optional(),
  /** From createReport to DONE, last time. */
  readyAfterSeconds: z.number().optional(),
});
export type JobItem = z.infer<typeof JobItem>;

/** The series of a job: all of its key but the window. */
export const seriesOf = (key: string): string => key.slice(0, key.lastIndexOf('/'));

/** What a message carries of a job: what the next step needs and what a person in the console wants to see. About 450 bytes. */
export const Job = z.looseObject({
  key: z.string(),
  type: z.string(),
  marketplace: z.string(),
  options: Options,
  window: Window,
  resumeAt: ResumeAt,
  reportId: ReportId.optional(),
  reportDocumentId: ReportDocumentId.optional(),
});
export type Job = z.infer<typeof Job>;
