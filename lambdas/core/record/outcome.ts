import * as z from 'zod';
import { Instant } from '../instant.ts';

/** How a job ended in a run. Two further ends, `handed-over` and `dropped`, are not outcomes of this run (see run-view). */
export const OutcomeKind = z.enum(['saved', 'no-data', 'unfinished', 'failed']);
export type OutcomeKind = z.infer<typeof OutcomeKind>;

/** Why a job ended as it did; the words a person reads in the table, the summary and the Cause. */
export const ReasonCode = z.enum([
  'still-processing',
  'no-turn-before-deadline',
  'done-without-document',
  'not-yet-published',
  'cool-down',
  'waiting',
  'cancelled-by-amazon',
  'wrong-parameters',
  'ambiguous-refusal',
  'span-refused',
  'access-denied',
  'authorization-revoked',
  'client-credentials-refused',
  'invalid-secret',
  'request-refused',
  'unanswered',
  'damaged-document',
  'document-lost',
  'rows-not-readable',
  'tables-out-of-time',
  'given-up',
  'lost-branch',
  'unavailable',
  'store-denied',
  'unexpected',
]);
export type ReasonCode = z.infer<typeof ReasonCode>;

export const Outcome = z.looseObject({
  kind: OutcomeKind,
  reason: z
    .looseObject({
      code: ReasonCode,
      text: z.string(),
      /** What a person can change, where more is known than the code says. */
      advice: z.string().optional(),
    })
    .optional(),
  at: Instant,
  runId: z.string(),
  round: z.number().int(),
  /** Of the report that ended so: the job itself forgets them when it is to be asked for again. */
  reportId: z.string().optional(),
  requestedAt: Instant.optional(),
  readyAt: Instant.optional(),
});
export type Outcome = z.infer<typeof Outcome>;
