import { expect, test } from 'vitest';
import { coverage } from '../../../../cli/commands/imported/coverage.ts';
import { redrive } from '../../../../cli/commands/runs/redrive.ts';
import { start } from '../../../../cli/commands/runs/start.ts';
import { status } from '../../../../cli/commands/runs/status.ts';
import { EXIT } from '../../../../cli/out.ts';
import { InvalidInputError, StoreUnavailableError } from '../../../../lambdas/core/errors.ts';
import type { World } from '../../../harness/a-world.ts';
import { aDesk, threeReports } from '../../desk.ts';

const [vendor] = threeReports.accounts;
const fleet = {
  accounts: [
    ...['acme-us', 'acme-uk', 'umbrella-us'].map((name) => ({ ...vendor, name })),
    { ...vendor, name: 'resting-us', enabled: false, secret: 'shared' },
  ],
};
const runsOf = ({ engine }: World) => engine.executions().filter(({ parent }) => parent === undefined);
const oneFails = { plans: { GET_VENDOR_SALES_REPORT: [{ end: 'FATAL', fatalText: 'Report options are invalid' } as const, {}] } };

test('status shows each account in one line: run, outcome, oldest unfinished, secret and next start', async () => {
  const plans = { GET_VENDOR_TRAFFIC_REPORT: [{ end: 'IN_PROGRESS' } as const, {}] };
  const { world, execute, json } = aDesk({ accounts: fleet, amazon: { plans } });
  await world.run({ account: 'acme-us', maxRuntimeMinutes: 10 });
  await world.run({ account: 'resting-us' });

  const { code, text } = await execute(status);

  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/^11-25 06:\d\d {2}acme-us +succeeded +2 +1 +0 +1\d m \d\d s +116 d +11-25 11:00$/m);
  expect(text).toMatch(/^11-25 06:\d\d {2}resting-us +succeeded +3 +0 +0 +116 d +rests$/m);
  expect(text).toMatch(/^ +umbrella-us +no run yet +116 d +11-25 11:00$/m);
  expect((await json(status)).value).toContainEqual({
    ...{ account: 'umbrella-us', enabled: true },
    ...{ secretChangedAt: '2026-08-01T00:00:00Z', nextStartAt: '2026-11-25T11:00:00.000Z' },
  });
});

test('status with a pattern judges only the matching accounts, and --failed shows only the failed ones', async () => {
  const { world, execute } = aDesk({ accounts: fleet, amazon: oneFails });
  await world.run({ account: 'acme-us' });
  await world.run({ account: 'acme-uk' });

  const failed = await execute(status, { failed: true });
  const some = await execute(status, { account: 'umb*,acme-uk' });

  expect(failed.code).toBe(EXIT.failed);
  expect(failed.text.split('\n')[1]).toMatch(/acme-us +failed/);
  expect(failed.text).not.toContain('acme-uk');
  expect(failed.text).toContain('✗ acme-us: 1 of 3 reports failed');
  expect(some.code).toBe(EXIT.fine);
  expect(some.text.match(/(acme|umbrella|resting)-\w+/g)).toEqual(['acme-uk', 'umbrella-us']);
  expect((await execute(status, { failed: true, account: 'umb*' })).text).toBe(
    'There is no run yet. Start one with: npm run import -- start\n',
  );
});

