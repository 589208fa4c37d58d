import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cell } from '../../../cli/query/answer.ts';
import { localTables } from '../../../cli/query/duckdb.ts';
import { questions } from '../../../cli/query/questions.ts';
import { aWorld, type World } from '../../harness/a-world.ts';
import { filesOf, type RawDocument, rawDocuments } from './files-of.ts';

/** Every prepared question, over the tables of a fake Amazon's documents, against the same answer worked out from the documents. */

const account = (name: string, kind: string, reports: unknown[]) => ({
  name,
  kind,
  marketplaces: ['US'],
  timeZone: 'America/New_York',
  schedule: 'cron(0 6 * * ? *)',
  reports,
});
const retail = { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };
const accounts = {
  accounts: [
    account('acme-vendor-us', 'vendor', [
      { type: 'VendorSalesReport', options: { ...retail, distributorView: ['MANUFACTURING', 'SOURCING'] } },
      { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } },
      { type: 'VendorInventoryReport', options: retail },
      { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } },
      { type: 'BrandAnalyticsSearchTermsReport', options: { reportPeriod: 'WEEK' } },
      { type: 'BrandAnalyticsRepeatPurchaseReport', options: { reportPeriod: 'WEEK' } },
    ]),
    account('acme-seller-us', 'seller', [{ type: 'CouponPerformanceReport' }]),
  ],
};

/** A coupon is in each document of its 90 days, and its values change. */
const coupons = (of: readonly { id: string; clips: number }[]) => ({
  document: {
    text: JSON.stringify({
      reportSpecification: {},
      coupons: of.map(({ id, clips }) => ({
        couponId: id,
        name: `Save on ${id}`,
        clips,
        redemptions: Math.floor(clips / 3),
        budgetRemaining: 90.5,
        currencyCode: 'USD',
      })),
    }),
  },
});

let world: World;
let documents: RawDocument[];
let files: ReturnType<typeof filesOf>;

beforeAll(async () => {
  const plans = {
    GET_COUPON_PERFORMANCE_REPORT: [
      coupons([
        { id: 'C1', clips: 10 },
        { id: 'C2', clips: 0 },
      ]),
      coupons([
        { id: 'C1', clips: 12 },
        { id: 'C3', clips: 7 },
      ]),
    ],
  };
  world = aWorld({ startAt: '2026-11-25T09:00:00Z', accounts, amazon: { plans } });
  await world.run({ account: 'acme-vendor-us', from: '2026-11-01', to: '2026-11-21' });
  await world.run({ account: 'acme-vendor-us' }, 'newest');
  await world.run({ account: 'acme-seller-us' }, 'coupons');
  await world.clock.sleep(26 * 3_600_000);
  await world.run({ account: 'acme-seller-us' }, 'coupons-again');
  documents = rawDocuments(world);
  files = filesOf(world);
});
afterAll(() => files.remove());

type Row = Record<string, unknown>;
type Expected = (string | number | null)[];

const rowsOf = (type: string, array: string, of: Record<string, string> = {}): (Row & { document: RawDocument })[] =>
  documents
    .filter((document) => document.type === type && Object.entries(of).every(([name, value]) => document.options[name] === value))
    .flatMap((document) => document.rows(array).map((row) => ({ ...row, document })));
const sales = () => rowsOf('VendorSalesReport', 'salesByAsin', { distributorView: 'MANUFACTURING' });
const money = (value: unknown): number => Number((value as { amount?: number } | undefined)?.amount);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const sunday = (day: unknown): string => {
  const at = new Date(`${day}T00:00:00Z`);
  return new Date(at.getTime() - at.getUTCDay() * 86_400_000).toISOString().slice(0, 10);
};
const grouped = <T extends Row>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> => Map.groupBy(rows, key);
const latest = (type: string): RawDocument[] => {
  const all = documents.filter((document) => document.type === type);
  const last = all
    .map(({ start }) => start)
    .toSorted()
    .at(-1);
  return all.filter(({ start }) => start === last);
};

