import { expect, test } from 'vitest';
import { RunItem } from '../../lambdas/core/record/runs.ts';
import { settle } from '../../lambdas/settle.ts';
import { aJobItem, aRun, NOW } from '../builders.ts';
import { aWorld, type WorldOptions } from '../harness/a-world.ts';
import { invocation } from './a-step.ts';

const run = aRun();
const failedIn = (round: number) => ({ kind: 'failed', at: NOW, runId: run.id, round, reason: { code: 'unavailable', text: 'why' } });
const judged = { 0: { redriveCount: 0, at: NOW, failed: 1 } };

/** A run with one job, which has the fields in `some` in the ledger. */
const aSettledRun = async (some: Parameters<typeof aJobItem>[0], verdicts: object, options: WorldOptions = {}) => {
  const { ports } = aWorld(options);
  const item = await ports.ledger.writeJob(aJobItem(some));
  const { id: runId, account, executionArn, startedAt, deadlineAt } = run;
  await ports.ledger.writeRun(
    RunItem.parse({ account, runId, version: 0, executionArn, startedAt, deadlineAt, jobKeys: [item.key], verdicts }),
  );
  const settleAt = (RedriveCount: number, round = 0) =>
    settle(ports)({ run: { ...run, round }, execution: { Id: executionArn, RedriveCount } }, invocation);
  const now = () => ports.ledger.readJob(account, item.key);
  return { ports, settleAt, now };
};

test('a failed report fails the run, and the verdict is kept', async () => {
  const { ports, settleAt } = await aSettledRun({ outcome: failedIn(0) }, {});

  await expect(settleAt(0)).rejects.toThrow(expect.objectContaining({ name: 'ReportsFailedError' }));
  expect((await ports.ledger.readRun(run.account, run.id))?.verdicts).toMatchObject({ 0: { redriveCount: 0, failed: 1 } });
});

test('a repeat at the same redrive count judges again; a redrive starts the failed jobs again', async () => {
  const { settleAt } = await aSettledRun({ outcome: failedIn(0) }, judged);

  await expect(settleAt(0)).rejects.toThrow(expect.objectContaining({ name: 'ReportsFailedError' }));
  expect(await settleAt(1)).toMatchObject({ result: 'round', run: { round: 1, jobCount: 1 }, jobs: [{ job: { resumeAt: 'request' } }] });
});

test('a late repeat does not restart jobs that have already failed in this round', async () => {
  const { settleAt, now } = await aSettledRun(
    { outcome: failedIn(1), claim: { executionArn: run.executionArn, runId: run.id, round: 1 } },
    judged,
  );

  await expect(settleAt(1)).rejects.toThrow(expect.objectContaining({ name: 'ReportsFailedError' }));
  expect((await now())?.outcome).toMatchObject({ round: 1, reason: { code: 'unavailable' } });
});

test('a late repeat of an earlier verdict does not count jobs that a later round is working on as lost', async () => {
  const { settleAt, now } = await aSettledRun({ claim: { executionArn: run.executionArn, runId: run.id, round: 1 } }, {});

  await settleAt(0);

  expect((await now())?.outcome).toBeUndefined();
});

test('a branch that recorded nothing is counted as failed', async () => {
  const { settleAt, now } = await aSettledRun({}, {});

  await expect(settleAt(0)).rejects.toThrow(/lost-branch/);
  expect((await now())?.outcome?.reason?.code).toBe('lost-branch');
});

test('a redrive takes over jobs that a later run, now dead, had taken or failed', async () => {
  const { settleAt, now } = await aSettledRun(
    { outcome: { ...failedIn(0), runId: 'later' }, claim: { executionArn: 'arn:dead', runId: 'later' } },
    judged,
  );

  expect(await settleAt(1)).toMatchObject({ result: 'round' });
  expect((await now())?.claim).toEqual({ executionArn: run.executionArn, runId: run.id, round: 1 });
});

test('a redrive leaves a job to the live run that is working on it: handed over, not failed', async () => {
  const { ports, settleAt, now } = await aSettledRun({ outcome: failedIn(0), claim: { executionArn: 'arn:live', runId: 'live' } }, judged);
  ports.executions = { describe: async (arn) => ({ status: arn === 'arn:live' ? 'RUNNING' : 'FAILED', redriveCount: 0 }) };

  expect(await settleAt(1)).toMatchObject({ result: 'done', counts: { failed: 0 } });
  expect((await now())?.claim?.runId).toBe('live');
});

test('a redrive, and its repeat, start a failed job that was dropped since; if its branch is lost, the job is not', async () => {
  const { settleAt, now } = await aSettledRun(
    { openSince: undefined, outcome: failedIn(0), dropped: { at: NOW, why: 'cancelled by an operator' } },
    judged,
  );

  expect(await settleAt(1)).toMatchObject({ result: 'round', jobs: [{}] });
  expect(await settleAt(1)).toMatchObject({ result: 'round', jobs: [{}] });
  await expect(settleAt(1, 1)).rejects.toThrow('lost-branch');
  expect(await now()).toMatchObject({ outcome: { kind: 'failed', round: 1 } });
});

test('a redrive keeps the last five earlier ends and the plan of its round; so does a repeat of the step', async () => {
  const before = [1, 2, 3, 4, 5].map((round) => ({ ...failedIn(round), at: NOW }));
  const { ports, settleAt, now } = await aSettledRun(
    { outcome: failedIn(6), earlier: before },
    { 0: { redriveCount: 6, at: NOW, failed: 1 } },
  );
  const run7 = async () => (await ports.ledger.readRun(run.account, run.id))?.rounds?.['7'];

  await settleAt(7);
  const begun = await run7();
  await settleAt(7);

  expect((await now())?.earlier?.map(({ round }) => round)).toEqual([2, 3, 4, 5, 6]);
  expect(begun).toEqual({ startedAt: expect.any(String), plannedFinishAt: expect.any(String) });
  expect(await run7()).toEqual(begun);
  expect((await now())?.plannedAt).toBeDefined();
});
