import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { reportPeriodOf } from '../../../lambdas/core/tables/document-origin.ts';
import type { OpenFile } from '../../../lambdas/core/tables/table-files.ts';
import { tabulate } from '../../../lambdas/core/tables/tabulate.ts';
import { aTabulation } from './a-tabulation.ts';
import { rowsIn } from './rows-in.ts';

const sale = {
  startDate: '2026-11-15',
  endDate: '2026-11-21',
  asin: 'B000000001',
  orderedUnits: 2,
  shippedUnits: 1,
  shippedRevenue: { amount: 9.5, currencyCode: 'USD' },
};
const total = {
  startDate: '2026-11-15',
  endDate: '2026-11-21',
  orderedUnits: 2,
  shippedUnits: 1,
  shippedRevenue: { amount: 9.5, currencyCode: 'USD' },
};

const sales = (
  rows: readonly object[],
  { totals = [total], ...members }: { totals?: readonly object[] } & Record<string, unknown> = {},
): string =>
  JSON.stringify({ reportSpecification: { lastUpdatedDate: '2026-11-23' }, salesAggregate: totals, salesByAsin: rows, ...members });

/** The rows by product that a document of sales becomes. */
const rowsOf = async (text: string) => {
  const tabulation = aTabulation(text);
  await tabulate(tabulation);
  return rowsIn(tabulation.files, 'vendor_sales_by_asin');
};

const refused = (text: string) => expect(tabulate(aTabulation(text))).rejects;

test('a document becomes one file for each array and month, named by series and window', async () => {
  const tabulation = aTabulation(sales([sale, { ...sale, startDate: '2026-12-01' }]));
  const { files, rowsByTable } = await tabulate(tabulation);
  const name = createHash('sha256').update(`acme-us/${tabulation.origin.series}`).digest('hex').slice(0, 16);
  expect(files.map(({ key, rows }) => [key, rows])).toEqual([
    [`tables/vendor_sales_aggregate/account=acme-us/report_period=WEEK/month=2026-11/${name}__2026-11-15_2026-11-21.parquet`, 1],
    [`tables/vendor_sales_by_asin/account=acme-us/report_period=WEEK/month=2026-11/${name}__2026-11-15_2026-11-21.parquet`, 1],
    [`tables/vendor_sales_by_asin/account=acme-us/report_period=WEEK/month=2026-12/${name}__2026-11-15_2026-11-21.parquet`, 1],
  ]);
  expect(rowsByTable).toEqual({ vendor_sales_aggregate: 1, vendor_sales_by_asin: 2 });
  for (const { key, bytes } of files) expect(tabulation.files.get(key)).toMatchObject({ state: 'finished', bytes: { length: bytes } });
});

test('a row says which series, window and document it is of', async () => {
  expect(await rowsOf(sales([sale]))).toEqual([
    expect.objectContaining({
      marketplace_id: 'ATVPDKIKX0DER',
      distributor_view: 'MANUFACTURING',
      selling_program: 'RETAIL',
      window_start: '2026-11-15',
      window_end: '2026-11-21',
      last_updated_date: '2026-11-23',
      report_id: 'R1',
      document_sha256: 'c0ffee',
      imported_at: '2026-11-24 09:30:00',
      shipped_revenue_amount: 9.5,
      shipped_revenue_currency: 'USD',
      customer_returns: null,
      extra: null,
    }),
  ]);
});

test('a whole number beyond 2^53 is kept to the last digit, in columns and in extra', async () => {
  const large = sales([sale]).replaceAll('"orderedUnits":2', '"orderedUnits":9223372036854775807,"serial":[12345678901234567891]');
  expect(await rowsOf(large)).toMatchObject([{ ordered_units: '9223372036854775807', extra: '{"serial":[12345678901234567891]}' }]);
});

