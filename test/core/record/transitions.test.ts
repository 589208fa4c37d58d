import { expect, test } from 'vitest';
import { isOurs } from '../../../lambdas/core/record/claims.ts';
import { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { askAgain, ended, isOlderThan, jobOf } from '../../../lambdas/core/record/transitions.ts';
import { aJobItem, aRun, NOW, nowMs, settingsWith } from '../../builders.ts';

test.for([
  ['saved', 0, false],
  ['no-data', 0, false],
  ['unfinished', 0, true],
  ['failed', 0, true],
  ['failed', 2, true],
  ['failed', 3, false],
] as const)('%s after %i later runs: stays open is %s', ([kind, laterRuns, isOpen]) => {
  const { openSince, outcome } = ended(aJobItem({ laterRuns }), aRun(), { kind }, nowMs);

  expect([openSince !== undefined, outcome?.kind]).toEqual([isOpen, kind]);
});

test('an outcome keeps the report that ended with it, though the job drops it', () => {
  const item = aJobItem({ reportId: 'R1', requestedAt: NOW, readyAt: NOW });

  const again = askAgain(ended(item, aRun({ round: 2 }), { kind: 'failed', code: 'given-up' }, nowMs));

  expect(again.outcome).toEqual({
    kind: 'failed',
    at: '2026-11-25T06:00:00.000Z',
    runId: 'morning',
    round: 2,
    reason: { code: 'given-up', text: 'given-up' },
    reportId: 'R1',
    requestedAt: NOW,
    readyAt: NOW,
  });
});

test('a job that is asked for again drops everything of its last report, and keeps its identity and how often it was asked for', () => {
  const known = { reportId: 'R1', reportDocumentId: 'D1', intentAt: NOW, adopted: true, requestedAt: NOW, readyAt: NOW, damagedCount: 1 };
  const kept = { attempts: 3, askedSince: NOW, notBeforeAt: NOW, refusedCount: 1 };

  expect(JobItem.parse(askAgain(aJobItem({ ...known, ...kept })))).toEqual(aJobItem({ ...kept, resumeAt: 'request' }));
});

test('a failed job is asked for with new patience; an unfinished one keeps what is left of its patience', () => {
  const item = aJobItem({ askedSince: NOW });

  expect(ended(item, aRun(), { kind: 'failed' }, nowMs).askedSince).toBeUndefined();
  expect(ended(item, aRun(), { kind: 'unfinished' }, nowMs).askedSince).toBe(NOW);
});

test('the number of later runs may be zero', () => {
  const run = aRun({ settings: settingsWith({ laterRunsForFailed: 0 }) });

  expect(ended(aJobItem(), run, { kind: 'failed' }, nowMs).openSince).toBeUndefined();
});

test.for([
  ['2026-11-23T06:00:00Z', false],
  ['2026-11-23T05:59:59Z', true],
  [undefined, false],
] as const)('older than 48 hours: %s is %s', ([since, isOlder]) => {
  expect(isOlderThan(since, 48, nowMs)).toBe(isOlder);
});

const arn = aRun().executionArn;
test.for([
  [{ executionArn: arn, runId: 'morning' }, 1, true],
  [{ executionArn: arn, runId: 'morning', round: 1 }, 1, true],
  [{ executionArn: arn, runId: 'morning', round: 2 }, 1, false],
  [{ executionArn: 'arn:other', runId: 'morning', round: 1 }, 1, false],
  [{ executionArn: arn, runId: 'another start of that name', round: 1 }, 1, false],
  [undefined, 0, false],
] as const)('a job with the claim %o belongs to round %i: %s', ([claim, round, isMine]) => {
  expect(isOurs(aJobItem({ claim }), aRun({ round }))).toBe(isMine);
});

test('a message carries what the next step needs of a job', () => {
  expect(jobOf(aJobItem({ resumeAt: undefined, reportId: 'R1' }))).toMatchObject({
    resumeAt: 'request',
    reportId: 'R1',
    marketplace: 'US',
  });
});