/** The rows of each answer, their columns in the order of the file. */
const expected: Readonly<Record<string, () => Expected[]>> = {
  'units-by-day': () =>
    sales().map((row) => [
      'acme-vendor-us',
      'ATVPDKIKX0DER',
      'RETAIL',
      ...[row['startDate'], row['asin']].map(String),
      Number(row['orderedUnits']),
      money(row['orderedRevenue']),
      'USD',
    ]),
  'units-by-week': () =>
    [...grouped(sales(), (row) => `${sunday(row['startDate'])} ${row['asin']}`)].map(([key, rows]) => [
      ...['acme-vendor-us', 'ATVPDKIKX0DER', 'RETAIL'],
      ...key.split(' '),
      new Set(rows.map((row) => row['startDate'])).size,
      sum(rows.map((row) => Number(row['orderedUnits']))),
    ]),
  'best-sellers': () => {
    const whole = sum(sales().map((row) => money(row['orderedRevenue'])));
    return [...grouped(sales(), (row) => String(row['asin']))].map(([asin, rows]) => {
      const revenue = sum(rows.map((row) => money(row['orderedRevenue'])));
      return [
        'acme-vendor-us',
        'ATVPDKIKX0DER',
        'USD',
        asin,
        sum(rows.map((row) => Number(row['orderedUnits']))),
        rounded(revenue, 2),
        rounded(revenue / whole, 4),
      ];
    });
  },
  'views-to-orders': () => {
    const units = new Map(sales().map((row) => [`${row['startDate']} ${row['asin']}`, Number(row['orderedUnits'])]));
    return rowsOf('VendorTrafficReport', 'trafficByAsin').map((row) => {
      const ordered = units.get(`${row['startDate']} ${row['asin']}`) ?? null;
      const views = Number(row['glanceViews']);
      const share = ordered === null || views === 0 ? null : rounded(ordered / views, 4);
      return ['acme-vendor-us', 'ATVPDKIKX0DER', ...[row['startDate'], row['asin']].map(String), views, ordered, share];
    });
  },
  'days-of-stock': () => {
    const days = [...new Set(sales().map((row) => String(row['startDate'])))].toSorted().slice(-7);
    const recent = sales().filter((row) => days.includes(String(row['startDate'])));
    const sold = new Map(
      [...grouped(recent, (row) => String(row['asin']))].map(([asin, rows]) => [
        asin,
        sum(rows.map((row) => Number(row['orderedUnits']))) / days.length,
      ]),
    );
    return [...grouped(rowsOf('VendorInventoryReport', 'inventoryByAsin'), (row) => String(row['asin']))].map(([asin, rows]) => {
      const newest: Row = rows.toSorted((a, b) => (String(a['startDate']) < String(b['startDate']) ? 1 : -1))[0] ?? {};
      const units = Number(newest['sellableOnHandInventoryUnits']);
      const pace = sold.get(asin);
      return [
        'acme-vendor-us',
        'ATVPDKIKX0DER',
        'RETAIL',
        asin,
        String(newest['startDate']),
        units,
        pace === undefined ? null : rounded(pace, 2),
        pace ? rounded(units / pace, 1) : null,
      ];
    });
  },
  'forecast-by-week': () => {
    const rows = rowsOf('VendorForecastingReport', 'forecastByAsin');
    return [...grouped(rows, (row) => `${row['forecastGenerationDate']} ${row['startDate']}`)].map(([key, of]) => [
      ...['acme-vendor-us', 'ATVPDKIKX0DER', 'RETAIL'],
      ...key.split(' '),
      of.length,
      rounded(sum(of.map((row) => Number(row['meanForecastUnits']))), 2),
      rounded(sum(of.map((row) => Number(row['p90ForecastUnits']))), 2),
    ]);
  },
  'totals-against-products': () => [],
  'top-search-terms': () =>
    latest('BrandAnalyticsSearchTermsReport').flatMap(({ rows, start }) =>
      rows('dataByDepartmentAndSearchTerm')
        .filter((row) => row['clickShareRank'] === 1)
        .map((row) => [
          'acme-vendor-us',
          'ATVPDKIKX0DER',
          start,
          String(row['departmentName']),
          Number(row['searchFrequencyRank']),
          String(row['searchTerm']),
          String(row['clickedAsin']),
          Number(row['clickShare']),
          Number(row['conversionShare']),
        ]),
    ),
  'repeat-customers': () =>
    rowsOf('BrandAnalyticsRepeatPurchaseReport', 'dataByAsin').map((row) => [
      ...['acme-vendor-us', 'ATVPDKIKX0DER'],
      ...[row['startDate'], row['asin']].map(String),
      ...[row['orders'], row['uniqueCustomers'], row['repeatCustomersPctTotal']].map(Number),
      Math.round(Number(row['uniqueCustomers']) * Number(row['repeatCustomersPctTotal'])),
      money(row['repeatPurchaseRevenue']),
      'USD',
    ]),
  'coupons-now': () => {
    const newest = new Map<string, Expected>();
    for (const { rows, options, end } of documents.filter(isCoupons).toSorted((a, b) => (a.end < b.end ? -1 : 1)))
      for (const row of rows('coupons')) {
        const [clips, redemptions] = [Number(row['clips']), Number(row['redemptions'])];
        newest.set(String(row['couponId']), [
          ...['acme-seller-us', 'ATVPDKIKX0DER'],
          ...[row['couponId'], row['name'], end].map(String),
          ...[clips, redemptions, clips === 0 ? null : rounded(redemptions / clips, 4), Number(row['budgetRemaining'])],
          ...(Object.keys(options).length === 0 ? ['USD'] : []),
        ]);
      }
    return [...newest.values()];
  },
};

