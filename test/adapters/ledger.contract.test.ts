import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ledgerOf } from '../../lambdas/adapters/ledger.ts';
import { LedgerConflictError, StoreUnavailableError } from '../../lambdas/core/errors.ts';
import { takeTurn } from '../../lambdas/core/quota/take-turn.ts';
import { JobItem } from '../../lambdas/core/record/jobs.ts';
import type { Ledger, LineKey } from '../../lambdas/core/record/ledger/ledger.ts';
import { RunItem } from '../../lambdas/core/record/runs.ts';
import { aRun, nowMs } from '../builders.ts';
import { type LocalServer, listening } from '../harness/local-aws/json-api.ts';
import { createLedgerTable } from '../harness/local-aws/local-aws.ts';
import { memoryLedger } from '../harness/memory/memory-ledger.ts';
import { isLong } from '../how-many.ts';

let server: LocalServer;
let client: DynamoDBClient;

beforeAll(async () => {
  server = await listening(dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }));
  client = aClient(server.url);
  await createLedgerTable(client, 'ledger');
});

afterAll(async () => {
  client.destroy();
  await server.close();
});

const aClient = (endpoint: string) =>
  new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 });

const writers = isLong() ? 100 : 50;

/** Every test works on accounts and secrets of its own, since the table is shared. */
let names = 0;
const aName = () => `name-${++names}`;

const aJob = (account: string, key: string, more: Partial<JobItem> = {}): JobItem =>
  JobItem.parse({
    account,
    key,
    type: 'VendorSalesReport',
    marketplace: 'US',
    options: { reportPeriod: 'DAY' },
    window: { start: '2026-03-05', end: '2026-03-05' },
    request: { reportType: 'GET_VENDOR_SALES_REPORT', marketplaceIds: ['ATVPDKIKX0DER'] },
    purpose: 'newest',
    version: 0,
    ...more,
  });

const aRunItem = (account: string, runId: string, more: Partial<RunItem> = {}): RunItem =>
  RunItem.parse({
    account,
    runId,
    version: 0,
    executionArn: `arn:${runId}`,
    startedAt: '2026-03-09T06:00:00Z',
    deadlineAt: '2026-03-09T12:00:00Z',
    jobKeys: ['a', 'b'],
    verdicts: {},
    ...more,
  });

const aLine = (): LineKey => ({ secretId: aName(), operation: 'createReport' });
const keysOf = (items: JobItem[]) => items.map(({ key }) => key).sort();

