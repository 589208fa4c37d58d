import { expect, test } from 'vitest';
import { aWorld } from '../harness/a-world.ts';
import { callCounts } from '../harness/selling-partner/an-amazon.ts';
import { fatalTexts } from '../harness/selling-partner/reports/fatal-texts.ts';

/** Redrive, with the engine as AWS documents it: the failed state is entered again with its input and a higher count. */

const report = (type: string, options: Record<string, string> = { reportPeriod: 'DAY' }) => ({ type, options });
const accounts = {
  accounts: [
    {
      name: 'acme',
      kind: 'vendor',
      marketplaces: ['US'],
      timeZone: 'America/New_York',
      schedule: 'cron(0 6 * * ? *)',
      reports: [
        report('VendorTrafficReport'),
        report('VendorNetPureProductMarginReport'),
        report('VendorInventoryReport', { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' }),
      ],
    },
  ],
};
const TRAFFIC = 'GET_VENDOR_TRAFFIC_REPORT';
const MARGIN = 'GET_VENDOR_NET_PURE_PRODUCT_MARGIN_REPORT';
const refused = { end: 'FATAL', fatalText: fatalTexts.optionsMissing(['x']) } as const;
const damaged = { document: { damage: { kind: 'corrupt-trailer' }, damagedDownloads: 3 } } as const;

const jobsOf = (world: ReturnType<typeof aWorld>) => Object.values(world.ledgerState.jobs['acme'] ?? {});
const ends = (world: ReturnType<typeof aWorld>) => jobsOf(world).map(({ outcome }) => outcome?.kind);

test('a redrive starts only the failed jobs, in a round of its own', async () => {
  const world = aWorld({
    accounts,
    settings: { newReportsForDamaged: 0 },
    amazon: { plans: { [TRAFFIC]: [refused, {}], [MARGIN]: [damaged, {}] } },
  });
  const failed = await world.run();
  expect([failed.status, failed.error]).toEqual(['FAILED', 'ReportsFailedError']);
  const before = callCounts(world.amazon);

  const { status, redriveCount } = await world.redrive(failed);

  const after = callCounts(world.amazon);
  expect([status, redriveCount, ends(world)]).toEqual(['SUCCEEDED', 1, ['saved', 'saved', 'saved']]);
  expect([after.createReport - before.createReport, after.getReportDocument - before.getReportDocument]).toEqual([2, 2]);
  expect(world.engine.violations).toEqual([]);
});

test('two redrives with different failures: reports that failed at Amazon or stayed damaged are asked for again', async () => {
  const world = aWorld({ accounts, settings: { newReportsForDamaged: 0 }, amazon: { plans: { [TRAFFIC]: [refused, damaged, {}] } } });

  const first = await world.run();
  const second = await world.redrive(first);
  const reasons = [first.cause, second.cause].map((cause) => /(wrong-parameters|damaged-document) \(1\)/.exec(cause ?? '')?.[1]);
  expect([reasons[1], callCounts(world.amazon).createReport]).toEqual(['damaged-document', 4]);
  const third = await world.redrive(second);

  expect([third.status, third.redriveCount, callCounts(world.amazon).createReport]).toEqual(['SUCCEEDED', 2, 5]);
  expect(ends(world)).toEqual(['saved', 'saved', 'saved']);
});

test('a branch that is lost in a later round ends the run, and the next redrive runs it again', async () => {
  let redrives = 0;
  const world = aWorld({
    accounts,
    amazon: { plans: { [TRAFFIC]: [refused, {}] } },
    // In the first redrive neither Check nor Explain ever completes.
    fate: ({ state }) =>
      redrives === 1 && ['Check report', 'Explain failure'].includes(state)
        ? { kind: 'refused', failure: { errorType: 'Lambda.ServiceException', errorMessage: 'no' } }
        : undefined,
  });
  const first = await world.run();
  redrives = 1;
  const lost = await world.redrive(first);
  expect([lost.status, lost.cause?.includes('lost-branch (1)')]).toEqual(['FAILED', true]);
  redrives = 2;

  const { status } = await world.redrive(lost);

  expect([status, ends(world), callCounts(world.amazon).createReport]).toEqual(['SUCCEEDED', ['saved', 'saved', 'saved'], 4]);
});

test('five redrives with a failure each time: each asks once again, and the last one saves', async () => {
  const world = aWorld({ accounts, amazon: { plans: { [TRAFFIC]: [refused, refused, refused, refused, refused, {}] } } });
  let execution = await world.run();
  const asked = [callCounts(world.amazon).createReport];

  for (let redrive = 1; redrive <= 5; redrive += 1) {
    expect(execution.status).toBe('FAILED');
    execution = await world.redrive(execution);
    asked.push(callCounts(world.amazon).createReport);
  }

  expect([execution.status, asked]).toEqual(['SUCCEEDED', [3, 4, 5, 6, 7, 8]]);
  expect(Object.keys(world.ledgerState.runs['acme']?.['run-1']?.verdicts ?? {})).toEqual(['0', '1', '2', '3', '4', '5']);
});

test('an execution that is aborted during its Map resumes where it was when redriven: nothing is asked for twice', async () => {
  const world = aWorld({ accounts, amazon: { behaviour: { queueSeconds: 600, progressSeconds: 60 } } });
  const running = world.run();
  await world.clock.sleep(120_000);
  const arn = world.engine.executions()[0]?.arn ?? '';
  await world.engine.abort(arn);
  const aborted = await running;

  const redriven = await world.redrive(aborted);

  expect([aborted.redriveCount, redriven.status, ends(world)]).toEqual([redriven.redriveCount, 'SUCCEEDED', ['saved', 'saved', 'saved']]);
  expect(callCounts(world.amazon).createReport).toBe(3);
});

test('Settle that is cut off between its verdict and its throw judges again: the retry starts no jobs', async () => {
  let lostAnswers = 0;
  const world = aWorld({
    accounts,
    amazon: { plans: { [TRAFFIC]: refused } },
    before: async (operation, [item]) => {
      const isVerdict = operation === 'writeRun' && JSON.stringify(item).includes('"failed":1');
      if (!isVerdict || lostAnswers > 0) return undefined;
      lostAnswers += 1;
      return async () => {
        throw new Error('the answer was lost');
      };
    },
  });

  const { status, error, history } = await world.run();

  const retries = history.filter(({ type, state }) => type === 'StateRetried' && state === 'Settle the run').length;
  expect([status, error, lostAnswers, retries]).toEqual(['FAILED', 'ReportsFailedError', 1, 1]);
  expect(callCounts(world.amazon).createReport).toBe(3);
});

test('an aborted run that is not redriven is taken over by the next run, with one createReport in both together', async () => {
  const world = aWorld({ accounts, amazon: { behaviour: { queueSeconds: 600, progressSeconds: 60 } } });
  const running = world.run();
  await world.clock.sleep(120_000);
  await world.engine.abort(world.engine.executions()[0]?.arn ?? '');
  await running;

  const next = await world.run();

  expect([next.status, ends(world)]).toEqual(['SUCCEEDED', ['saved', 'saved', 'saved']]);
  expect(callCounts(world.amazon).createReport).toBe(3);
});
