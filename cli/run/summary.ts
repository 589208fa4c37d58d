import { z } from 'zod';
import { Instant } from '../../lambdas/core/instant.ts';
import type { RunView } from '../../lambdas/core/record/view/run-view.ts';

const end = z.enum(['saved', 'no-data', 'unfinished', 'failed', 'handed-over', 'dropped', 'open']);
const count = z.number().int();
const reason = z.object({ code: z.string(), text: z.string(), advice: z.string().exactOptional() });
const pass = z.object({
  round: count,
  outcome: z.enum(['saved', 'no-data', 'unfinished', 'failed']),
  reason: reason.exactOptional(),
  requestedAt: Instant.exactOptional(),
  readyAt: Instant.exactOptional(),
  endedAt: Instant,
});
const counts = z.record(z.string(), count);
const tables = z.object({
  rowsByTable: counts,
  unknownFields: counts.exactOptional(),
  duplicateKeys: counts.exactOptional(),
  rowsAgree: z.object({ agree: z.boolean(), differing: count }).exactOptional(),
});
const unusual = z.object({
  figure: z.string(),
  value: z.number(),
  usual: z.number(),
  is: z.enum(['zero', 'low', 'high']),
  ofDocuments: count.exactOptional(),
});
const round = z.object({
  round: count,
  startedAt: Instant,
  plannedFinishAt: Instant.exactOptional(),
  finishedAt: Instant.exactOptional(),
});

/** A run's summary in S3, as Settle wrote it; fields of a newer release are ignored. */
export const RunSummary = z.object({
  runId: z.string(),
  account: z.string(),
  executionArn: z.string(),
  status: z.enum(['running', 'succeeded', 'failed']),
  startedAt: Instant,
  deadlineAt: Instant,
  plannedFinishAt: Instant.exactOptional(),
  finishedAt: Instant.exactOptional(),
  round: count,
  rounds: z.array(round).exactOptional(),
  counts: z.object({
    saved: count,
    noData: count,
    unfinished: count,
    failed: count,
    zeroRows: count.exactOptional(),
    unusual: count.exactOptional(),
  }),
  jobs: z.array(
    z.object({
      key: z.string(),
      type: z.string(),
      marketplace: z.string(),
      options: z.record(z.string(), z.string()),
      window: z.object({ start: z.string(), end: z.string() }),
      purpose: z.string(),
      outcome: end,
      round: count.exactOptional(),
      earlier: z.array(pass).exactOptional(),
      reason: reason.exactOptional(),
      reportId: z.string().exactOptional(),
      objectKey: z.string().exactOptional(),
      bytes: count.exactOptional(),
      sha256: z.string().exactOptional(),
      unpackedBytes: count.exactOptional(),
      unpackedSha256: z.string().exactOptional(),
      rows: count.exactOptional(),
      unusual: z.array(unusual).exactOptional(),
      charset: z.string().exactOptional(),
      tables: tables.exactOptional(),
      attempts: count,
      throttled: count,
      askedAgain: count,
      plannedAt: Instant.exactOptional(),
      requestedAt: Instant.exactOptional(),
      readyAt: Instant.exactOptional(),
      endedAt: Instant.exactOptional(),
      isStored: z.literal(true).exactOptional(),
    }),
  ),
  leftOut: z.array(z.object({ what: z.string(), why: z.string() })),
}) satisfies z.ZodType<RunView>;
