import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localTables } from '../../cli/query/duckdb.ts';
import { filesOf, type RawDocument, rawDocuments } from '../cli/query/files-of.ts';
import { aWorld } from '../harness/a-world.ts';

/**
 * The models of dbt, compiled as far as they use it (`source` alone), in DuckDB over the tables of a fake Amazon's documents; held against the
 * documents. dbt itself is a Python program, which is not available everywhere that these tests run.
 */

const marts = fileURLToPath(new URL('../../dbt/models/marts/', import.meta.url));
const names = readdirSync(marts).flatMap((file) => (file.endsWith('.sql') ? [file.slice(0, -'.sql'.length)] : []));
const compiled = (name: string): string =>
  readFileSync(join(marts, `${name}.sql`), 'utf8').replaceAll(/\{\{ source\('selling_partner', '(\w+)'\) \}\}/g, '$1');

const owner = { marketplaces: ['US'], timeZone: 'America/New_York', schedule: 'cron(0 6 * * ? *)' };
const retail = { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };
const accounts = {
  accounts: [
    {
      ...{ ...owner, name: 'vendor', kind: 'vendor' },
      reports: [
        { type: 'VendorSalesReport', options: retail },
        { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } },
        { type: 'VendorNetPureProductMarginReport', options: { reportPeriod: 'DAY' } },
        { type: 'VendorInventoryReport', options: retail },
        { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: 'WEEK' } },
        { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } },
        { type: 'CouponPerformanceReport' },
        { type: 'PromotionPerformanceReport' },
      ],
    },
    {
      ...{ ...owner, name: 'seller', kind: 'seller' },
      reports: [
        { type: 'CouponPerformanceReport' },
        { type: 'SalesAndTrafficReport', options: { dateGranularity: 'DAY', asinGranularity: 'CHILD' } },
      ],
    },
  ],
};

/** A forecast of the second week of November, made on its first day. */
const forecast = JSON.stringify({
  reportSpecification: { lastUpdatedDate: '2026-11-08' },
  forecastByAsin: ['B1', 'B2'].map((asin) => ({
    ...{ forecastGenerationDate: '2026-11-08', asin, startDate: '2026-11-08', endDate: '2026-11-14' },
    ...{ meanForecastUnits: 10.5, p70ForecastUnits: 12, p80ForecastUnits: 13, p90ForecastUnits: 15 },
  })),
});
/** One product in each of its days, another in none. */
const salesOf = (first: number, days: number): string => {
  const day = (at: number) => `2026-11-${String(first + at).padStart(2, '0')}`;
  const money = (amount: number) => ({ amount, currencyCode: 'USD' });
  const rows = Array.from({ length: days }, (_, at) => ({
    startDate: day(at),
    endDate: day(at),
    orderedUnits: first + at,
    orderedRevenue: money(2.5),
  }));
  return JSON.stringify({ reportSpecification: {}, salesAggregate: rows, salesByAsin: rows.map((row) => ({ ...row, asin: 'B1' })) });
};

let documents: RawDocument[];
let files: ReturnType<typeof filesOf>;

beforeAll(async () => {
  const plans = {
    GET_VENDOR_FORECASTING_REPORT: { document: { text: forecast } },
    GET_VENDOR_SALES_REPORT: [{ document: { text: salesOf(1, 15) } }, { document: { text: salesOf(16, 6) } }],
  };
  const world = aWorld({ startAt: '2026-11-25T09:00:00Z', accounts, amazon: { plans }, settings: { catchUpPeriods: 1 } });
  await world.run({
    account: 'vendor',
    from: '2026-11-01',
    to: '2026-11-21',
    reportTypes: accounts.accounts[0]?.reports.slice(0, 5).map(({ type }) => type),
  });
  await world.run({ account: 'vendor' }, 'newest');
  await world.run({ account: 'seller' }, 'seller');
  documents = rawDocuments(world);
  files = filesOf(world);
});
afterAll(() => files.remove());

type Row = Record<string, unknown>;

const rowsOf = (type: string, array: string, account = 'vendor'): (Row & { document: RawDocument })[] =>
  documents
    .filter((document) => document.type === type && document.account === account)
    .flatMap((document) => document.rows(array).map((row) => ({ ...row, document })));
const text = (value: unknown): string | null => (value === undefined || value === null ? null : String(value));
const amount = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'amount' in value ? value.amount : undefined);
const object = (value: unknown): Row => Object.fromEntries(Object.entries(value ?? {}));
const sorted = (rows: readonly (readonly (string | null)[])[]): string[] => rows.map((row) => row.join(' | ')).sort();

const answer = async (name: string, columns: readonly string[]): Promise<string[]> => {
  const sql = `SELECT ${columns.join(', ')} FROM (${compiled(name)})`;
  const { pages } = await localTables(join(files.directory, 'tables')).ask(sql, new AbortController().signal);
  const rows: (string | null)[][] = [];
  for await (const page of pages) rows.push(...page.map((row) => row.map((cell) => (cell === null ? null : String(cell)))));
  return sorted(rows);
};

const byDay = (type: string, array: string): Map<string, Row> =>
  new Map(rowsOf(type, array).map((row) => [`${row['startDate']} ${row['asin']}`, row]));

