import { expect, test } from 'vitest';
import { coverageOf } from '../../../cli/answers/coverage/coverage.ts';
import { coverage } from '../../../cli/commands/imported/coverage.ts';
import { verify } from '../../../cli/commands/imported/verify.ts';
import { cancel } from '../../../cli/commands/runs/cancel.ts';
import { unfinished } from '../../../cli/commands/runs/unfinished.ts';
import { EXIT } from '../../../cli/out.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { aJobItem, NOW } from '../../builders.ts';
import { aDesk, threeReports } from '../desk.ts';

const TRAFFIC = 'VendorTrafficReport/US/reportPeriod=DAY';
const onDay = (start: string, some: Partial<Record<keyof JobItem, unknown>> = {}, end = start): JobItem =>
  aJobItem({
    key: `${TRAFFIC}/${start === end ? start : `${start}..${end}`}`,
    window: { start, end },
    openSince: undefined,
    claim: undefined,
    ...some,
  });
const savedAt = (at: string) => ({
  saved: { at, objectKey: 'k', storedBytes: 1000, storedSha256: 's', unpackedBytes: 2000, unpackedSha256: 'u', rows: 5, reportId: 'R' },
  outcome: { kind: 'saved', at, runId: 'r', round: 0 },
});
const saved = savedAt('2026-11-23T06:00:00Z');

test('unfinished shows age, why, and what the next run does', async () => {
  const { world, execute, json } = aDesk({ accounts: threeReports, amazon: { behaviour: { end: 'IN_PROGRESS' } } });
  expect((await execute(unfinished)).text).toBe('Nothing is carried over.\n');
  await world.run({ account: 'acme-vendor-us', maxRuntimeMinutes: 10 });

  const { code, text } = await execute(unfinished);

  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/10 m \d\d s {2}look at it {2}VendorTrafficReport US DAY 2026-11-20 +still-processing/);
  expect(text).toContain('3 reports carried over');
  expect((await json(unfinished)).value).toMatchObject([{ why: 'still-processing', reportId: expect.any(String) }, {}, {}]);
});

test('a report that a run is working on is marked as such', async () => {
  const { world, execute } = aDesk();
  world.engine.startExecution({ name: 'now', input: { account: 'acme-vendor-us' } });
  await world.clock.sleep(5_000);
  expect((await execute(unfinished)).text).toContain('in a run now');
});

test('coverage shows first and last day, gaps with their reason, and what was fetched again', () => {
  const [series] = coverageOf([
    onDay('2026-11-01', saved, '2026-11-07'),
    onDay('2026-11-08', { openSince: NOW }),
    onDay('2026-11-10', { outcome: { kind: 'no-data', at: NOW, runId: 'r', round: 0 } }),
    onDay('2026-11-11', { dropped: { at: NOW, why: 'cancelled by an operator' } }),
    onDay('2026-11-12', { ...savedAt('2026-11-20T06:00:00Z'), purpose: 'refresh' }),
  ]);
  expect(series).toEqual({
    series: TRAFFIC,
    name: 'VendorTrafficReport US DAY',
    documents: 2,
    firstDay: '2026-11-01',
    lastDay: '2026-11-12',
    gaps: [
      { start: '2026-11-08', end: '2026-11-08', why: 'open' },
      { start: '2026-11-09', end: '2026-11-09', why: 'never asked for' },
      { start: '2026-11-10', end: '2026-11-10', why: 'no data' },
      { start: '2026-11-11', end: '2026-11-11', why: 'cancelled' },
    ],
    fetchedAgain: { documents: 1, lastAt: '2026-11-20T06:00:00Z' },
    rows: 10,
    bytes: 2000,
  });
});

test('a refresh that is open, was dropped, or gave nothing is not counted as fetched again', () => {
  const [series] = coverageOf([
    onDay('2026-11-01', { ...saved, purpose: 'refresh', openSince: NOW }),
    onDay('2026-11-03', { ...saved, purpose: 'refresh', dropped: { at: NOW, why: 'removed' } }),
    onDay('2026-11-02', { ...saved, purpose: 'refresh', outcome: { kind: 'no-data', at: NOW, runId: 'r', round: 0 } }),
  ]);
  expect(series).toMatchObject({ documents: 3, fetchedAgain: { documents: 0 } });
});

test('neighbouring windows leave no gap, and snapshots have none', () => {
  const snapshot = (day: string) =>
    aJobItem({ ...onDay(day, saved), type: 'VendorForecastingReport', key: `VendorForecastingReport/US/-/${day}` });
  const all = coverageOf([
    onDay('2026-11-07', saved),
    onDay('2026-11-01', saved, '2026-11-06'),
    snapshot('2026-11-01'),
    snapshot('2026-11-20'),
  ]);
  expect(all.map(({ gaps }) => gaps)).toEqual([[], []]);
});

