import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { plainTable } from '../../../../cli/text/plain-table.ts';
import { runTable } from '../../../../cli/text/runs/run-table.ts';
import { aJobView, aRunView, badDay, hundredReports, smallRun } from '../../views.ts';

const linesOf = (text: string): string[] => stripVTControlCharacters(text).split('\n');

test.for([
  [80, 80],
  [100, 100],
  [120, 120],
  [60, 80],
  [200, 120],
] as const)('on a terminal of %i columns no line is longer than %i', ([width, longest]) => {
  for (const view of [smallRun(), badDay(), hundredReports()]) {
    for (const colour of [true, false]) {
      expect(Math.max(...linesOf(runTable(view, { width, colour })).map((line) => line.length))).toBeLessThanOrEqual(longest);
    }
  }
});

test('every outcome has a sign and a word, so that colour only repeats them', () => {
  const ends = ['saved', 'no-data', 'unfinished', 'failed', 'handed-over', 'dropped'] as const;
  const jobs = ends.map((outcome, index) => aJobView({ outcome, key: `T/US/-/${index}` }));
  const table = runTable(aRunView({ jobs }), { width: 80, colour: false });
  for (const said of ['✓ saved', '○ no data', '→ unfinished', '✗ failed', '↷ handed over', '– dropped']) expect(table).toContain(said);
  expect(stripVTControlCharacters(table)).toBe(table);
  expect(stripVTControlCharacters(runTable(aRunView({ jobs }), { width: 80, colour: true }))).toBe(table);
});

test('a failed report shows its reason below it', () => {
  const table = runTable(badDay(), { width: 120, colour: false });
  expect(table).toMatch(/✗ failed .*\n {3}wrong-parameters: Report options are invalid: <sellingProgram> is missing & needed/);
});

test('the counts, the bytes, the planned finish and the actual one are below the reports', () => {
  const lines = linesOf(runTable(badDay(), { width: 100, colour: false }));
  expect(lines).toContain('22 reports: 16 saved (4.1 GB), 1 without data, 2 unfinished, 2 failed, 1 handed over.');
  expect(lines).toContain('Planned finish 2026-11-25 06:11:00 UTC');
  expect(lines).toContain('Finished       2026-11-25 06:19:21 UTC (19 m 21 s, 8 m 21 s after the plan)');
});

test('left-out reports are listed with their reason, and a long list is counted', () => {
  const leftOut = Array.from({ length: 25 }, (_, index) => ({ what: `Type/US/-/${index}`, why: 'answered less than 20 hours ago' }));
  const table = runTable(aRunView({ leftOut }), { width: 80, colour: false });
  expect(table).toContain('Left out (25):\n  Type/US/-/0\n    answered less than 20 hours ago');
  expect(table).toContain('… and 5 more');
});

test('a run without reports says so in its counts', () => {
  expect(runTable(aRunView({ jobs: [] }), { width: 80, colour: false })).toContain('0 reports: 0 saved');
});

test('a document with 0 rows is marked, and counted beside the saved ones', () => {
  const jobs = [aJobView({ rows: 0, bytes: 120 }), aJobView({ key: 'T/US/-/2', rows: 5, bytes: 2000 })];
  const table = runTable(aRunView({ jobs }), { width: 80, colour: false });
  expect(table).toMatch(/✓ saved .* 0 rows/);
  expect(table).toContain('2 reports: 2 saved (2.1 kB, 1 with 0 rows), 0 without data');
});

test.for([true, false])('a plain table is cut at the edge of the terminal, with colour: %s', (colour) => {
  const lines = plainTable(['name', 'why'], [['n'.repeat(70), 'w'.repeat(70)]], { width: 90, colour }).split('\n');
  for (const line of lines) expect(stripVTControlCharacters(line).length).toBeLessThanOrEqual(90);
  expect(stripVTControlCharacters(lines[1] ?? '')).toMatch(/w…$/);
});

test('text that distinguishes rows is wrapped, and the last column stays visible', () => {
  const name = 'VendorNetPureProductMarginReport US DAY MANUFACTURING RETAIL PARENT';
  const rows = [
    [name, '2026-11-15', '12', '1.2 kB'],
    ['x'.repeat(90), '2026-11-16', '3', '3 B'],
  ];
  const lines = plainTable(['series', 'first day', 'gaps', 'size'], rows, { width: 80, colour: false, wraps: [0] }).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[1]).toMatch(/^VendorNetPureProductMarginReport US DAY .* 2026-11-15 +12 +1\.2 kB$/);
  expect(lines[2]).toMatch(/^[A-Z ]*PARENT$/);
  expect(lines.slice(3).join('').replace(/[^x]/g, '')).toHaveLength(90);
  expect(lines.join('')).not.toContain('…');
});

test('options that distinguish two reports are never cut: they are wrapped', () => {
  const options = { view: 'MANUFACTURING', period: 'DAY', program: 'RETAIL', campaign: 'CAMPAIGN', granularity: 'CHILD' };
  const jobs = ['CHILD', 'PARENT'].map((granularity) => aJobView({ key: `T/US/${granularity}/1`, options: { ...options, granularity } }));
  const table = runTable(aRunView({ jobs }), { width: 80, colour: false });
  expect(table).toMatch(/CHILD\n/);
  expect(table).toMatch(/PARENT\n/);
  expect(table).not.toContain('…');
});
