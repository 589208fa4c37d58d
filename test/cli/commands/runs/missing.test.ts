import { expect, test } from 'vitest';
import { start } from '../../../../cli/commands/runs/start.ts';
import { EXIT } from '../../../../cli/out.ts';
import { InvalidInputError } from '../../../../lambdas/core/errors.ts';
import type { JobItem } from '../../../../lambdas/core/record/jobs.ts';
import { aJobItem } from '../../../builders.ts';
import { aDesk } from '../../desk.ts';

const traffic = (reportPeriod: string) => ({ type: 'VendorTrafficReport', options: { reportPeriod } });
const accounts = {
  accounts: [
    {
      name: 'acme-vendor-us',
      kind: 'vendor',
      marketplaces: ['US'],
      timeZone: 'America/New_York',
      schedule: 'cron(0 6 * * ? *)',
      reports: [
        { type: 'VendorTrafficReport', options: { reportPeriod: ['DAY', 'WEEK'] } },
        { type: 'VendorNetPureProductMarginReport', options: { reportPeriod: 'DAY' } },
      ],
    },
  ],
};

const saved = ({ type, options }: ReturnType<typeof traffic>, start: string, end = start): JobItem =>
  aJobItem({
    type,
    options,
    key: `${type}/US/reportPeriod=${options.reportPeriod}/${start}${start === end ? '' : `..${end}`}`,
    window: { start, end },
    openSince: undefined,
    claim: undefined,
    saved: {
      at: '2026-11-24T06:00:00Z',
      objectKey: 'k',
      storedBytes: 1,
      storedSha256: 's',
      unpackedBytes: 2,
      unpackedSha256: 'u',
      rows: 5,
      reportId: 'R',
    },
    outcome: { kind: 'saved', at: '2026-11-24T06:00:00Z', runId: 'r', round: 0 },
  });

/** Two gaps of days, weeks of which Amazon no longer has one, and a series that began after the gaps. */
const aDeskWithGaps = async () => {
  const desk = aDesk({ accounts });
  const margin = { type: 'VendorNetPureProductMarginReport', options: { reportPeriod: 'DAY' } };
  for (const item of [
    ...['2026-11-01', '2026-11-04', '2026-11-05', '2026-11-07'].map((day) => saved(traffic('DAY'), day)),
    saved(traffic('DAY'), '2026-11-08', '2026-11-20'),
    saved(traffic('WEEK'), '2026-09-20', '2026-09-26'),
    saved(traffic('WEEK'), '2026-10-04', '2026-10-10'),
    saved(traffic('WEEK'), '2026-10-11', '2026-11-21'),
    saved(margin, '2026-11-10'),
    saved(margin, '2026-11-12', '2026-11-20'),
  ])
    await desk.ports.ledger.writeJob(item);
  return desk;
};

test('--missing shows what it fills, what comes later and what is gone, and starts nothing without a yes', async () => {
  const { execute, world } = await aDeskWithGaps();

  const { code, text, notes } = await execute(start, { missing: true }, { ask: async () => 'n' });

  expect(code).toBe(EXIT.fine);
  expect(notes).toContain('filled by this run:\n  VendorTrafficReport US DAY: 3 days, 2026-11-02..03, 2026-11-06\n');
  expect(notes).toContain('another start --missing after it:\n  VendorNetPureProductMarginReport US DAY: 1 day, 2026-11-11\n');
  expect(notes).toContain('Amazon keeps it no longer:\n  VendorTrafficReport US WEEK: 7 days, 2026-09-27..10-03\n');
  expect(notes).toMatch(/Plan for acme-vendor-us: 2 reports.*Finish /s);
  expect(text).toBe('Nothing was started.\n');
  expect(world.engine.executions()).toEqual([]);
});

test('--missing asks Amazon only for missing days, start after start, until nothing is missing', async () => {
  const { execute, world } = await aDeskWithGaps();

  expect((await execute(start, { missing: true }, { ask: async () => 'y' })).code).toBe(EXIT.fine);
  expect(world.engine.executions()[0]?.input).toMatchObject({
    account: 'acme-vendor-us',
    reports: [{ ...traffic('DAY'), marketplaces: ['US'] }],
    from: '2026-11-02',
    to: '2026-11-06',
  });
  await world.clock.sleep(60_000);
  expect((await execute(start, { missing: true, yes: true })).code).toBe(EXIT.fine);
  const { notes, text } = await execute(start, { missing: true, yes: true });

  expect(world.amazon.reports.map(({ dataStartAt = 0 }) => new Date(dataStartAt).toISOString().slice(0, 10)).sort()).toEqual([
    '2026-11-02',
    '2026-11-06',
    '2026-11-11',
  ]);
  expect(notes).toContain('Nothing is missing that can still be had.');
  expect(text).toBe('Nothing was started.\n');
});

test('days beside --missing are refused', async () => {
  const { execute } = aDesk();
  await expect(execute(start, { missing: true, from: '2026-11-01' })).rejects.toThrow(InvalidInputError);
  await expect(execute(start, { missing: true, all: true })).rejects.toThrow('is for one account');
});
