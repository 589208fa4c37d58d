import { expect, test } from 'vitest';
import { tabulate } from '../../../../cli/commands/imported/tabulate.ts';
import { EXIT } from '../../../../cli/out.ts';
import { InvalidInputError } from '../../../../lambdas/core/errors.ts';
import type { JobItem } from '../../../../lambdas/core/record/jobs.ts';
import type { WorldOptions } from '../../../harness/a-world.ts';
import { aDesk, threeReports } from '../../desk.ts';

const ACCOUNT = 'acme-vendor-us';
const HOUR = 3_600_000;

/** Documents that were imported while a run's input said that it makes no tables. */
const aDeskWithDocuments = async (options: WorldOptions = {}) => {
  const desk = aDesk({ accounts: threeReports, ...options });
  const { world } = desk;
  await world.run({ account: ACCOUNT, tables: false });
  await world.clock.sleep(2 * HOUR);
  const jobs = (): JobItem[] => Object.values(world.ledgerState.jobs[ACCOUNT] ?? {});
  const tabulated = () => jobs().filter(({ tables }) => tables?.at !== undefined);
  return { ...desk, jobs, tabulated };
};

test('a dry run counts documents, rows and bytes, and starts nothing', async () => {
  const { tell, json, world, jobs } = await aDeskWithDocuments();
  const started = world.engine.executions().length;
  const rows = jobs().reduce((sum, { saved }) => sum + (saved?.rows ?? 0), 0);

  const { code, text } = await tell(tabulate, { dryRun: true });

  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/documents +rows +size +left out +account/);
  expect(text).toContain('Nothing was started.');
  expect((await json(tabulate, { dryRun: true })).value).toMatchObject([{ account: ACCOUNT, documents: 3, rows, leftOut: [] }]);
  expect(world.engine.executions()).toHaveLength(started);
});

test('it goes through all documents, run after run, and asks Amazon nothing', async () => {
  const { json, world, jobs, tabulated } = await aDeskWithDocuments({ settings: { jobsPerRun: 2 } });
  await world.run({ account: ACCOUNT, tables: false });
  const stored = jobs().filter(({ saved }) => saved !== undefined);
  const heard = { ...world.amazon.counters };

  const { code, value } = await json(tabulate);

  expect(code).toBe(EXIT.fine);
  expect(value).toMatchObject([
    { account: ACCOUNT, documents: stored.length, left: 0, runs: [expect.stringContaining('-tables-'), expect.anything()] },
  ]);
  expect(stored.length).toBeGreaterThan(2);
  expect(tabulated()).toHaveLength(stored.length);
  expect(world.amazon.counters).toEqual(heard);
});

test('types and days choose, and what is newer than the command that was stopped is not made twice', async () => {
  const { tell, world, tabulated } = await aDeskWithDocuments();
  const madeBefore = new Date(world.clock.now()).toISOString();
  await tell(tabulate, { types: 'VendorTrafficReport', madeBefore });
  expect(tabulated().map(({ type }) => type)).toEqual(['VendorTrafficReport']);
  expect((await tell(tabulate, { to: '2020-01-01' })).text).toContain('no stored document has tables to be made');

  const { text } = await tell(tabulate, { madeBefore });

  expect(text).toContain(`${ACCOUNT}: went through 2 documents in 1 run.`);
});

test('Ctrl-C says how to go on', async () => {
  const { tell, ports, world } = await aDeskWithDocuments();
  const stop = new AbortController();
  const sleep = async () => stop.abort();

  const { code, notes } = await tell(tabulate, { from: '2026-11-01' }, { sleep, interrupted: stop.signal });

  expect(code).toBe(EXIT.interrupted);
  expect(notes).toMatch(/Go on with: npm run import -- tabulate --from 2026-11-01 --made-before 2026-11-25T/);
  await world.clock.sleep(HOUR);
  expect((await tell(tabulate, {}, { sleep: ports.sleep })).code).toBe(EXIT.fine);
});

test('a document whose rows cannot be read ends it as failed, after all others were made', async () => {
  const text = '{"reportSpecification":{},"trafficAggregate":[],"trafficByAsin":[{"glanceViews":"many"}]}';
  const { tell, tabulated } = await aDeskWithDocuments({ amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { document: { text } } } } });

  const { code, notes } = await tell(tabulate);

  expect(code).toBe(EXIT.failed);
  expect(notes).toContain('rows-not-readable (1)');
  expect(tabulated()).toHaveLength(2);
});

test.for([
  ['a type without tables', { types: 'GET_X' }, 'names types without tables: GET_X'],
  ['an unknown account', { account: 'acme' }, '"acme" is not in the accounts file'],
  ['no instant', { madeBefore: 'yesterday' }, 'is not an instant'],
] as const)('%s is refused before anything is started', async ([, written, words]) => {
  const { tell, world } = aDesk({ accounts: threeReports });
  const refused = await tell(tabulate, { ...written }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InvalidInputError);
  expect(String(refused)).toContain(words);
  expect(world.engine.executions()).toHaveLength(0);
});
