import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { progress } from '../../../cli/run/progress.ts';
import { aJobView, aRunView, runningRun, STARTED } from '../views.ts';

const now = () => Date.parse(STARTED) + 300_000;

const onStream = (isTTY: boolean, columns = 80, rows = 24) => {
  const stream = Object.assign(new PassThrough(), { columns, rows, isTTY });
  return { screen: progress(stream, { isTTY, now }), written: () => String(stream.read() ?? '') };
};

test('without a terminal there are plain lines, and only when something changed', () => {
  const { screen, written } = onStream(false);
  const open = aJobView({ outcome: 'open', attempts: 0 });
  screen.update([aRunView({ jobs: [open] })]);
  screen.update([aRunView({ jobs: [open] })]);
  screen.update([aRunView({ jobs: [{ ...open, requestedAt: STARTED }] })]);
  screen.update([aRunView({ jobs: [aJobView({ endedAt: STARTED })] })]);
  screen.done();
  expect(written().split('\n')).toEqual([
    '06:05:00 acme-vendor-us 1 waiting',
    '06:05:00 acme-vendor-us 1 at Amazon',
    '06:05:00 acme-vendor-us ✓ saved: VendorTrafficReport US DAY 2026-11-20',
    '06:05:00 acme-vendor-us 1 saved',
    '',
  ]);
});

test('reports that had ended before the first update are counted, not listed', () => {
  const { screen, written } = onStream(false);
  screen.update([runningRun()]);
  expect(written()).toBe('06:05:00 acme-vendor-us 7 at Amazon, 2 download, 8 saved, 1 no data\n');
});

test('a report that failed, was redriven and then saved is printed both times', () => {
  const { screen, written } = onStream(false);
  const open = aJobView({ outcome: 'open' });
  const failed = aJobView({ outcome: 'failed', endedAt: STARTED, reason: { code: 'unavailable', text: '' } });
  for (const job of [open, failed, open, aJobView({ endedAt: STARTED })]) screen.update([aRunView({ jobs: [job] })]);
  expect(written().match(/[✓✗].*/g)).toEqual([
    '✗ failed: VendorTrafficReport US DAY 2026-11-20 (unavailable)',
    '✓ saved: VendorTrafficReport US DAY 2026-11-20',
  ]);
});

test('on a terminal a block within its height shows counts, and what moves first', () => {
  const { screen, written } = onStream(true, 80, 12);
  screen.update([runningRun()]);
  const lines = stripVTControlCharacters(written()).trimEnd().split('\n');
  expect(lines.length).toBeLessThan(12);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[0]).toContain('9/18  5 m 00 s, planned finish 06:13:00 UTC');
  expect(lines[2]).toContain('↓ download');
  expect(lines.at(-1)).toMatch(/… and \d more/);
});

test('a waiting report shows its turn, and problems are at the end of its line', () => {
  const { screen, written } = onStream(true, 100);
  const waiting = aJobView({ outcome: 'open', attempts: 0, plannedAt: '2026-11-25T06:12:00Z', throttled: 2 });
  screen.update([aRunView({ jobs: [waiting] })]);
  expect(stripVTControlCharacters(written())).toContain(
    '· waiting     5 m 00 s  VendorTrafficReport US DAY 2026-11-20 turn 06:12:00 429 ×2',
  );
});

test('a line that is logged stays above the live block', () => {
  const { screen, written } = onStream(true);
  screen.update([runningRun()]);
  screen.log('AWS does not answer');
  screen.done();
  expect(stripVTControlCharacters(written())).toContain('AWS does not answer\n');
});
