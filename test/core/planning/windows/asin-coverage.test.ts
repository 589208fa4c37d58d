import { describe, expect, test } from 'vitest';
import { isConfigured } from '../../../../lambdas/core/input/input-series.ts';
import { seriesOfEntry } from '../../../../lambdas/core/input/series.ts';
import { inOrder } from '../../../../lambdas/core/planning/carry-over.ts';
import { progressOf, progressText } from '../../../../lambdas/core/planning/list-progress.ts';
import { JobItem } from '../../../../lambdas/core/record/jobs.ts';
import { accountWith, failedAt, itemOf, noDataAt, openSince, planAt, savedAt, windowsOf } from '../planning.ts';

const now = '2026-11-25T12:30:00Z';
const asin = (number: number) => `B${String(number).padStart(9, '0')}`;
const asins = (count: number) => Array.from({ length: count }, (_, at) => asin(at + 1));
const listed = (some: object = { asins: asins(20) }) =>
  accountWith([{ type: 'SearchQueryPerformanceReport', options: { reportPeriod: 'WEEK' }, ...some }], { kind: 'seller' });
const catalog = (some: object = {}) =>
  accountWith([{ type: 'SearchCatalogPerformanceReport', options: { reportPeriod: 'WEEK' }, ...some }], { kind: 'seller' });
const asked = ({ jobs }: ReturnType<typeof planAt>) => jobs.map(({ request }) => request.reportOptions?.['asin']?.split(' '));
const bundle = (...names: string[]) => ({ asins: names, removed: {} });

/** An item of the first bundle, asked for these and saved. */
const saved = (window: string, names: readonly string[], facts: object = {}) => {
  const [start = '', end = ''] = window.split('..');
  const options = { asins: 'bundle-001', reportPeriod: 'WEEK' };
  const at = '2026-11-20T00:00:00Z';
  return JobItem.parse({
    account: 'acme',
    key: `SearchQueryPerformanceReport/US/asins=bundle-001,reportPeriod=WEEK/${window}`,
    type: 'SearchQueryPerformanceReport',
    marketplace: 'US',
    options,
    window: { start, end },
    request: { reportType: 'X', marketplaceIds: ['X'], reportOptions: { reportPeriod: 'WEEK', asin: names.join(' ') } },
    purpose: 'newest',
    version: 1,
    ...savedAt(at),
    saved: { ...savedAt(at).saved, asins: names },
    ...facts,
  });
};
const newest = '2026-11-08..2026-11-14';
const before = '2026-11-01..2026-11-07';

test('a list is asked for in bundles of at most 200 characters, and what Amazon gets are the ASINs', () => {
  const { jobs } = planAt(now, { account: listed() });

  expect(jobs.map(({ key }) => key)).toEqual([
    `SearchQueryPerformanceReport/US/asins=bundle-001,reportPeriod=WEEK/${newest}`,
    `SearchQueryPerformanceReport/US/asins=bundle-002,reportPeriod=WEEK/${newest}`,
  ]);
  expect(jobs.map(({ request }) => request.reportOptions)).toEqual([
    { reportPeriod: 'WEEK', asin: asins(18).join(' ') },
    { reportPeriod: 'WEEK', asin: `${asin(19)} ${asin(20)}` },
  ]);
  expect(jobs[0]?.request.reportOptions?.['asin']?.length).toBeLessThanOrEqual(200);
});

describe('a product that came into a bundle', () => {
  const account = listed({ asins: [asin(1), asin(2)] });
  const bundles = [bundle(asin(1), asin(2))];

  test('is asked for in periods that were saved before, under their keys, with all that they held', () => {
    const items = [saved(newest, [asin(1)]), saved(before, [asin(9), asin(1)])];
    const plan = planAt(now, { account, bundles, items });

    expect(windowsOf(plan)).toEqual([`${newest} missed`, `${before} missed`]);
    expect(asked(plan)).toEqual([
      [asin(1), asin(2)],
      [asin(9), asin(1), asin(2)],
    ]);
  });

  test.for([
    ['is covered', {}, [asin(1), asin(2)]],
    ['is being asked for', openSince('2026-11-24T00:00:00Z'), [asin(1)]],
    ['failed too often', failedAt('2026-11-21T00:00:00Z', 3), [asin(1)]],
    [
      'was answered with nothing',
      {
        ...noDataAt('2026-11-22T00:00:00Z', '2026-11-20T00:00:00Z'),
        request: { reportType: 'X', marketplaceIds: ['X'], reportOptions: { asin: `${asin(1)} ${asin(2)}` } },
      },
      [asin(1)],
    ],
  ] as const)('is not asked for where it %s', ([, facts, names]) => {
    expect(planAt(now, { account, bundles, items: [saved(newest, names, facts)] }).jobs).toEqual([]);
  });

  test('is asked for in the range of a person', () => {
    const items = [saved('2026-08-02..2026-08-08', [asin(1)])];
    const input = { from: '2026-08-02', to: '2026-08-08' };
    expect(windowsOf(planAt(now, { account, bundles, items, input }))).toEqual(['2026-08-02..2026-08-08 backfill']);
  });
});

