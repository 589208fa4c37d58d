import { expect, test } from 'vitest';
import { pauseOf } from '../../lambdas/core/quota/turns.ts';
import { request } from '../../lambdas/request.ts';
import { callCounts } from '../harness/selling-partner/an-amazon.ts';
import { aStage, invocation } from './a-step.ts';

test('a job is asked for once, and its reportId is in the ledger before the step answers', async () => {
  const { world, message, item } = await aStage();

  const { result } = await request(world.ports)(message, invocation);

  expect([result, callCounts(world.amazon).createReport]).toEqual(['requested', 1]);
  expect(await item()).toMatchObject({
    resumeAt: 'check',
    reportId: world.amazon.reports[0]?.reportId,
    attempts: 1,
    askedSince: expect.any(String),
  });
});

test('a repeat of the step asks nothing', async () => {
  const { world, message } = await aStage();

  await request(world.ports)(message, invocation);
  const { result } = await request(world.ports)(message, invocation);

  expect([result, callCounts(world.amazon).createReport]).toEqual(['requested', 1]);
});

test.for([
  ['another run', { executionArn: 'arn:other', runId: 'other' }],
  [
    'a later round of this run',
    { executionArn: 'arn:aws:states:us-east-1:123456789012:execution:import:morning', runId: 'morning', round: 1 },
  ],
] as const)('a job that %s is working on is left to it', async ([, claim]) => {
  const { world, message } = await aStage({ claim });

  const { result } = await request(world.ports)(message, invocation);

  expect([result, callCounts(world.amazon).createReport]).toEqual(['handed-over', 0]);
});

const prefixReads = () => {
  let count = 0;
  const before = async (operation: string) => {
    if (operation === 'jobsWithPrefix') count += 1;
    return undefined;
  };
  return { before, count: () => count };
};

test('nothing of other jobs is read between a turn and its call, even for the first report of a series', async () => {
  const reads = prefixReads();
  const { world, message } = await aStage({}, { before: reads.before });

  const { result } = await request(world.ports)(message, invocation);

  expect([result, reads.count()]).toEqual(['requested', 0]);
});

test('the jobs of a type are not read where an unanswered createReport left nothing that could be adopted', async () => {
  const reads = prefixReads();
  const { world, message } = await aStage({ intentAt: '2026-11-25T05:58:00Z' }, { before: reads.before });

  const { result } = await request(world.ports)(message, invocation);

  expect([result, reads.count(), callCounts(world.amazon).getReports]).toEqual(['requested', 0, 1]);
});

test('an unanswered createReport is looked up no earlier than 60 s after it', async () => {
  const { world, message } = await aStage({ intentAt: '2026-11-25T05:59:30Z' });

  const answer = await request(world.ports)(message, invocation);

  expect(answer).toMatchObject({ result: 'throttled', waitUntil: '2026-11-25T06:00:30Z' });
  expect(callCounts(world.amazon)).toMatchObject({ createReport: 0, getReports: 0 });
});

test('two reports that might be the unanswered one: neither is adopted, and the report is asked for again', async () => {
  const alike = {
    reportType: 'GET_VENDOR_TRAFFIC_REPORT',
    dataStartTime: '2026-11-20T00:00:00Z',
    dataEndTime: '2026-11-20T00:00:00Z',
    createdTime: '2026-11-25T05:58:01Z',
  };
  const { world, message, item } = await aStage({ intentAt: '2026-11-25T05:58:00Z' }, { amazon: { reports: { R1: alike, R2: alike } } });

  const { result } = await request(world.ports)(message, invocation);

  const { askedAgain, reportId } = await item();
  expect([result, askedAgain, reportId === 'R1' || reportId === 'R2']).toEqual(['requested', 1, false]);
});

test('a job that waited for days before it was first asked for is not given up', async () => {
  const { world, message } = await aStage({ openSince: '2026-10-01T00:00:00Z', attempts: 0 });

  expect((await request(world.ports)(message, invocation)).result).toBe('requested');
});