test('status --html writes a page with links to the run and the calendars of each account, those with problems first', async () => {
  const { world, execute, files } = aDesk({ accounts: fleet, amazon: oneFails });
  await world.run({ account: 'acme-us' });
  await world.run({ account: 'acme-uk' });

  const { code, notes } = await execute(status, { html: 'out/fleet.html' });

  expect(code).toBe(EXIT.failed);
  expect(notes).toContain('Page: out/fleet.html, and 6 beside it');
  const page = files.get('out/fleet.html') ?? '';
  const links = [...page.matchAll(/href="([^"]*\.html)"/g)].map(([, link]) => `out/${link}`);
  expect(links).toHaveLength(6);
  expect([...files.keys()].sort()).toEqual(['out/fleet.html', ...links].sort());
  expect([...page.matchAll(/<th scope="row">([^<]*)/g)].map(([, account]) => account)).toEqual([
    ...['acme-us', 'resting-us', 'umbrella-us', 'acme-uk'],
  ]);
  expect(page).toContain('1 of 3 reports failed: wrong-parameters');
  expect(page).toContain('">1 failed</a>');
  expect(page.match(/">nothing yet<\/a>/g)).toHaveLength(2);
  expect(page).toMatch(/<td data-head="next start, UTC">2026-11-25 11:00<.*<td data-head="next start, UTC">rests</s);
  expect(files.get('out/fleet.acme-us.run.html')).toContain('Timeline of 3 reports');
  expect(files.get('out/fleet.acme-us.html')).toContain('href="fleet.html">All accounts</a>');
  expect(page).not.toMatch(/<script|https?:/);
  await expect(execute(status, { html: true, limit: 3 })).rejects.toThrow('limit: 3 has no effect beside');
});

test('without permission to list secrets, everything else is shown', async () => {
  const { world, execute, ports } = aDesk({ accounts: fleet });
  await world.run({ account: 'acme-us' });
  const list = () => Promise.reject(new Error('AccessDenied'));
  const { code, text } = await execute(status, {}, { secrets: { ...ports.secrets, list } });
  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/acme-us +succeeded +3 +0 +0 +11-25 11:00/);
});

test('a pattern that matches no account is refused, with the existing names', async () => {
  const { execute } = aDesk({ accounts: fleet });
  await expect(execute(coverage, { account: 'acne-*' })).rejects.toThrow(
    /"acne-\*" matches no account of the accounts file. It has: acme-us, /,
  );
  expect((await execute(coverage, { account: 'acme-*' })).text.match(/^acme-\w+(?=:)/gm)).toEqual(['acme-us', 'acme-uk']);
});

test('start --all shows its plan, starts only after a yes, four a second, and leaves out disabled accounts', async () => {
  const { world, execute } = aDesk({ accounts: fleet });
  const asked: string[] = [];
  const answering = (word: string) => ({
    ask: async (question: string) => {
      asked.push(question);
      return word;
    },
  });

  const refused = await execute(start, { all: true }, answering('n'));
  expect([refused.code, world.engine.executions().length]).toEqual([EXIT.fine, 0]);
  const startedAtMs = world.clock.now();
  const { code, text, notes } = await execute(start, { all: true, types: 'VendorTrafficReport' }, answering('y'));

  expect(asked).toEqual(['Start 3 accounts? [y/N] ', 'Start 3 accounts? [y/N] ']);
  expect(notes).toMatch(/^acme-us +1 +1 +2026-11-25 06:02$/m);
  expect(notes).toContain('3 accounts: 3 reports, 3 turns of createReport; the last ends 2026-11-25 06:02:00 UTC');
  expect(notes).toContain('Left out: resting-us: rests by "enabled": false');
  expect(notes).toContain('✓ acme-uk: acme-uk-2026-11-25-060000');
  expect(text).toContain('Started 3 of 3 runs. See them with: npm run import -- status');
  expect(code).toBe(EXIT.fine);
  expect(runsOf(world).map(({ startedAtMs: at }) => at - startedAtMs)).toEqual([0, 250, 500]);
});

test('start --all continues when one start is refused, names it, and ends with exit code 1', async () => {
  const { world, ports, execute } = aDesk({ accounts: fleet });
  const refuseOne = async (name: string, input: Record<string, unknown>) => {
    if (input['account'] === 'acme-uk') throw new StoreUnavailableError('Step Functions did not start an execution: throttled');
    return ports.workflow.start(name, input);
  };
  const { code, text, notes } = await execute(start, { all: true, yes: true }, { workflow: { ...ports.workflow, start: refuseOne } });
  expect(code).toBe(EXIT.failed);
  expect(notes).toContain('✗ acme-uk: Step Functions did not start an execution: throttled');
  expect(text).toContain('Started 2 of 3 runs.');
  expect(runsOf(world)).toHaveLength(2);
});

test('start --all leaves out accounts with nothing due, and a dry run starts nothing', async () => {
  const { world, execute } = aDesk({ accounts: fleet });
  const dry = await execute(start, { all: true, dryRun: true, account: 'acme-*' });
  expect([dry.code, world.engine.executions().length]).toEqual([EXIT.fine, 0]);
  expect(dry.text).toMatch(/2 accounts: 6 reports, 6 turns.*\nNothing was started\.\n$/);
  await world.run({ account: 'acme-us' });
  expect((await execute(start, { all: true, yes: true, account: 'acme-*' })).notes).toContain('Left out: acme-us: nothing is due');
});

test.for([
  ['start', start, { all: true }],
  ['redrive', redrive, { failed: true }],
] as const)('%s of many without a terminal needs --yes', async ([, command, written]) => {
  const { world, execute } = aDesk({ accounts: fleet, amazon: oneFails });
  await world.run({ account: 'acme-us' });
  await expect(execute(command, written)).rejects.toThrow(InvalidInputError);
  expect(runsOf(world)).toHaveLength(1);
});

test('Ctrl-C between two starts starts no other, and says which were left', async () => {
  const { world, ports, execute } = aDesk({ accounts: fleet });
  const stop = new AbortController();
  const sleep = async (ms: number) => {
    stop.abort();
    await world.clock.sleep(ms);
  };
  const startOnce = (name: string, input: Record<string, unknown>) => ports.workflow.start(name, input).finally(() => stop.abort());
  const written = { all: true, yes: true };
  const { code, text } = await execute(start, written, {
    sleep,
    interrupted: stop.signal,
    workflow: { ...ports.workflow, start: startOnce },
  });
  expect(code).toBe(EXIT.interrupted);
  expect(text).toContain('Started 1 of 3 runs. Stopped: acme-uk, umbrella-us were left as before.');
});

test('redrive --failed redrives the newest run of each account where it failed, and no other', async () => {
  const { world, execute } = aDesk({ accounts: fleet, amazon: oneFails });
  const failed = await world.run({ account: 'acme-us' });
  const well = await world.run({ account: 'acme-uk' });

  const { code, text, notes } = await execute(redrive, { failed: true, yes: true });
  await world.engine.settled(failed.arn);

  expect(code).toBe(EXIT.fine);
  expect(notes).toContain('1 run: 1 failed report, at most 1 turn of createReport');
  expect(text).toContain('Redriven 1 of 1 run.');
  expect([world.engine.execution(failed.arn), world.engine.execution(well.arn)]).toMatchObject([
    { status: 'SUCCEEDED', redriveCount: 1 },
    { redriveCount: 0 },
  ]);
  expect((await execute(redrive, { failed: true, yes: true })).text).toContain('nothing to redrive');
});
