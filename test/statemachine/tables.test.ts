import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { aWorld, type World, type WorldOptions } from '../harness/a-world.ts';
import { callCounts } from '../harness/selling-partner/an-amazon.ts';

/** From the rows of a document to tables, as whole runs of the real workflow in virtual time. */

const START = '2026-11-25T09:00:00Z';
const HOUR = 3_600_000;
const aWorldIn = (options: WorldOptions = {}): World => aWorld({ startAt: START, ...options });
/** `{}` as gzip. */
const emptyObject = gzipSync('{}').toString('base64');
const theJob = ({ ledgerState }: World): JobItem => {
  const [job] = Object.values(ledgerState.jobs['acme-vendor-us'] ?? {});
  if (job === undefined) throw new Error('The ledger has no job');
  return job;
};
const tableFiles = ({ bucketState }: World): string[] => Object.keys(bucketState).filter((key) => key.startsWith('tables/'));
const documentKey = ({ bucketState }: World): string => Object.keys(bucketState).find((key) => key.startsWith('reports/')) ?? '';
const amazonCalls = (world: World): number[] => {
  const { createReport, getReport, getReportDocument } = callCounts(world.amazon);
  return [createReport, getReport, getReportDocument];
};
const traffic = (rows: unknown[], more = {}) => ({
  GET_VENDOR_TRAFFIC_REPORT: {
    document: {
      text: JSON.stringify({
        reportSpecification: { reportOptions: { reportPeriod: 'DAY' }, lastUpdatedDate: '2026-11-24' },
        trafficAggregate: [{ startDate: '2026-11-21', endDate: '2026-11-21', glanceViews: 7 }],
        trafficByAsin: rows,
        ...more,
      }),
    },
  },
});
const row = (asin: string, more = {}) => ({ startDate: '2026-11-21', endDate: '2026-11-21', asin, glanceViews: 3, ...more });

test('a saved report has its rows in the tables, and the ledger knows how many', async () => {
  const world = aWorldIn({ amazon: { plans: traffic([row('B1'), row('B2')]) } });

  expect((await world.run()).status).toBe('SUCCEEDED');

  expect(theJob(world)).toMatchObject({
    outcome: { kind: 'saved' },
    tables: { rowsByTable: { vendor_traffic_aggregate: 1, vendor_traffic_by_asin: 2 }, rowsAgree: { agree: false, differing: 1 } },
  });
  expect(theJob(world).resumeAt).toBeUndefined();
  expect(tableFiles(world).sort()).toEqual([...(theJob(world).tables?.files ?? [])].sort());
  expect(world.metrics).toContainEqual({ name: 'RowsSaved', value: 3, account: 'acme-vendor-us' });
});

test('unknown fields are kept, counted and reported', async () => {
  const world = aWorldIn({ amazon: { plans: traffic([row('B1', { newField: 1 }), row('B2')]) } });

  await world.run();

  expect(theJob(world).tables?.unknownFields).toEqual({ 'trafficByAsin.newField': 1 });
  expect(world.metrics).toContainEqual({ name: 'UnknownFields', value: 1, account: 'acme-vendor-us' });
});

test('without tables a report ends at its download', async () => {
  const world = aWorldIn({ settings: { tables: false } });

  await world.run();

  expect([theJob(world).outcome?.kind, theJob(world).tables, tableFiles(world)]).toEqual(['saved', undefined, []]);
});

test('a value of the wrong type: the report fails with the reason, the document is kept, and a redrive does not call Amazon', async () => {
  const world = aWorldIn({ amazon: { plans: traffic([row('B1'), row('B2', { glanceViews: 'many' })]) } });

  const failed = await world.run();
  const before = amazonCalls(world);
  const redriven = await world.redrive(failed);

  expect([failed.status, redriven.status]).toEqual(['FAILED', 'FAILED']);
  expect(failed.cause).toMatch(/rows-not-readable \(1\)[\s\S]*Row 2 of trafficByAsin[\s\S]*glanceViews/);
  expect([theJob(world).resumeAt, tableFiles(world), amazonCalls(world)]).toEqual(['tabulate', [], before]);
  expect(theJob(world).saved?.objectKey).toBe(documentKey(world));
});