describe.for([
  ['in memory', () => memoryLedger()],
  ['over the DynamoDB protocol', () => ledgerOf({ client, tableName: 'ledger' })],
] as const)('the ledger %s', ([, aLedger]) => {
  let ledger: Ledger;
  beforeAll(() => {
    ledger = aLedger();
  });

  test('returns a written job unchanged, with the next version', async () => {
    const account = aName();
    const job = aJob(account, 'sales/US/DAY/5', { openSince: '2026-03-09T06:00:00Z', reportId: undefined });

    const written = await ledger.writeJob(job);

    expect(written).toEqual({ ...job, version: 1 });
    expect(await ledger.readJob(account, job.key)).toEqual({ ...aJob(account, job.key), openSince: '2026-03-09T06:00:00Z', version: 1 });
    expect(await ledger.readJob(account, 'another')).toBeUndefined();
    expect(await ledger.readJob('another', job.key)).toBeUndefined();
  });

  test('keeps fields that this version of the code does not know', async () => {
    const account = aName();
    await ledger.writeJob({ ...aJob(account, 'k'), fromTheFuture: { deep: [1, null] } });

    expect(await ledger.readJob(account, 'k')).toMatchObject({ fromTheFuture: { deep: [1, null] } });
  });

  test('refuses an item of more than 400 KB', async () => {
    const account = aName();
    const run = aRunItem(account, 'r', { jobKeys: Array.from({ length: 5000 }, (_, index) => `${'k'.repeat(90)}${index}`) });

    await expect(ledger.writeRun(run)).rejects.toThrow(/Item size has exceeded the maximum allowed size/);
    expect(await ledger.readRun(account, 'r')).toBeUndefined();
  });

  test('removes a field that is no longer there', async () => {
    const account = aName();
    const job = await ledger.writeJob(aJob(account, 'k', { openSince: '2026-03-09T06:00:00Z' }));

    await ledger.writeJob({ ...job, openSince: undefined });

    expect(await ledger.readJob(account, 'k')).not.toHaveProperty('openSince');
  });

  test.for([0, 1, 3])('refuses a write of version %i when 2 is stored, and changes nothing', async (version) => {
    const account = aName();
    const second = await ledger.writeJob(await ledger.writeJob(aJob(account, 'k')));

    await expect(ledger.writeJob({ ...second, version, attempts: 9 })).rejects.toThrow(LedgerConflictError);
    expect(await ledger.readJob(account, 'k')).toEqual(second);
  });

  test('refuses the first version of what does not exist but should', async () => {
    await expect(ledger.writeJob(aJob(aName(), 'k', { version: 4 }))).rejects.toThrow(LedgerConflictError);
  });

  test('accepts one of many equal writes', async () => {
    const job = await ledger.writeJob(aJob(aName(), 'k'));

    const writes = await Promise.allSettled(Array.from({ length: 10 }, () => ledger.writeJob({ ...job, attempts: 1 })));

    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('reads more jobs at once than one batch holds, each once, and leaves out what does not exist', async () => {
    const account = aName();
    const keys = Array.from({ length: 130 }, (_, at) => `job/${at}`);
    await Promise.all(keys.map((key) => ledger.writeJob(aJob(account, key))));

    const items = await ledger.readJobs(account, [...keys, 'job/0', 'missing']);

    expect(keysOf(items)).toEqual([...keys].sort());
    expect(await ledger.readJobs(account, [])).toEqual([]);
  });

  test('finds the jobs of a series by their prefix, over several pages', async () => {
    const account = aName();
    const filler = 'x'.repeat(60_000);
    const keys = Array.from({ length: 25 }, (_, at) => `sales/US/DAY/${String(at).padStart(2, '0')}`);
    await Promise.all([...keys, 'sales/US/WEEK/00', 'traffic/US/DAY/00'].map((key) => ledger.writeJob({ ...aJob(account, key), filler })));
    await ledger.writeRun(aRunItem(account, 'sales/US/DAY/99'));

    expect(keysOf(await ledger.jobsWithPrefix(account, 'sales/US/DAY/'))).toEqual(keys);
    expect(keysOf(await ledger.jobsWithPrefix(account, 'sales/US/'))).toEqual([...keys, 'sales/US/WEEK/00']);
    expect(await ledger.jobsWithPrefix(account, 'none')).toEqual([]);
    expect(keysOf(await ledger.jobsBetween(account, 'sales/US/DAY/20', 'sales/US/DAY/~'))).toEqual(keys.slice(20));
    expect(keysOf(await ledger.jobsBetween(account, 'sales/US/DAY/', 'sales/US/DAY/19~'))).toEqual(keys.slice(0, 20));
  });

  test('keeps the bundles of a list, which one of two writers changes', async () => {
    const account = aName();
    const bundles = { account, list: 'T/US/-', version: 0, bundles: [{ asins: ['A', 'B'], removed: { C: '2026-03-09' } }] };
    const first = await ledger.writeBundles(bundles);

    expect(await ledger.readBundles(account, 'T/US/-')).toEqual(first);
    expect(await ledger.readBundles(account, 'T/DE/-')).toBeUndefined();
    await expect(ledger.writeBundles(bundles)).rejects.toThrow(LedgerConflictError);
    expect(await ledger.jobsWithPrefix(account, '')).toEqual([]);
  });

  test('lists exactly the jobs that are open', async () => {
    const account = aName();
    const openSince = '2026-03-09T06:00:00Z';
    await Promise.all(['a', 'b', 'c'].map((key) => ledger.writeJob(aJob(account, key, { openSince }))));
    await ledger.writeJob(aJob(account, 'closed'));
    await ledger.writeJob(aJob(aName(), 'of another account', { openSince }));
    await ledger.writeJob({ ...aJob(account, 'b', { version: 1 }) });

    expect(keysOf(await ledger.openJobs(account))).toEqual(['a', 'c']);
  });

  test('lists the newest runs, newest first, whatever their names', async () => {
    const account = aName();
    const starts = { zebra: '2026-03-01T06:00:00Z', alpha: '2026-03-03T06:00:00Z', middle: '2026-03-02T06:00:00Z' };
    await Promise.all(Object.entries(starts).map(([runId, startedAt]) => ledger.writeRun(aRunItem(account, runId, { startedAt }))));
    await ledger.writeJob(aJob(account, 'a-job'));

    expect((await ledger.latestRuns(account, 2)).map(({ runId }) => runId)).toEqual(['alpha', 'middle']);
    expect((await ledger.latestRuns(account, 9)).map(({ runId }) => runId)).toEqual(['alpha', 'middle', 'zebra']);
    expect(await ledger.latestRuns(aName(), 9)).toEqual([]);
  });

  test('claims a run once', async () => {
    const account = aName();
    const run = await ledger.writeRun(aRunItem(account, 'r', { expiresAt: 1_800_000_000 }));

    await expect(ledger.writeRun(aRunItem(account, 'r', { executionArn: 'arn:other' }))).rejects.toThrow(LedgerConflictError);
    expect(await ledger.readRun(account, 'r')).toEqual(run);
    expect(await ledger.readRun(account, 'another')).toBeUndefined();
  });

  test('returns copies: changing one changes nothing in the ledger', async () => {
    const account = aName();
    const job = aJob(account, 'k', { options: { reportPeriod: 'DAY' } });
    await ledger.writeJob(job);
    job.options['reportPeriod'] = 'YEAR';
    const read = await ledger.readJob(account, 'k');
    if (read) read.options['reportPeriod'] = 'WEEK';

    expect((await ledger.readJob(account, 'k'))?.options).toEqual({ reportPeriod: 'DAY' });
  });

  test.for([
    [1000, 1000, 5000, undefined],
    [1001, 1000, 5000, 1061],
    [5000, 1000, 5000, 5060],
    [5001, 1000, 5000, undefined],
  ] as const)('advances a line at %i only above %i and up to %i', async ([nextAtMs, aboveMs, upToMs, expected]) => {
    const line = aLine();
    await ledger.restartLine(line, { nextAtMs, atMostMs: 0 });

    expect(await ledger.advanceLine(line, { byMs: 60, aboveMs, upToMs })).toBe(expected);
    expect(await ledger.readLine(line)).toEqual({ nextAtMs: expected ?? nextAtMs });
  });

  test('does not advance a line that was never used', async () => {
    const line = aLine();

    expect(await ledger.advanceLine(line, { byMs: 60, aboveMs: 0, upToMs: 9e12 })).toBeUndefined();
    expect(await ledger.readLine(line)).toBeUndefined();
  });

  test('advances by fractions of a millisecond', async () => {
    const line = aLine();
    await ledger.restartLine(line, { nextAtMs: 1_772_000_000_000, atMostMs: 0 });

    expect(await ledger.advanceLine(line, { byMs: 60_000.25, aboveMs: 0, upToMs: 9e12 })).toBe(1_772_000_060_000.25);
  });

  test('restarts a line that is absent, or not later than the given time', async () => {
    const line = aLine();

    expect(await ledger.restartLine(line, { nextAtMs: 500, atMostMs: 100 })).toBe(true);
    expect(await ledger.restartLine(line, { nextAtMs: 900, atMostMs: 499 })).toBe(false);
    expect(await ledger.restartLine(line, { nextAtMs: 900, atMostMs: 500 })).toBe(true);
    expect(await ledger.readLine(line)).toEqual({ nextAtMs: 900 });
  });

  test('holds a line, and never moves it back', async () => {
    const line = aLine();
    await ledger.holdLine(line, 700);
    await ledger.holdLine(line, 600);

    expect(await ledger.readLine(line)).toEqual({ nextAtMs: 700 });
  });

  test('sets a pace while it is the one that was seen, and takes it away again', async () => {
    const line = aLine();
    await ledger.holdLine(line, 700);
    await ledger.setPace(line, { intervalMs: 78_000, ifIntervalMs: undefined });
    await ledger.setPace(line, { intervalMs: 99_000, ifIntervalMs: undefined });
    await ledger.setPace(line, { intervalMs: 77_220, ifIntervalMs: 78_000, publishedIntervalMs: 30_000 });
    expect(await ledger.readLine(line)).toEqual({ nextAtMs: 700, intervalMs: 77_220, publishedIntervalMs: 30_000 });

    await ledger.setPace(line, { intervalMs: undefined, ifIntervalMs: 77_220 });
    expect(await ledger.readLine(line)).toEqual({ nextAtMs: 700, publishedIntervalMs: 30_000 });
  });

  test('a line that only has a pace starts like an idle one', async () => {
    const line = aLine();
    await ledger.setPace(line, { intervalMs: 78_000, ifIntervalMs: undefined });

    expect(await ledger.readLine(line)).toEqual({ nextAtMs: 0, intervalMs: 78_000 });
    expect(await ledger.restartLine(line, { nextAtMs: 500, atMostMs: 100 })).toBe(true);
  });

  test('keeps the line of a type’s own limits by owner and type, and writes it only on the version that was read', async () => {
    const key = { owner: `application#${aName()}`, apiType: 'GET_SALES_AND_TRAFFIC_REPORT' } as const;
    const empty = await ledger.readLimitLine(key);
    const turns = [{ atMs: 1_772_000_000_000.5, by: '0a1b2c3d' }];
    const line = await ledger.writeLimitLine(key, { ...empty, turns, keptMs: 60_000, intervalsMs: { '4/1': 900_000 } });

    expect(empty).toEqual({ version: 0, turns: [], keptMs: 0 });
    expect(await ledger.readLimitLine(key)).toEqual({ version: 1, turns, keptMs: 60_000, intervalsMs: { '4/1': 900_000 } });
    await expect(ledger.writeLimitLine(key, { ...empty, keptMs: 1 })).rejects.toThrow(LedgerConflictError);
    await ledger.writeLimitLine(key, { ...line, intervalsMs: undefined });
    expect(await ledger.readLimitLine(key)).toEqual({ version: 2, turns, keptMs: 60_000 });
    expect((await ledger.readLimitLine({ ...key, apiType: 'GET_OTHER' })).version).toBe(0);
    expect((await ledger.readLimitLine({ ...key, owner: `secret#${aName()}` })).version).toBe(0);
  });

  test('keeps lines of secrets and operations apart', async () => {
    const line = aLine();
    await ledger.holdLine(line, 700);

    expect(await ledger.readLine({ ...line, operation: 'createReport/GET_VENDOR_SALES_REPORT' })).toBeUndefined();
    expect(await ledger.readLine({ ...line, secretId: aName() })).toBeUndefined();
  });

  test('many writers at once take turns: the burst now, one after the slack, then one an interval', async () => {
    const run = aRun({ secretId: aName(), deadlineAt: '2026-11-26T06:00:00Z' });

    const taken = await Promise.all(Array.from({ length: writers }, () => takeTurn({ ledger, run, nowMs }, 'createReport')));

    const turns = taken.map((turn) => (turn.kind === 'later' ? Date.parse(turn.turn.at) - nowMs : turn.kind)).sort();
    const later = Array.from({ length: writers - 14 }, (_, at) => 10_000 + at * 60_000);
    expect(turns).toEqual([...later, ...Array(14).fill('due')].sort());
  });

  test('many writers at once take no turn past their deadline', async () => {
    const run = aRun({ secretId: aName(), deadlineAt: '2026-11-25T06:30:00Z' });

    const taken = await Promise.all(Array.from({ length: writers }, () => takeTurn({ ledger, run, nowMs }, 'createReport')));

    const kinds = Object.groupBy(taken, ({ kind }) => kind);
    expect([kinds.due?.length, kinds.later?.length, kinds.none?.length]).toEqual([14, 30, writers - 44]);
  });
});

describe('the ledger over the DynamoDB protocol', () => {
  test('names every failure of the store alike, with its cause', async () => {
    const unserved = ledgerOf({ client, tableName: 'no-such-table' });
    const unreachable = aClient('http://127.0.0.1:1');

    await expect(unserved.readJob('a', 'k')).rejects.toThrow(StoreUnavailableError);
    await expect(unserved.writeJob(aJob('a', 'k'))).rejects.toMatchObject({ cause: { name: 'ResourceNotFoundException' } });
    await expect(ledgerOf({ client: unreachable, tableName: 'ledger' }).openJobs('a')).rejects.toThrow(StoreUnavailableError);
    unreachable.destroy();
  });

  test('recognises its own write when the SDK repeats it after a lost answer', async () => {
    const repeating = aClient(server.url);
    let puts = 0;
    repeating.middlewareStack.add(
      (next, context) => async (args) => {
        if (context['commandName'] !== 'PutItemCommand') return next(args);
        puts += 1;
        await next(args);
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low', name: 'repeat' },
    );
    const account = aName();
    const ledger = ledgerOf({ client: repeating, tableName: 'ledger' });

    const written = await ledger.writeJob(aJob(account, 'k'));

    expect(puts).toBe(1);
    expect(written.version).toBe(1);
    expect(await ledger.readJob(account, 'k')).toEqual(written);
    repeating.destroy();
  });
});
