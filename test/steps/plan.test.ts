import { expect, test } from 'vitest';
import { digestOf } from '../../lambdas/core/planning/plan-steps.ts';
import { plan } from '../../lambdas/plan.ts';
import { aJobItem } from '../builders.ts';
import { aWorld } from '../harness/a-world.ts';
import { invocation } from './a-step.ts';

const account = 'acme-vendor-us';
const arn = 'arn:aws:states:us-east-1:000000000000:execution:import-reports:morning';
const message = (input: object = {}) => ({ input: { account, ...input }, execution: { Id: arn, Name: 'morning' } });
const key = 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-20';
const dead = { executionArn: 'arn:dead', runId: 'dead' };

test('a repeat of Plan starts the same jobs, since its run owns them', async () => {
  const { ports } = aWorld();

  const first = await plan(ports)(message(), invocation);
  const second = await plan(ports)(message(), invocation);

  expect(second).toMatchObject({ result: 'import', jobs: [{ job: { key } }] });
  expect('jobs' in first && first.jobs.length).toBe(1);
});

test('a late repeat, after the verdict of the run, starts nothing', async () => {
  const { ports } = aWorld();
  await plan(ports)(message(), invocation);
  const run = await ports.ledger.readRun(account, 'morning');
  if (run) await ports.ledger.writeRun({ ...run, verdicts: { 0: { redriveCount: 0, at: '2026-11-25T07:00:00Z', failed: 0 } } });

  expect(await plan(ports)(message(), invocation)).toMatchObject({ result: 'duplicate' });
});

const planned = digestOf([{ key, version: 0, does: 'ask' }]);

test('an outdated plan is refused before a job is written, with the next step', async () => {
  const { ports, ledgerState } = aWorld();
  await ports.ledger.writeJob(aJobItem({ key: `${key.slice(0, -2)}19`, claim: undefined }));

  const refused = plan(ports)(message({ plan: planned }), invocation);

  await expect(refused).rejects.toMatchObject({ name: 'InvalidInputError', message: expect.stringContaining('--plan <file> --dry-run') });
  expect(Object.keys(ledgerState.jobs[account] ?? {})).toHaveLength(1);
});

test('a repeat of Plan does not compare its plan again: the changes are its own', async () => {
  const { ports } = aWorld();
  const first = await plan(ports)(message({ plan: planned }), invocation);

  expect(await plan(ports)(message({ plan: planned }), invocation)).toMatchObject({ result: 'import', jobs: [{ job: { key } }] });
  expect(first).toMatchObject({ result: 'import' });
});

test('a job of a dead run is taken over; a job that another run has just taken is left to it, and listed', async () => {
  const { ports } = aWorld({
    before: async (operation, [item]) => {
      if (operation !== 'writeJob' || JSON.stringify(item).includes('"rival"')) return undefined;
      const now = await ports.ledger.readJob(account, key);
      if (now?.claim?.runId === 'dead') await ports.ledger.writeJob({ ...now, claim: { executionArn: 'arn:rival', runId: 'rival' } });
      return undefined;
    },
  });
  await ports.ledger.writeJob(aJobItem({ claim: dead, purpose: 'backfill' }));

  const planned = await plan(ports)(message(), invocation);

  expect(planned).toMatchObject({ result: 'nothing', jobs: [] });
  expect((await ports.ledger.readRun(account, 'morning'))?.leftOut).toContainEqual({
    what: key,
    why: 'another run claimed it a moment ago',
  });
});

test('a retry of a failed job is counted by the run that starts it, not by one that has no turn for it', async () => {
  const failed = { kind: 'failed', at: '2026-11-24T06:00:00Z', runId: 'dead', round: 0 };
  const { ports } = aWorld();
  const other = 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-19';
  await ports.ledger.writeJob(aJobItem({ claim: dead, outcome: failed }));
  await ports.ledger.writeJob(aJobItem({ key: other, window: { start: '2026-11-19', end: '2026-11-19' }, claim: dead, outcome: failed }));

  await plan({ ...ports, settings: () => ({ ...ports.settings(), jobsPerRun: 1 }) })(message(), invocation);

  const tries = await Promise.all([key, other].map(async (one) => (await ports.ledger.readJob(account, one))?.laterRuns));
  expect(tries).toEqual([1, undefined]);
});

test('dropped jobs are listed by the run, even if Plan is killed in between', async () => {
  let dies = true;
  const { ports } = aWorld({
    before: async (operation, [item]) => {
      if (operation !== 'writeJob' || !dies || !JSON.stringify(item).includes('"dropped"')) return undefined;
      dies = false;
      return async () => {
        throw new Error('the answer was lost');
      };
    },
  });
  const gone = 'VendorSalesReport/US/reportPeriod=DAY/2026-11-20';
  await ports.ledger.writeJob(aJobItem({ key: gone, type: 'VendorSalesReport', claim: dead }));

  await expect(plan(ports)(message(), invocation)).rejects.toThrow('was not served');
  await plan(ports)(message(), invocation);

  expect((await ports.ledger.readRun(account, 'morning'))?.jobKeys).toContain(gone);
});

test.for([
  ['that have no turn before the deadline', 'VendorTrafficReport', /: \d{4} windows, 20\d\d-/, 'no turn before the deadline'],
  ['of a removed report', 'VendorSalesReport', /: 4000 windows, 20\d\d-/, 'a later run drops it'],
] as const)('five thousand open jobs %s fit into the item of the run, and are listed', async ([, type, what, why]) => {
  const { ports } = aWorld();
  for (let day = 0; day < 5000; day += 1) {
    const date = new Date(Date.parse('2012-01-01') + day * 86_400_000).toISOString().slice(0, 10);
    const window = { start: date, end: date };
    await ports.ledger.writeJob(aJobItem({ key: `${type}/US/reportPeriod=DAY/${date}`, type, window, purpose: 'backfill', claim: dead }));
  }

  await plan(ports)(message(), invocation);

  const run = await ports.ledger.readRun(account, 'morning');
  expect(run?.leftOut).toContainEqual({ what: expect.stringMatching(what), why: expect.stringContaining(why) });
  expect(run?.leftOut?.length).toBeLessThan(10);
  expect(run?.jobKeys.length).toBeGreaterThanOrEqual(300);
});
