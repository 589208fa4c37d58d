import { expect, test } from 'vitest';
import { calendarsOf } from '../../../cli/answers/coverage/calendar.ts';
import { fleetPage } from '../../../cli/calendar/fleet-page.ts';
import { calendarPage } from '../../../cli/calendar/page.ts';
import { calendarPages } from '../../../cli/calendar/pages.ts';
import { statusPage } from '../../../cli/calendar/status-page.ts';
import { coverage } from '../../../cli/commands/imported/coverage.ts';
import { reportTypeNames } from '../../../lambdas/core/catalogue/report-types.ts';
import { accountOf, parseAccounts } from '../../../lambdas/core/input/accounts.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { aJobItem, nowMs, settingsWith } from '../../builders.ts';
import { aDesk } from '../desk.ts';

const now = { nowMs, settings: settingsWith({}) };
const daysBefore = (count: number): string => new Date(nowMs - count * 86_400_000).toISOString().slice(0, 10);

const vendor = (reports: object[], name = 'acme-vendor-us', kind = 'vendor') =>
  accountOf(
    parseAccounts({
      accounts: [{ name, kind, marketplaces: ['US'], timeZone: 'America/New_York', schedule: 'cron(0 6 * * ? *)', reports }],
    }),
    name,
  );
const traffic = { type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } };

const onDays = (start: string, end: string, some: Partial<Record<keyof JobItem, unknown>> = {}): JobItem =>
  aJobItem({
    key: `VendorTrafficReport/US/reportPeriod=DAY/${start}${start === end ? '' : `..${end}`}`,
    window: { start, end },
    openSince: undefined,
    claim: undefined,
    ...some,
  });
const outcome = (kind: string, code?: string) => ({
  outcome: { kind, at: '2026-11-23T06:00:00Z', runId: 'r', round: 0, ...(code && { reason: { code, text: code } }) },
});
const saved = (rows = 5) => ({
  saved: {
    at: '2026-11-23T06:00:00Z',
    objectKey: 'k',
    storedBytes: 1000,
    storedSha256: 's',
    unpackedBytes: 2000,
    unpackedSha256: 'u',
    rows,
    reportId: 'R',
  },
  ...outcome('saved'),
});
const usual = { factor: 2, rows: { middle: 1000, least: 900, most: 1100, ofDocuments: 8 } };

test('each day has its state in the ledger, up to the days that are not published yet', () => {
  const [calendar] = calendarsOf(
    vendor([traffic]),
    [
      onDays('2026-11-01', '2026-11-07', saved()),
      onDays('2026-11-08', '2026-11-08', { ...saved(), purpose: 'refresh' }),
      onDays('2026-11-09', '2026-11-09', saved(0)),
      onDays('2026-11-10', '2026-11-10', { ...saved(200), usual }),
      onDays('2026-11-11', '2026-11-11', outcome('no-data')),
      onDays('2026-11-12', '2026-11-12', { openSince: '2026-11-23T06:00:00Z', ...outcome('unfinished', 'still-processing') }),
      onDays('2026-11-13', '2026-11-13', outcome('failed', 'access-denied')),
      onDays('2026-11-14', '2026-11-14', { dropped: { at: '2026-11-23T06:00:00Z', why: 'cancelled by an operator' } }),
      onDays('2026-11-16', '2026-11-20', { ...saved(), openSince: '2026-11-23T06:00:00Z' }),
    ],
    now,
  );
  expect(calendar?.runs.map(({ start, end, state, why }) => [start, end, state, why])).toEqual([
    ['2026-11-01', '2026-11-07', 'saved', undefined],
    ['2026-11-08', '2026-11-08', 'again', undefined],
    ['2026-11-09', '2026-11-09', 'zero-rows', undefined],
    ['2026-11-10', '2026-11-10', 'unusual', 'rows 200, usually about 1,000 (by 8 documents before it)'],
    ['2026-11-11', '2026-11-11', 'no-data', undefined],
    ['2026-11-12', '2026-11-12', 'unfinished', 'still-processing'],
    ['2026-11-13', '2026-11-13', 'failed', 'access-denied'],
    ['2026-11-14', '2026-11-14', 'missing', 'cancelled by an operator'],
    ['2026-11-15', '2026-11-15', 'missing', 'never asked for'],
    ['2026-11-16', '2026-11-20', 'saved', undefined],
    // A day is out 72 hours after it closed in California.
    ['2026-11-21', '2026-11-25', 'not-yet-published', undefined],
  ]);
});

