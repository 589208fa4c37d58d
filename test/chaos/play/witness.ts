import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import type { LogLine, World } from '../../harness/a-world.ts';
import type { Execution } from '../../harness/engine/execution/records.ts';
import type { MemoryBucketState } from '../../harness/memory/memory-bucket.ts';
import type { MemoryLedgerState } from '../../harness/memory/memory-ledger.ts';
import type { AmazonState, Operation } from '../../harness/selling-partner/types.ts';
import type { Story } from '../story/story.ts';

/** A request as it left us, before anything could happen to it on its way. */
export type Send = {
  atMs: number;
  operation: Operation;
  refreshToken: string;
  invocation: string;
  /** Of the job for which it was made. */
  jobKey: string | undefined;
  /** The run and its round in which it was made. */
  run: string | undefined;
  path: string;
};
/** A write that the ledger took. `branchOf`: the execution of whose Map it came. */
export type JobWrite = { atMs: number; item: JobItem; branchOf: string | undefined };
/**
 * A version of an object that appeared in the bucket. `lookedAtMs`: when the code that stored it last read the job, if it did so
 * while it uploaded.
 */
export type ObjectVersion = { atMs: number; key: string; reportId: string; lookedAtMs: number | undefined };
export type SummaryVersion = { atMs: number; key: string; view: RunView };
export type Fault = { atMs: number; kind: string; where: string };
export type Event = { atMs: number; text: string };

/** All that was seen from outside: by the fake Amazon, by the stores, by Step Functions, and what was done to them. The checker knows nothing else. */
export type Witness = {
  story: Story;
  startMs: number;
  amazon: AmazonState;
  ledger: MemoryLedgerState;
  bucket: MemoryBucketState;
  executions: Execution[];
  violationsOfEngine: readonly string[];
  logs: LogLine[];
  metrics: World['metrics'];
  sends: Send[];
  jobWrites: JobWrite[];
  objects: ObjectVersion[];
  summaries: SummaryVersion[];
  /** Reports that somebody else asked for. */
  foreign: string[];
  /** Uploads that began and did not end; document bodies that were opened and never closed. */
  stillOpen: string[];
  faults: Fault[];
  events: Event[];
};