test('a job that was asked for again and again for two weeks is given up, and each later try asks once', async () => {
  const { world, message, item } = await aStage({ askedSince: '2026-11-10T00:00:00Z', attempts: 9 });

  const { result } = await request(world.ports)(message, invocation);

  const { outcome, askedSince } = await item();
  expect([result, outcome?.reason?.code, askedSince]).toEqual(['failed', 'given-up', '2026-11-10T00:00:00Z']);

  const later = await aStage({
    askedSince,
    attempts: 9,
    outcome: { kind: 'failed', at: '2026-11-24T06:00:00Z', runId: 'earlier', round: 0 },
  });
  expect((await request(later.world.ports)(later.message, invocation)).result).toBe('requested');
});

test('a turn is taken after the access token was obtained: a slow login does not delay the call past its turn', async () => {
  const { world, message, item } = await aStage();
  const { sellingPartner } = world.ports;
  world.ports.sellingPartner = async (...of) => {
    await world.clock.sleep(20_000);
    return sellingPartner(...of);
  };

  await request(world.ports)(message, invocation);

  const line = await world.ports.ledger.readLine({ secretId: message.run.secretId, operation: 'createReport' });
  expect((await item()).requestedAt).toBe('2026-11-25T06:00:20.000Z');
  expect(line?.nextAtMs).toBe(Date.parse('2026-11-25T06:00:20Z') - 14 * 60_000 + 70_000);
});

test('the report of an unanswered call is found behind hundreds of newer ones', async () => {
  const alike = (day: string, createdTime: string) => ({
    reportType: 'GET_VENDOR_TRAFFIC_REPORT',
    dataStartTime: `${day}T00:00:00Z`,
    dataEndTime: `${day}T00:00:00Z`,
    createdTime,
  });
  const newer = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`X${index}`, alike('2026-10-20', '2026-11-25T03:00:00Z')]));
  const reports = { ...newer, R1: alike('2026-11-20', '2026-11-24T05:58:01Z') };
  const { world, message, item } = await aStage({ intentAt: '2026-11-24T05:58:00Z' }, { amazon: { reports } });

  const { result } = await request(world.ports)(message, invocation);

  expect([result, (await item()).reportId, callCounts(world.amazon).createReport]).toEqual(['requested', 'R1', 0]);
});

test.for([
  ['createReport', {}, '2026-11-25T06:00:30Z', undefined],
  ['getReports', { intentAt: '2026-11-25T05:00:00Z' }, '2026-11-25T05:59:55Z', '2026-11-25T05:59:50Z'],
] as const)('a %s that is rejected at the deadline leaves the job unfinished', async ([operation, some, deadlineAt, at]) => {
  const { world, message, item } = await aStage(some, { run: { deadlineAt } });
  const { sellingPartner } = world.ports;
  world.ports.sellingPartner = async (...of) => ({ ...(await sellingPartner(...of)), [operation]: async () => ({ kind: 'throttled' }) });

  const { result } = await request(world.ports)({ ...message, ...(at && { turn: { operation, at } }) }, invocation);

  expect([result, (await item()).outcome?.kind]).toEqual(['unfinished', 'unfinished']);
});

test('a report that failed before and must wait for its period is not given up for the pauses of its type', async () => {
  const { world, message, item } = await aStage({ openSince: '2026-11-10T06:00:00Z', laterRuns: 1, notBeforeAt: '2026-11-26T06:00:00Z' });

  expect((await request(world.ports)(message, invocation)).result).toBe('unfinished');
  expect((await item()).outcome).toMatchObject({ kind: 'unfinished', reason: { code: 'waiting' } });
});

test.for([
  ['one that failed before is given up', { laterRuns: 1 }, ['failed', 'given-up']],
  ['one that never failed waits for its turn for any time', {}, ['unfinished', 'waiting']],
] as const)('a type that pauses beyond the deadline for longer than the patience: %s', async ([, facts, end]) => {
  const { world, message, item } = await aStage({ openSince: '2026-11-10T06:00:00Z', ...facts });
  const { secretId, deadlineAt } = message.run;
  await world.ports.ledger.holdLine(pauseOf(secretId, (await item()).request.reportType), Date.parse(deadlineAt) + 1000);

  const { result } = await request(world.ports)(message, invocation);

  expect(result).toBe(end[0]);
  expect((await item()).outcome).toMatchObject({
    kind: end[0],
    reason: { code: end[1], text: expect.stringContaining('the type pauses until') },
  });
  expect(callCounts(world.amazon).createReport).toBe(0);
});
