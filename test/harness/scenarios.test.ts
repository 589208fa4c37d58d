import { expect, test } from 'vitest';
import { accountsFileOf } from '../../infra/deployment/accounts.ts';
import { typeOfEntry } from '../../lambdas/core/input/report-entry.ts';
import { aWorld } from './a-world.ts';
import { quick, type Scenario, scenarios } from './scenarios.ts';
import { callCounts } from './selling-partner/an-amazon.ts';

/** The scenarios of `npm start` in virtual time, with the accounts of the sample. `test/cli/local/start.test.ts` runs some as processes. */
const sample = { accounts: accountsFileOf('sample').accounts };
const aWorldOf = ({ plans, hiddenLimits = {} }: Scenario) =>
  aWorld({ accounts: sample, amazon: { behaviour: quick, plans, hiddenLimits } });

test('an everyday run saves every type of the sample at once, and no call is rejected', async () => {
  const world = aWorldOf(scenarios.everyday);

  for (const { name } of sample.accounts) expect(await world.run({ account: name })).toMatchObject({ status: 'SUCCEEDED' });

  const jobs = Object.values(world.ledgerState.jobs).flatMap((items) => Object.values(items));
  expect(new Set(jobs.map(({ type }) => type))).toEqual(new Set(sample.accounts.flatMap(({ reports }) => reports.map(typeOfEntry))));
  for (const { key, outcome, attempts } of jobs) expect([key, outcome?.kind, attempts]).toEqual([key, 'saved', 1]);
  expect(callCounts(world.amazon)).toMatchObject({ createReport: jobs.length, getReportDocument: jobs.length, throttled: 0 });
});

test('reports that a slow day leaves unfinished are saved by the next run without asking again', async () => {
  const world = aWorldOf(scenarios.slow);
  const slowDay = () => world.run({ account: 'acme-vendor-us', maxRuntimeMinutes: scenarios.slow.maxRuntimeMinutes });
  const jobs = () => Object.values(world.ledgerState.jobs['acme-vendor-us'] ?? {});

  await slowDay();
  const left = jobs().filter(({ outcome }) => outcome?.kind === 'unfinished');
  const asked = callCounts(world.amazon).createReport;
  await slowDay();

  expect(left.length).toBeGreaterThanOrEqual(3);
  const finished = left.map(({ key }) => jobs().find((job) => job.key === key));
  expect(finished.map((job) => [job?.outcome?.kind, job?.reportId])).toEqual(left.map(({ reportId }) => ['saved', reportId]));
  expect(callCounts(world.amazon).createReport).toBe(asked);
});

test('a bad day fails, names each failed report, and a redrive asks again only for what needs a new report', async () => {
  const world = aWorldOf(scenarios['bad-day']);
  const jobs = () => Object.values(world.ledgerState.jobs['acme-vendor-us'] ?? {});

  const bad = await world.run({ account: 'acme-vendor-us' });
  const { status, error, cause } = bad;
  const failed = jobs().filter(({ outcome }) => outcome?.kind === 'failed');
  const before = callCounts(world.amazon);
  const redriven = await world.redrive(bad);

  expect([status, error, redriven.status]).toEqual(['FAILED', 'ReportsFailedError', 'SUCCEEDED']);
  expect(failed.map(({ type, outcome }) => [type, outcome?.kind === 'failed' && outcome.reason?.code]).toSorted()).toEqual([
    ['BrandAnalyticsRepeatPurchaseReport', 'damaged-document'],
    ['VendorSalesReport', 'wrong-parameters'],
  ]);
  for (const { key } of failed) expect(cause).toContain(key);
  expect(before.throttled).toBeGreaterThan(0);
  expect(jobs().filter(({ outcome }) => outcome?.kind === 'failed')).toEqual([]);
  const asked = callCounts(world.amazon);
  expect([asked.createReport - before.createReport, asked.getReportDocument - before.getReportDocument]).toEqual([2, 2]);
});
