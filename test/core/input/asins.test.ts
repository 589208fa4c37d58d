import { describe, expect, test } from 'vitest';
import { parseAccounts } from '../../../lambdas/core/input/accounts.ts';
import { withAsinFiles } from '../../../lambdas/core/input/asins.ts';
import { parseRunInput, reportsOf } from '../../../lambdas/core/input/run-input.ts';
import { accountWith, dailyTraffic } from '../planning/planning.ts';

const query = { type: 'SearchQueryPerformanceReport', options: { reportPeriod: 'WEEK' } };
const file = (...reports: unknown[]) => ({
  accounts: [{ name: 'acme', kind: 'seller', marketplaces: ['US'], timeZone: 'UTC', schedule: 'cron(0 6 * * ? *)', reports }],
});
const texts: Record<string, string> = {
  'good.txt': '\uFEFFB000000001\r\nB000000002, 0306406152\n\n030640615X',
  'empty.txt': ' \n',
  'skus.csv': 'sku,asin\nAB-1C2D,B000000001\n',
  'huge.txt': 'B000000001\n'.repeat(10_001),
};
const read = (name: string): string => {
  const text = texts[name];
  if (text === undefined) throw new Error('ENOENT');
  return text;
};
const parsed = (...reports: unknown[]) => parseAccounts(withAsinFiles(file(...reports), read)).accounts[0]?.reports;

test('a list is in the entry, or in a file beside the accounts file', () => {
  expect(parsed({ ...query, asinsFile: 'good.txt' })).toEqual(
    parsed({ ...query, asins: ['B000000001', 'B000000002', '0306406152', '030640615X'] }),
  );
});

describe('an invalid list is refused with entry, field and what is allowed', () => {
  const entry = 'accounts[0] "acme" → reports[0] "SearchQueryPerformanceReport" → ';
  test.for([
    [query, 'asins: is missing: Amazon makes this report for the products that are named'],
    [{ ...query, asins: [] }, 'asins: [] is too small. Allowed: at least 1 entries.'],
    [{ ...query, asins: ['B00000001'] }, 'asins: ["B00000001"] holds "B00000001": each is no ASIN. Allowed: ten capital letters'],
    [{ ...query, asins: ['b000000001'] }, 'holds "b000000001": each is no ASIN'],
    [{ ...query, asins: ['1', '2', '3', '4', '5', '6', '7'] }, '"5" and 2 more: each is no ASIN'],
    [{ ...query, asins: 'B000000001' }, 'asins: "B000000001" must be a list.'],
    [{ ...query, options: { ...query.options, asin: 'B000000001' } }, 'options.asin: there is no such field. Allowed: reportPeriod.'],
    [{ ...query, options: { ...query.options, distributorView: 'SOURCING' } }, 'options.distributorView: there is no such field.'],
    [{ ...query, asinsFile: 'none.txt' }, 'asinsFile: "none.txt" cannot be read. Allowed: the path of a text file'],
    [{ ...query, asinsFile: 'empty.txt' }, 'asinsFile: "empty.txt" lists no ASIN'],
    [
      { ...query, asinsFile: 'skus.csv' },
      'asinsFile: "skus.csv" holds something other than ASINs: "sku", "asin", "AB-1C2D": each is no ASIN',
    ],
    [{ ...query, asinsFile: 'huge.txt' }, 'asinsFile: "huge.txt" lists 10001 ASINs. Allowed: at most 10000.'],
    [{ ...query, asinsFile: 'good.txt', asins: ['B000000001'] }, 'asinsFile: "good.txt" cannot be combined with "asins"'],
  ] as const)('%j', ([report, message]) => {
    expect(() => parsed(report)).toThrow(entry);
    expect(() => parsed(report)).toThrow(message);
  });

  test('in a report that is not asked for by product', () => {
    const vendor = { ...file().accounts[0], kind: 'vendor', reports: [{ ...dailyTraffic, asins: ['B000000001'] }] };
    expect(() => parseAccounts({ accounts: [vendor] })).toThrow('→ asins: there is no such field. Allowed: type, options,');
  });

  test('in the input of a run, where no file can be read', () => {
    const account = accountWith([{ type: 'PromotionPerformanceReport' }], { kind: 'seller' });
    const input = parseRunInput({ account: 'acme', reports: [{ ...query, asinsFile: 'good.txt' }] });
    expect(() => reportsOf(account, input)).toThrow(
      'reports[0] "SearchQueryPerformanceReport" → asinsFile: is read where the accounts file is',
    );
  });
});