test('vendor_daily_performance: each product and day of any of the four reports, once', async () => {
  const [sales, traffic, margin, stock] = [
    byDay('VendorSalesReport', 'salesByAsin'),
    byDay('VendorTrafficReport', 'trafficByAsin'),
    byDay('VendorNetPureProductMarginReport', 'netPureProductMarginByAsin'),
    byDay('VendorInventoryReport', 'inventoryByAsin'),
  ];
  const keys = [...new Set([sales, traffic, margin, stock].flatMap((rows) => [...rows.keys()]))];
  const expected = keys.map((key) => {
    const [day = '', asin = ''] = key.split(' ');
    const of = (rows: Map<string, Row>, field: string) => rows.get(key)?.[field];
    return [
      ...['RETAIL', day, asin],
      text(of(sales, 'orderedUnits')),
      text(amount(of(sales, 'orderedRevenue'))),
      text(of(traffic, 'glanceViews')),
      text(of(margin, 'netPureProductMargin')),
      text(of(stock, 'sellableOnHandInventoryUnits')),
    ];
  });

  expect(expected.length).toBeGreaterThan(40);
  const columns = [
    'selling_program',
    'day',
    'asin',
    'ordered_units',
    'ordered_revenue_amount',
    'glance_views',
    'net_pure_product_margin',
    'sellable_on_hand_inventory_units',
  ];
  expect(await answer('vendor_daily_performance', columns)).toEqual(sorted(expected));
});

test('search_term_movers: the newest week, and the ranks of the week before it', async () => {
  const first = rowsOf('BrandAnalyticsSearchTermsReport', 'dataByDepartmentAndSearchTerm').filter((row) => row['clickShareRank'] === 1);
  const week =
    first
      .map(({ document }) => document.start)
      .toSorted()
      .at(-1) ?? '';
  const before = new Date(Date.parse(week) - 7 * 86_400_000).toISOString().slice(0, 10);
  const rank = (at: string, row: Row) =>
    first.find(
      (other) =>
        other.document.start === at && other['departmentName'] === row['departmentName'] && other['searchTerm'] === row['searchTerm'],
    )?.['searchFrequencyRank'];
  const expected = first
    .filter(({ document }) => document.start === week)
    .map((row) => {
      const [now, then] = [Number(row['searchFrequencyRank']), rank(before, row)];
      return [
        week,
        text(row['departmentName']),
        text(row['searchTerm']),
        text(now),
        text(then),
        then === undefined ? null : text(Number(then) - now),
      ];
    });

  expect(expected.length).toBeGreaterThan(0);
  const columns = ['week', 'department_name', 'search_term', 'search_frequency_rank', 'rank_a_week_before', 'places_won'];
  expect(await answer('search_term_movers', columns)).toEqual(sorted(expected));
});

test('forecast_against_actual: the units of the whole week, and 0 for a product without orders', async () => {
  const ordered = 8 + 9 + 10 + 11 + 12 + 13 + 14;
  expect(await answer('forecast_against_actual', ['asin', 'week', 'mean_forecast_units', 'ordered_units', 'units_above_mean'])).toEqual([
    `B1 | 2026-11-08 | 10.5 | ${ordered} | ${ordered - 10.5}`,
    'B2 | 2026-11-08 | 10.5 | 0 | -10.5',
  ]);
});

test('discounts_by_asin: each product of each coupon and promotion of the newest documents', async () => {
  const list = (value: unknown): Row[] => (Array.isArray(value) ? value.map(object) : []);
  const sellers = rowsOf('CouponPerformanceReport', 'coupons', 'seller').flatMap((coupon) =>
    list(coupon['asins']).map(({ asin }) => ['seller', 'coupon', text(coupon['couponId']), text(asin), text(coupon['redemptions'])]),
  );
  const vendors = rowsOf('CouponPerformanceReport', 'campaigns').flatMap((campaign) =>
    list(campaign['coupons']).flatMap((coupon) =>
      list(coupon['asins']).map(({ asin }) => ['vendor', 'coupon', text(coupon['couponId']), text(asin), text(coupon['redemptions'])]),
    ),
  );
  const promotions = rowsOf('PromotionPerformanceReport', 'promotions').flatMap((promotion) =>
    list(promotion['includedProducts']).map((product) => [
      ...['vendor', 'promotion', text(promotion['promotionId'])],
      ...[text(product['asin']), text(product['productUnitsSold'])],
    ]),
  );

  for (const rows of [sellers, vendors, promotions]) expect(rows.length).toBeGreaterThan(0);
  expect(await answer('discounts_by_asin', ['account', 'kind', 'discount_id', 'asin', 'units'])).toEqual(
    sorted([...sellers, ...vendors, ...promotions]),
  );
});

test('seller_daily_performance: each product of each day', async () => {
  const expected = rowsOf('SalesAndTrafficReport', 'salesAndTrafficByAsin', 'seller').map((row) => {
    const [sales, traffic] = [object(row['salesByAsin']), object(row['trafficByAsin'])];
    return [row.document.start, text(row['parentAsin']), text(row['childAsin']), text(sales['unitsOrdered']), text(traffic['sessions'])];
  });

  expect(expected.length).toBeGreaterThan(0);
  expect(await answer('seller_daily_performance', ['day', 'parent_asin', 'child_asin', 'units_ordered', 'sessions'])).toEqual(
    sorted(expected),
  );
});

test.for(names)('%s uses nothing of dbt but sources, and no row twice', async (name) => {
  expect(compiled(name)).not.toMatch(/\{[{%#]/);
  const yaml = readFileSync(join(marts, 'marts.yml'), 'utf8');
  expect(yaml).toContain(`- name: ${name}\n`);
  const [, key = ''] = new RegExp(`- name: ${name}\\n(?:(?!  - name).*\\n)*?.*columns: \\[([^\\]]+)\\]`).exec(yaml) ?? [];
  const columns = key === '' || name === 'discounts_by_asin' ? ['*'] : key.split(', ');
  const rows = await answer(name, columns);
  expect(new Set(rows).size).toBe(rows.length);
});
