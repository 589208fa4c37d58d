import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { Accounts, accountOf, parseAccounts, secretNameOf } from '../../../lambdas/core/input/accounts.ts';
import { cases } from '../../how-many.ts';
import { dailyTraffic, forecast } from '../planning/planning.ts';

const vendor = {
  name: 'acme-us',
  kind: 'vendor',
  marketplaces: ['US'],
  timeZone: 'America/Los_Angeles',
  schedule: 'cron(0 6 * * ? *)',
  reports: [dailyTraffic],
};
const seller = { ...vendor, kind: 'seller', reports: [{ type: 'PromotionPerformanceReport' }] };
const parsing =
  (...accounts: unknown[]) =>
  () =>
    parseAccounts({ accounts });
const withReports = (...reports: unknown[]) => parsing({ ...vendor, reports });

test('an accounts file may be short: everything else has a default', () => {
  const accounts = parseAccounts({ $schema: './accounts.schema.json', accounts: [vendor] });

  expect(accounts.accounts[0]).toEqual({ ...vendor, enabled: true, reports: [{ ...dailyTraffic, enabled: true }] });
  expect(secretNameOf(accountOf(accounts, 'acme-us'))).toBe('acme-us');
});

test('accounts may share a secret', () => {
  const accounts = parseAccounts({
    accounts: [
      { ...vendor, secret: 'acme' },
      { ...seller, name: 'acme-seller', secret: 'acme' },
    ],
  });

  expect(accounts.accounts.map(secretNameOf)).toEqual(['acme', 'acme']);
});

test('the error for an unknown account lists the known ones, and suggests the one that was probably meant', () => {
  const accounts = parseAccounts({ accounts: [vendor, { ...vendor, name: 'globex' }] });

  expect(() => accountOf(accounts, 'acme-uk')).toThrow(
    'account: "acme-uk" is not allowed. Allowed: acme-us, globex. Did you mean "acme-us"?',
  );
});

const account = 'accounts[0] "acme-us" → ';

describe('a wrong account is refused with entry, field, value and what is allowed', () => {
  test.for([
    [{ kind: 'vender' }, 'kind: "vender" is not allowed. Allowed: vendor, seller. Did you mean "vendor"?'],
    [{ marketplaces: ['US', 'CA'] }, 'marketplaces: ["US","CA"] has several marketplaces, and a vendor account has exactly one'],
    [{ marketplaces: ['XX'] }, 'marketplaces[0]: "XX" is not allowed. Allowed: CA, US, MX, BR'],
    [{ marketplaces: [] }, 'marketplaces: [] is too small. Allowed: at least 1 entries.'],
    [{ timeZone: 'Pacific' }, 'timeZone: "Pacific" is not an IANA time zone. Allowed: a name such as "America/Los_Angeles".'],
    [{ timeZone: 'PST' }, 'timeZone: "PST" is not an IANA time zone'],
    [{ schedule: 'cron(0 25 * * ? *)' }, 'schedule: "cron(0 25 * * ? *)" has a minute above 59, an hour above 23'],
    [{ timeZone: '+09:00' }, 'timeZone: "+09:00" is not an IANA time zone'],
    [{ schedule: '0 6 * * *' }, 'schedule: "0 6 * * *" is not a cron expression of EventBridge Scheduler.'],
    [{ schedule: 'cron(0 6 * * * *)' }, 'schedule: "cron(0 6 * * * *)" is not a cron expression'],
    [{ schedule: 'cron(0 6 ? * ? *)' }, 'schedule: "cron(0 6 ? * ? *)" is not a cron expression'],
    [{ secrets: 'x' }, 'secrets: there is no such field. Allowed: name, kind,'],
    [{ reports: undefined }, 'reports: is missing. It must be a list.'],
    [{ enabled: 'yes' }, 'enabled: "yes" must be a boolean.'],
  ] as const)('%j', ([change, message]) => {
    expect(parsing({ ...vendor, ...change })).toThrow(InvalidInputError);
    expect(parsing({ ...vendor, ...change })).toThrow(`${account}${message}`);
  });

  test.for(['cron(0 6 * * ? *)', 'cron(30 0/4 ? * MON-FRI *)', 'cron(0 6 1,15 * ? 2026-2030)'])('while %s is a schedule', (schedule) => {
    expect(parsing({ ...vendor, schedule })).not.toThrow();
  });

  test('a name twice', () => {
    expect(parsing(vendor, vendor)).toThrow('accounts[1] "acme-us" → name: "acme-us" names a second account');
  });

  test('marketplaces of several regions, or twice', () => {
    expect(parsing({ ...seller, marketplaces: ['US', 'DE'] })).toThrow('lie in several regions (NA, EU), and an endpoint serves one');
    expect(parsing({ ...seller, marketplaces: ['DE', 'DE'] })).toThrow('names a marketplace twice');
    expect(parsing({ ...seller, marketplaces: ['DE', 'IN'] })).not.toThrow();
  });

  test('limits of a type that differ between its entries', () => {
    const limited = (calls: number, reportPeriod: string) => ({
      ...dailyTraffic,
      options: { reportPeriod },
      limits: [{ calls, perHours: 24, scope: 'account' }],
    });
    const weekly = { ...dailyTraffic, options: { reportPeriod: 'WEEK' } };
    expect(parsing({ ...vendor, reports: [limited(20, 'DAY'), limited(10, 'WEEK')] })).toThrow(
      'reports[1] "VendorTrafficReport" → limits: [{"calls":10,"perHours":24,"scope":"account"}] differ from those of reports[0]',
    );
    expect(parsing({ ...vendor, reports: [limited(20, 'DAY'), limited(20, 'WEEK')] })).not.toThrow();
    expect(parsing({ ...vendor, reports: [limited(20, 'DAY'), weekly] })).not.toThrow();
  });

  test('anything other than an object', () => {
    expect(() => parseAccounts([])).toThrow('The accounts file cannot be used:\n- it: [] must be an object.');
  });
});

