import { expect, test } from 'vitest';
import { accountsFileOf } from '../../infra/deployment/accounts.ts';
import { typeOfEntry } from '../../lambdas/core/input/report-entry.ts';
import { aWorld } from './a-world.ts';
import { quick, type Scenario, scenarios } from './scenarios.ts';
import { callCounts } from './selling-partner/an-amazon.ts';

/** The stories of `npm start` in virtual time, with the accounts of the sample. `test/cli/local/start.test.ts` runs some as processes. */
const sample = { accounts: accountsFileOf('sample').accounts };
const aWorldOf = ({ plans }: Scenario) => aWorld({ accounts: sample, amazon: { behaviour: quick, plans } });

test('an everyday run saves every type of the sample at once, and no call is rejected', async () => {
  const world = aWorldOf(scenarios.everyday);

  for (const { name } of sample.accounts) expect(await world.run({ account: name })).toMatchObject({ status: 'SUCCEEDED' });

  const jobs = Object.values(world.ledgerState.jobs).flatMap((items) => Object.values(items));
  expect(new Set(jobs.map(({ type }) => type))).toEqual(new Set(sample.accounts.flatMap(({ reports }) => reports.map(typeOfEntry))));
  for (const { key, outcome, attempts } of jobs) expect([key, outcome?.kind, attempts]).toEqual([key, 'saved', 1]);
  expect(callCounts(world.amazon)).toMatchObject({ createReport: jobs.length, getReportDocument: jobs.length, throttled: 0 });
});

test('what a slow day leaves unfinished, the next run saves without asking again', async () => {
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
