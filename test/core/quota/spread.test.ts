import { expect, test } from 'vitest';
import { spreadOver } from '../../../lambdas/core/quota/spread.ts';
import { JobMessage } from '../../../lambdas/core/record/messages.ts';
import { aJobItem, aRun, NOW, nowMs } from '../../builders.ts';

const rested = { create: undefined, fetch: undefined, limits: new Map() };
const jobs = (count: number, some = {}) =>
  Array.from({ length: count }, (_, index) => aJobItem({ key: `VendorTrafficReport/US/reportPeriod=DAY/${index}`, ...some }));
const seconds = (waitUntil: string) => (Date.parse(waitUntil) - nowMs) / 1000;

test('a burst starts at once, the rest one a minute', () => {
  const { branches, plannedFinishMs } = spreadOver(rested, aRun(), jobs(17), nowMs);

  expect(branches.map(({ waitUntil }) => seconds(waitUntil)).slice(12)).toEqual([0, 0, 10, 70, 130]);
  expect((plannedFinishMs - nowMs) / 1000).toBe(250);
});

test('jobs of live runs that will ask earlier delay ours', () => {
  const { branches } = spreadOver(rested, aRun(), jobs(2), nowMs, jobs(14));

  expect(branches.map(({ waitUntil }) => seconds(waitUntil))).toEqual([10, 70]);
});

test('reports that Amazon is already making need no turn: they are checked immediately, 0.7 s apart', () => {
  const { branches } = spreadOver(rested, aRun(), jobs(4, { resumeAt: 'check', reportId: 'R' }), nowMs, jobs(40));

  expect(branches.map(({ waitUntil }) => seconds(waitUntil))).toEqual([0, 1, 2, 3]);
});

test('stored documents start so that about ten are tabulated at once, and take no turn from the reports behind them', () => {
  const saved = { at: NOW, objectKey: 'k', storedBytes: 1, storedSha256: 'a', unpackedSha256: 'b', reportId: 'R' };
  const stored = (unpackedBytes: number) => jobs(21, { resumeAt: 'tabulate', saved: { ...saved, unpackedBytes } });
  const starts = (unpackedBytes: number) =>
    spreadOver(rested, aRun(), stored(unpackedBytes), nowMs).branches.map(({ waitUntil }) => seconds(waitUntil));

  expect([starts(1000).at(10), starts(1000).at(20)]).toEqual([1, 2]);
  expect(starts(240e6).slice(0, 4)).toEqual([0, 1, 2, 3]);
  const { branches } = spreadOver(rested, aRun(), [...stored(240e6), ...jobs(1)], nowMs);
  expect(seconds(branches.at(-1)?.waitUntil ?? '')).toBe(0);
});

test('a job whose turn would be past the deadline is not started: it stays open in the ledger', () => {
  const { branches, kept } = spreadOver(rested, aRun({ deadlineAt: '2026-11-25T06:01:00Z' }), jobs(17), nowMs);

  expect([branches.length, kept.map(({ item: { key } }) => key.split('/').at(-1))]).toEqual([15, ['15', '16']]);
});

test('the largest allowed message fits: 300 jobs of the widest kind stay below 200 kB with their run, and jobs that do not fit stay open', () => {
  const wide = {
    type: 'BrandAnalyticsRepeatPurchaseReport',
    options: { distributorView: 'MANUFACTURING', reportPeriod: 'QUARTER', sellingProgram: 'BUSINESS' },
    reportId: 'R'.repeat(20),
    resumeAt: 'check',
  };
  const run = aRun({ jobCount: 300 });

  const all = spreadOver(rested, run, jobs(300, wide), nowMs);
  const message = JSON.stringify({ result: 'import', run, jobs: all.branches });
  expect(all.branches).toHaveLength(300);
  expect(Buffer.byteLength(message)).toBeLessThan(200_000);
  expect(JobMessage.safeParse({ run, ...all.branches[0] }).success).toBe(true);

  const huge = spreadOver(rested, run, jobs(300, { ...wide, options: { asins: 'B'.repeat(2000) } }), nowMs);
  expect(Buffer.byteLength(JSON.stringify({ result: 'import', run, jobs: huge.branches }))).toBeLessThan(200_100);
  expect(huge.branches.length + huge.kept.length).toBe(300);
  expect(huge.kept.length).toBeGreaterThan(100);
});