describe('a wrong report is refused with entry, field, value and what is allowed', () => {
  const report = (some: object) => ({ ...dailyTraffic, ...some });
  test.for([
    [
      { type: 'VendorTraficReport' },
      '"VendorTraficReport" → type: "VendorTraficReport" is not allowed. Allowed: BrandAnalyticsMarketBasketReport,',
    ],
    [{ type: 'VendorTraficReport' }, 'Did you mean "VendorTrafficReport"?'],
    [report({ options: {} }), '"VendorTrafficReport" → options.reportPeriod: is missing. Allowed: DAY, WEEK, MONTH, QUARTER, YEAR.'],
    [{ type: 'VendorTrafficReport' }, '"VendorTrafficReport" → options: is missing. It must be an object.'],
    [
      report({ options: { reportPeriod: 'day' } }),
      'options.reportPeriod: "day" is not allowed. Allowed: DAY, WEEK, MONTH, QUARTER, YEAR. Did you mean "DAY"?',
    ],
    [report({ options: { reportPeriod: ['DAY', 'HOUR'] } }), 'options.reportPeriod[1]: "HOUR" is not allowed. Allowed: DAY,'],
    [report({ options: { reportPeriod: ['DAY', 'DAY'] } }), 'options.reportPeriod: ["DAY","DAY"] names a value twice'],
    [report({ options: { reportPeriod: [] } }), 'options.reportPeriod: [] is too small. Allowed: at least 1 entries.'],
    [report({ options: { reportPeriod: 'DAY', viewBy: 'ASIN' } }), 'options.viewBy: there is no such field. Allowed: reportPeriod.'],
    [report({ publishedAfterHours: -1 }), 'publishedAfterHours: -1 is too small. Allowed: at least 0.'],
    [{ ...forecast, publishedAfterHours: 3 }, 'publishedAfterHours: 3 has no effect here'],
    [{ ...forecast, longestSpanPeriods: 3 }, 'longestSpanPeriods: 3 has no effect here'],
    [report({ longestSpanPeriods: 0 }), 'longestSpanPeriods: 0 is too small. Allowed: at least 1.'],
    [report({ limits: [{ calls: 0, perHours: 24, scope: 'account' }] }), 'limits[0] → calls: 0 is too small. Allowed: at least 1.'],
    [report({ limits: [{ calls: 20, perHours: 0, scope: 'account' }] }), 'limits[0] → perHours: 0 is too small. Allowed: at least 1.'],
    [
      report({ limits: [{ calls: 20, perHours: 24, scope: 'sellers' }] }),
      'scope: "sellers" is not allowed. Allowed: account, application.',
    ],
    [report({ marketplaces: ['CA'] }), 'names CA, which the account does not have. Allowed: US'],
    [report({ marketplaces: ['US', 'US'] }), 'names a marketplace twice'],
    [{ apiType: 'GET_FBA_SNS_FORECAST_DATA' }, 'Amazon removed this report type on 2025-12-11'],
    [{ apiType: 'GET_FBA_SNS_PERFORMANCE_DATA' }, 'Amazon removed this report type on 2025-12-11'],
    [{ apiType: 'GET_V2_SETTLEMENT_REPORT_DATA_XML' }, 'read the …_FLAT_FILE_V2 reports'],
    [
      { type: 'VendorRealTimeSalesReport', options: { currencyCode: 'dollar' } },
      'options.currencyCode: "dollar" must be an ISO 4217 currency code such as "USD"',
    ],
    [
      { apiType: 'GET_VENDOR_SALES_REPORT' },
      'apiType: "GET_VENDOR_SALES_REPORT" is "type": "VendorSalesReport" in the catalogue: write it so',
    ],
    [{ apiType: 'GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2' }, 'Amazon makes settlement reports by itself and they cannot be requested'],
    [{ apiType: 'GET_BRAND_ANALYTICS_ITEM_COMPARISON_REPORT' }, 'Amazon removed this report type'],
    [{ apiType: 'listings' }, 'apiType: "listings" is not a report type name of Amazon such as "GET_MERCHANT_LISTINGS_ALL_DATA"'],
    [{ apiType: 'GET_ORDER_REPORT_DATA_SHIPPING', lastDays: 7 }, 'apiType: "GET_ORDER_REPORT_DATA_SHIPPING" its rows are personal data'],
    [{ apiType: 'GET_X' }, 'reports[0] "GET_X": {"apiType":"GET_X"} does not say which dates it means. Add one of "lastDays": N'],
    [
      { apiType: 'GET_X', lastDays: 7, snapshot: true },
      '"GET_X" → lastDays: 7 cannot be combined with "snapshot": an entry has one kind of dates',
    ],
    [{ apiType: 'GET_X', lastDays: 7, from: '2026-11-20' }, '"GET_X" → lastDays: 7 cannot be combined with "from"'],
    [{ apiType: 'GET_X', snapshot: true, from: '2026-11-20' }, '"GET_X" → snapshot: true cannot be combined with "from"'],
    [
      { apiType: 'GET_X', lastDays: 7, to: '2026-11-20' },
      '"GET_X" → to: "2026-11-20" cannot be combined with "lastDays": it belongs to "from"',
    ],
    [{ apiType: 'GET_X', lastDays: 0 }, '"GET_X" → lastDays: 0 is too small. Allowed: at least 1.'],
    [{ apiType: 'GET_X', lastDays: 1.5 }, '"GET_X" → lastDays: 1.5 must be a whole number'],
    [{ apiType: 'GET_X', snapshot: false }, '"GET_X" → snapshot: false is not allowed. Allowed: true.'],
    [
      { apiType: 'GET_X', lastDays: 731 },
      '"GET_X" → lastDays: 731 reaches farther back than Amazon has data of this type. Allowed: at most 730',
    ],
    [
      { apiType: 'GET_LEDGER_DETAIL_VIEW_DATA', lastDays: 600 },
      'lastDays: 600 reaches farther back than Amazon has data of this type. Allowed: at most 540',
    ],
    [{ apiType: 'GET_X', to: '2026-11-20' }, 'to: "2026-11-20" needs "from" beside it'],
    [{ apiType: 'GET_X', from: '2026-11-21', to: '2026-11-20' }, 'to: "2026-11-20" lies before "from", which is "2026-11-21"'],
    [{ apiType: 'GET_X', snapshot: true, options: { asin: '' } }, 'options.asin: "" is too small. Allowed: at least 1 characters.'],
    [{ apiType: 'GET_X', snapshot: true, options: { asin: 'ü'.repeat(120) } }, 'are too long for a key: at most 600 bytes when encoded'],
    [{ apiType: 'GET_X', snapshot: true, options: { asin: '\ud800' } }, 'is not well-formed text'],
    [{ apiType: 'GET_X', snapshot: true, options: { '': 'x' } }, 'options.: its name cannot be used.'],
    [5, 'accounts[0] "acme-us" → reports[0]: 5 must be an object.'],
  ] as const)('%j', ([entry, message]) => {
    expect(withReports(entry)).toThrow(InvalidInputError);
    expect(withReports(entry)).toThrow(message);
  });

  test('a vendor’s report in a seller account', () => {
    expect(parsing({ ...seller, reports: [dailyTraffic] })).toThrow(
      `${account}reports[0] "VendorTrafficReport" → type: "VendorTrafficReport" is for vendor accounts, and this is a seller account`,
    );
  });

  test('several periods at once of a report whose rows Amazon sums up', () => {
    const options = { dateGranularity: 'DAY', asinGranularity: 'SKU' };
    const entry = { type: 'SalesAndTrafficReport', options, longestSpanPeriods: 7 };
    expect(parsing({ ...seller, reports: [entry] })).toThrow('longestSpanPeriods: 7 must be 1: Amazon sums up its rows by product');
    expect(parsing({ ...seller, reports: [{ ...entry, longestSpanPeriods: 1 }] })).not.toThrow();
  });

  test('the same series twice, even in a list', () => {
    const twice = withReports(dailyTraffic, { ...dailyTraffic, options: { reportPeriod: ['WEEK', 'DAY'] } });

    expect(twice).toThrow('asks for the same as reports[0]: VendorTrafficReport/US/reportPeriod=DAY');
  });

  test('all problems are reported at once', () => {
    expect(withReports({ type: 'X' }, report({ options: {} }), report({ enable: false }))).toThrow(
      /reports\[0].*\n.*reports\[1].*\n.*reports\[2]/,
    );
  });
});

