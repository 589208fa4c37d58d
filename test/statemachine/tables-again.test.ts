import { expect, test } from 'vitest';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { aWorld, sampleAccounts, type World, type WorldOptions } from '../harness/a-world.ts';

/** Tables of documents that are already stored, as whole runs of the real workflow in virtual time: without a call to Amazon. */

const START = '2026-11-25T09:00:00Z';
const ACCOUNT = 'acme-vendor-us';
const MINUTE = 60_000;
const again = { account: ACCOUNT, tabulate: true, tables: true };
const catchUp = { account: ACCOUNT, from: '2026-10-01', to: '2026-11-20' };

/** Documents that were imported while tables were off. */
const importedWithoutTables = async (options: WorldOptions = {}): Promise<World> => {
  const world = aWorld({ startAt: START, settings: { tables: false }, ...options });
  expect((await world.run(catchUp)).status).toBe('SUCCEEDED');
  expect([saved(world).length > 2, tableFiles(world)]).toEqual([true, []]);
  await world.clock.sleep(MINUTE);
  return world;
};
const jobs = ({ ledgerState }: World): JobItem[] => Object.values(ledgerState.jobs[ACCOUNT] ?? {});
const saved = (world: World): JobItem[] => jobs(world).filter(({ saved }) => saved !== undefined);
const tabulated = (world: World): JobItem[] => jobs(world).filter(({ tables }) => tables?.at !== undefined);
const tableFiles = ({ bucketState }: World): string[] => Object.keys(bucketState).filter((key) => key.startsWith('tables/'));
const settledJobs = async (world: World, runId: string) => (await world.ports.ledger.readRun(ACCOUNT, runId))?.jobKeys ?? [];

test('when tables are switched on later, those of stored documents are made without a call to Amazon', async () => {
  const world = await importedWithoutTables();
  // Longer than an access token is valid: a new one would be counted.
  await world.clock.sleep(120 * MINUTE);
  const callsBefore = { ...world.amazon.counters, calls: world.amazon.calls.length };
  const before = new Map(jobs(world).map((job) => [job.key, job.saved]));

  const run = await world.run(again);

  expect(run.status).toBe('SUCCEEDED');
  expect({ ...world.amazon.counters, calls: world.amazon.calls.length }).toEqual(callsBefore);
  expect(tabulated(world)).toHaveLength(before.size);
  for (const job of jobs(world)) {
    expect(job).toMatchObject({ outcome: { kind: 'saved', runId: run.name }, saved: before.get(job.key) });
    expect([job.openSince, job.resumeAt]).toEqual([undefined, undefined]);
    expect(job.tables?.documentSha256).toBe(job.saved?.storedSha256);
  }
  expect(tableFiles(world).length).toBeGreaterThanOrEqual(2 * before.size);
});

test('a run after that finds everything unchanged: making tables counts neither as an answer of Amazon nor as a refresh', async () => {
  const world = await importedWithoutTables();
  await world.run(again);
  const asked = world.amazon.reports.length;

  await world.run(catchUp);

  expect(world.amazon.reports).toHaveLength(asked);
});

test('a job that is open for another reason does not change, and neither does a window that was not selected', async () => {
  const world = await importedWithoutTables();
  const [first] = jobs(world).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const waiting = { ...first, resumeAt: 'request' as const, openSince: START, reportId: undefined, claim: undefined };
  Object.assign(first ?? {}, waiting);

  await world.run({ ...again, to: '2026-11-10' });

  expect(jobs(world).find(({ key }) => key === first?.key)).toMatchObject({
    resumeAt: 'request',
    openSince: START,
    version: first?.version,
  });
  expect(tabulated(world).length).toBeGreaterThan(0);
  for (const { window } of tabulated(world)) expect(window.start <= '2026-11-10').toBe(true);
  const [run] = await world.ports.ledger.latestRuns(ACCOUNT, 1);
  expect(run?.leftOut).toContainEqual({ what: first?.key, why: expect.stringContaining('newer document') });
});

test('a run takes as many documents as it may, and the others stay closed; the next such run makes their tables', async () => {
  const world = await importedWithoutTables();
  const all = saved(world).length;
  const madeBefore = new Date(world.clock.now()).toISOString();

  await world.run({ ...again, jobsPerRun: 2, madeBefore });
  expect([tabulated(world).length, jobs(world).filter(({ openSince }) => openSince !== undefined)]).toEqual([2, []]);
  await world.run({ ...again, madeBefore }, 'second');

  expect(tabulated(world)).toHaveLength(all);
  expect(await settledJobs(world, 'second')).toHaveLength(all - 2);
  await world.run({ ...again, madeBefore }, 'third');
  expect(await settledJobs(world, 'third')).toEqual([]);
});

test('documents without tables come first, then the oldest tables', async () => {
  const world = await importedWithoutTables();
  await world.run({ ...again, jobsPerRun: 1 });
  const [first] = tabulated(world);
  await world.clock.sleep(MINUTE);
  await world.run({ ...again, jobsPerRun: saved(world).length - 1 }, 'rest');
  expect(await settledJobs(world, 'rest')).not.toContain(first?.key);
  await world.clock.sleep(MINUTE);

  await world.run({ ...again, jobsPerRun: 1 }, 'again');

  expect(await settledJobs(world, 'again')).toEqual([first?.key]);
});

test('a run that is killed midway is continued by the next such run', async () => {
  const world = await importedWithoutTables();
  const calls = world.amazon.calls.length;
  const madeBefore = new Date(world.clock.now()).toISOString();
  const arn = world.engine.startExecution({ name: 'killed', input: { ...again, madeBefore } });
  await world.clock.sleep(1_000);
  await world.engine.abort(arn);
  const made = tabulated(world).length;
  expect(made).toBeLessThan(saved(world).length);

  expect((await world.run({ ...again, madeBefore }, 'next')).status).toBe('SUCCEEDED');

  expect(tabulated(world)).toHaveLength(saved(world).length);
  expect(await settledJobs(world, 'next')).toHaveLength(saved(world).length - made);
  expect(world.amazon.calls.length).toBe(calls);
});

test('a document with unreadable rows fails, keeps what is stored, and is not retried for ever', async () => {
  const text =
    '{"reportSpecification":{"reportOptions":{"reportPeriod":"DAY"}},"trafficAggregate":[],"trafficByAsin":[{"glanceViews":"many"}]}';
  const world = aWorld({
    startAt: START,
    settings: { tables: false, laterRunsForFailed: 0 },
    amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { document: { text } } } },
  });
  await world.run();
  const [before] = jobs(world);
  const document = before?.saved;
  await world.clock.sleep(MINUTE);
  const madeBefore = new Date(world.clock.now()).toISOString();

  const failed = await world.run({ ...again, madeBefore });
  const next = await world.run({ ...again, madeBefore }, 'next');

  expect([failed.status, next.status]).toEqual(['FAILED', 'SUCCEEDED']);
  expect(failed.cause).toContain('rows-not-readable (1)');
  expect(jobs(world)[0]).toMatchObject({ saved: document, resumeAt: 'tabulate', outcome: { kind: 'failed' } });
  expect(await settledJobs(world, 'next')).toEqual([]);
});

test('when tables are off, or a type has none, the run is refused before anything is claimed', async () => {
  const world = aWorld({ startAt: START, settings: { tables: false }, accounts: sampleAccounts });
  const off = await world.run({ account: ACCOUNT, tabulate: true });
  expect([off.status, off.cause]).toEqual(['FAILED', expect.stringContaining('tables are switched off')]);
  expect(world.ledgerState.runs).toEqual({});
});
