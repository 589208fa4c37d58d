import { expect, test } from 'vitest';
import { report } from '../../../cli/local/reporting.ts';
import { aJobView, aRunView, hundredReports } from '../views.ts';

const look = { width: 80, colour: false };
const options = { scenario: 'slow', directory: '.local', accountsFile: 'infra/accounts.json' } as const;
const succeeded = { status: 'SUCCEEDED' } as const;

const linesOf = (text: string): string[] => text.trimEnd().split('\n');
const isLeft = { outcome: 'unfinished', reason: { code: 'still-processing', text: 'Amazon was still making it' } } as const;

test('a slow start ends with what is unfinished and the command line that continues it, in its own folder', () => {
  const jobs = [aJobView(), aJobView({ key: 'T/US/-/1', type: 'VendorForecastingReport', options: {}, ...isLeft })];
  const text = report([succeeded], [aRunView({ jobs })], { ...options, directory: '/tmp/my slow', account: 'acme-vendor-us' }, look);
  expect(text).toContain(
    'Unfinished (1), and the next run continues it:\n  → VendorForecastingReport US 2026-11-20 (still-processing)\n' +
      "Start again to continue now: npm start -- --directory '/tmp/my slow' --account acme-vendor-us\n",
  );
  expect(text).toContain('\nThe files are in /tmp/my slow/files/\n');
  expect(report([succeeded], [aRunView({ jobs })], options, look)).toContain('Start again to continue now: npm start\n');
  expect(report([succeeded], [aRunView({ jobs })], { ...options, accountsFile: 'infra/accounts.mine.json' }, look)).toContain(
    'Start again to continue now: npm start -- --accounts-file infra/accounts.mine.json\n',
  );
});

test('a long list of unfinished reports is counted', () => {
  const jobs = Array.from({ length: 14 }, (_, index) => aJobView({ key: `T/US/-/${index}`, ...isLeft }));
  expect(report([succeeded], [aRunView({ jobs })], options, look)).toMatch(/Unfinished \(14\)[\s\S]*\n {2}… and 4 more\n/);
});

test('a run of many rows ends with one line that sums it up, and several runs with one line each', () => {
  const leftOut = Array.from({ length: 30 }, (_, index) => ({ what: `T/US/-/${index}`, why: 'saved, and nothing newer is published' }));
  const [one, other] = [{ ...hundredReports(), leftOut }, aRunView({ account: 'acme-seller-us', jobs: [], leftOut })];
  const alone = linesOf(report([succeeded], [one], options, look));
  expect(alone.slice(-4)[0]).toMatch(/^100 reports: 100 saved \(24\.8 GB\), 0 without data, 0 unfinished, 0 failed\.$/);
  const both = linesOf(report([succeeded, succeeded], [one, other], options, look));
  expect(both.slice(-5, -3)).toEqual([
    expect.stringMatching(/^✓ acme-vendor-us succeeded: 100 saved \(24\.8 GB\) of 100 reports in 1 h \d\d m$/),
    '✓ acme-seller-us succeeded: nothing was due',
  ]);
});

test('a failed start names its files with their paths, and the command line that redrives it', () => {
  const cause = JSON.stringify({ errorMessage: '1 of 1 reports failed\nAll reports: s3://reports/runs/a.json' });
  const view = aRunView({ status: 'failed', jobs: [aJobView({ outcome: 'failed' })] });
  const text = report([{ status: 'FAILED', error: 'ReportsFailedError', cause }], [view], { ...options, directory: 'mine' }, look);
  expect(text).toContain('All reports: mine/files/runs/a.json\n');
  expect(linesOf(text).at(-1)).toBe('Try the failed ones again with: npm start -- --directory mine --redrive');
});
