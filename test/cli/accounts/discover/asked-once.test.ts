import { expect, test } from 'vitest';
import { accounts } from '../../../../cli/commands/setup/accounts.ts';
import type { CliPorts } from '../../../../cli/ports.ts';
import type { WorldOptions } from '../../../harness/a-world.ts';
import { callCounts } from '../../../harness/selling-partner/an-amazon.ts';
import type { Fault } from '../../../harness/selling-partner/types.ts';
import { aDesk, threeReports } from '../../desk.ts';

const account = 'acme-vendor-us';
const traffic = { account, reportTypes: ['VendorTrafficReport'] };

const aDeskWith = (options: WorldOptions = {}) => {
  const desk = aDesk({ accounts: threeReports, ...options });
  desk.files.set('accounts.json', JSON.stringify(threeReports));
  const discover = (some: Partial<CliPorts> = {}, types = 'VendorTrafficReport') =>
    desk.execute(accounts, { ref: ['discover', account], yes: true, types }, some);
  const { amazon, ledgerState, ports } = desk.world;
  const asked = () => callCounts(amazon).createReport;
  const jobs = () => Object.values(ledgerState.jobs[account] ?? {});
  /** So long there is no turn of createReport for anyone. */
  const noTurnFor = (ms: number) =>
    ports.ledger.holdLine({ secretId: account, operation: 'createReport' }, desk.world.clock.now() + ms + 15 * 60_000);
  return { ...desk, discover, asked, jobs, noTurnFor };
};

/** Runs the command until its process ends during createReport: before Amazon has the call, or after it has made the report. */
const killedDuring = async ({ world, discover }: ReturnType<typeof aDeskWith>, when: 'before' | 'after'): Promise<void> => {
  const killed = Promise.withResolvers<void>();
  const sellingPartner: CliPorts['sellingPartner'] = async (...args) => {
    const amazon = await world.ports.sellingPartner(...args);
    const createReport: typeof amazon.createReport = async (request) => {
      if (when === 'after') await amazon.createReport(request);
      killed.resolve();
      return new Promise(() => undefined);
    };
    return { ...amazon, createReport };
  };
  const ended = discover({ sellingPartner }).then(() => Promise.reject(new Error('it was to be killed')));
  await Promise.race([killed.promise, ended]);
};

test('killed after Amazon took the request, discover loses no report: the next run finds and saves it, and asks for none', async () => {
  const desk = aDeskWith();
  await killedDuring(desk, 'after');
  await desk.world.run(traffic);

  expect(desk.jobs().map(({ saved, adopted }) => [saved !== undefined, adopted])).toEqual([[true, true]]);
  expect(desk.asked()).toBe(1);
});

test('killed before Amazon had the request, discover leaves a report that the next run looks for, asks for and saves', async () => {
  const desk = aDeskWith();
  await killedDuring(desk, 'before');
  await desk.world.run(traffic);

  expect(desk.jobs().map(({ saved, askedAgain }) => [saved !== undefined, askedAgain])).toEqual([[true, 1]]);
  expect(desk.asked()).toBe(1);
});

const unanswered: Record<string, Fault> = {
  'a lost answer': { kind: 'lost-answer' },
  'an error 500 though Amazon made the report': { kind: 'status', status: 500, acted: true },
};

test.for(Object.entries(unanswered))('after %s the next run finds the report, and asks for none', async ([, fault]) => {
  const desk = aDeskWith({ intercept: ({ operation, nth }) => (operation === 'createReport' && nth === 1 ? fault : 'pass') });
  const { notes } = await desk.discover();
  expect(notes).toContain('? VendorTrafficReport US: createReport was not answered, and the next run looks for the report');
  await desk.world.run(traffic);

  expect(desk.jobs().map(({ saved, adopted }) => [saved !== undefined, adopted])).toEqual([[true, true]]);
  expect(desk.asked()).toBe(1);
});

test('discover started again leaves an unanswered question to the next run', async () => {
  const desk = aDeskWith();
  await killedDuring(desk, 'after');
  const { notes } = await desk.discover();

  expect(notes).toContain('the ledger answers 1 of them.');
  expect(notes.replaceAll(/\s+/g, ' ')).toContain('was not answered: the next run looks whether Amazon made the report');
  expect(desk.asked()).toBe(1);
});

test('a type whose call was not answered rests, as it does in a run, before discover asks its next question', async () => {
  const fault: Fault = { kind: 'lost-answer' };
  const desk = aDeskWith({ intercept: ({ operation, nth }) => (operation === 'createReport' && nth === 1 ? fault : 'pass') });
  await desk.discover({}, 'VendorForecastingReport');

  const [first = 0, second = 0] = desk.world.amazon.calls.flatMap(({ operation, at }) => (operation === 'createReport' ? [at] : []));
  expect(second - first).toBeGreaterThanOrEqual(60_000);
});

