import { expect, test } from 'vitest';
import { explain } from '../../cli/commands/runs/explain.ts';
import { aDesk } from '../cli/desk.ts';
import { sampleAccounts, type World } from '../harness/a-world.ts';

/** Figures that look wrong compared with the past of their series, as whole runs: they are reported everywhere, and fail nothing. */

const START = '2026-11-25T09:00:00Z';
const ACCOUNT = 'acme-vendor-us';
const DAY = 86_400_000;

const documentOf = (glanceViews: number) => {
  const day = { startDate: '2026-11-21', endDate: '2026-11-21' };
  const text = JSON.stringify({
    reportSpecification: {},
    trafficAggregate: [{ ...day, glanceViews }],
    trafficByAsin: [{ ...day, asin: 'B1', glanceViews }],
  });
  return { queueSeconds: 0, progressSeconds: 1, document: { text } } as const;
};

const summaryOf = (world: World, name: string): unknown => {
  const key = Object.keys(world.bucketState).find((one) => one.endsWith(`${name}.json`)) ?? '';
  return JSON.parse(Buffer.from(world.bucketState[key]?.base64 ?? '', 'base64').toString());
};

test('an ordinary day is not reported; a sudden zero is, in summary, metric and explain, and the run succeeds', async () => {
  const reports = [{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' }, longestSpanPeriods: 1 }];
  const accounts = {
    accounts: sampleAccounts.accounts.filter(({ name }) => name === ACCOUNT).map((account) => ({ ...account, reports })),
  };
  const tenWeeks = Array.from({ length: 70 }, (_, at) => documentOf(1000 + (at % 7) * 20));
  const plans = { GET_VENDOR_TRAFFIC_REPORT: [...tenWeeks, documentOf(1100), documentOf(0)] };
  const { world, execute } = aDesk({ startAt: START, accounts, amazon: { plans }, settings: { refreshAfterDays: [] } });
  expect((await world.run({ account: ACCOUNT, from: '2026-09-13', to: '2026-11-21' })).status).toBe('SUCCEEDED');

  await world.clock.sleep(DAY);
  const ordinary = await world.run();
  expect(summaryOf(world, ordinary.name)).toMatchObject({ counts: { saved: 1 } });
  expect(JSON.stringify(summaryOf(world, ordinary.name))).not.toContain('unusual');
  expect(world.metrics.map(({ name }) => name)).not.toContain('UnusualReports');

  await world.clock.sleep(DAY);
  const zero = await world.run();
  expect(zero.status).toBe('SUCCEEDED');
  expect(world.metrics).toContainEqual({ name: 'UnusualReports', value: 1, account: ACCOUNT });
  const unusual = [{ figure: 'glance_views', value: 0, usual: expect.any(Number), is: 'zero' }];
  expect(summaryOf(world, zero.name)).toMatchObject({ counts: { saved: 1, failed: 0, unusual: 1 }, jobs: [{ unusual }] });
  const { text } = await execute(explain, { ref: [zero.name] });
  expect(text).toContain('1 with unusual figures');
  expect(text).toMatch(
    /unusual figures \(1 report\)\n {2}- VendorTrafficReport\/US\/reportPeriod=DAY\/2026-11-23\n {4}glance views 0, usually about 1,[01]\d0/,
  );
  expect((await execute(explain, { ref: ['2026-11-23'] })).text).toContain('Unusual: glance views 0, usually about');
});