test('a saved period is not refreshed by its age, since each report of a list costs one of a few a day', () => {
  const account = listed({ asins: [asin(1)] });
  const items = [saved(newest, [asin(1)], { purpose: 'newest' })];
  expect(planAt(now, { account, bundles: [bundle(asin(1))], items, settings: { refreshAfterDays: [7] } }).jobs).toEqual([]);
});

test('a product that has rows in the document of another bundle is not asked for there again', () => {
  const bundles = [bundle(), bundle(asin(1), asin(2))];
  const plan = planAt(now, { account: listed({ asins: [asin(1), asin(2)] }), bundles, items: [saved(newest, [asin(1)])] });
  expect(asked(plan)).toEqual([[asin(2)]]);
});

test('a product that left the list takes no rows with it: a forced period is asked for with all that it held', () => {
  const plan = planAt(now, {
    account: listed({ asins: [asin(1)] }),
    bundles: [bundle(asin(1))],
    items: [saved(newest, [asin(1), asin(2)])],
    input: { force: true },
  });
  expect(asked(plan)).toEqual([[asin(1), asin(2)]]);
});

test('products and the whole catalogue are never asked for in one period', () => {
  const [whole] = planAt(now, { account: catalog() }).jobs;
  const [part] = planAt(now, { account: catalog({ asins: [asin(1)] }) }).jobs;
  if (!whole || !part) throw new Error('both are asked for');
  const at = savedAt('2026-11-20T00:00:00Z');
  const partSaved = itemOf(part, { ...at, saved: { ...at.saved, asins: [asin(1)] } });

  expect(whole.request.reportOptions).toEqual({ reportPeriod: 'WEEK' });
  expect(part.request.reportOptions).toEqual({ reportPeriod: 'WEEK', asins: asin(1) });
  expect(planAt(now, { account: catalog({ asins: [asin(1)] }), items: [itemOf(whole, at)] }).jobs).toEqual([]);
  const plan = planAt(now, { account: catalog(), bundles: [bundle(asin(1))], items: [partSaved] });
  expect([plan.jobs, plan.leftOut.map(({ why }) => why)]).toEqual([[], [expect.stringContaining('list of products')]]);
});

test('a bundle is configured while its list is', () => {
  const job = { key: `SearchQueryPerformanceReport/US/asins=bundle-007,reportPeriod=WEEK/${newest}` };
  expect(isConfigured(listed(), job)).toBe(true);
  expect(isConfigured(listed({ options: { reportPeriod: 'MONTH' }, asins: [asin(1)] }), job)).toBe(false);
  expect(isConfigured(catalog(), { key: `SearchCatalogPerformanceReport/US/asins=bundle-001,reportPeriod=WEEK/${newest}` })).toBe(false);
});

test('among equal windows the bundle that has waited longest goes first', () => {
  const jobs = [
    saved(newest, ['A'], { savedUntil: '2026-11-07' }),
    saved(newest, ['B'], { savedUntil: '2026-10-31' }),
    saved(newest, ['C']),
  ];
  expect(inOrder(jobs).map(({ saved: document }) => document?.asins?.[0])).toEqual(['C', 'B', 'A']);
});

test('how long a list takes is what Amazon makes of it in a day', () => {
  const [list] = listed().reports.flatMap((entry) => seriesOfEntry({ kind: 'seller', marketplaces: ['US'] }, entry));
  if (!list) throw new Error('there is one');
  const bundles = Array.from({ length: 56 }, () => bundle(...asins(18)));
  const items = Array.from({ length: 56 }, () => saved(newest, []));
  expect(progressText(progressOf(list, bundles, items))).toBe(
    'SearchQueryPerformanceReport/US/reportPeriod=WEEK: 1008 ASINs in 56 bundles; 56 reports to ask for, at 20 a day done in 3 days',
  );
});

test('a list that names a product twice asks for it once, and says so', () => {
  const plan = planAt(now, { account: listed({ asins: [asin(1), asin(2), asin(1)] }) });
  expect(asked(plan)).toEqual([[asin(1), asin(2)]]);
  expect(plan.leftOut).toContainEqual({ what: 'products', why: expect.stringContaining(`names an ASIN twice, such as ${asin(1)}`) });
});