test('a report that a live run has claimed is left to it, without a call', async () => {
  const desk = aDeskWith();
  await desk.noTurnFor(300_000);
  const run = desk.world.run(traffic);
  await desk.world.clock.sleep(60_000);
  expect(desk.jobs().map(({ claim, intentAt }) => [claim?.runId, intentAt])).toEqual([['run-1', undefined]]);

  const { notes } = await desk.discover();
  expect(notes).toContain('? VendorTrafficReport US: a run has it in hand this moment');
  expect(desk.asked()).toBe(0);
  await run;
  expect(desk.asked()).toBe(1);
});

test('a report that a run claims while discover waits for its turn is left to it, without a call', async () => {
  const desk = aDeskWith();
  await desk.noTurnFor(300_000);
  const discovered = desk.discover();
  await desk.world.clock.sleep(60_000);
  const run = desk.world.run(traffic);

  expect((await discovered).notes).toContain('? VendorTrafficReport US: a run has it in hand this moment');
  expect(desk.asked()).toBe(0);
  expect((await run).status).toBe('SUCCEEDED');
  expect(desk.asked()).toBe(1);
});

test('a run that starts while createReport is not answered yet takes the report over, and asks for none', async () => {
  const slow: Fault = { kind: 'delay', afterMs: 5000 };
  const desk = aDeskWith({ intercept: ({ operation }) => (operation === 'createReport' ? slow : 'pass') });
  const discovered = desk.discover();
  await desk.world.clock.sleep(1000);
  await desk.world.run(traffic);

  expect((await discovered).notes).toContain('? VendorTrafficReport US: a run has it in hand this moment');
  expect(desk.jobs().map(({ saved, adopted }) => [saved !== undefined, adopted])).toEqual([[true, true]]);
  expect(desk.asked()).toBe(1);
});

test('a report that a stopped run left behind is asked for by discover', async () => {
  const desk = aDeskWith();
  await desk.noTurnFor(300_000);
  const run = desk.world.run(traffic);
  await desk.world.clock.sleep(60_000);
  for (const { arn } of desk.world.engine.executions().filter(({ parent }) => parent === undefined)) desk.world.engine.abort(arn);
  await run;

  const { notes } = await desk.discover();
  expect(notes).toContain('✓ VendorTrafficReport US: Amazon made the report');
  expect(desk.jobs().map(({ claim, reportId }) => [claim, reportId !== undefined])).toEqual([[undefined, true]]);
  expect(desk.asked()).toBe(1);
});

const rejections = {
  'a refusal': { status: 400, code: 'InvalidInput', message: 'Invalid Report Type' },
  'a rejection (HTTP 429)': { status: 429, code: 'QuotaExceeded', message: 'You exceeded your quota for the requested resource.' },
};

test.for(Object.entries(rejections))('after %s nothing is left open', async ([, refusal]) => {
  const desk = aDeskWith({ amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { refusal } } } });
  await desk.discover();

  expect(desk.asked()).toBe(1);
  expect(desk.jobs().map(({ openSince, intentAt, dropped }) => [openSince, intentAt, dropped?.why.slice(0, 17)])).toEqual([
    [undefined, undefined, 'accounts discover'],
  ]);
});

test('a report that was open before is again what it was, when Amazon refuses it to discover', async () => {
  const desk = aDeskWith({ amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: { refusal: rejections['a refusal'] } } } });
  await desk.world.run(traffic);
  const [before] = structuredClone(desk.jobs());
  expect(before).toMatchObject({ openSince: expect.any(String), outcome: { kind: 'failed' }, claim: { runId: 'run-1' } });
  await desk.discover();

  const changed = { version: expect.any(Number), askedAt: expect.any(String) };
  expect(desk.jobs()).toEqual([{ ...before, ...changed }]);
  expect(desk.asked()).toBe(2);
});

test('whatever a report waited for before, the next run finds what discover asked for and lost', async () => {
  const desk = aDeskWith({ amazon: { plans: { GET_VENDOR_TRAFFIC_REPORT: [{ refusal: rejections['a refusal'] }, {}] } } });
  await desk.world.run(traffic);
  for (const item of desk.jobs())
    await desk.world.ports.ledger.writeJob({ ...item, askedSince: '2026-10-01T00:00:00Z', notBeforeAt: '2026-12-24T00:00:00Z' });
  await killedDuring(desk, 'after');
  await desk.world.run(traffic);

  expect(desk.jobs().map(({ saved, adopted }) => [saved !== undefined, adopted])).toEqual([[true, true]]);
  expect(desk.asked()).toBe(2);
});

test('a type that Amazon never answers rests longer each time, and discover ends', async () => {
  const down: Fault = { kind: 'status', status: 500 };
  const desk = aDeskWith({ intercept: ({ operation }) => (operation === 'createReport' ? down : 'pass') });
  const { notes } = await desk.discover({}, 'VendorSalesReport');

  expect(notes.match(/US \w+ \w+: createReport was not answered/g)).toHaveLength(5);
  expect(notes.match(/US \w+ \w+: Amazon rejected, or did not answer, the last createReport of/g)).toHaveLength(1);
});
