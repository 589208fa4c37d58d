import { expect, test } from 'vitest';
import type { Verdict } from '../../../../cli/accounts/discover/findings.ts';
import { mergedReports } from '../../../../cli/accounts/discover/merged-reports.ts';
import { questionsFor } from '../../../../cli/accounts/discover/questions.ts';
import { defaultSettings } from '../../../../lambdas/core/settings.ts';
import { accountWith } from '../../../core/planning/planning.ts';

const nowMs = Date.parse('2026-11-25T06:00:00Z');
const coupons = { type: 'CouponPerformanceReport' } as const;

/** The reports in the entry after these answers for each question of these types. */
const merged = (
  account: ReturnType<typeof accountWith>,
  written: Record<string, unknown>[],
  types: string[],
  answerOf: (name: string) => Verdict,
) => {
  const questions = questionsFor({ account, types, nowMs, settings: defaultSettings });
  const findings = questions.map((question) => {
    const { marketplace, rights } = question;
    return { question, verdict: answerOf([marketplace, ...Object.values(rights)].join(' ')), why: '' };
  });
  return mergedReports(account, written, findings);
};

const vendor = accountWith([coupons], { kind: 'vendor' });
const sales = {
  type: 'VendorSalesReport',
  unusualFactor: 3,
  options: { reportPeriod: ['DAY', 'WEEK'], distributorView: ['MANUFACTURING', 'SOURCING'], sellingProgram: 'RETAIL' },
};

test('refused values are removed from an entry, which keeps everything else that a person wrote', () => {
  const reports = merged(vendor, [sales], ['VendorSalesReport'], (name) =>
    /MANUFACTURING|BUSINESS|FRESH/.test(name) ? 'refused' : 'allowed',
  );
  expect(reports).toEqual([{ ...sales, options: { ...sales.options, distributorView: 'SOURCING' } }]);
});

test('missing values that are allowed are added with the existing periods of the type, in as few entries as possible', () => {
  const reports = merged(vendor, [sales], ['VendorSalesReport'], () => 'allowed');
  expect(reports).toEqual([
    sales,
    {
      type: 'VendorSalesReport',
      options: { reportPeriod: ['DAY', 'WEEK'], distributorView: ['MANUFACTURING', 'SOURCING'], sellingProgram: ['BUSINESS', 'FRESH'] },
    },
  ]);
});

test('views with different programmes become separate entries: none asks for a refused combination', () => {
  const reports = merged(vendor, [], ['VendorInventoryReport'], (name) => (name.endsWith('SOURCING FRESH') ? 'refused' : 'allowed'));
  expect(reports.map(({ options }) => options)).toEqual([
    { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: ['RETAIL', 'FRESH'] },
    { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' },
  ]);
});

test('a marketplace that does not serve a type is removed from its entry; undecided ones stay', () => {
  const seller = accountWith([coupons], { kind: 'seller', marketplaces: ['DE', 'FR', 'IT'] });
  const reports = merged(seller, [coupons], ['CouponPerformanceReport'], (name) =>
    name === 'IT' ? 'refused' : name === 'FR' ? 'undecided' : 'allowed',
  );
  expect(reports).toEqual([{ ...coupons, marketplaces: ['DE', 'FR'] }]);
});

test('other types, and disabled entries, are kept unchanged', () => {
  const flat = { apiType: 'GET_MERCHANT_LISTINGS_ALL_DATA', snapshot: true };
  const off = { ...coupons, enabled: false };
  expect(merged(vendor, [flat, off], ['CouponPerformanceReport'], () => 'allowed')).toEqual([flat, off]);
});
