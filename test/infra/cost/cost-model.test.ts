import { expect, test } from 'vitest';
import { branchPath, copiesOf, runPath, seriesPerAccount } from '../../../infra/cost/cost.ts';
import { type Deployed, monthlyCost } from '../../../infra/cost/cost-model.ts';
import { allStates, readDefinition } from '../../../infra/workflow/definition.ts';
import { parseAccounts } from '../../../lambdas/core/input/accounts.ts';

const states = new Map(allStates(readDefinition()));
const deployed: Deployed = {
  memoryMb: { plan: 512, request: 256, check: 256, download: 1024, tabulate: 1769, explain: 256, settle: 512 },
  secrets: 5,
  alarms: 29,
  queryAlarms: 1,
  dashboards: 1,
  keys: 0,
  queryLimitGigabytes: 10,
  transitionsPerRun: 6,
  transitionsPerReport: 20,
};
const load = { accounts: 5, reports: 40, runsPerDay: 1, checks: 4, megabytes: 5 };

const line = (service: string) => monthlyCost(deployed, load).find((one) => one.service === service);

test.for([runPath, branchPath(2)].map((path) => [path] as const))('the workflow has the path %s', ([path]) => {
  for (const [index, name] of path.entries()) {
    const { Next, Default, Choices = [] } = states.get(name) ?? {};
    const next = path[index + 1];
    if (next !== undefined) expect([Next, Default, ...Choices.map((choice) => choice.Next)], name).toContain(next);
  }
});

test('state transitions are counted for runs and reports of 30.4 days', () => {
  // 152 runs of 6 transitions and 6,080 reports of 20 are 122,512 transitions at $0.025 a thousand.
  expect(line('Step Functions')?.usd).toBeCloseTo(3.0628, 4);
});

test('an idle deployment costs $0.40 for each secret, $0.10 for each alarm and $3 for the dashboard', () => {
  expect(line('Secrets Manager')?.idleUsd).toBeCloseTo(2);
  // 28 alarms on a metric each, and one that scans a metric of each of five accounts.
  expect(line('CloudWatch')).toMatchObject({ idleUsd: expect.closeTo(6.3), what: expect.stringContaining('29 alarms on 33 metrics') });
  expect(line('Lambda')?.idleUsd).toBe(0);
});

test('tables cost nothing between queries, and the price of a query is shown with its bound', () => {
  expect(line('Athena')).toMatchObject({ idleUsd: 0, usd: 0, what: '$5 for each TB that queries scan, at most $0.05 a query' });
  expect(line('Glue')).toMatchObject({ idleUsd: 0, usd: 0 });
  const services = monthlyCost({ ...deployed, queryLimitGigabytes: undefined }, load).map(({ service }) => service);
  expect(services).not.toContain('Athena');
});

test('more memory costs in proportion', () => {
  const usd = (downloadMb: number) =>
    monthlyCost({ ...deployed, memoryMb: { ...deployed.memoryMb, download: downloadMb } }, load).find(({ service }) => service === 'Lambda')
      ?.usd ?? 0;
  // 1 GB more for 6,080 downloads of 2.5 s each.
  expect(usd(2048) - usd(1024)).toBeCloseTo(6080 * 2.5 * 0.0000133334, 4);
});

test('a document above the size of a part costs a request for each part and two more', () => {
  const withoutTables = { ...deployed, queryLimitGigabytes: undefined };
  const requests = (megabytes: number) => monthlyCost(withoutTables, { ...load, megabytes }).find(({ service }) => service === 'S3')?.what;
  expect(requests(5)).toContain('6,080 requests');
  expect(requests(11)).toContain(`${(6080 * 5).toLocaleString('en-US')} requests`);
});

test('a fleet costs at most 80 cents an account when idle and 2.50 dollars with 40 reports a day, its tables included', () => {
  const accounts = 500;
  const fleet = { ...deployed, secrets: accounts, queryAlarms: 0, alarms: accounts + 15, transitionsPerReport: branchPath(8).length + 1 };
  const lines = monthlyCost(fleet, { ...load, accounts, checks: 8 });
  const each = (of: 'usd' | 'idleUsd') => lines.reduce((sum, one) => sum + one[of], 0) / accounts;
  expect(each('idleUsd')).toBeLessThanOrEqual(0.8);
  expect(each('usd')).toBeLessThanOrEqual(2.5);
});

test('the reports of an account are counted from its file: one for each series that is enabled', () => {
  const { accounts, path } = copiesOf(1);
  const [account] = accounts;
  const report = { type: 'VendorTrafficReport', enabled: true, options: { reportPeriod: ['DAY', 'WEEK'] } } as const;
  const written =
    account === undefined ? [] : [{ ...account, reports: [report, { ...report, enabled: false, options: { reportPeriod: 'MONTH' } }] }];
  expect(seriesPerAccount({ path, accounts: parseAccounts({ accounts: written }).accounts })).toBe(2);
});
