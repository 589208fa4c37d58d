import { expect, test } from 'vitest';
import { denied } from '../../../lambdas/core/failure/denied.ts';
import { seriesDeniedSince, withDenials } from '../../../lambdas/core/planning/history/denied-before.ts';
import { ended } from '../../../lambdas/core/record/transitions.ts';
import { aJobItem, aRun } from '../../builders.ts';

const document = { objectKey: 'k', storedBytes: 1, storedSha256: 'a', unpackedBytes: 1, unpackedSha256: 'b', reportId: 'R' };
const savedAt = (at: string) => ({ saved: { ...document, at } });
const NOW_MS = Date.parse('2026-11-25T06:00:00Z');

test('a denied type of which nothing was ever saved is read as a missing role, and gets no extra patience', () => {
  const { deniedSince, advice } = denied(aJobItem(), aRun(), NOW_MS);

  expect([deniedSince, advice]).toEqual([undefined, expect.stringMatching(/^No report of this type was saved here before\. A role/)]);
});

test.for([
  ['what Plan found out about its type', { typeSavedAt: '2026-11-20T06:00:00Z' }, '2026-11-20', '2026-11-25T06:00:00.000Z'],
  [
    'the job’s own document, in an item that an earlier version of Plan wrote',
    savedAt('2026-11-19T06:00:00Z'),
    '2026-11-19',
    '2026-11-25T06:00:00.000Z',
  ],
  ['denials before', { typeSavedAt: '2026-11-20T06:00:00Z', deniedSince: '2026-11-22T06:00:00Z' }, '2026-11-20', '2026-11-22T06:00:00Z'],
  [
    'denials before its last document',
    { ...savedAt('2026-11-23T06:00:00Z'), deniedSince: '2026-11-22T06:00:00Z' },
    '2026-11-23',
    '2026-11-25T06:00:00.000Z',
  ],
] as const)('an incident or a withdrawn role, by %s', ([, facts, deliveredUntil, since]) => {
  const { deniedSince, advice } = denied(aJobItem(facts), aRun(), NOW_MS);

  expect(deniedSince).toBe(since);
  expect(advice).toContain(`delivered this report type until ${deliveredUntil}, so it is an incident at Amazon, or the role`);
});

test('a series counts the denials since its last document, and ignores those before it', () => {
  const [before, last, second, first] = ['10', '12', '15', '14'].map((day) => `2026-11-${day}T06:00:00Z`);
  const items = [
    aJobItem({ deniedSince: before }),
    aJobItem(savedAt(last ?? '')),
    aJobItem({ deniedSince: second }),
    aJobItem({ deniedSince: first }),
  ];

  expect([seriesDeniedSince(items), seriesDeniedSince(items.slice(0, 2))]).toEqual([first, undefined]);
});

test('a window that stays denied while its series is delivered daily fails in the end', () => {
  let item = aJobItem();
  let days = 0;
  for (; item.openSince !== undefined && days < 20; days += 1) {
    const at = NOW_MS + days * 86_400_000;
    const planned = withDenials({ ...item, laterRuns: days }, { typeSavedAt: new Date(at).toISOString(), deniedSince: undefined });
    const { deniedSince } = denied(planned, aRun(), at);
    item = ended({ ...planned, deniedSince }, aRun(), { kind: 'failed', code: 'access-denied' }, at);
  }

  // Ten days of patience, and then the first failure closes it.
  expect(days).toBe(12);
});
