import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { RunView } from '../../../lambdas/core/record/view/run-view.ts';
import type { LogLine, World } from '../../harness/a-world.ts';
import type { Execution } from '../../harness/engine/execution/records.ts';
import type { MemoryBucketState } from '../../harness/memory/memory-bucket.ts';
import type { MemoryLedgerState } from '../../harness/memory/memory-ledger.ts';
import type { AmazonState, Operation } from '../../harness/selling-partner/types.ts';
import type { Story } from '../story/story.ts';

/** A request as it was sent, before any fault on the network. */
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
/** A write that the ledger accepted. `branchOf`: the execution with the Map that it came from. */
export type JobWrite = { atMs: number; item: JobItem; branchOf: string | undefined };
/**
 * A version of an object that appeared in the bucket. `lookedAtMs`: when the code that stored it last read the job, if it did so
 * while it uploaded.
 */
export type ObjectVersion = { atMs: number; key: string; reportId: string; lookedAtMs: number | undefined };
export type SummaryVersion = { atMs: number; key: string; view: RunView };
export type Fault = { atMs: number; kind: string; where: string };
export type Event = { atMs: number; text: string };

/** Everything that is visible from outside: at the fake Amazon, in the stores, in Step Functions, and the faults. The checker uses nothing else. */
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
  /** Reports that another application asked for. */
  foreign: string[];
  /** Uploads that began and did not end; document bodies that were opened and never closed. */
  stillOpen: string[];
  faults: Fault[];
  events: Event[];
};
