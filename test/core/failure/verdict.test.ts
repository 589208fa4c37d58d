import { expect, test } from 'vitest';
import { verdictMessage } from '../../../lambdas/core/failure/verdict.ts';
import type { RunItem } from '../../../lambdas/core/record/runs.ts';
import { runView } from '../../../lambdas/core/record/view/run-view.ts';
import { aJobItem, aRun, NOW } from '../../builders.ts';

const run = aRun();
const runItem: RunItem = {
  account: run.account,
  runId: run.id,
  version: 1,
  executionArn: run.executionArn,
  startedAt: NOW,
  deadlineAt: run.deadlineAt,
  jobKeys: [],
  verdicts: {},
};

const ended = (key: string, kind: string, code?: string, text = 'reason') =>
  aJobItem({ key, outcome: { kind, at: NOW, runId: run.id, round: 0, reportId: '1234', ...(code && { reason: { code, text } }) } });

test('the message groups the failed reports by reason and says what to do about each', () => {
  const items = [
    ended('A/US/-/2026-11-20', 'failed', 'access-denied', 'Access to the resource is forbidden'),
    ended('B/US/-/2026-11-20', 'failed', 'access-denied'),
    ended('C/US/-/2026-11-20', 'failed', 'damaged-document'),
    ended('D/US/-/2026-11-20', 'saved'),
  ];

  const message = verdictMessage(runView(runItem, items), 's3://bucket/runs/x.json');

  expect(message).toMatch(/^3 of 4 reports failed \(1 saved, 0 without data, 0 left for the next run\)\./);
  expect(message).toContain('access-denied (2): Add the missing role');
  expect(message).toContain('- A/US/-/2026-11-20 (report 1234): Access to the resource is forbidden');
  expect(message).toContain('s3://bucket/runs/x.json');
  expect(message).toMatch(/Redrive this execution to try only the failed reports again\.$/);
});

test('advice known for a text takes precedence over that of its code', () => {
  const at = { kind: 'failed', at: NOW, runId: run.id, round: 0 };
  const reason = { code: 'wrong-parameters', text: 'No vendor code', advice: 'Ask for SOURCING.' };
  const items = [
    aJobItem({ key: 'A/US/-/2026-11-20', outcome: { ...at, reason } }),
    aJobItem({ key: 'B/US/-/2026-11-20', outcome: { ...at, reason } }),
    ended('C/US/-/2026-11-20', 'failed', 'wrong-parameters'),
  ];

  const message = verdictMessage(runView(runItem, items), 's3://bucket/runs/x.json');

  expect(message).toContain('wrong-parameters (2): Ask for SOURCING.\n');
  expect(message).toContain('wrong-parameters (1): Correct the report’s options or dates');
});

test('three hundred failures of every kind and length still fit into a Cause, which AWS shows twice', () => {
  const codes = [
    'access-denied',
    'damaged-document',
    'given-up',
    'unexpected',
    'wrong-parameters',
    'lost-branch',
    'unavailable',
    'request-refused',
  ];
  const items = Array.from({ length: 300 }, (_, index) =>
    ended(`${'K'.repeat(180)}/${index}`, 'failed', codes[index % codes.length], 'x'.repeat(1000)),
  );

  const message = verdictMessage(runView(runItem, items), `s3://bucket/${'r'.repeat(200)}`);

  expect(message.length).toBeLessThan(10_000);
  expect(message).toMatch(/Redrive this execution/);
});