test('whatever the file contains, it is parsed, or refused with the name of what is wrong', () => {
  // Any unit of UTF-16, halves of a pair too: the library's own `binary` lists a million characters before it draws one.
  const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
  const oddReport = fc.oneof(
    fc.jsonValue(),
    fc.record({
      apiType: fc.constantFrom('GET_X', 'GET_VENDOR_SALES_REPORT', ''),
      options: fc.dictionary(text, fc.oneof(text, fc.array(text))),
    }),
    fc.record({ type: fc.constantFrom('VendorTrafficReport', 'VendorRealTimeSalesReport'), options: fc.jsonValue() }),
  );
  const oddAccount = fc.record({
    ...Object.fromEntries(
      Object.entries(vendor).map(([field, value]) => [field, fc.oneof({ weight: 4, arbitrary: fc.constant(value) }, fc.jsonValue())]),
    ),
    reports: fc.array(oddReport, { minLength: 1 }),
  });
  fc.assert(
    fc.property(oddAccount, (account) => {
      try {
        expect(parseAccounts({ accounts: [account] }).accounts).toHaveLength(1);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidInputError);
      }
    }),
    cases({ usual: 100, long: 2000 }),
  );
});

test('editors get a JSON Schema that knows the types and their options', () => {
  const schema = JSON.stringify(z.toJSONSchema(Accounts, { io: 'input' }));

  expect(schema).toContain('"const":"VendorInventoryReport"');
  expect(schema).toContain('"enum":["MANUFACTURING","SOURCING"]');
  expect(schema).toContain('"apiType"');
});

test.for([
  [{ marketplaces: ['GB'] }, 'Did you mean "UK"?'],
  [{ reports: [{ type: 'GET_VENDOR_SALES_REPORT' }] }, 'Did you mean "VendorSalesReport"?'],
] as const)('a name that other tools use is understood as ours: %o', ([field, meant]) => {
  const account = {
    ...{ name: 'acme', kind: 'vendor', marketplaces: ['US'], timeZone: 'UTC', schedule: 'cron(0 6 * * ? *)' },
    ...{ reports: [{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }], ...field },
  };
  expect(() => parseAccounts({ accounts: [account] })).toThrow(meant);
});
