import { expect, test } from 'vitest';
import { RunItem } from '../../../../lambdas/core/record/runs.ts';
import { jobEnd } from '../../../../lambdas/core/record/view/job-end.ts';
import { runView } from '../../../../lambdas/core/record/view/run-view.ts';
import { summaryKeyOf } from '../../../../lambdas/core/record/view/summary-key.ts';
import { aJobItem, aRun, NOW } from '../../../builders.ts';

const { id: runId, account, executionArn, startedAt, deadlineAt } = aRun();
const run = RunItem.parse({ account, runId, version: 1, executionArn, startedAt, deadlineAt, jobKeys: [], verdicts: {} });
const outcome = (kind: string, of = runId) => ({ kind, at: NOW, runId: of, round: 0 });
const other = { executionArn: 'arn:other', runId: 'other' };

test.for([
  ['saved by this run', { outcome: outcome('saved') }, 'saved'],
  ['failed by this run, and taken over by a run that has ended', { outcome: outcome('failed'), claim: other }, 'failed'],
  ['of a later execution with the same name', { claim: { executionArn, runId: 'morning-2027-03-01T06:00:00Z' } }, 'handed-over'],
  ['owned by this run', {}, 'open'],
  ['owned by this run, with an outcome of an earlier run', { outcome: outcome('failed', 'earlier') }, 'open'],
  ['taken over, not ended', { claim: other }, 'handed-over'],
  ['taken over and saved there', { claim: other, outcome: outcome('saved', 'other') }, 'saved'],
  ['taken over and failed there', { claim: other, outcome: outcome('failed', 'other') }, 'failed'],
  ['taken over and left unfinished there', { claim: other, outcome: outcome('unfinished', 'other') }, 'handed-over'],
  ['dropped', { dropped: { at: NOW, why: 'removed' } }, 'dropped'],
] as const)('a job %s has the right end', ([, some, end]) => {
  expect(jobEnd(run, aJobItem(some))).toBe(end);
});

test('a job that failed here, and that a live run is trying now, is handed over to that run', () => {
  const item = aJobItem({ outcome: { ...outcome('failed'), reason: { code: 'unavailable', text: 'the old reason' } }, claim: other });

  const view = runView({ ...run, finishedAt: NOW }, [item], 1, ({ claim }) => claim?.runId === 'other');

  expect(view).toMatchObject({ status: 'succeeded', counts: { failed: 0 } });
  expect(view.jobs[0]).toMatchObject({ outcome: 'handed-over', reason: { code: 'handed-over', text: 'run other took it over' } });
});

test('handed-over and dropped jobs are listed, and are in no count', () => {
  const items = [
    aJobItem({ key: 'a', outcome: outcome('saved') }),
    aJobItem({ key: 'b', claim: other }),
    aJobItem({ key: 'c', dropped: { at: NOW, why: 'its report was removed' } }),
  ];

  const view = runView(run, items);

  expect(view.counts).toEqual({ saved: 1, noData: 0, unfinished: 0, failed: 0 });
  expect(view.jobs.map(({ key, outcome: end }) => [key, end])).toEqual([
    ['a', 'saved'],
    ['b', 'handed-over'],
    ['c', 'dropped'],
  ]);
  expect(view.jobs[2]?.reason).toEqual({ code: 'dropped', text: 'its report was removed' });
});

test('a job that no longer has its report is listed with the report that ended with this outcome', () => {
  const ended = { ...outcome('failed'), reportId: 'R1', requestedAt: NOW, readyAt: NOW };

  expect(runView(run, [aJobItem({ outcome: ended })]).jobs[0]).toMatchObject({ reportId: 'R1', requestedAt: NOW, endedAt: NOW });
});

test.for([
  [undefined, 'saved', 'running'],
  [NOW, 'saved', 'succeeded'],
  [NOW, 'failed', 'failed'],
] as const)('finished at %s with a report that is %s: the run is %s', ([finishedAt, kind, status]) => {
  expect(runView({ ...run, finishedAt }, [aJobItem({ outcome: outcome(kind) })]).status).toBe(status);
});

test('the summary is stored under the day on which the run started', () => {
  expect(summaryKeyOf(run)).toBe('runs/account=acme-vendor-us/date=2026-11-25/morning.json');
});

test('saved documents with 0 rows are counted', () => {
  const saved = { at: NOW, objectKey: 'k', storedBytes: 1, storedSha256: '', unpackedBytes: 1, unpackedSha256: '', reportId: 'R' };
  const items = [0, 3].map((rows) => aJobItem({ key: `${rows}`, outcome: outcome('saved'), saved: { ...saved, rows } }));
  expect(runView(run, items).counts).toEqual({ saved: 2, noData: 0, unfinished: 0, failed: 0, zeroRows: 1 });
});
