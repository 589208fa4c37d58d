import { expect, test } from 'vitest';
import { readSeries } from '../../../../lambdas/core/planning/history/read-series.ts';
import { usualSecondsOf } from '../../../../lambdas/core/planning/history/usual-seconds.ts';
import { aJobItem } from '../../../builders.ts';
import { memoryLedger } from '../../../harness/memory/memory-ledger.ts';

const saved = { objectKey: 'k', storedBytes: 1, storedSha256: 'a', unpackedBytes: 1, unpackedSha256: 'b', reportId: 'R' };

test('the usual time is the middle of the newest five', () => {
  const items = [900, 10, 20, 60, 40, 30].map((readyAfterSeconds, day) =>
    aJobItem({ readyAfterSeconds, saved: { ...saved, at: `2026-11-0${day + 1}T00:00:00Z` } }),
  );

  expect(usualSecondsOf(items)).toBe(30);
  expect(usualSecondsOf([])).toBeUndefined();
});

const daily = 'VendorTrafficReport/US/reportPeriod=DAY';
const weekly = 'VendorTrafficReport/US/reportPeriod=WEEK';

test.for([
  ['read with it', [daily, weekly]],
  ['that the run does not include', [weekly]],
] as const)('a series that was never saved learns the usual time from another of its type, %s', async ([, series]) => {
  const ledger = memoryLedger();
  await ledger.writeJob(aJobItem({ readyAfterSeconds: 700, saved: { ...saved, at: '2026-11-21T00:00:00Z' } }));

  const read = await readSeries(ledger, 'acme-vendor-us', series);

  expect([read.usualSeconds(weekly), read.known(weekly)]).toEqual([700, []]);
});

test('nothing is learned from another type or marketplace', async () => {
  const ledger = memoryLedger();
  await ledger.writeJob(aJobItem({ readyAfterSeconds: 700, saved: { ...saved, at: '2026-11-21T00:00:00Z' } }));

  const { usualSeconds } = await readSeries(ledger, 'acme-vendor-us', [
    'VendorTrafficReport/CA/reportPeriod=DAY',
    'VendorSalesReport/US/-',
  ]);

  expect([usualSeconds('VendorTrafficReport/CA/reportPeriod=DAY'), usualSeconds('VendorSalesReport/US/-')]).toEqual([undefined, undefined]);
});

test('a series that was never saved knows when its type was last saved, from any marketplace that is read', async () => {
  const ledger = memoryLedger();
  await ledger.writeJob(aJobItem({ readyAfterSeconds: 700, saved: { ...saved, at: '2026-11-21T00:00:00Z' } }));

  const canada = 'VendorTrafficReport/CA/reportPeriod=DAY';
  const { typeSavedAt } = await readSeries(ledger, 'acme-vendor-us', [weekly, canada, 'VendorSalesReport/US/-']);

  expect([weekly, canada, 'VendorSalesReport/US/-'].map(typeSavedAt)).toEqual(['2026-11-21T00:00:00Z', '2026-11-21T00:00:00Z', undefined]);
});
