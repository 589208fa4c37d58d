import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { LedgerConflictError, StoreUnavailableError } from '../../../lambdas/core/errors.ts';
import { aJobItem } from '../../builders.ts';
import { virtualClock } from '../engine/clock.ts';
import type { Before } from './before.ts';
import { memoryBucket } from './memory-bucket.ts';
import { emptyLedger, memoryLedger } from './memory-ledger.ts';

/** The contract suites test what the stores in memory share with the real ones; this is what only they can do. */

const broken = new Error('connection reset');
const failsBefore: Before = () => Promise.reject(broken);
const failsAfter: Before = async () => () => Promise.reject(broken);

test('a write may fail before it acts', async () => {
  const state = emptyLedger();
  const job = aJobItem();

  const write = memoryLedger({ state, before: failsBefore }).writeJob(job);

  await expect(write).rejects.toThrow(StoreUnavailableError);
  await expect(write).rejects.toMatchObject({ cause: broken });
  expect(state).toEqual(emptyLedger());
});

test('a write may take effect although its answer is lost', async () => {
  const state = emptyLedger();
  const job = aJobItem();

  await expect(memoryLedger({ state, before: failsAfter }).writeJob(job)).rejects.toThrow(StoreUnavailableError);

  expect(await memoryLedger({ state }).readJob(job.account, job.key)).toEqual({ ...job, version: 1 });
});

test('the store’s own refusals keep their names', async () => {
  const ledger = memoryLedger({ before: async () => undefined });

  await expect(ledger.writeJob(aJobItem({ version: 7 }))).rejects.toThrow(LedgerConflictError);
});

test('an upload may fail after its whole body was read, and then stores nothing', async () => {
  const state = {};
  const before: Before = async (operation) => (operation === 'complete' ? Promise.reject(broken) : undefined);
  const body = Readable.from(['some']);

  await expect(memoryBucket({ state, before }).upload({ key: 'k', body, contentType: 'text/plain', metadata: {} })).rejects.toThrow(
    StoreUnavailableError,
  );

  expect(state).toEqual({});
  expect(body.destroyed).toBe(true);
});

test('operations report their names and arguments, and may take time', async () => {
  const clock = virtualClock(0);
  const operations: unknown[] = [];
  const before: Before = async (operation, args) => {
    operations.push([operation, ...args]);
    await clock.sleep(20);
    return () => clock.sleep(5);
  };
  const ledger = memoryLedger({ before });

  await ledger.holdLine({ secretId: 's', operation: 'getReports' }, 700);
  await memoryBucket({ before, clock }).head('k');

  expect(operations).toEqual([
    ['holdLine', { secretId: 's', operation: 'getReports' }, 700],
    ['head', 'k'],
  ]);
  expect(clock.now()).toBe(50);
});

test('ledger and bucket are the same after a round trip of their state through JSON', async () => {
  const state = emptyLedger();
  const objects = {};
  const job = await memoryLedger({ state }).writeJob(aJobItem());
  await memoryBucket({ state: objects }).upload({
    key: 'k',
    body: Readable.from([Buffer.from([0, 255])]),
    contentType: 'x/y',
    metadata: {},
  });

  const ledger = memoryLedger({ state: JSON.parse(JSON.stringify(state)) });
  const bucket = memoryBucket({ state: JSON.parse(JSON.stringify(objects)) });

  expect(await ledger.openJobs(job.account)).toEqual([job]);
  expect(await bucket.head('k')).toEqual({ sizeBytes: 2, contentType: 'x/y', metadata: {} });
});