test('coverage prints a line per series and the gaps below', async () => {
  const { execute, ports } = aDesk();
  for (const item of [onDay('2026-11-01', saved), onDay('2026-11-05', saved)]) await ports.ledger.writeJob(item);
  const { text } = await execute(coverage, { types: 'VendorTrafficReport' });
  expect(text).toMatch(/gaps {2}fetched again/);
  expect(text).toMatch(/VendorTrafficReport US DAY {5}2 {2}2026-11-01 {2}2026-11-05 {5}1 {2}- +2\.0 kB/);
  expect(text).toContain('Not published yet, so nothing is missing there:\n  2026-11-21..25: VendorTrafficReport\n');
  expect(text).toContain('Gaps:\n  VendorTrafficReport US DAY\n    2026-11-02..04: never asked for');
  expect((await execute(coverage, { types: 'VendorSalesReport' })).text).toContain('nothing has been imported yet');
});

const backfill = (day: string, some: Partial<Record<keyof JobItem, unknown>> = {}) =>
  onDay(day, { purpose: 'backfill', openSince: NOW, ...some });

test('cancel closes open backfill of the range, but only reports that Amazon was not asked for', async () => {
  const { execute, ports } = aDesk();
  for (const item of [
    backfill('2026-10-01'),
    backfill('2026-10-02'),
    backfill('2026-10-03', { reportId: 'R3' }),
    backfill('2026-10-04', { intentAt: NOW }),
    backfill('2026-12-01'),
    onDay('2026-10-05', { openSince: NOW }),
  ]) {
    await ports.ledger.writeJob(item);
  }

  expect((await execute(cancel, { to: '2026-10-31', dryRun: true })).text).toContain('Would cancel 2 reports');
  const { code, text } = await execute(cancel, { from: '2026-10-01', to: '2026-10-31' });

  expect(code).toBe(EXIT.fine);
  expect(text).toContain('Cancelled 2 reports');
  expect(text.match(/Amazon was asked for it already/g)).toHaveLength(2);
  const open = await ports.ledger.openJobs('acme-vendor-us');
  expect(open.map(({ window }) => window.start).sort()).toEqual(['2026-10-03', '2026-10-04', '2026-10-05', '2026-12-01']);
  expect(await ports.ledger.readJob('acme-vendor-us', `${TRAFFIC}/2026-10-01`)).toMatchObject({
    dropped: { at: '2026-11-25T06:00:00.000Z', why: 'cancelled by an operator' },
  });
});

test('a report that a live run owns is left to it and listed; after the end of the run it can be cancelled', async () => {
  const { world, execute } = aDesk({ settings: { quotas: { createReport: { intervalSeconds: 60, burst: 1 } } as never } });
  const arn = world.engine.startExecution({ name: 'filling', input: { account: 'acme-vendor-us', from: '2026-08-01' } });
  await world.clock.sleep(5_000);

  expect((await execute(cancel)).text).toMatch(/Cancelled 0 reports.*run filling owns it now/s);
  await world.engine.abort(arn);
  const { text } = await execute(cancel);

  expect(text).toMatch(/Cancelled [1-9]\d* reports:/);
});

test('a cancelled window is not asked for by the next run', async () => {
  const { world, execute, ports } = aDesk();
  await ports.ledger.writeJob(backfill('2026-10-01'));
  await execute(cancel);
  await world.run();
  expect(world.amazon.reports).toHaveLength(1);
});

test('verify reads every object of a run and finds it intact', async () => {
  const { world, execute } = aDesk({ accounts: threeReports });
  await world.run();
  const { code, text } = await execute(verify);
  expect(code).toBe(EXIT.fine);
  expect(text).toContain('3 objects');
  expect(text).toContain('3 intact, 0 replaced');
});

const firstDocument = (state: Record<string, unknown>): string => Object.keys(state).find((key) => key.startsWith('reports/')) ?? '';

test('verify reports an object that was changed, one that is missing, and one of another size', async () => {
  const { world, execute } = aDesk();
  await world.run();
  const key = firstDocument(world.bucketState);
  const object = world.bucketState[key];
  if (object === undefined) throw new Error('no document was stored');
  const bytes = Buffer.from(object.base64, 'base64');
  bytes[20] = (bytes[20] ?? 0) ^ 1;

  world.bucketState[key] = { ...object, base64: bytes.toString('base64') };
  expect(await execute(verify)).toMatchObject({ code: EXIT.failed, text: expect.stringContaining('its SHA-256 is') });
  expect(await execute(verify, { sizesOnly: true })).toMatchObject({ code: EXIT.fine });

  world.bucketState[key] = { ...object, base64: bytes.subarray(1).toString('base64') };
  expect(await execute(verify, { sizesOnly: true })).toMatchObject({ code: EXIT.failed, text: expect.stringContaining('bytes') });

  delete world.bucketState[key];
  expect(await execute(verify)).toMatchObject({ code: EXIT.failed, text: expect.stringContaining('1 missing') });
});

test('a document that a later run replaced is verified as that run stored it', async () => {
  const { world, execute } = aDesk();
  await world.run();
  await world.run({ account: 'acme-vendor-us', force: true });
  expect(await execute(verify, { ref: 'run-1' })).toMatchObject({
    code: EXIT.fine,
    text: expect.stringContaining('1 replaced by a later run'),
  });
});
