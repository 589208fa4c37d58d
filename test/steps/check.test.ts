import { expect, test } from 'vitest';
import { check } from '../../lambdas/check.ts';
import { CheckInput } from '../../lambdas/core/record/messages.ts';
import { callCounts } from '../harness/selling-partner/an-amazon.ts';
import type { ProcessingStatus } from '../harness/selling-partner/types.ts';
import { aStage, invocation } from './a-step.ts';

const asked = { reportId: 'R1', resumeAt: 'check', attempts: 1, requestedAt: '2026-11-25T05:50:00Z' };
const aReport = (processingStatus: ProcessingStatus, some = {}) => ({ amazon: { reports: { R1: { processingStatus, ...some } } } });

test.for([
  ['IN_QUEUE', 'pending'],
  ['IN_PROGRESS', 'pending'],
  ['DONE', 'ready'],
  ['CANCELLED', 'no-data'],
  ['FATAL', 'fatal'],
] as const)('%s means %s', async ([status, result]) => {
  const { world, message } = await aStage(asked, aReport(status));

  expect((await check(world.ports)(CheckInput.parse(message), invocation)).result).toBe(result);
});

test('a report is checked no earlier than its document could be fetched', async () => {
  const { world, message } = await aStage(asked, aReport('IN_PROGRESS'));
  const line = { secretId: message.run.secretId, operation: 'getReportDocument' } as const;
  await world.ports.ledger.restartLine(line, { nextAtMs: Date.parse('2026-11-25T06:10:00Z'), atMostMs: 0 });

  const { waitUntil } = await check(world.ports)(CheckInput.parse(message), invocation);

  expect(Date.parse(waitUntil)).toBeGreaterThanOrEqual(Date.parse('2026-11-25T06:10:00Z'));
  expect(Date.parse(waitUntil)).toBeLessThan(Date.parse('2026-11-25T06:11:00Z'));
});

test.for([
  ['IN_QUEUE', {}, 1],
  ['IN_PROGRESS', {}, 0],
  ['DONE', { document: false }, 0],
] as const)('a report that is %s for more than a week is given up; only a queued one is cancelled', async ([status, some, cancelled]) => {
  const { world, message, item } = await aStage({ ...asked, requestedAt: '2026-11-17T00:00:00Z' }, aReport(status, some));

  const { result } = await check(world.ports)(CheckInput.parse(message), invocation);

  expect([result, (await item()).outcome?.reason?.code]).toEqual(['failed', 'given-up']);
  expect([(await item()).reportId, callCounts(world.amazon).cancelReport]).toEqual([undefined, cancelled]);
});

test('a report asked for today is not given up, however long ago its job was planned', async () => {
  const { world, message } = await aStage({ ...asked, openSince: '2026-10-01T00:00:00Z' }, aReport('IN_QUEUE'));

  expect((await check(world.ports)(CheckInput.parse(message), invocation)).result).toBe('pending');
});

test('a repeat of the step does not mistake our own cancellation for "no data"', async () => {
  const { world, message, item } = await aStage({ ...asked, requestedAt: '2026-11-17T00:00:00Z' }, aReport('IN_QUEUE'));

  await check(world.ports)(CheckInput.parse(message), invocation);
  const { result } = await check(world.ports)(CheckInput.parse(message), invocation);

  expect([result, (await item()).noData]).toEqual(['failed', undefined]);
});

test.for([
  [{}, 'it never had any'],
  [{ noData: { firstAt: '2026-11-24T06:00:00Z', count: 1 } }, 'it had none on 2026-11-24T06:00:00Z either'],
  [
    { outcome: { kind: 'no-data', at: '2026-11-25T05:20:00Z', runId: 'night', round: 0, requestedAt: '2026-11-25T05:20:00Z' } },
    'it had been asked for 30 minutes before by run night',
  ],
] as const)('the outcome of a cancelled report says what is known of it: %o', async ([known, text]) => {
  const { world, message, item } = await aStage({ ...asked, ...known }, aReport('CANCELLED'));

  await check(world.ports)(CheckInput.parse(message), invocation);

  expect((await item()).outcome?.reason?.text).toContain(text);
});

test('after the deadline the report is checked once, and left to the next run', async () => {
  const { world, message, item } = await aStage(asked, { ...aReport('IN_PROGRESS'), run: { deadlineAt: '2026-11-25T05:59:00Z' } });

  const { result } = await check(world.ports)(CheckInput.parse(message), invocation);

  expect([result, (await item()).reportId, (await item()).resumeAt]).toEqual(['unfinished', 'R1', 'check']);
});
