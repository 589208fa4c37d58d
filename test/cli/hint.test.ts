import { expect, test } from 'vitest';
import { verify } from '../../cli/commands/imported/verify.ts';
import { explain } from '../../cli/commands/runs/explain.ts';
import { redrive } from '../../cli/commands/runs/redrive.ts';
import { status } from '../../cli/commands/runs/status.ts';
import { unfinished } from '../../cli/commands/runs/unfinished.ts';
import { watch } from '../../cli/commands/runs/watch.ts';
import { hint } from '../../cli/hint.ts';
import { defaultStackName } from '../../lambdas/core/stack-outputs.ts';
import { aDesk, threeReports } from './desk.ts';

test.for([
  [{ isLocal: false, stack: 'report-import-dev' }, 'npm run import -- --stack report-import-dev status'],
  [{ isLocal: false }, 'npm run import -- status'],
  [{ isLocal: false, namedAccountsFile: 'our accounts.json' }, "npm run import -- --accounts-file 'our accounts.json' status"],
  [{ isLocal: false, directory: 'mine' }, 'npm run import -- status'],
  [{ isLocal: true }, 'npm run import -- --local status'],
  [{ isLocal: true, directory: '/tmp/mine' }, 'npm run import -- --local --directory /tmp/mine status'],
  [{ isLocal: true, directory: "/tmp/it's mine" }, "npm run import -- --local --directory '/tmp/it'\\''s mine' status"],
] as const)('a hint from %o reaches the same world', ([place, line]) => {
  expect(hint({ stack: defaultStackName, ...place }, 'status')).toBe(line);
});

const oneFails = { plans: { GET_VENDOR_SALES_REPORT: [{ end: 'FATAL', fatalText: 'Report options are invalid' } as const] } };
const oneSlow = { behaviour: { end: 'IN_PROGRESS' } as const };

/** A desk with a local world in a folder of its own; what is printed or thrown is one text. */
const aLocalDesk = (options: Parameters<typeof aDesk>[0] = {}) => {
  const desk = aDesk({ accounts: threeReports, ...options });
  const place = { ...desk.ports.place, isLocal: true, directory: 'mine' };
  const execute = async (command: Parameters<typeof desk.execute>[0], written: Record<string, unknown> = {}): Promise<string> => {
    try {
      const { text, notes } = await desk.execute(command, written, { place });
      return text + notes;
    } catch (error) {
      return String(error);
    }
  };
  return { ...desk, execute };
};

test('commands that a local world does not have are refused with local hints', async () => {
  const { execute } = aLocalDesk();
  expect(await execute(status)).toContain('Start one with: npm run import -- --local --directory mine start');
  expect(await execute(explain)).toContain('Start one with: npm run import -- --local --directory mine start');
  expect(await execute(watch)).toContain('See the last runs with: npm run import -- --local --directory mine status');
  expect(await execute(explain, { ref: ['nothing'] })).toMatch(
    /Runs: npm run import -- --local --directory mine status\. Open reports: npm run import -- --local --directory mine unfinished/,
  );
});

test('the next step of a local run is a local one', async () => {
  const { execute, world } = aLocalDesk({ amazon: oneFails });
  await world.run();
  expect(await execute(explain)).toContain('Try what failed again: npm run import -- --local --directory mine redrive run-1');

  const fine = aLocalDesk();
  await fine.world.run();
  await fine.world.run();
  expect(await fine.execute(explain)).toMatch(/Left out: .*\(see: npm run import -- --local --directory mine watch run-2\)/);
});

test('for a run that cannot be redriven, the hint starts its account again', async () => {
  const { execute, world } = aLocalDesk();
  await world.run();
  expect(await execute(redrive, { ref: 'run-1' })).toContain(
    'To ask for its reports again: npm run import -- --local --directory mine start acme-vendor-us --force',
  );
});

test('for missing objects, the hint asks for them again by account', async () => {
  const { execute, world } = aLocalDesk();
  await world.run();
  for (const key of Object.keys(world.bucketState)) if (key.startsWith('reports/')) delete world.bucketState[key];
  expect(await execute(verify)).toContain(
    'Ask for them again with: npm run import -- --local --directory mine start acme-vendor-us --types',
  );
});

test('a carried-over report of a local world is explained with local hints', async () => {
  const { execute, world } = aLocalDesk({ amazon: oneSlow });
  await world.run({ account: 'acme-vendor-us', maxRuntimeMinutes: 10 });
  expect(await execute(unfinished)).toContain('One in full: npm run import -- --local --directory mine explain');
});