const isCoupons = ({ type }: RawDocument): boolean => type === 'CouponPerformanceReport';

/** As DuckDB's parser has it. */
const syntaxOf = async (sql: string): Promise<string> => {
  const connection = await (await DuckDBInstance.create()).connect();
  return String((await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql])).getRows()[0]?.[0]);
};

/** The rows of an answer; numbers where numbers are expected, so that 12 and 12.0 are one. */
const ask = async (folder: string, sql: string, like: readonly Expected[]): Promise<Expected[]> => {
  const { pages } = await localTables(folder).ask(sql, new AbortController().signal);
  const rows: Cell[][] = [];
  for await (const page of pages) rows.push(...page);
  const isNumber = (column: number) => like.some((row) => typeof row[column] === 'number');
  return rows.map((row) => row.map((cell, column) => (cell !== null && isNumber(column) ? Number(cell) : cell)));
};
const sorted = (rows: readonly Expected[]): Expected[] => rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test('there are ten questions, and each has an expected answer here', () => {
  expect(questions().map(({ name }) => name)).toEqual(Object.keys(expected).toSorted());
  expect(questions()).toHaveLength(10);
});

test.for(Object.entries(expected).filter(([name]) => name !== 'totals-against-products'))('%s', async ([name, rowsOf]) => {
  const { sql = '' } = questions().find((question) => question.name === name) ?? {};
  const should = rowsOf();

  expect(sorted(await ask(join(files.directory, 'tables'), sql, should))).toEqual(sorted(should));
  expect(should.length).toBeGreaterThan(1);
});

test('totals-against-products: days whose products add up to less, and no others', async () => {
  const row = (startDate: string, orderedUnits: number, more = {}) => ({
    startDate,
    endDate: startDate,
    orderedUnits,
    shippedUnits: 1,
    ...more,
  });
  const text = JSON.stringify({
    reportSpecification: { reportOptions: retail, lastUpdatedDate: '2026-11-24' },
    salesAggregate: [row('2026-11-21', 8), row('2026-11-20', 3)],
    salesByAsin: [row('2026-11-21', 5, { asin: 'B1' }), row('2026-11-20', 3, { asin: 'B1' })],
  });
  const other = aWorld({
    startAt: '2026-11-25T09:00:00Z',
    accounts: { accounts: [account('acme-vendor-us', 'vendor', [{ type: 'VendorSalesReport', options: retail }])] },
    amazon: { plans: { GET_VENDOR_SALES_REPORT: { document: { text } } } },
  });
  await other.run();
  const { directory, remove } = filesOf(other);
  const { sql = '' } = questions().find(({ name }) => name === 'totals-against-products') ?? {};
  const like = [['acme-vendor-us', 'ATVPDKIKX0DER', 'DAY', 'MANUFACTURING', 'RETAIL', '2026-11-21', 8, 5, 1, 1]];

  expect(await ask(join(directory, 'tables'), sql, like)).toEqual(like);
  expect(await ask(join(files.directory, 'tables'), sql, like)).toEqual([]);
  remove();
});

/**
 * What both engines have under one name, with one meaning; `count_star` and `trunc` are what DuckDB makes of `count(*)` and of an interval.
 * @see https://trino.io/docs/current/functions.html
 */
const commonFunctions = ['coalesce', 'count', 'count_star', 'date_trunc', 'max', 'nullif', 'round', 'row_number', 'sum', 'trunc'];

test.for(questions())('$name uses only functions and types that Athena has too', async ({ sql }) => {
  const tree = await syntaxOf(sql);
  const found = (member: string): string[] => [
    ...new Set([...tree.matchAll(new RegExp(`"${member}":"([^"]+)"`, 'g'))].map(([, name = '']) => name)),
  ];
  const words = found('function_name').filter((name) => /^\w+$/.test(name) && !name.startsWith('to_'));

  expect(words.filter((name) => !commonFunctions.includes(name))).toEqual([]);
  // Only in DuckDB.
  expect(sql.replace(/--.*/g, '')).not.toMatch(/::|\bQUALIFY\b|\bEXCLUDE\b|GROUP BY ALL|\bILIKE\b|\/\s*count\(/i);
});
