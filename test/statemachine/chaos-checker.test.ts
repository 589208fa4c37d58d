import { expect, test } from 'vitest';
import { type InvariantName, violationsIn } from '../chaos/checker.ts';
import { play } from '../chaos/play/play.ts';
import type { Witness } from '../chaos/play/witness.ts';
import { storyOf } from '../chaos/story/story.ts';

/** A story in which documents are saved, and a run fails and is redriven. */
const EVENTFUL = 46;
const eventful = play(storyOf(EVENTFUL));

const jobs = ({ ledger }: Witness) => Object.values(ledger.jobs).flatMap((items) => Object.values(items));
const documents = ({ bucket }: Witness) => Object.entries(bucket).filter(([key]) => key.startsWith('reports/'));
/** The first one; the story must have at least one. */
const first = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error(`Story ${EVENTFUL} has none: choose another`);
  return one;
};
const savedIn = (witness: Witness) => first(jobs(witness).filter(({ outcome }) => outcome?.kind === 'saved'));

/** What a broken product would leave behind, and what the checker must report. */
const violations: [what: string, by: InvariantName, words: string, violate: (witness: Witness) => void][] = [
  ['a job that ends without an outcome', 'a one outcome', 'closed without an outcome', (one) => delete savedIn(one).outcome],
  ['a document with other bytes', 'b byte-exact', 'differs from the document', (one) => alter(one)],
  ['a document that was never stored', 'b byte-exact', 'neither saved nor reported', (one) => forget(one, savedIn(one).saved?.reportId)],
  ['a report that is asked for twice', 'c asked once', 'asks again', (one) => askTwice(one, savedIn(one).saved?.reportId)],
  ['calls without a turn', 'd within limits', 'called too often', ({ sends }) => sends.push(...hurried(sends))],
  ['a redrive of saved jobs', 'e only what failed', 'had not failed', (one) => redriveAll(one)],
  ['a token in a log', 'f no secret', 'in a log', ({ logs }) => logs.push({ level: 'warn', message: 'Atza|of-somebody', facts: {} })],
  ['an upload without an end', 'g nothing left open', 'upload of x', ({ stillOpen }) => stillOpen.push('upload of x')],
  [
    'a run that takes too long',
    'h in time',
    'later than it may',
    ({ executions }) => Object.assign(first(executions), { stoppedAtMs: Date.UTC(2100) }),
  ],
  ['a document that is fetched for ever', 'i no endless retry', 'was fetched 5 times', ({ amazon }) => amazon.calls.push(...fetches(5))],
  ['a job that is asked for for ever', 'i no endless retry', 'was asked for 400 times', (one) => askForEver(one, 400)],
  ['a job that fails for ever', 'i no endless retry', 'failed in 99 runs', (one) => failForEver(one, 99)],
  [
    'a failed job that no run reports',
    'j reported as failed',
    'does not report it',
    (one) => Object.assign(savedIn(one).outcome ?? {}, { kind: 'failed' }),
  ],
  [
    'a run that succeeds although reports failed',
    'j reported as failed',
    'succeeded, and its summary reports',
    (one) => succeedDespiteFailures(one),
  ],
];

const alter = (witness: Witness): void => {
  const [[, one], [, other]] = [first(documents(witness)), first(documents(witness).toReversed())];
  one.base64 = other.base64;
};

const forget = ({ objects, jobWrites }: Witness, reportId: string | undefined): void => {
  objects.splice(0, objects.length, ...objects.filter((one) => one.reportId !== reportId));
  for (const { item } of jobWrites) if (item.outcome?.reportId === reportId) delete item.outcome;
};

const askTwice = ({ amazon, objects }: Witness, reportId: string | undefined): void => {
  const asked = first(amazon.reports.filter((one) => one.reportId === reportId));
  objects.splice(0);
  amazon.reports.splice(amazon.reports.indexOf(asked) + 1, 0, { ...asked, reportId: 'twice', createdAt: asked.createdAt + 600_000 });
};

const LATER = Date.UTC(2100);

const fetches = (count: number): Witness['amazon']['calls'] =>
  Array.from({ length: count }, () => ({
    operation: 'getReportDocument',
    at: LATER,
    status: 200,
    requestId: 'x',
    reportDocumentId: 'the same',
  }));

const askForEver = (witness: Witness, times: number): void => {
  const call = first(witness.sends.filter(({ operation }) => operation === 'createReport'));
  const { key } = savedIn(witness);
  witness.sends.push(...Array.from({ length: times }, () => ({ ...call, jobKey: key, atMs: LATER })));
};

const failForEver = (witness: Witness, times: number): void => {
  const item = savedIn(witness);
  const outcome = (run: number) => ({ kind: 'failed' as const, at: '2100-01-01T00:00:00Z', runId: `run ${run}`, round: 0 });
  const writes = Array.from({ length: times }, (_, run) => ({
    atMs: LATER,
    item: { ...item, outcome: outcome(run) },
    branchOf: undefined,
  }));
  witness.jobWrites.push(...writes);
};

const succeedDespiteFailures = (witness: Witness): void => {
  const { view } = first(witness.summaries.toReversed());
  for (const job of view.jobs) job.outcome = 'failed';
  Object.assign(first(witness.executions.filter(({ arn }) => arn === view.executionArn)), { status: 'SUCCEEDED' });
};

const hurried = (sends: Witness['sends']): Witness['sends'] => {
  const call = first(sends.filter(({ operation }) => operation === 'createReport').toReversed());
  return Array.from({ length: 20 }, (_, index) => ({ ...call, invocation: `hurried ${index}` }));
};

/** As if a redrive had started every job of the first round again, under the number of the next round. */
const redriveAll = ({ executions }: Witness): void => {
  const { mapRuns } = first(executions.filter(({ mapRuns: passes }) => passes.length > 0));
  mapRuns.push(first(mapRuns));
};

test.for(violations)('the checker notices %s', async ([_what, invariant, words, violate]) => {
  const witness = structuredClone(await eventful);
  expect(violationsIn(witness)).toEqual([]);

  violate(witness);

  expect(violationsIn(witness)).toContainEqual({ invariant, what: expect.stringContaining(words) });
});
