import { expect, test } from 'vitest';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { aWorld, sampleAccounts, type World, type WorldOptions } from '../harness/a-world.ts';

/* What is tried again has an end that a person hears of: days of runs in virtual time, against trouble that does not pass. */

const DAY_MS = 86_400_000;

const withReports = (reports: readonly unknown[], account: Record<string, unknown> = {}): Pick<WorldOptions, 'accounts'> => ({
  accounts: { accounts: [{ ...sampleAccounts.accounts[0], ...account, reports }] },
});

const jobsOf = ({ ledgerState }: World): JobItem[] => Object.values(ledgerState.jobs).flatMap((jobs) => Object.values(jobs));

type Day = { status: string; cause: string; minutes: number };

/** One run a day at the same hour. */
const runDaily = async (world: World, count: number): Promise<Day[]> => {
  const days: Day[] = [];
  const startMs = world.clock.now();
  for (let day = 0; day < count; day += 1) {
    const beganMs = startMs + day * DAY_MS;
    await world.clock.sleep(beganMs - world.clock.now());
    const { status, cause = '' } = await world.run();
    days.push({ status, cause, minutes: (world.clock.now() - beganMs) / 60_000 });
  }
  return days;
};

const TRAFFIC = 'GET_VENDOR_TRAFFIC_REPORT';
const MARGIN = 'GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT';

const unanswering = (status: { status: number; acted: boolean }): WorldOptions => ({
  ...withReports(
    ['VendorTrafficReport', 'VendorNetPureProductMarginReport'].map((type) => ({
      type,
      options: { reportPeriod: ['DAY', 'WEEK', 'MONTH'] },
    })),
  ),
  intercept: ({ operation, body }) => (operation === 'createReport' && body.includes(MARGIN) ? { kind: 'status', ...status } : 'pass'),
});

test('createReport of one type that is never answered: few calls, short runs, the other type unharmed, and a run that fails', async () => {
  const world = aWorld(unanswering({ status: 500, acted: false }));

  const days = await runDaily(world, 4);

  const calls = world.amazon.faults.filter(({ operation }) => operation === 'createReport').length;
  expect(calls).toBeLessThan(20);
  expect(Math.max(...days.map(({ minutes }) => minutes))).toBeLessThan(180);
  expect(days.find(({ status }) => status === 'FAILED')?.cause).toMatch(/unanswered \(1\): Amazon never answered createReport/);
  const traffic = jobsOf(world).filter(({ request }) => request.reportType === TRAFFIC);
  expect(traffic.map(({ saved }) => saved !== undefined)).toEqual(traffic.map(() => true));
});

test('createReport that is answered 500 and acts all the same is adopted, and asked once', async () => {
  const world = aWorld(unanswering({ status: 500, acted: true }));

  const [day] = await runDaily(world, 1);

  expect(day).toMatchObject({ status: 'SUCCEEDED' });
  expect(jobsOf(world).map(({ saved }) => saved !== undefined)).toEqual(jobsOf(world).map(() => true));
  expect(world.amazon.reports.filter(({ reportType }) => reportType === MARGIN)).toHaveLength(3);
});

test('an old window that newer ones never leave a try is failed, and told, after a week', async () => {
  const world = aWorld(unanswering({ status: 500, acted: false }));

  const days = await runDaily(world, 9);

  expect(days.at(-1)?.cause).toMatch(/2026-10-01\.\.2026-10-31: Amazon answers no createReport of this type/);
});