test('fields that the catalogue does not know are kept in extra, counted and named', async () => {
  const rows = [{ ...sale, newField: { deep: [1] }, shippedRevenue: { amount: 1, currencyCode: 'USD', tax: 2 } }, sale];
  const tabulation = aTabulation(sales(rows, { salesByBrand: [{}] }));
  const { unknownFields } = await tabulate(tabulation);
  expect(unknownFields).toEqual({ 'salesByAsin.newField': 1, 'salesByAsin.shippedRevenue.tax': 1, salesByBrand: 1 });
  expect(await rowsIn(tabulation.files, 'vendor_sales_by_asin')).toMatchObject([
    { extra: '{"shippedRevenue":{"tax":2},"newField":{"deep":[1]}}' },
    { extra: null },
  ]);
});

test('a field named __proto__ is a field', async () => {
  expect(await rowsOf(sales([sale]).replaceAll('"asin"', '"__proto__":{"x":1},"asin"'))).toMatchObject([
    { extra: '{"__proto__":{"x":1}}' },
  ]);
});

test.for([
  [sales([{ ...sale, orderedUnits: '2' }]), /Row 1 of salesByAsin, field orderedUnits: "2" is not a whole number/],
  [sales([sale, { ...sale, orderedUnits: 1.5 }]), /Row 2 of salesByAsin, field orderedUnits: 1.5 is not/],
  [sales([{ ...sale, asin: 123 }]), /field asin: 123 is not a string/],
  [sales([{ ...sale, startDate: '2026-02-30' }]), /field startDate: "2026-02-30" is not a date/],
  [sales([{ ...sale, shippedRevenue: 9.5 }]), /field shippedRevenue: 9.5 is not an object with amount and currencyCode/],
  [sales([{ ...sale, shippedRevenue: { amount: '9' } }]), /field shippedRevenue.amount: "9" is not a number/],
  [sales([sale]).replaceAll(':2,', ':9223372036854775808,'), /field orderedUnits: 9223372036854776000 is not a whole number of 64 bits/],
  [JSON.stringify({ salesAggregate: [], salesByAsin: { a: sale } }), /"salesByAsin" is an object where an array of rows was expected/],
  [JSON.stringify({ salesAggregate: [], salesByAsin: [[sale]] }), /Row 1 of salesByAsin is an array where an object was expected/],
  [JSON.stringify({ salesAggregate: [], sales: [] }), /no "salesByAsin" \(members found: "salesAggregate", "sales"\)/],
  [sales([sale]).slice(0, -1), /breaks off/],
  [sales([sale, sale]).replace('},{', '}{'), /JSON is broken/],
  [sales([sale]).replaceAll(']', ',]'), /where an object was expected/],
  [`${sales([sale])}{}`, /JSON is broken/],
  [sales([sale]).replace('"asin":', '"asin"'), /rows 1 to 1 of salesByAsin its JSON is broken/],
  ['[]', /JSON is broken/],
  [sales([sale], { reportSpecification: 'none' }), /reportSpecification/],
  [sales(['01', '02', '03', '04'].map((month) => ({ ...sale, startDate: `2026-${month}-01` }))), /more than 3 months/],
] as const)('%s is refused by name and place', async ([text, message]) => {
  await refused(text).toThrow(expect.objectContaining({ name: 'RowsNotReadableError', message: expect.stringMatching(message) }));
});

test('bytes that are not UTF-8 are refused', async () => {
  const bytes = Buffer.from(sales([{ ...sale, asin: 'BXXXXXXXXX' }]));
  bytes[bytes.indexOf('XXXX')] = 0xff;
  await expect(tabulate(aTabulation(bytes))).rejects.toThrow(/is not UTF-8/);
});

test('no file is completed for a document that turns out to be invalid in its last row', async () => {
  const tabulation = aTabulation(sales([sale, { ...sale, asin: 1 }]), { chunkBytes: 64 });
  await expect(tabulate(tabulation)).rejects.toThrow('asin');
  expect([...tabulation.files.values()].map(({ state }) => state)).toEqual(['aborted', 'aborted']);
});

test('a file that cannot be completed aborts those after it, with the reason', async () => {
  const tabulation = aTabulation(sales([sale]));
  const open: OpenFile = async (file) => ({
    ...(await tabulation.open(file)),
    finish: async () => Promise.reject(new Error('S3 is away')),
  });
  await expect(tabulate({ ...tabulation, open })).rejects.toThrow('S3 is away');
  expect([...tabulation.files.values()].map(({ state }) => state)).toEqual(['aborted', 'aborted']);
});

