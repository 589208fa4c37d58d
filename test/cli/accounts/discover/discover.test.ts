import { expect, test } from 'vitest';
import { accounts } from '../../../../cli/commands/setup/accounts.ts';
import { EXIT } from '../../../../cli/out.ts';
import { scenarios } from '../../../harness/scenarios.ts';
import type { AmazonOptions } from '../../../harness/selling-partner/an-amazon.ts';
import { callCounts } from '../../../harness/selling-partner/an-amazon.ts';
import { aDesk, threeReports } from '../../desk.ts';

const aDeskWith = (amazon: AmazonOptions, file: unknown = threeReports) => {
  const desk = aDesk({ accounts: file, amazon });
  desk.files.set('accounts.json', JSON.stringify(file));
  const reports = () => JSON.parse(desk.files.get('accounts.json') ?? '').accounts[0].reports;
  const discover = (more: Record<string, unknown> = {}, some = {}) =>
    desk.execute(accounts, { ref: ['discover', 'acme-vendor-us'], yes: true, ...more }, some);
  return { ...desk, reports, discover };
};

const { plans } = scenarios['partial-rights'];

test('an account with partial rights gets the entry of what it may ask for, and no call is rejected', async () => {
  const { world, discover, reports } = aDeskWith({ plans });
  const { code, text, notes } = await discover();

  expect(code).toBe(EXIT.fine);
  expect(text).toContain('Written to accounts.json. Next: npx cdk deploy');
  expect(notes).toContain('22 calls of createReport');
  expect(callCounts(world.amazon)).toMatchObject({ createReport: 22, throttled: 0 });
  expect(reports()).toEqual([
    { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } },
    { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } },
    { type: 'VendorRealTimeInventoryReport' },
    { type: 'VendorRealTimeSalesReport' },
    { type: 'VendorRealTimeTrafficReport' },
    { type: 'VendorSalesReport', options: { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' } },
    { type: 'VendorNetPureProductMarginReport', options: { reportPeriod: 'DAY' } },
    { type: 'VendorInventoryReport', options: { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' } },
    { type: 'CouponPerformanceReport' },
  ]);
});

test('the next run continues with the reports that discover asked for, and asks for none of them again', async () => {
  const { world, discover } = aDeskWith({ plans });
  await discover({ types: 'VendorTrafficReport,VendorForecastingReport,VendorSalesReport' });
  const before = callCounts(world.amazon).createReport;

  await world.run({ account: 'acme-vendor-us', reportTypes: ['VendorTrafficReport', 'VendorForecastingReport'] });

  expect(callCounts(world.amazon).createReport).toBe(before);
  const saved = (await world.ports.ledger.jobsWithPrefix('acme-vendor-us', '')).filter((item) => item.saved !== undefined);
  expect(saved.map(({ type, options }) => `${type} ${options['distributorView'] ?? ''}`).sort()).toEqual([
    'VendorForecastingReport ',
    'VendorSalesReport SOURCING',
    'VendorTrafficReport ',
  ]);
});

test('a second run asks only for what is not known yet', async () => {
  const { world, discover } = aDeskWith({ plans });
  await discover({ types: 'VendorSalesReport' });
  const { notes } = await discover({ types: 'VendorSalesReport' });
  expect(notes).toContain('the ledger answers 1 of them.');
  expect(callCounts(world.amazon).createReport).toBe(6 + 5);
});

test('a missing role takes one call, whatever views the type has; types without an answer of Amazon are kept in the file', async () => {
  const refusal = { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' };
  const down = { status: 500, code: 'InternalFailure', message: 'We encountered an internal error.' };
  const { world, discover, reports } = aDeskWith({
    plans: { GET_VENDOR_SALES_REPORT: { refusal }, GET_VENDOR_TRAFFIC_REPORT: { refusal: down } },
  });
  const { notes } = await discover({ types: 'VendorSalesReport,VendorTrafficReport' });
  expect(callCounts(world.amazon).createReport).toBe(2);
  expect(notes).toContain('Amazon refuses (6):');
  expect(notes).toContain('? VendorTrafficReport US');
  expect(reports().map(({ type }: { type: string }) => type)).toEqual(['VendorTrafficReport', 'VendorForecastingReport']);
});

test('a dry run shows how often it would ask Amazon, and asks nothing', async () => {
  const { world, discover } = aDeskWith({});
  const { text } = await discover({ dryRun: true });
  expect(text).toMatch(/22 calls of createReport, in turn with imports: the last at 2026-11-25 06:07:\d\d UTC/);
  expect(callCounts(world.amazon).createReport).toBe(0);
});

test('Ctrl-C shows what was found so far, and writes nothing', async () => {
  const { discover, world, files } = aDeskWith({ plans });
  const stopped = new AbortController();
  const before = files.get('accounts.json');
  let sleeps = 0;
  const sleep = async (ms: number) => {
    await world.clock.sleep(ms);
    sleeps += 1;
    if (sleeps === 5) stopped.abort();
  };
  const types = 'VendorTrafficReport,VendorForecastingReport';
  const { code, text, notes } = await discover({ types }, { sleep, interrupted: stopped.signal });
  expect(code).toBe(EXIT.interrupted);
  expect(notes).toMatch(/(It may ask for|Amazon refuses) \(1\):/);
  expect(notes).toContain('Undecided, and left as the file has it (2):');
  expect(text).toContain('Started again, it asks only what is not known yet.');
  expect(files.get('accounts.json')).toBe(before);
});
