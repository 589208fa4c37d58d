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

/** A desk before a local world in a folder of its own; what is printed or thrown is one text. */
const aLocalDesk = (options: Parameters<typeof aDesk>[0] = {}) => {
  const desk = aDesk({ accounts: threeReports, ...options });
  const place = { ...desk.ports.place, isLocal: true, directory: 'mine' };
  const tell = async (command: Parameters<typeof desk.tell>[0], written: Record<string, unknown> = {}): Promise<string> => {
    try {
      const { text, notes } = await desk.tell(command, written, { place });
      return text + notes;
    } catch (error) {
      return String(error);
    }
  };
  return { ...desk, tell };
};

test('what a local world has none of is told with local hints', async () => {
  const { tell } = aLocalDesk();
  expect(await tell(status)).toContain('Start one with: npm run import -- --local --directory mine start');
  expect(await tell(explain)).toContain('Start one with: npm run import -- --local --directory mine start');
  expect(await tell(watch)).toContain('See the last runs with: npm run import -- --local --directory mine status');
  expect(await tell(explain, { ref: ['nothing'] })).toMatch(
    /Runs: npm run import -- --local --directory mine status\. Open reports: npm run import -- --local --directory mine unfinished/,
  );
});

test('the next step of a local run is a local one', async () => {
  const { tell, world } = aLocalDesk({ amazon: oneFails });
  await world.run();
  expect(await tell(explain)).toContain('Try what failed again: npm run import -- --local --directory mine redrive run-1');

  const fine = aLocalDesk();
  await fine.world.run();
  await fine.world.run();
  expect(await fine.tell(explain)).toMatch(/Left out: .*\(see: npm run import -- --local --directory mine watch run-2\)/);
});

test('a run that cannot be redriven is asked for anew by its account’s name', async () => {
  const { tell, world } = aLocalDesk();
  await world.run();
  expect(await tell(redrive, { ref: 'run-1' })).toContain(
    'To ask for its reports anew: npm run import -- --local --directory mine start acme-vendor-us --force',
  );
});

test('objects that are gone are asked for again by their account’s name', async () => {
  const { tell, world } = aLocalDesk();
  await world.run();
  for (const key of Object.keys(world.bucketState)) if (key.startsWith('reports/')) delete world.bucketState[key];
  expect(await tell(verify)).toContain('Ask for them again with: npm run import -- --local --directory mine start acme-vendor-us --types');
});

test('what is carried over here is explained here', async () => {
  const { tell, world } = aLocalDesk({ amazon: oneSlow });
  await world.run({ account: 'acme-vendor-us', maxRuntimeMinutes: 10 });
  expect(await tell(unfinished)).toContain('One in full: npm run import -- --local --directory mine explain');
});