test('rows that differ from those counted when the document was saved are refused', async () => {
  const input = { ...aTabulation(sales([sale])), rowsByArray: { salesAggregate: 1, salesByAsin: 2 } };
  await expect(tabulate(input)).rejects.toThrow(/salesByAsin has 1 rows, and had 2/);
});

test('a duplicate key is reported with an example', async () => {
  const { duplicateKeys } = await tabulate(aTabulation(sales([sale, { ...sale, asin: 'B2' }, sale])));
  expect(duplicateKeys).toEqual({
    vendor_sales_by_asin: { rows: 1, example: { startDate: '2026-11-15', asin: 'B000000001' }, checkedShare: 1 },
  });
});

test.for([
  ['add up', [sale], { agree: true, differing: 0, examples: [] }],
  [
    'are less',
    [{ ...sale, orderedUnits: 1 }],
    { agree: false, differing: 1, examples: [{ startDate: '2026-11-15', field: 'orderedUnits', rows: 1, aggregate: 2 }] },
  ],
  [
    'differ by a rounding',
    [{ ...sale, shippedRevenue: { amount: 9.505, currencyCode: 'USD' } }],
    { agree: true, differing: 0, examples: [] },
  ],
] as const)('the result says whether rows by product %s to the totals', async ([, rows, rowsAgree]) => {
  expect((await tabulate(aTabulation(sales(rows)))).rowsAgree).toEqual(rowsAgree);
});

test('reportSpecification may come after the rows', async () => {
  const text = JSON.stringify({ salesAggregate: [], salesByAsin: [sale], reportSpecification: { lastUpdatedDate: '2026-11-23' } });
  expect(await rowsOf(text)).toMatchObject([{ last_updated_date: '2026-11-23' }]);
});

test('a document without rows has no files, and its row counts are zero', async () => {
  expect(await tabulate(aTabulation(sales([], { totals: [] })))).toMatchObject({
    files: [],
    rowsByTable: { vendor_sales_aggregate: 0, vendor_sales_by_asin: 0 },
    rowsAgree: undefined,
  });
});

test('more rows than fit in a row group are all kept, in order', async () => {
  const rows = Array.from({ length: 20_001 }, (_, nth) => ({ ...sale, asin: `B${nth}` }));
  expect((await rowsOf(sales(rows))).map(({ asin }) => asin)).toEqual(rows.map(({ asin }) => asin));
});

test.for([
  ['VendorSalesReport', { reportPeriod: 'WEEK' }, 'WEEK'],
  ['VendorRealTimeSalesReport', { currencyCode: 'USD' }, 'HOUR'],
  ['VendorForecastingReport', { sellingProgram: 'RETAIL' }, 'NONE'],
  ['PromotionPerformanceReport', {}, 'NONE'],
] as const)('rows of %s with %j sum up %s', ([type, options, period]) => {
  expect(reportPeriodOf({ type, options })).toBe(period);
});

test('a document that is too large for one file becomes several, and no row is lost or duplicated', async () => {
  const rows = Array.from({ length: 25_000 }, (_, at) => ({
    ...sale,
    asin: `B${at}`,
    startDate: at < 22_000 ? '2026-11-15' : '2026-12-01',
  }));
  const tabulation = aTabulation(sales(rows));

  const { files } = await tabulate({ ...tabulation, fileRows: 10_000 });

  const byAsin = files.filter(({ table }) => table === 'vendor_sales_by_asin');
  expect(byAsin.map(({ key, rows }) => [key.replace(/.*month=/, '').replace(/\/[0-9a-f]+__/, ' '), rows])).toEqual([
    ['2026-11 2026-11-15_2026-11-21.parquet', 10_000],
    ['2026-11 2026-11-15_2026-11-21.2.parquet', 10_000],
    ['2026-11 2026-11-15_2026-11-21.3.parquet', 2_000],
    ['2026-12 2026-11-15_2026-11-21.parquet', 3_000],
  ]);
  const read = await rowsIn(tabulation.files, 'vendor_sales_by_asin');
  expect(new Set(read.map((row) => row['asin'])).size).toBe(25_000);
});
