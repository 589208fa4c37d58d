import { expect, test } from 'vitest';
import { z } from 'zod';
import { explain } from '../../../../cli/commands/runs/explain.ts';
import { redrive } from '../../../../cli/commands/runs/redrive.ts';
import { start } from '../../../../cli/commands/runs/start.ts';
import { status } from '../../../../cli/commands/runs/status.ts';
import { watch } from '../../../../cli/commands/runs/watch.ts';
import type { Workflow } from '../../../../cli/deployed/workflow.ts';
import { EXIT } from '../../../../cli/out.ts';
import { InvalidInputError, StoreUnavailableError } from '../../../../lambdas/core/errors.ts';
import { aDesk, threeReports } from '../../desk.ts';

const OPTIONS_TEXT = 'Report options are invalid';
const oneFails = { plans: { GET_VENDOR_SALES_REPORT: [{ end: 'FATAL', fatalText: OPTIONS_TEXT } as const, {}] } };

test('start imports, shows each outcome, and writes the timeline', async () => {
  const { execute, files, world } = aDesk({ accounts: threeReports });

  const { code, text, notes } = await execute(start, { ref: 'acme-vendor-us', html: 'run.html' });

  expect(code).toBe(EXIT.fine);
  expect(notes).toContain('✓ saved: VendorTrafficReport US DAY 2026-11-20');
  expect(text).toContain('3 reports: 3 saved');
  expect(files.get('run.html')).toContain('<title>Import acme-vendor-us-2026-11-25-060000 of acme-vendor-us</title>');
  expect(world.amazon.reports).toHaveLength(3);
});

test('the account need not be named where there is only one; a named one must be in the accounts file', async () => {
  const { execute } = aDesk({ accounts: threeReports });
  expect((await execute(start, { watch: false })).code).toBe(EXIT.fine);
  await expect(execute(start, { account: 'acme', watch: false, input: '[]' })).rejects.toThrow(InvalidInputError);
});

test('a whole input may be given as JSON or as a file, and options win over it', async () => {
  const { execute, world } = aDesk({ accounts: threeReports });
  const { text } = await execute(start, {
    input: '{"account":"acme-vendor-us","reportTypes":["VendorSalesReport"],"catchUpPeriods":3}',
    types: 'VendorTrafficReport',
    watch: false,
  });
  expect(text).toContain('Watch it with: npm run import -- watch acme-vendor-us-2026-11-25-060000');
  expect(world.engine.executions()[0]?.input).toEqual({
    account: 'acme-vendor-us',
    reportTypes: ['VendorTrafficReport'],
    catchUpPeriods: 3,
  });
});

test('a field that a run does not have is refused before anything is started', async () => {
  const { execute, world } = aDesk();
  await expect(execute(start, { input: '{"accuont":"acme-vendor-us"}' })).rejects.toThrow(/accuont.*Did you mean "account"/s);
  expect(world.engine.executions()).toHaveLength(0);
});

