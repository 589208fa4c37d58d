import * as z from 'zod';

/** Whose calls are counted: an account's by its secret, an application's by a hash of its client id. */
export type LimitOwner = `secret#${string}` | `application#${string}`;
export type LimitLineKey = { owner: LimitOwner; apiType: string };

/** The line at which the reports of one type stand because of the type's own limits: every turn taken is in it, until no limit counts it. */
export const LimitLine = z.looseObject({
  /** Counts writes: a write succeeds only on the version it read. */
  version: z.number().int(),
  /** Calls made and turns held, in order of time: epoch milliseconds, and the job by its `turnIdOf`. */
  turns: z.array(z.looseObject({ atMs: z.number(), by: z.string() })),
  /** How long a turn is kept: as long as the longest limit that ever counted it. */
  keptMs: z.number(),
  /** No turn before this, after a rejected call. */
  pausedUntilMs: z.number().optional(),
  /** Present milliseconds from one call to the next on average, by limit: only of those within which Amazon rejected calls. */
  intervalsMs: z.record(z.string(), z.number()).optional(),
  /** When a limit of it was last slowed: turns taken before say nothing about the present pace. */
  slowedAtMs: z.number().optional(),
});
export type LimitLine = z.infer<typeof LimitLine>;

export const emptyLimitLine: LimitLine = { version: 0, turns: [], keptMs: 0 };
