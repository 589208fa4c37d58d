import { expect, test } from 'vitest';
import { aWorld } from '../harness/a-world.ts';
import { callCounts, sampleApplication, sampleVendor } from '../harness/selling-partner/an-amazon.ts';
import { fatalTexts } from '../harness/selling-partner/reports/fatal-texts.ts';

const slow = { amazon: { behaviour: { queueSeconds: 600, progressSeconds: 60 } } };

test('a schedule delivered twice is one run: the second delivery ends in `Already started`', async () => {
  const world = aWorld(slow);
  const input = { account: 'acme-vendor-us', scheduledAt: '2026-11-25T06:00:00Z' };

  const [first, second] = await Promise.all([world.run(input, 'first'), world.run(input, 'second')]);

  const states = [first, second].map(({ history }) => history.some(({ state }) => state === 'Already started'));
  expect([first.status, second.status, states.toSorted()]).toEqual(['SUCCEEDED', 'SUCCEEDED', [false, true]]);
  expect(callCounts(world.amazon).createReport).toBe(1);
});

test('a run by hand during a scheduled one leaves its reports to it, and says so', async () => {
  const world = aWorld(slow);
  const scheduled = world.run({ account: 'acme-vendor-us', scheduledAt: '2026-11-25T06:00:00Z' }, 'scheduled');
  await world.clock.sleep(60_000);

  const byHand = await world.run({ account: 'acme-vendor-us', force: true }, 'by-hand');
  await scheduled;

  expect(byHand.status).toBe('SUCCEEDED');
  expect(callCounts(world.amazon).createReport).toBe(1);
  expect(world.ledgerState.runs['acme-vendor-us']?.['by-hand']?.leftOut?.[0]?.why).toMatch(/owns it now/);
});

test('no secret, token or document URL shows in any state, log, item, object or cause', async () => {
  const world = aWorld({
    amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { document: { damage: { kind: 'cut', atByte: 50 }, damagedDownloads: 9 } } } },
  });

  await world.run();

  const everything = JSON.stringify([world.engine.executions(), world.logs, world.ledgerState, world.bucketState, world.metrics]);
  const secrets = [
    ...sampleApplication.clientSecrets,
    sampleVendor.refreshToken,
    ...Object.keys(world.amazon.accessTokens),
    'amazonaws.com/',
  ];
  expect(world.amazon.calls.filter(({ operation }) => operation === 'downloadDocument')).toHaveLength(9);
  expect(secrets.length).toBeGreaterThan(3);
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const account = 'acme-vendor-us';
const jobsOf = (world: ReturnType<typeof aWorld>) => Object.values(world.ledgerState.jobs[account] ?? {});

test('a backfill of a report that the account does not list is continued by the runs after it', async () => {
  const reports = [{ type: 'VendorSalesReport', options: { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' } }];
  const world = aWorld({ settings: { jobsPerRun: 1, catchUpPeriods: 0 } });
  await world.run({ account, reports, from: '2026-10-01', to: '2026-11-20' }, 'backfill');
  const open = () => jobsOf(world).filter(({ type, openSince }) => type === 'VendorSalesReport' && openSince !== undefined).length;
  expect(open()).toBeGreaterThan(1);

  for (let run = 0; open() > 0 && run < 20; run += 1) {
    await world.clock.sleep(HOUR);
    await world.run({ account });
  }

  const sales = jobsOf(world).filter(({ type }) => type === 'VendorSalesReport');
  expect(sales.map(({ outcome, dropped }) => [outcome?.kind, dropped])).toEqual(sales.map(() => ['saved', undefined]));
});

test('a redrive while another run retries the failed report leaves it to that run, and names the run', async () => {
  const world = aWorld({
    amazon: {
      plans: { GET_VENDOR_TRAFFIC_REPORT: [{ end: 'FATAL', fatalText: fatalTexts.optionsMissing(['x']) }, { queueSeconds: 1200 }] },
    },
  });
  const failed = await world.run({ account }, 'first');
  expect(failed.status).toBe('FAILED');
  const second = world.run({ account, force: true }, 'second');
  await world.clock.sleep(300_000);

  const redriven = await world.redrive(failed);

  const summary = Object.entries(world.bucketState).find(([key]) => key.endsWith('/first.json'))?.[1].base64 ?? '';
  expect(redriven.status).toBe('SUCCEEDED');
  expect(JSON.parse(Buffer.from(summary, 'base64').toString())).toMatchObject({
    counts: { failed: 0 },
    jobs: [{ outcome: 'handed-over', reason: { text: 'run second took it over' } }],
  });
  expect([(await second).status, callCounts(world.amazon).createReport]).toEqual(['SUCCEEDED', 2]);
});

test('an execution name that is reused after 90 days is a new run, and both are kept', async () => {
  const world = aWorld();
  await world.run({ account }, 'by-hand');
  await world.clock.sleep(91 * DAY);

  const again = await world.run({ account }, 'by-hand');

  const runs = Object.values(world.ledgerState.runs[account] ?? {});
  expect(again.history.map(({ state }) => state)).not.toContain('Already started');
  expect(runs.map(({ runId, jobKeys }) => [runId, jobKeys.length > 0])).toEqual([
    ['by-hand', true],
    [expect.stringMatching(/^by-hand-2027-02-24T\d\d:\d\d:\d\d\.000Z$/), true],
  ]);
});
