import { expect, test } from 'vitest';
import { bundleName } from '../../lambdas/core/record/asin-bundles.ts';
import { aWorld, type World, type WorldOptions } from '../harness/a-world.ts';
import { fatalTexts } from '../harness/selling-partner/reports/fatal-texts.ts';

/** Search Query Performance for a list of products, as whole runs of the real workflow in virtual time. */

const HOUR = 3_600_000;
const apiType = 'GET_BRAND_ANALYTICS_SEARCH_QUERY_PERFORMANCE_REPORT';
const asin = (number: number) => `B${String(number).padStart(9, '0')}`;
const asins = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => asin(from + at));
const report = (list: readonly string[]) => ({ type: 'SearchQueryPerformanceReport', options: { reportPeriod: 'WEEK' }, asins: list });
const seller = {
  name: 'acme-seller-us',
  kind: 'seller',
  marketplaces: ['US'],
  timeZone: 'America/New_York',
  schedule: 'cron(30 6 * * ? *)',
};
const aSeller = (list: readonly string[], options: WorldOptions = {}): World =>
  aWorld({ startAt: '2026-11-27T12:00:00Z', accounts: { accounts: [{ ...seller, reports: [report(list)] }] }, ...options });
const askedOf = ({ amazon }: World) => amazon.reports.map(({ reportOptions }) => reportOptions['asin']?.split(' '));
const jobsOf = ({ ledgerState }: World) => Object.values(ledgerState.jobs[seller.name] ?? {});
const rowsIn = ({ ledgerState }: World) => jobsOf({ ledgerState } as World).map(({ saved }) => saved?.rows);

test('each product is in one bundle and one document, and the message carries the bundle’s name alone', async () => {
  const world = aSeller(asins(1, 40));
  const run = await world.run();

  expect(run.status).toBe('SUCCEEDED');
  expect(askedOf(world)).toEqual([asins(1, 18), asins(19, 36), asins(37, 40)]);
  const items = jobsOf(world).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  expect(items.map(({ options, saved, outcome }) => [options, saved?.asins, outcome?.kind])).toEqual(
    [asins(1, 18), asins(19, 36), asins(37, 40)].map((list, at) => [{ asins: bundleName(at), reportPeriod: 'WEEK' }, list, 'saved']),
  );
  expect(items[0]?.saved?.objectKey).toContain('/asins=bundle-001/reportPeriod=WEEK/start=2026-11-15/end=2026-11-21/');
  expect(JSON.stringify(run)).not.toContain(asin(1));
  expect(world.logs.map(({ message }) => message)).toContainEqual(
    'SearchQueryPerformanceReport/US/reportPeriod=WEEK: 40 ASINs in 3 bundles; 3 reports to ask for, at 20 a day done in 1 day',
  );
});

test('an added product is asked for in its bundle, under the same key; the others do not move; nothing is asked for twice', async () => {
  const world = aSeller(asins(1, 20));
  await world.run();
  await world.clock.sleep(24 * HOUR);
  const before = jobsOf(world).map(({ key }) => key);

  // A list in the input of a run is added to the account's.
  await world.run({ account: seller.name, reports: [report([asin(99)])] });
  expect(askedOf(world).slice(2)).toEqual([[asin(19), asin(20), asin(99)]]);
  expect(jobsOf(world).map(({ key }) => key)).toEqual(before);
  await world.clock.sleep(24 * HOUR);
  await world.run();

  expect(askedOf(world)).toHaveLength(3);
  expect(world.ledgerState.bundles?.[seller.name]?.['SearchQueryPerformanceReport/US/reportPeriod=WEEK']?.bundles).toEqual([
    { asins: asins(1, 18), removed: {} },
    { asins: [asin(19), asin(20)], removed: { [asin(99)]: '2026-11-29' } },
  ]);
});

test('a week that ends FATAL for days and then succeeds was late, not failed', async () => {
  const world = aSeller(asins(1, 2), { amazon: { plans: { [apiType]: [{ end: 'FATAL', fatalText: fatalTexts.clientError }, {}] } } });
  expect((await world.run()).status).toBe('SUCCEEDED');
  expect(jobsOf(world)[0]?.outcome).toMatchObject({ kind: 'unfinished', reason: { code: 'not-yet-published' } });
  await world.clock.sleep(24 * HOUR);
  await world.run();

  expect(jobsOf(world)[0]?.outcome?.kind).toBe('saved');
  expect(rowsIn(world)[0]).toBeGreaterThan(0);
});

test('the same text about an old week does not mean that it is late', async () => {
  const fatal = { end: 'FATAL' as const, fatalText: fatalTexts.clientError };
  const world = aSeller(asins(1, 2), { amazon: { plans: { [apiType]: fatal } } });
  await world.run({ account: seller.name, from: '2026-08-02', to: '2026-08-08', attemptsPerStep: 1 });

  expect(jobsOf(world)[0]?.outcome?.reason?.code).toBe('ambiguous-refusal');
});
