import { expect, test } from 'vitest';
import type { Out } from '../../../../cli/out.ts';
import { runCommandLine } from '../../../../cli/program.ts';
import { reportTypeNames } from '../../../../lambdas/core/catalogue/report-types.ts';
import { aDesk } from '../../desk.ts';

/** Runs a command line that must make no call. */
const types = async (...args: string[]) => {
  const printed: string[] = [];
  const noted: string[] = [];
  const out: Omit<Out, 'json'> = {
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    stderr: process.stderr,
    width: 80,
    colour: false,
    isTTY: false,
    interrupted: new AbortController().signal,
  };
  const unreached = async () => {
    throw new Error('nothing is to be reached');
  };
  const code = await runCommandLine(['types', ...args], out, unreached, aDesk().ports);
  return { code, text: printed.join('\n'), noted: noted.join('\n') };
};

test('the catalogue, other types and what is refused, in 80 columns', async () => {
  const { code, text } = await types();

  expect(code).toBe(0);
  for (const name of reportTypeNames) expect(text).toContain(name);
  expect(text).toContain('lastDays: FBA stock: every movement');
  expect(text).toMatch(/SC_VAT_TAX_REPORT\n +because its rows are personal data/);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test.for([
  ['SalesAndTrafficReport', /options +dateGranularity: DAY, WEEK, MONTH\n[\s\S]*limits +4 an hour for the application; 96 a day/],
  ['GET_VENDOR_SALES_REPORT', /^VendorSalesReport\n[\s\S]*table +vendor_sales_by_asin[\s\S]*shipped_units integer/],
  ['GET_LEDGER_DETAIL_VIEW_DATA', /entry +\{ "apiType": "GET_LEDGER_DETAIL_VIEW_DATA", "lastDays": N \}\nkeeps +540 days/],
  ['GET_ORDER_REPORT_DATA_TAX', /refused +its rows are personal data/],
] as const)('the details of %s, in 80 columns', async ([name, words]) => {
  const { code, text } = await types(name);

  expect([code, text]).toEqual([0, expect.stringMatching(words)]);
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('as JSON, with columns and reasons', async () => {
  expect(JSON.parse((await types('VendorTrafficReport', '--json')).text)).toMatchObject({
    apiType: 'GET_VENDOR_TRAFFIC_REPORT',
    options: [{ name: 'reportPeriod', values: ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'], isRequired: true }],
    tables: [{ name: 'vendor_traffic_aggregate' }, { name: 'vendor_traffic_by_asin', columns: expect.any(Array) }],
  });
  expect(Object.keys(JSON.parse((await types('--json')).text))).toEqual(['types', 'others', 'refused']);
});

test('an unknown name is exit 2, with a suggestion', async () => {
  expect(await types('SalesAndTraficReport')).toMatchObject({
    code: 2,
    noted: expect.stringContaining('Did you mean "SalesAndTrafficReport"?'),
  });
});
