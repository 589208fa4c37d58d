import { expect, test } from 'vitest';
import { aWorld } from '../harness/a-world.ts';
import { callCounts, sampleApplication, sampleVendor } from '../harness/selling-partner/an-amazon.ts';

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
  expect(world.ledgerState.runs['acme-vendor-us']?.['by-hand']?.leftOut?.[0]?.why).toMatch(/has it now/);
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
