import { expect, test } from 'vitest';
import { start } from '../../../../cli/commands/runs/start.ts';
import { EXIT } from '../../../../cli/out.ts';
import type { Place } from '../../../../cli/ports.ts';
import { version } from '../../../../cli/version.ts';
import { InvalidInputError } from '../../../../lambdas/core/errors.ts';
import { aJobItem } from '../../../builders.ts';
import { aDesk, threeReports } from '../../desk.ts';

const traffic = { dryRun: true, from: '2026-11-01', types: 'VendorTrafficReport', out: 'plan.json' };

const aDeskWithPlan = async (asked: Record<string, unknown> = traffic) => {
  const desk = aDesk({ accounts: threeReports });
  const { notes } = await desk.execute(start, asked);
  return { ...desk, notes, written: desk.files.get('plan.json') ?? '' };
};

test('a plan file is readable and diffable: the input, and a line for each step', async () => {
  const { written, notes, ports } = await aDeskWithPlan();

  expect(notes).toContain('Start exactly this with: npm run import -- start --plan plan.json');
  expect(written).toContain(`  "steps": [
    {"key":"VendorTrafficReport/US/reportPeriod=DAY/2026-11-01..2026-11-15","version":0,"does":"ask"},
    {"key":"VendorTrafficReport/US/reportPeriod=DAY/2026-11-16..2026-11-20","version":0,"does":"ask"}
  ]`);
  expect(JSON.parse(written)).toMatchObject({
    importer: version,
    stateMachine: ports.place.stateMachineArn,
    input: { account: 'acme-vendor-us', from: '2026-11-01', reportTypes: ['VendorTrafficReport'] },
    expected: { reports: 2, leftForTheNextRun: 0, turns: 2 },
  });
});

test('a plan that still holds is started exactly as written, and Plan accepts it', async () => {
  const { execute, world } = await aDeskWithPlan();

  const { code } = await execute(start, { plan: 'plan.json' });

  expect(code).toBe(EXIT.fine);
  expect(world.amazon.reports).toHaveLength(2);
  const [run] = await world.ports.ledger.latestRuns('acme-vendor-us', 1);
  expect(run).toMatchObject({ planHolds: true, jobKeys: [expect.stringContaining('2026-11-16..2026-11-20'), expect.any(String)] });
});

test('a plan that no longer holds is refused with the differences: added, gone, with another action', async () => {
  const { execute, world, ports, files } = await aDeskWithPlan({ dryRun: true, out: 'plan.json' });
  await world.run({ account: 'acme-vendor-us', reportTypes: ['VendorTrafficReport'] });
  const asked = aJobItem({
    key: 'VendorSalesReport/US/distributorView=MANUFACTURING,reportPeriod=DAY,sellingProgram=RETAIL/2026-11-20',
    type: 'VendorSalesReport',
    options: { distributorView: 'MANUFACTURING', reportPeriod: 'DAY', sellingProgram: 'RETAIL' },
    resumeAt: 'check',
    reportId: '1234',
    claim: undefined,
  });
  await ports.ledger.writeJob(asked);
  await ports.ledger.writeJob(aJobItem({ key: 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-12', claim: undefined }));
  const runs = world.engine.executions().length;

  const { code, text } = await execute(start, { plan: 'plan.json' });

  expect(code).toBe(EXIT.failed);
  expect(text).toContain('  added    VendorTrafficReport/US/reportPeriod=DAY/2026-11-12: ask\n');
  expect(text).toContain('  gone     VendorTrafficReport/US/reportPeriod=DAY/2026-11-20: ask was planned\n');
  expect(text).toContain('RETAIL/2026-11-20: ask was planned, now look\n');
  expect(text).toContain('Make it again, and review it: npm run import -- start --plan plan.json --dry-run --out plan.json');
  expect(world.engine.executions()).toHaveLength(runs);

  await execute(start, { plan: 'plan.json', dryRun: true, out: 'plan.json' });
  expect(files.get('plan.json')).toContain('"does":"look"');
  expect((await execute(start, { plan: 'plan.json', dryRun: true })).text).toContain('The plan holds: a start would do exactly this.');
});

test('Plan reads everything that the plan file was made from, also of a series that the input does not name', async () => {
  const desk = aDesk({ accounts: threeReports });
  const { ledger } = desk.ports;
  const range = { start: '2026-11-01', end: '2026-11-04' };
  const open = aJobItem({
    key: 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-01..2026-11-04',
    window: range,
    refusedSpan: 4,
    claim: undefined,
  });
  await ledger.writeJob(open);
  // A piece of it that was asked for since: only visible when the whole series is read.
  const piece = { start: '2026-11-01', end: '2026-11-02' };
  const outcome = { kind: 'saved', at: '2026-11-24T06:00:00Z', runId: 'r', round: 0 };
  const key = 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-01..2026-11-02';
  await ledger.writeJob(aJobItem({ key, window: piece, openSince: undefined, claim: undefined, outcome }));
  await desk.execute(start, { dryRun: true, types: 'VendorSalesReport', out: 'plan.json' });

  const { code } = await desk.execute(start, { plan: 'plan.json' });

  expect(JSON.parse(desk.files.get('plan.json') ?? '').steps).toContainEqual({ key: open.key, version: 1, does: 'split' });
  expect(code).toBe(EXIT.fine);
});

test.for<[string, Partial<Place>, Record<string, unknown>, (plan: string) => string, string]>([
  ['another stack', { stack: 'report-import-dev' }, {}, String, 'stack: it was made for report-import-prod, and this is report-import-dev'],
  ['another AWS account', { stateMachineArn: 'arn:b' }, {}, String, 'and this is arn:b'],
  ['another account', {}, { ref: 'acme-us' }, String, 'input.account: it was made for account acme-vendor-us, and this is account acme-us'],
  ['another version', {}, {}, (plan) => plan.replace(`"${version}"`, '"0.1.0"'), 'importer: it was made for version 0.1.0'],
  ['no plan', {}, {}, () => '{"account":"acme-us"}', 'account: there is no such field'],
])('the plan of %s is refused by its name', async ([, place, options, edited, message]) => {
  const { execute, ports, written } = await aDeskWithPlan();
  const refused = execute(
    start,
    { plan: 'plan.json', ...options },
    { place: { ...ports.place, ...place }, readFile: async () => edited(written) },
  );
  await expect(refused).rejects.toThrow(InvalidInputError);
  await expect(refused).rejects.toThrow(message);
});

test.for([
  [{ plan: 'plan.json', from: '2026-11-01' }, 'from: '],
  [{ plan: 'plan.json', force: true }, 'force: '],
  [{ plan: 'plan.json', all: true }, 'all: '],
  [{ out: 'plan.json' }, 'needs --dry-run beside it'],
  [{ out: 'plan.json', dryRun: true, all: true }, 'a plan is of one run'],
] as const)('%j is refused before anything is read', async ([options, message]) => {
  await expect(aDesk().execute(start, options)).rejects.toThrow(message);
});