test('days that Amazon no longer keeps are distinguished from those that are still available', () => {
  const weeks = { ...traffic, options: { reportPeriod: 'WEEK' } };
  const week = (start: string, end: string) =>
    onDays(start, end, { ...saved(), key: `VendorTrafficReport/US/reportPeriod=WEEK/${start}..${end}`, options: { reportPeriod: 'WEEK' } });
  const [calendar] = calendarsOf(vendor([weeks]), [week('2026-09-13', '2026-09-19'), week('2026-11-15', '2026-11-21')], now);
  expect(calendar?.runs.filter(({ state }) => state === 'missing')).toEqual([
    { start: '2026-09-20', end: '2026-10-03', days: 14, state: 'missing', why: 'Amazon keeps it no longer' },
    { start: '2026-10-04', end: '2026-11-14', days: 42, state: 'missing', why: 'never asked for' },
  ]);
});

test('a series that was never asked for is shown, one that is no longer in the accounts file is marked, snapshots have no gaps', () => {
  const forecast = { type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' } };
  const snapshot = (day: string) =>
    aJobItem({
      ...onDays(day, day, saved()),
      type: 'VendorForecastingReport',
      options: forecast.options,
      key: `VendorForecastingReport/US/sellingProgram=RETAIL/${day}`,
    });
  const account = vendor([forecast, { type: 'PromotionPerformanceReport' }]);
  const calendars = calendarsOf(
    account,
    [snapshot('2026-11-01'), snapshot('2026-11-20'), onDays('2026-11-01', '2026-11-01', saved())],
    now,
  );
  expect(calendars.map(({ name, counts }) => [name, counts])).toEqual([
    ['PromotionPerformanceReport US', {}],
    ['VendorForecastingReport US RETAIL', { saved: 2 }],
    ['VendorTrafficReport US DAY', { saved: 1 }],
  ]);
  const [{ text } = { text: '' }] = calendarPages([{ account: account.name, calendars }], 'c.html', nowMs);
  expect(text).toContain('Nothing has been asked for yet.');
  expect(text.indexOf('<h2>PromotionPerformanceReport')).toBeGreaterThan(text.indexOf('<h2>VendorTrafficReport'));
  expect(text).toContain('Days: 1 saved (the accounts file does not list it)');
});

const LIST_TYPE = 'SearchQueryPerformanceReport';

test('the bundles of a list of products are one calendar, in which a bundle that failed is seen', () => {
  const week = { start: '2026-11-08', end: '2026-11-14' };
  const bundle = (name: string, some: Partial<Record<keyof JobItem, unknown>>) =>
    onDays(week.start, week.end, {
      ...some,
      type: LIST_TYPE,
      options: { asins: name, reportPeriod: 'WEEK' },
      key: `${LIST_TYPE}/US/asins=${name},reportPeriod=WEEK/${week.start}..${week.end}`,
    });
  const account = vendor([{ type: LIST_TYPE, asins: ['B000000001', 'B000000002'], options: { reportPeriod: 'WEEK' } }], 'list', 'seller');
  const [calendar, ...others] = calendarsOf(
    account,
    [bundle('bundle-001', saved()), bundle('bundle-002', outcome('failed', 'access-denied'))],
    now,
  );
  expect(others).toEqual([]);
  expect(calendar).toMatchObject({ name: `${LIST_TYPE} US WEEK` });
  expect(calendar?.runs[0]).toMatchObject({ ...week, state: 'failed' });
});

test('coverage --html writes a calendar for each account and a page with links to all of them', async () => {
  const { ports, files, execute } = aDesk();
  for (const item of [onDays('2026-11-01', '2026-11-07', saved()), onDays('2026-11-10', '2026-11-10', outcome('failed', 'access-denied'))])
    await ports.ledger.writeJob(item);
  const accounts = await ports.accounts();
  const [account] = accounts.accounts;
  if (account === undefined) throw new Error('no account');
  const two = { ...accounts, accounts: [account, { ...account, name: 'other' }] };

  const { notes } = await execute(coverage, { html: true, types: 'VendorTrafficReport' }, { accounts: async () => two });

  expect(notes).toContain('Calendars: coverage.html, and 2 pages beside it, one an account');
  expect([...files.keys()]).toEqual(['coverage.html', 'coverage.acme-vendor-us.html', 'coverage.other.html']);
  expect(files.get('coverage.html')).toContain('<a href="coverage.acme-vendor-us.html">acme-vendor-us</a>');
  const page = files.get('coverage.acme-vendor-us.html') ?? '';
  expect(page).toContain('<title>2026-11-10: failed, access-denied</title>');
  expect(page).toContain('1 day failed</b> (access-denied): <span>2026-11-10</span>');
  expect(page).toContain('12 days missing</b> (never asked for): <span>2026-11-11..20</span>, <span>2026-11-08..09</span>');
  expect(page).not.toMatch(/<script|https?:/);
  await execute(coverage, { html: 'one.html', account: 'other' }, { accounts: async () => two });
  expect(files.get('one.html')).toContain('<h1>other</h1>');
});

test.for([
  [401, 1],
  [448, 1],
  [449, 2],
] as const)('%i days are %i lines of weeks: a few more weeks do not start a new line', ([days, lines]) => {
  // Up to a Saturday, so that the weeks are whole.
  const first = new Date(Date.parse('2026-11-28') - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  const calendars = calendarsOf(vendor([traffic]), [onDays(first, '2026-11-28', saved())], now);
  const page = calendarPage({ account: 'acme-vendor-us', calendars, nowMs });
  expect(page.match(/class="weeks"/g)).toHaveLength(lines);
});

/** Every other day has a problem, which makes the largest page. */
const troubledDay = (type: string, day: number): JobItem => {
  const start = daysBefore(day);
  const state = [saved(), outcome('failed', 'access-denied'), saved(0), outcome('no-data'), { ...saved(200), usual }][day % 5];
  return onDays(start, start, { ...state, type, key: `${type}/US/reportPeriod=DAY/${start}` });
};

test('40 accounts × 13 types × 400 days: each page is below 1 MB, whatever the states', () => {
  const items = reportTypeNames
    .slice(0, 13)
    .flatMap((type) => Array.from({ length: 400 }, (_, day) => troubledDay(type, day)).filter((_, day) => day % 11 > 0));
  const calendars = calendarsOf(vendor([traffic]), items, now);
  const page = calendarPage({ account: 'acme-vendor-us', calendars, nowMs, indexFile: 'coverage.html' });
  const lines = Array.from({ length: 40 }, (_, index) => ({ account: `acme-${index}`, calendars, file: `coverage.acme-${index}.html` }));

  expect(calendars.map(({ runs }) => runs.length > 350)).toEqual(Array.from({ length: 13 }, () => true));
  expect(Buffer.byteLength(page)).toBeLessThan(1_000_000);
  expect(Buffer.byteLength(fleetPage(lines, nowMs))).toBeLessThan(1_000_000);
  const states = lines.map(({ file, ...one }) => ({ ...one, enabled: true, calendarFile: file, runFile: file }));
  expect(Buffer.byteLength(statusPage(states, nowMs))).toBeLessThan(1_000_000);
});
