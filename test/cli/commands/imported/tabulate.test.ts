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
  const { execute, json, world, jobs } = await aDeskWithDocuments();
  const started = world.engine.executions().length;
  const rows = jobs().reduce((sum, { saved }) => sum + (saved?.rows ?? 0), 0);

  const { code, text } = await execute(tabulate, { dryRun: true });

  expect(code).toBe(EXIT.fine);
  expect(text).toMatch(/documents +rows +size +left out +account/);
  expect(text).toContain('Nothing was started.');
  expect((await json(tabulate, { dryRun: true })).value).toMatchObject([{ account: ACCOUNT, documents: 3, rows, leftOut: [] }]);
  expect(world.engine.executions()).toHaveLength(started);
});

test('it makes the tables of all documents, run after run, without calling Amazon', async () => {
  const { json, world, jobs, tabulated } = await aDeskWithDocuments({ settings: { jobsPerRun: 2 } });
  await world.run({ account: ACCOUNT, tables: false });
  const stored = jobs().filter(({ saved }) => saved !== undefined);
  const callsBefore = { ...world.amazon.counters };

  const { code, value } = await json(tabulate);

  expect(code).toBe(EXIT.fine);
  expect(value).toMatchObject([
    { account: ACCOUNT, documents: stored.length, left: 0, runs: [expect.stringContaining('-tables-'), expect.anything()] },
  ]);
  expect(stored.length).toBeGreaterThan(2);
  expect(tabulated()).toHaveLength(stored.length);
  expect(world.amazon.counters).toEqual(callsBefore);
});

test('types and days select documents, and tables made since a stopped command are not made again', async () => {
  const { execute, world, tabulated } = await aDeskWithDocuments();
  const madeBefore = new Date(world.clock.now()).toISOString();
  await execute(tabulate, { types: 'VendorTrafficReport', madeBefore });
  expect(tabulated().map(({ type }) => type)).toEqual(['VendorTrafficReport']);
  expect((await execute(tabulate, { to: '2020-01-01' })).text).toContain('no stored document has tables to be made');

  const { text } = await execute(tabulate, { madeBefore });

  expect(text).toContain(`${ACCOUNT}: went through 2 documents in 1 run.`);
});

test('Ctrl-C says how to continue', async () => {
  const { execute, ports, world } = await aDeskWithDocuments();
  const stop = new AbortController();
  const sleep = async () => stop.abort();

  const { code, notes } = await execute(tabulate, { from: '2026-11-01' }, { sleep, interrupted: stop.signal });

  expect(code).toBe(EXIT.interrupted);
  expect(notes).toMatch(/Continue with: npm run import -- tabulate --from 2026-11-01 --made-before 2026-11-25T/);
  await world.clock.sleep(HOUR);
  expect((await execute(tabulate, {}, { sleep: ports.sleep })).code).toBe(EXIT.fine);
});

test('a document with unreadable rows makes the command fail, after all others were made', async () => {
  const text = '{"reportSpecification":{},"trafficAggregate":[],"trafficByAsin":[{"glanceViews":"many"}]}';
  const { execute, tabulated } = await aDeskWithDocuments({ amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { document: { text } } } } });

  const { code, notes } = await execute(tabulate);

  expect(code).toBe(EXIT.failed);
  expect(notes).toContain('rows-not-readable (1)');
  expect(tabulated()).toHaveLength(2);
});

test.for([
  ['a type without tables', { types: 'GET_X' }, 'names types without tables: GET_X'],
  ['an unknown account', { account: 'acme' }, '"acme" is not in the accounts file'],
  ['no instant', { madeBefore: 'yesterday' }, 'is not an instant'],
] as const)('%s is refused before anything is started', async ([, written, words]) => {
  const { execute, world } = aDesk({ accounts: threeReports });
  const refused = await execute(tabulate, { ...written }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(InvalidInputError);
  expect(String(refused)).toContain(words);
  expect(world.engine.executions()).toHaveLength(0);
});