test.for(['deleted', 'replaced', 'replaced with plain text'] as const)(
  'a stored document that somebody %s is asked for again by a redrive',
  async (what) => {
    let isTouched = false;
    const world: World = aWorldIn({
      before: async (operation) => {
        if (operation !== 'read' || isTouched) return undefined;
        isTouched = true;
        const key = documentKey(world);
        if (what === 'deleted') delete world.bucketState[key];
        else Object.assign(world.bucketState[key] ?? {}, { base64: what === 'replaced' ? emptyObject : 'bm8gZ3ppcA==' });
        return undefined;
      },
    });

    const failed = await world.run();
    expect(failed.cause).toContain('document-lost (1)');
    const redriven = await world.redrive(failed);

    expect([redriven.status, theJob(world).outcome?.kind, callCounts(world.amazon).createReport]).toEqual(['SUCCEEDED', 'saved', 2]);
  },
);

test('after a crash between two files the next attempt completes them, and removes the stale file', async () => {
  let crashes = 1;
  const world = aWorldIn({
    before: async (operation, [about]) => {
      const { key } = (about ?? {}) as { key?: string };
      if (operation === 'complete' && key?.includes('by_asin') && crashes-- > 0) throw new Error('killed');
      return undefined;
    },
  });

  expect((await world.run()).status).toBe('SUCCEEDED');
  expect(tableFiles(world)).toHaveLength(2);
  expect(tableFiles(world).sort()).toEqual([...(theJob(world).tables?.files ?? [])].sort());
});

test('a job that only lacks its tables when a run ends is continued by the next run, without Amazon', async () => {
  let isDown = true;
  const world = aWorldIn({
    before: async (operation, [about]) => {
      const { key } = (about ?? {}) as { key?: string };
      if (isDown && operation === 'complete' && key?.startsWith('tables/')) throw new Error('no');
      return undefined;
    },
  });
  const failed = await world.run();
  expect([failed.status, theJob(world).resumeAt]).toEqual(['FAILED', 'tabulate']);
  isDown = false;
  const before = amazonCalls(world);
  await world.clock.sleep(HOUR);
  await world.run();

  expect([theJob(world).outcome?.kind, tableFiles(world).length]).toEqual(['saved', 2]);
  expect(amazonCalls(world)).toEqual(before);
});

test('a restated document without rows of a month removes the file of that month', async () => {
  const world = aWorldIn();
  await world.run();
  const old = 'tables/vendor_traffic_by_asin/account=acme-vendor-us/report_period=DAY/month=2026-10/old.parquet';
  world.bucketState[old] = { base64: '', contentType: 'x', metadata: {} };
  theJob(world).tables?.files.push(old);

  await world.run({ account: 'acme-vendor-us', force: true });

  expect(tableFiles(world)).not.toContain(old);
  expect(theJob(world).tables?.files).not.toContain(old);
});

test('an invocation that was overtaken removes no file, even if its own document has no rows', async () => {
  let reads = 0;
  let removals = 0;
  const withRows = traffic([row('B1')]).GET_VENDOR_TRAFFIC_REPORT;
  const withoutRows = traffic([], { trafficAggregate: [] }).GET_VENDOR_TRAFFIC_REPORT;
  const world: World = aWorldIn({
    amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: [withRows, withoutRows] } },
    before: async (operation) => {
      if (operation === 'remove') removals += 1;
      if (operation !== 'read' || ++reads !== 2) return undefined;
      // Another invocation writes the job between this one's first read and its end: the repeat finds the files, and removes them once.
      await world.ports.ledger.writeJob(theJob(world));
      return undefined;
    },
  });
  await world.run();

  const { status } = await world.run({ account: 'acme-vendor-us', force: true });

  expect([status, removals, tableFiles(world)]).toEqual(['SUCCEEDED', 2, []]);
});