test('a dry run shows jobs, turns, finish and cost, and neither calls Amazon nor writes', async () => {
  const { execute, json, world } = aDesk({ accounts: threeReports });

  const { code, text } = await execute(start, { dryRun: true, from: '2026-11-01', types: 'VendorTrafficReport' });

  expect(code).toBe(EXIT.fine);
  expect(text).toContain('Plan for acme-vendor-us: 2 reports, 2 turns of createReport. Nothing was started.');
  expect(text).toContain('06:00:00   ask   VendorTrafficReport US DAY 2026-11-01..15  backfill');
  expect(text).toMatch(/Finish {4}2026-11-25 06:02:00 UTC, 2 m 00 s from now/);
  expect(text).toMatch(/Cost {6}about \$0\.00\d \(\d+ state transitions/);
  expect(world.amazon.calls).toHaveLength(0);
  expect(world.ledgerState).toEqual({ jobs: {}, runs: {}, lines: {} });
  expect((await json(start, { dryRun: true })).value).toMatchObject({ turns: 3, jobs: [{ does: 'ask', purpose: 'newest' }, {}, {}] });
});

test('the run after a dry run does what the dry run showed', async () => {
  const { json, world } = aDesk({ accounts: threeReports });
  const { value } = await json(start, { dryRun: true });
  await world.run({ account: 'acme-vendor-us' });
  const [run] = await world.ports.ledger.latestRuns('acme-vendor-us', 1);
  expect(value).toMatchObject({ jobs: run?.jobKeys.map((key) => ({ key })), plannedFinishAt: run?.plannedFinishAt });
});

test('the cost in a dry run is close to that of the run after it', async () => {
  const { json, world } = aDesk({ accounts: threeReports });
  const { value } = await json(start, { dryRun: true });
  const { arn } = await world.run();
  const history = world.engine.history(arn);
  const passed =
    history.filter(({ type }) => type === 'StateEntered').length +
    history.filter(({ item, type }) => item !== undefined && type === 'ExecutionStarted').length;
  const { cost } = z.object({ cost: z.object({ stateTransitions: z.number(), usd: z.number() }) }).parse(value);
  expect(Math.abs(cost.stateTransitions - passed) / passed).toBeLessThan(0.2);
  expect(cost.usd).toBeCloseTo((cost.stateTransitions * 0.025) / 1000, 10);
});

test('the pause before a redrive does not count as work, and the earlier failure stays visible', async () => {
  const { execute, files, world } = aDesk({ accounts: threeReports, amazon: oneFails });
  await execute(start);
  await world.clock.sleep(20 * 3_600_000);

  await execute(redrive, { ref: 'latest' });
  const { text } = await execute(watch, { html: 'redriven.html' });
  const { text: story } = await execute(explain);
  const { text: report } = await execute(explain, { ref: ['VendorSalesReport'] });

  expect(text).toMatch(/✓ saved .*\n {3}round 0 failed: wrong-parameters: Report options are invalid/);
  expect(text).toMatch(/Finished .*\(\d m \d\d s of work in 2 rounds, .* the plan\)/);
  expect(text).not.toMatch(/\d h \d\d m/);
  expect(story).toMatch(/took \d m \d\d s \(/);
  expect(report).toMatch(/round 0 \(report \d+\), ended it as failed .*: wrong-parameters; a redrive opened it again/);
  const page = files.get('redriven.html') ?? '';
  expect(page).toMatch(/20 h \d\d m of pause before round 1/);
  expect(page).toContain('<span class="trouble">failed ×1</span>');
  expect(page.match(/class="outcome"[^>]*><svg class="sign failed"/g)).toHaveLength(1);
});

test('explain finds a report that ended in an earlier round by its id, and names the round', async () => {
  const { world, execute } = aDesk({ accounts: threeReports, amazon: oneFails });
  await world.run();
  const id = world.amazon.reports.find(({ reportType }) => reportType === 'GET_VENDOR_SALES_REPORT')?.reportId ?? '';
  await execute(redrive, { ref: 'latest' });

  const { code, text } = await execute(explain, { ref: [id] });

  expect(code).toBe(EXIT.fine);
  expect(text).toContain(`Run run-1, round 0 (report ${id}), ended it as failed`);
});

test('explain names the reports that were saved with 0 rows, and what to do about them', async () => {
  const { world, execute } = aDesk({ accounts: threeReports, amazon: { plans: { GET_VENDOR_SALES_REPORT: { document: { rows: 0 } } } } });
  await world.run();

  const { code, text } = await execute(explain);

  expect(code).toBe(EXIT.fine);
  expect(text).toContain('3 reports: 3 saved');
  expect(text).toMatch(
    /\nsaved with 0 rows \(1 report\)\n {2}- VendorSalesReport\/US\/.* \(report \d+\)\n {2}Next: nothing to do, if nothing was sold/,
  );
});

test('a failed run ends with its Cause, the command line of its redrive, and exit code 1', async () => {
  const { execute, world } = aDesk({ accounts: threeReports, amazon: oneFails });
  const { code, notes } = await execute(start);
  expect(code).toBe(EXIT.failed);
  expect(notes).toContain('1 of 3 reports failed');
  expect(notes).toContain('Redrive this execution');
  // The whole address, to open or to copy.
  const summary =
    /All reports: s3:\/\/memory\/(runs\/account=acme-vendor-us\/date=2026-11-25\/acme-vendor-us-2026-11-25-060000\.json)\n/.exec(
      notes,
    )?.[1];
  expect(Object.keys(world.bucketState)).toContain(summary);
  expect(notes).toMatch(/Try what failed again: npm run import -- redrive acme-vendor-us-2026-11-25-060000\n$/);
});

test('a slow run ends with what is unfinished, why, and the complete command line that continues it', async () => {
  const { execute, ports } = aDesk({ accounts: threeReports, amazon: { plans: { GET_VENDOR_SALES_REPORT: { end: 'IN_PROGRESS' } } } });
  const place = { ...ports.place, stack: 'report-import-dev' };
  const { code, text, notes } = await execute(start, { maxRuntime: '10' }, { place });
  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/3 reports: 2 saved .*, 1 unfinished, 0 failed\.\n$/);
  expect(notes).toContain('Unfinished (1), and the next run continues it:');
  expect(notes).toContain('  → VendorSalesReport US DAY MANUFACTURING RETAIL 2026-11-20 (still-processing)');
  expect(notes).toMatch(/Start again to continue now: npm run import -- --stack report-import-dev start acme-vendor-us\n$/);
});

test.for([
  ['an unknown account', { ref: 'acme-vendor' }, /account: "acme-vendor" is not allowed. Allowed: acme-vendor-us/],
  ['a type that the account does not have', { types: 'CouponPerformanceReport' }, /"CouponPerformanceReport" is not allowed/],
  ['a future day', { from: '2027-01-01' }, /from: "2027-01-01" lies in the future/],
] as const)('%s is refused before anything is started', async ([, written, words]) => {
  const { execute, world } = aDesk({ accounts: threeReports });
  const refused = await execute(start, { ...written, watch: false }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InvalidInputError);
  expect(String(refused)).toMatch(words);
  expect(world.engine.executions()).toHaveLength(0);
});

test('an input that Plan refuses ends the watching with its message', async () => {
  const { execute, world } = aDesk({ accounts: threeReports });
  const input = { account: 'acme-vendor-us', reportTypes: ['CouponPerformanceReport'] };
  const { code, text, notes } = await execute(watch, { ref: world.engine.startExecution({ name: 'by-hand', input }) });
  expect(code).toBe(EXIT.failed);
  expect(text).toContain('The execution is FAILED; it claimed no run.');
  expect(notes).toContain('"CouponPerformanceReport" is not allowed');
});

test('Ctrl-C ends the watching and says that the import continues', async () => {
  const { execute, world, ports } = aDesk({ accounts: threeReports });
  const stop = new AbortController();
  const sleep = async (ms: number) => {
    await ports.sleep(ms, stop.signal);
    if (world.clock.now() - Date.parse('2026-11-25T06:00:00Z') > 30_000) stop.abort();
  };

  const { code, notes } = await execute(start, {}, { sleep, interrupted: stop.signal });

  expect(code).toBe(EXIT.interrupted);
  expect(notes).toContain('the import continues. Watch it again with: npm run import -- watch acme-vendor-us-2026-11-25-060000');
  expect((await execute(watch)).text).toContain('3 reports: 3 saved');
});

test('watching survives minutes without AWS, and reports that once', async () => {
  const { execute, world, ports } = aDesk({ accounts: threeReports });
  const isDown = () => world.clock.now() > Date.parse('2026-11-25T06:00:20Z') && world.clock.now() < Date.parse('2026-11-25T06:03:00Z');
  const workflow: Workflow = {
    ...ports.workflow,
    describe: async (arn) => {
      if (isDown()) throw new StoreUnavailableError('getaddrinfo ENOTFOUND');
      return ports.workflow.describe(arn);
    },
  };

  const { code, notes } = await execute(start, {}, { workflow });

  expect(code).toBe(EXIT.fine);
  expect(notes.match(/AWS does not answer/g)).toHaveLength(1);
  expect(notes).toContain('AWS answers again.');
});

test('watching gives up when AWS cannot be reached for half an hour', async () => {
  const { execute, ports } = aDesk({ accounts: threeReports });
  const describe = async () => {
    throw new StoreUnavailableError('getaddrinfo ENOTFOUND');
  };
  await expect(execute(start, {}, { workflow: { ...ports.workflow, describe } })).rejects.toThrow(StoreUnavailableError);
});

test('watch --json prints one value and nothing else', async () => {
  const { world, json } = aDesk({ accounts: threeReports });
  await world.run();
  expect(await json(watch)).toMatchObject({
    code: EXIT.fine,
    value: { status: 'SUCCEEDED', run: { runId: 'run-1', counts: { saved: 3 } } },
  });
});

test('status shows the newest first and fails when that one failed', async () => {
  const { world, execute, json } = aDesk({ accounts: threeReports, amazon: oneFails });
  expect((await execute(status)).text).toContain('There is no run yet');
  await world.run();
  expect(await execute(status)).toMatchObject({ code: EXIT.failed, text: expect.stringMatching(/acme-vendor-us {2}failed +2 +0 +1 /) });
  await world.run();
  const { code, value } = await json(status, { limit: '5' });
  expect(code).toBe(EXIT.fine);
  expect(value).toMatchObject([{ runId: 'run-2' }, { runId: 'run-1', status: 'failed', counts: { failed: 1 } }]);
});

test('a run that a person stopped is shown as aborted, not as running', async () => {
  const { world, execute } = aDesk({ accounts: threeReports });
  const arn = world.engine.startExecution({ name: 'stopped', input: { account: 'acme-vendor-us' } });
  await world.clock.sleep(40_000);
  await world.engine.abort(arn);
  expect((await execute(status)).text).toContain('aborted');
  expect((await execute(explain, { ref: ['stopped'] })).text).toContain('was stopped by a person');
});

test('explain shows Amazon’s own reasons and the next step', async () => {
  const { world, execute } = aDesk({ accounts: threeReports, amazon: oneFails });
  await world.run();
  const { code, text } = await execute(explain);
  expect(code).toBe(EXIT.failed);
  expect(text).toContain(OPTIONS_TEXT);
  expect(text).toContain('Next: Correct the report’s options or dates in the accounts file');
  expect(text).toContain('npm run import -- redrive run-1');
});

const twoVendors = {
  accounts: threeReports.accounts.flatMap((account) => [account, { ...account, name: 'other-vendor-us' }]),
};

test('explain without arguments names the other account that failed too', async () => {
  const { world, execute, json } = aDesk({ accounts: twoVendors, amazon: { behaviour: { end: 'FATAL', fatalText: OPTIONS_TEXT } } });
  await world.run({ account: 'other-vendor-us' });
  await world.run({ account: 'acme-vendor-us' });
  const line = 'other-vendor-us failed too: npm run import -- explain other-vendor-us';

  const { code, text } = await execute(explain);

  expect(code).toBe(EXIT.failed);
  expect(text).toContain('of acme-vendor-us failed');
  expect(text).toContain(`\n${line}\n`);
  expect((await json(explain)).value).toMatchObject({ alsoFailed: ['other-vendor-us'] });
  expect((await execute(explain, { ref: ['acme-vendor-us'] })).text).not.toContain(line);
});

test('explain without arguments has one line for an account with a newest run that succeeded', async () => {
  const { world, execute } = aDesk({ accounts: twoVendors });
  await world.run({ account: 'other-vendor-us' });
  await world.run({ account: 'acme-vendor-us' });
  const { code, text } = await execute(explain);
  expect(code).toBe(EXIT.fine);
  expect(text).toContain('other-vendor-us succeeded: npm run import -- explain other-vendor-us');
});

test.for([
  ['its report id', (id: string) => [id]],
  ['its key', () => ['VendorSalesReport/US/distributorView=MANUFACTURING,reportPeriod=DAY,sellingProgram=RETAIL/2026-11-20']],
  ['words of its key', () => ['vendorsales', 'retail', '2026-11-20']],
] as const)('explain finds a report by %s', async ([, wordsFor]) => {
  const { world, execute } = aDesk({ accounts: threeReports, amazon: oneFails });
  await world.run();
  const id = world.amazon.reports.find(({ reportType }) => reportType === 'GET_VENDOR_SALES_REPORT')?.reportId ?? '';

  const { code, text } = await execute(explain, { ref: wordsFor(id) });

  expect(code).toBe(EXIT.failed);
  expect(text).toContain('Asks for GET_VENDOR_SALES_REPORT for 2026-11-20T00:00:00Z');
  expect(text).toContain(`ended it as failed`);
  expect(text).toContain(OPTIONS_TEXT);
});

test('explain of a carried-over report says that the next run continues it', async () => {
  const { world, execute } = aDesk({ amazon: { behaviour: { end: 'IN_PROGRESS' } } });
  await world.run({ account: 'acme-vendor-us', maxRuntimeMinutes: 10 });
  const { code, text } = await execute(explain, { ref: ['VendorTraffic'] });
  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/Next: the run that owns it, or the next one, continues it \(open for 10 m/);
  expect((await execute(explain)).text).toContain('To continue what is unfinished at once: npm run import -- start acme-vendor-us');
});

test('explain of something unknown is a usage error that says where to look', async () => {
  const { execute } = aDesk();
  await expect(execute(explain, { ref: ['nothing'] })).rejects.toThrow(/no run and no report.*npm run import -- status/s);
});

test('redrive retries only what failed', async () => {
  const { world, execute } = aDesk({ accounts: threeReports, amazon: oneFails });
  await world.run();
  const askedBefore = world.amazon.reports.length;
  const { code, text } = await execute(redrive, { ref: 'run-1' });
  expect(code).toBe(EXIT.fine);
  expect(text).toContain('succeeded, round 1');
  expect(world.amazon.reports.length - askedBefore).toBe(1);
});

test('redrive of a run that succeeded says why not', async () => {
  const { world, execute } = aDesk({ accounts: threeReports });
  await world.run();
  const { code, text } = await execute(redrive, { ref: 'acme-vendor-us' });
  expect(code).toBe(EXIT.failed);
  expect(text).toContain('cannot be redriven: Execution is SUCCEEDED');
});

test('a run is found by id, execution name, ARN and account', async () => {
  const { world, execute } = aDesk({ accounts: threeReports });
  const { arn } = await world.run();
  for (const ref of ['run-1', arn, 'acme-vendor-us', 'latest'])
    expect((await execute(watch, { ref })).text).toContain('Run run-1 of acme-vendor-us');
  await expect(execute(watch, { ref: 'run-7' })).rejects.toThrow(/There is no run "run-7"/);
});

test('a scheduled run, whose id is its planned start, is found by its execution too', async () => {
  const { world, execute } = aDesk({ accounts: threeReports });
  const { arn } = await world.run({ account: 'acme-vendor-us', scheduledAt: '2026-11-25T06:00:00Z' }, 'by-the-schedule');
  for (const ref of ['2026-11-25T06:00:00Z', arn, 'by-the-schedule'])
    expect((await execute(watch, { ref })).text).toContain('Run 2026-11-25T06:00:00Z of');
});

const byHand = { name: 'by-hand', input: { account: 'acme-vendor-us', reportTypes: ['CouponPerformanceReport'] } };

test('a run that failed while planning is found, with its cause, by status, explain and redrive', async () => {
  const { world, execute, json } = aDesk({ accounts: threeReports });
  await world.run();
  const arn = world.engine.startExecution(byHand);
  await world.engine.settled(arn);
  const cause = '"CouponPerformanceReport" is not allowed';

  const shown = await execute(status);

  expect(shown.code).toBe(EXIT.failed);
  expect(shown.text).toContain('✗ acme-vendor-us: ');
  expect((await json(status)).value).toMatchObject([{ runId: 'by-hand', status: 'failed', cause: expect.stringContaining(cause) }]);
  for (const ref of [[], ['acme-vendor-us'], ['by-hand'], [arn]]) {
    const { code, text } = await execute(explain, { ref });
    expect(code).toBe(EXIT.failed);
    expect(text).toContain(cause);
    expect(text).toContain('fix the cause and start again: npm run import -- start acme-vendor-us');
  }
  expect((await execute(redrive, { ref: 'by-hand' })).notes).toContain('Redriving by-hand.');
  await world.run();
  expect((await execute(status)).code).toBe(EXIT.fine);
});

test('an execution that failed with an unreadable input is shown, and counts for no account', async () => {
  const { world, execute } = aDesk({ accounts: threeReports });
  await world.engine.settled(world.engine.startExecution({ name: 'no-account', input: {} }));
  await world.clock.sleep(1000);
  await world.run();
  expect((await execute(status)).text).toContain('no-account');
  expect((await execute(explain, { ref: ['no-account'] })).text).toContain('account: is missing');
});

test('status without a name judges the newest run of each account, with one line for each', async () => {
  const { world, execute, json } = aDesk({ accounts: twoVendors, amazon: oneFails });
  await world.run({ account: 'other-vendor-us' });
  await world.run({ account: 'acme-vendor-us' });
  await world.run({ account: 'acme-vendor-us' });

  const { code, text } = await execute(status);

  expect(code).toBe(EXIT.failed);
  expect(text.match(/^11-25 .*(acme|other)-vendor-us/gm)).toHaveLength(2);
  expect(text).toContain('✗ other-vendor-us: 1 of 3 reports failed: wrong-parameters (npm run import -- explain run-1)');
  expect((await execute(status, { account: 'acme-vendor-us' })).code).toBe(EXIT.fine);
  expect((await json(status, { limit: '1' })).code).toBe(EXIT.failed);
  expect((await execute(explain)).code).toBe(EXIT.failed);
});

test('an input file that Windows wrote is refused by its name', async () => {
  const { execute, ports, world } = aDesk({ accounts: threeReports });
  // Any existing file: its content is what the port returns.
  const readFile = async () => '\uFEFF{"account":"acme-vendor-us"}';
  await expect(execute(start, { input: 'package.json', watch: false }, { ...ports, readFile })).rejects.toThrow(
    /"package.json" begins with a byte order mark/,
  );
  expect(world.engine.executions()).toHaveLength(0);
});
