import { expect, test } from 'vitest';
import { claimedFor, fateOf, inOrder, opened, releasedBy, withinShare } from '../../../lambdas/core/planning/carry-over.ts';
import { aJobItem, aRun, NOW, nowMs } from '../../builders.ts';

const run = aRun();
const now = { ms: nowMs, isConfigured: true, isHeld: false };
const dead = { executionArn: 'arn:dead', runId: 'dead' };
const failed = { kind: 'failed', at: NOW, runId: 'dead', round: 0 };

test('an open job is continued from its stored request', () => {
  const item = aJobItem({ claim: dead });

  expect(fateOf(item, run, now)).toEqual({ kind: 'continue', item });
});

test('a job that a live run is working on is left to that run, and the reason names the run', () => {
  expect(fateOf(aJobItem({ claim: dead }), run, { ...now, isHeld: true })).toMatchObject({ kind: 'leave', why: 'run dead owns it now' });
});

test.for([
  [{}, 'drop'],
  [{ reportId: 'R1' }, 'continue'],
  [{ intentAt: NOW }, 'continue'],
] as const)('a job whose report was removed, and of which %o is known: %s', ([some, kind]) => {
  expect(fateOf(aJobItem({ claim: dead, ...some }), run, { ...now, isConfigured: false }).kind).toBe(kind);
});

test('a dropped job is closed, and says why', () => {
  const fate = fateOf(aJobItem({ claim: dead }), run, { ...now, isConfigured: false });

  // A job that was only ever in a run's input was never in the accounts file, so it was not removed.
  const why = expect.stringMatching(/does not list its report \(removed, or disabled\), no input asked for it/);
  expect(fate).toMatchObject({ item: { openSince: undefined, dropped: { why } } });
});

test.for([
  ['2026-11-25T12:00:00Z', 'continue'],
  ['2026-11-25T12:00:01Z', 'leave'],
] as const)('a job that may be asked for from %s on, with a deadline at noon: %s', ([notBeforeAt, kind]) => {
  expect(fateOf(aJobItem({ notBeforeAt }), run, now).kind).toBe(kind);
});

test.for([
  ['another run', dead, 1],
  ['this run', { executionArn: run.executionArn, runId: run.id }, undefined],
  ['no run: it was just opened', undefined, undefined],
] as const)('a failed job that belonged to %s is counted as a later try: %s', ([, claim, laterRuns]) => {
  expect(claimedFor(run, aJobItem({ claim, outcome: failed }), NOW)).toMatchObject({
    claim: { runId: 'morning', round: 0 },
    plannedAt: NOW,
  });
  expect(claimedFor(run, aJobItem({ claim, outcome: failed }), NOW).laterRuns).toBe(laterRuns);
});

test('a job without a turn loses its owner if this run owned it, and is unchanged otherwise', () => {
  expect(releasedBy(run, aJobItem()).claim).toBeUndefined();
  expect(releasedBy(run, aJobItem({ claim: dead })).claim).toEqual(dead);
});

test('a job that is opened again keeps its document and version, and drops what its last opening left', () => {
  const before = aJobItem({
    version: 7,
    saved: undefined,
    noData: { firstAt: NOW, count: 1 },
    reportId: 'R1',
    attempts: 4,
    laterRuns: 3,
    askedSince: NOW,
    dropped: { at: NOW, why: 'x' },
  });
  const { account, key, type, marketplace, options, window, request, purpose } = before;

  const item = opened({ account, key, type, marketplace, options, window, request, purpose }, before, undefined, nowMs);

  expect(item).toMatchObject({ version: 7, noData: { count: 1 }, attempts: 0, resumeAt: 'request', openSince: '2026-11-25T06:00:00.000Z' });
  expect([item.reportId, item.laterRuns, item.dropped, item.claim, item.askedSince]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('reports that Amazon is already making go first, then by purpose, then the newest window', () => {
  const job = (key: string, some: object) => aJobItem({ key, ...some });
  const day = (end: string) => ({ window: { start: end, end } });
  const items = [
    job('backfill', { purpose: 'backfill', ...day('2026-11-20') }),
    job('older', { purpose: 'missed', ...day('2026-11-18') }),
    job('newer', { purpose: 'missed', ...day('2026-11-19') }),
    job('newest', { purpose: 'newest', ...day('2026-11-01') }),
    job('asked', { purpose: 'backfill', reportId: 'R', ...day('2026-10-01') }),
  ];

  expect(inOrder(items).map(({ key }) => key)).toEqual(['asked', 'newest', 'newer', 'older', 'backfill']);
});

test('backfill takes at most half of a scheduled run’s turns, and all of those of a run by hand', () => {
  const items = Array.from({ length: 20 }, (_, index) => aJobItem({ key: `${index}`, purpose: 'backfill' }));
  const short = aRun({ deadlineAt: '2026-11-25T06:05:00Z' });

  expect(withinShare(items, short, nowMs, true).taken).toHaveLength(10);
  expect(withinShare(items, short, nowMs, false).taken).toHaveLength(20);
});
