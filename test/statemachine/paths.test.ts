import { describe, expect, test } from 'vitest';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { aWorld, type World, type WorldOptions } from '../harness/a-world.ts';
import { callCounts, revoke, sampleApplication, sampleVendor } from '../harness/selling-partner/an-amazon.ts';
import { fatalTexts } from '../harness/selling-partner/reports/fatal-texts.ts';
import type { Behaviour } from '../harness/selling-partner/types.ts';

/** Every path of one report, as whole runs of the real workflow in virtual time. The sample account has one daily traffic report. */

const TRAFFIC = 'GET_VENDOR_TRAFFIC_REPORT';
const HOUR = 3_600_000;
/** An hour after a day was published: for 23 hours no other day is due. */
const START = '2026-11-25T09:00:00Z';

const aWorldIn = (behaviour: Behaviour | readonly Behaviour[], options: WorldOptions = {}): World =>
  aWorld({ startAt: START, ...options, amazon: { plans: { [TRAFFIC]: behaviour }, ...options.amazon } });
const theJob = ({ ledgerState }: World): JobItem => {
  const [job] = Object.values(ledgerState.jobs['acme-vendor-us'] ?? {});
  if (job === undefined) throw new Error('The ledger has no job');
  return job;
};
const asked = (world: World): number => callCounts(world.amazon).createReport;

test('DONE with a document: saved under its key, with its facts in the ledger and the summary', async () => {
  const world = aWorldIn({});

  const { status, output } = await world.run();

  expect([status, theJob(world).outcome?.kind]).toEqual(['SUCCEEDED', 'saved']);
  expect(theJob(world).saved).toMatchObject({ charset: 'utf-8', isJson: true, rows: expect.any(Number) });
  expect(Object.keys(world.bucketState)).toEqual([
    theJob(world).saved?.objectKey,
    ...(theJob(world).tables?.files ?? []),
    'runs/account=acme-vendor-us/date=2026-11-25/run-1.json',
  ]);
  expect(output).toMatchObject({ result: 'done', counts: { saved: 1 } });
  expect(world.engine.violations).toEqual([]);
});

test('zero rows are saved, and flagged', async () => {
  const world = aWorldIn({ document: { rows: 0 } });

  await world.run();

  expect(theJob(world)).toMatchObject({ outcome: { kind: 'saved' }, saved: { rows: expect.any(Number) } });
});

test('DONE without a document: unfinished, and the next run continues the same report', async () => {
  const world = aWorldIn({ documentDelaySeconds: 3600 });

  const first = await world.run();
  const { outcome, reportId } = theJob(world);
  await world.clock.sleep(2 * HOUR);
  await world.run();

  expect([first.status, outcome?.kind, outcome?.reason?.code]).toEqual(['SUCCEEDED', 'unfinished', 'done-without-document']);
  expect([theJob(world).outcome?.kind, theJob(world).saved?.reportId, theJob(world).attempts]).toEqual(['saved', reportId, 1]);
});

test.for(['IN_QUEUE', 'IN_PROGRESS'] as const)(
  '%s at the deadline: unfinished; the third run saves the report, with one createReport',
  async (status) => {
    const slow =
      status === 'IN_QUEUE' ? { queueSeconds: 15 * 3600, progressSeconds: 60 } : { queueSeconds: 60, progressSeconds: 15 * 3600 };
    const world = aWorldIn(slow);

    const first = await world.run();
    await world.run();
    expect(theJob(world).outcome).toMatchObject({ kind: 'unfinished', reason: { code: 'still-processing' } });
    await world.clock.sleep(6 * HOUR);
    await world.run();

    expect(first.stoppedAtMs ?? 0).toBeLessThan(Date.parse(START) + 6 * HOUR + 300_000);
    expect([theJob(world).outcome?.kind, theJob(world).attempts]).toEqual(['saved', 1]);
  },
);

test('given up after a week: failed, and taken out of Amazon’s queue', async () => {
  const world = aWorldIn({ end: 'IN_QUEUE' }, { settings: { maxRuntimeMinutes: 10 } });

  await world.run();
  await world.clock.sleep(169 * HOUR);
  const last = await world.run();

  expect([last.status, last.error]).toEqual(['FAILED', 'ReportsFailedError']);
  expect(theJob(world).outcome).toMatchObject({ kind: 'failed', reason: { code: 'given-up' } });
  expect(callCounts(world.amazon).cancelReport).toBe(1);
});

test('CANCELLED: no data; asked for a last time after 24 hours, then it counts as covered', async () => {
  const world = aWorldIn({ end: 'CANCELLED' });

  const first = await world.run();
  await world.run();
  expect([first.status, theJob(world).outcome?.kind, asked(world)]).toEqual(['SUCCEEDED', 'no-data', 1]);
  await world.clock.sleep(25 * HOUR);
  await world.run();
  const keys = Object.values(world.ledgerState.jobs['acme-vendor-us'] ?? {}).filter(({ noData }) => noData?.count === 2);
  expect(keys).toHaveLength(1);
  await world.clock.sleep(25 * HOUR);
  await world.run();

  expect(keys[0]?.outcome?.reason?.text).toContain('it had none on 2026-11-25T09:02');
  expect(Object.values(world.ledgerState.jobs['acme-vendor-us'] ?? {}).every(({ noData }) => (noData?.count ?? 0) <= 2)).toBe(true);
});

describe('FATAL', () => {
  test.for([
    [fatalTexts.optionsMissing(['sellingProgram']), 'failed', 'wrong-parameters'],
    [fatalTexts.notYetAvailable, 'unfinished', 'not-yet-published'],
    [fatalTexts.clientError, 'unfinished', 'ambiguous-refusal'],
    [false, 'unfinished', 'cool-down'],
  ] as const)('“%s” is %s: %s, with Amazon’s words kept', async ([fatalText, kind, code]) => {
    const world = aWorldIn({ end: 'FATAL', fatalText });

    const { status, cause } = await world.run();

    expect(theJob(world).outcome).toMatchObject({ kind, reason: { code } });
    expect(status).toBe(kind === 'failed' ? 'FAILED' : 'SUCCEEDED');
    if (fatalText) expect(theJob(world).outcome?.reason?.text).toBe(fatalText);
    if (kind === 'failed') expect(cause).toContain('VendorTrafficReport/US/reportPeriod=DAY/2026-11-21');
    expect([theJob(world).resumeAt, theJob(world).reportId]).toEqual(['request', undefined]);
  });

  test('a report that is refused for an unclear reason is asked for again a bounded number of times, hours apart, then fails', async () => {
    const world = aWorldIn({ end: 'FATAL', fatalText: fatalTexts.clientError }, { settings: { catchUpPeriods: 0, freshForHours: 1000 } });
    const key = 'VendorTrafficReport/US/reportPeriod=DAY/2026-11-21';
    const kinds: (string | undefined)[] = [];

    for (let run = 0; run < 3; run += 1) {
      await world.run();
      kinds.push(world.ledgerState.jobs['acme-vendor-us']?.[key]?.outcome?.kind);
      await world.clock.sleep(5 * HOUR);
    }

    expect(kinds).toEqual(['unfinished', 'unfinished', 'failed']);
  });

  test('a failed report is tried again by three later runs, then only by force', async () => {
    const world = aWorldIn({ end: 'FATAL', fatalText: fatalTexts.optionsMissing(['x']) }, { settings: { catchUpPeriods: 0 } });
    const askedInDays: number[] = [];
    for (let day = 0; day < 12; day += 1) {
      await world.run();
      askedInDays.push(theJob(world).attempts);
      await world.clock.sleep(24 * HOUR);
    }
    // At once, since somebody may have fixed the cause; then at growing intervals.
    expect(askedInDays).toEqual([1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4]);
    expect(theJob(world).openSince).toBeUndefined();

    await world.run({ account: 'acme-vendor-us', force: true });
    expect(theJob(world).attempts).toBe(1);
  });
});

test('an access token that expires during a run is renewed once, without any effect on the run', async () => {
  const world = aWorldIn({ queueSeconds: 4000, progressSeconds: 60 });
  const running = world.run();
  await world.clock.sleep(600_000);
  for (const token of Object.values(world.amazon.accessTokens)) token.expiresAt = 0;

  expect((await running).status).toBe('SUCCEEDED');
  expect(theJob(world).outcome?.kind).toBe('saved');
  expect(world.amazon.calls.filter(({ status }) => status === 403)).toHaveLength(1);
});

test('after a 404 right after createReport the report is checked again, not asked for again', async () => {
  const world = aWorldIn({ notFoundSeconds: 100 });

  await world.run();

  expect([theJob(world).outcome?.kind, asked(world)]).toEqual(['saved', 1]);
  expect(world.amazon.calls.filter(({ operation, status }) => operation === 'getReport' && status === 404).length).toBeGreaterThan(0);
});

describe('documents', () => {
  test('one that arrives damaged is fetched again, with a turn of its own, and saved', async () => {
    const world = aWorldIn({ document: { damage: { kind: 'corrupt-trailer' }, damagedDownloads: 2 } });

    await world.run();

    expect([theJob(world).outcome?.kind, asked(world), callCounts(world.amazon).getReportDocument]).toEqual(['saved', 1, 3]);
  });

  test('one that stays damaged at Amazon is asked for again as a new report, in the same run', async () => {
    const cut = { document: { damage: { kind: 'cut', atByte: 100 } } } as const;
    const world = aWorldIn([cut, {}]);

    expect((await world.run()).status).toBe('SUCCEEDED');
    expect([theJob(world).outcome?.kind, asked(world), callCounts(world.amazon).getReportDocument]).toEqual(['saved', 2, 4]);
    expect(theJob(world).renewedCount).toBeUndefined();
  });

  test('damaged in every report: fails after three reports with its reason, and a redrive asks for another', async () => {
    const world = aWorldIn({ document: { damage: { kind: 'cut', atByte: 100 } } });

    const failed = await world.run();
    expect([failed.status, asked(world), callCounts(world.amazon).getReportDocument]).toEqual(['FAILED', 3, 9]);
    expect(failed.cause).toContain('So were the documents of 2 reports before it');
    expect([theJob(world).resumeAt, theJob(world).reportId]).toEqual(['request', undefined]);
    expect(Object.keys(world.bucketState).filter((key) => key.startsWith('reports/'))).toEqual([]);
    world.amazon.plans = [];
    const redriven = await world.redrive(failed);

    expect([redriven.status, theJob(world).outcome?.kind, asked(world)]).toEqual(['SUCCEEDED', 'saved', 4]);
  });

  test('a page that a proxy answered with 200 never replaces a good document', async () => {
    const world = aWorldIn({}, { settings: { freshForHours: 0 } });
    await world.run();
    const good = structuredClone(world.bucketState);
    world.amazon.plans = [
      {
        seen: 0,
        match: {},
        behaviour: { document: { text: '<html><body>Sign in to the network</body></html>', packing: 'none', contentType: 'text/html' } },
      },
    ];

    const bad = await world.run({ account: 'acme-vendor-us', force: true });

    expect([bad.status, theJob(world).outcome?.reason?.code]).toEqual(['FAILED', 'damaged-document']);
    expect(theJob(world).outcome?.reason?.text).toContain('In place of a JSON document came text/html');
    expect(Object.entries(world.bucketState).filter(([key]) => key.startsWith('reports/'))).toEqual(
      Object.entries(good).filter(([key]) => key.startsWith('reports/')),
    );
  });

  test('a DONE report with an error text as its document ends like a FATAL one, and is asked for again later', async () => {
    const text = JSON.stringify({ errorDetails: fatalTexts.notYetAvailable });
    const world = aWorldIn([{ document: { text } }, {}], { settings: { catchUpPeriods: 0 } });

    const first = await world.run();
    expect([first.status, theJob(world).outcome?.reason?.code, theJob(world).reportId]).toEqual([
      'SUCCEEDED',
      'not-yet-published',
      undefined,
    ]);
    await world.clock.sleep(7 * HOUR);
    await world.run();

    expect([theJob(world).outcome?.kind, asked(world)]).toEqual(['saved', 2]);
  });

  test('one that stays damaged fails when no new report may be asked for, and nothing is stored', async () => {
    const world = aWorldIn([{ document: { damage: { kind: 'cut', atByte: 100 } } }, {}], { settings: { newReportsForDamaged: 0 } });

    const failed = await world.run();
    expect(theJob(world).outcome).toMatchObject({ kind: 'failed', reason: { code: 'damaged-document' } });
    expect(Object.keys(world.bucketState).filter((key) => key.startsWith('reports/'))).toEqual([]);
    const redriven = await world.redrive(failed);

    expect([failed.error, redriven.status]).toEqual([failed.error, 'SUCCEEDED']);
    expect([theJob(world).outcome?.kind, asked(world)]).toEqual(['saved', 2]);
  });

  test('a document URL that has expired before its use is asked for again with another turn', async () => {
    let isFirst = true;
    const world = aWorldIn(
      {},
      {
        intercept: ({ operation }) => {
          if (operation !== 'downloadDocument' || !isFirst) return 'pass';
          isFirst = false;
          return { kind: 'status', status: 403 };
        },
      },
    );

    await world.run();

    expect([theJob(world).outcome?.kind, callCounts(world.amazon).getReportDocument]).toEqual(['saved', 2]);
  });
});

describe('createReport without an answer', () => {
  const once = (fault: 'reset' | 'lost-answer') => {
    let hasHappened = false;
    return ({ operation }: { operation: string }) => {
      if (operation !== 'createReport' || hasHappened) return 'pass' as const;
      hasHappened = true;
      return { kind: fault } as const;
    };
  };

  test('that took effect: the report is found by getReports and adopted, with one createReport', async () => {
    const world = aWorldIn({}, { intercept: once('lost-answer') });

    await world.run();

    expect(theJob(world)).toMatchObject({ outcome: { kind: 'saved' }, attempts: 1 });
    expect([world.amazon.reports.length, callCounts(world.amazon).getReports]).toEqual([1, 1]);
  });

  test('that took no effect: the report is asked for again, and that is recorded', async () => {
    const world = aWorldIn({}, { intercept: once('reset') });

    await world.run();

    expect(theJob(world)).toMatchObject({ outcome: { kind: 'saved' }, askedAgain: 1 });
    expect(world.amazon.reports).toHaveLength(1);
  });

  const sales = (view: string) => ({
    type: 'VendorSalesReport',
    options: { reportPeriod: 'DAY', distributorView: view, sellingProgram: 'RETAIL' },
  });
  const twins = {
    accounts: [
      {
        name: 'acme-vendor-us',
        kind: 'vendor',
        marketplaces: ['US'],
        timeZone: 'America/New_York',
        schedule: 'cron(0 6 * * ? *)',
        reports: [sales('MANUFACTURING'), sales('SOURCING')],
      },
    ],
  };

  test('two jobs that differ in options only, both unanswered: neither adopts the other’s report, both are saved', async () => {
    let lost = 0;
    const world = aWorld({
      accounts: twins,
      startAt: START,
      intercept: ({ operation }) => (operation === 'createReport' && ++lost <= 2 ? { kind: 'lost-answer' } : 'pass'),
    });

    await world.run();

    const jobs = Object.values(world.ledgerState.jobs['acme-vendor-us'] ?? {});
    expect(jobs.map(({ outcome }) => outcome?.kind)).toEqual(['saved', 'saved']);
    for (const { saved, options } of jobs) {
      const report = world.amazon.reports.find(({ reportId }) => reportId === saved?.reportId);
      expect(report?.reportOptions).toEqual(options);
    }
  });

  test('another client’s report of the same type and dates is adopted only until its document shows other options', async () => {
    const world = aWorld({
      startAt: START,
      accounts: { accounts: [{ ...twins.accounts[0], reports: [sales('MANUFACTURING')] }] },
      intercept: once('reset'),
    });
    const running = world.run();
    await world.clock.sleep(5_000);
    const foreign = { reportType: 'GET_VENDOR_SALES_REPORT', dataStartTime: '2026-11-21T00:00:00Z', dataEndTime: '2026-11-21T00:00:00Z' };
    const options = { reportPeriod: 'DAY', distributorView: 'SOURCING', sellingProgram: 'RETAIL' };
    await world.ports
      .sellingPartner('acme-vendor-us')
      .then((amazon) => amazon.createReport({ ...foreign, marketplaceIds: ['ATVPDKIKX0DER'], reportOptions: options }));
    await running;

    const { saved, askedAgain } = theJob(world);
    expect(world.amazon.reports.find(({ reportId }) => reportId === saved?.reportId)?.reportOptions).toMatchObject({
      distributorView: 'MANUFACTURING',
    });
    expect(askedAgain).toBe(1);
  });
});

describe('access denied', () => {
  test.for([
    [
      'revoked grant',
      ({ amazon }: World) => revoke(amazon, sampleVendor.refreshToken),
      'authorization-revoked (1): Authorise the application again',
    ],
    [
      'wrong client secret',
      ({ amazon }: World) => {
        amazon.applications = [{ ...sampleApplication, clientSecrets: ['rotated'] }];
      },
      'client-credentials-refused (1): Put the current client id and secret',
    ],
  ] as const)('a %s during a run: the run fails, and its Cause says what to do', async ([, deny, words]) => {
    const world = aWorldIn({ queueSeconds: 900, progressSeconds: 60 });
    const running = world.run();
    await world.clock.sleep(60_000);
    deny(world);
    world.amazon.accessTokens = {};

    const { status, cause } = await running;

    expect([status, theJob(world).resumeAt]).toEqual(['FAILED', 'check']);
    expect(JSON.parse(cause ?? '{}').errorMessage).toContain(words);
  });

  test('a type that worked before and is denied now: the advice names both possible causes, and later runs survive an incident of a week', async () => {
    const world = aWorldIn({}, { settings: { catchUpPeriods: 0 } });
    await world.run();
    const refusal = { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' };
    world.amazon.plans = [{ seen: 0, match: {}, behaviour: { refusal } }];
    const denied: string[] = [];
    for (let day = 1; day <= 8; day += 1) {
      await world.clock.sleep(24 * HOUR);
      const { status, cause } = await world.run();
      if (status === 'FAILED') denied.push(cause ?? '');
    }
    expect(denied[0]).toContain('it is an incident at Amazon, or the role or authorisation was withdrawn');
    expect(denied[0]).toContain('only the new refresh token carries it');
    world.amazon.plans = [];
    for (let day = 1; day <= 7; day += 1) {
      await world.clock.sleep(24 * HOUR);
      await world.run();
    }

    const jobs = Object.values(world.ledgerState.jobs['acme-vendor-us'] ?? {});
    expect(jobs.filter(({ saved }) => saved === undefined)).toEqual([]);
  });

  test('a missing role: failed, and its Cause names the role', async () => {
    const refusal = { status: 403, code: 'Unauthorized', message: 'Access to the resource is forbidden' };
    const { status, cause } = await aWorldIn({ refusal }).run();

    expect(status).toBe('FAILED');
    expect(JSON.parse(cause ?? '{}').errorMessage).toMatch(
      /access-denied \(1\): No report of this type was saved here before[\s\S]*whole authorisation[\s\S]*Brand Analytics/,
    );
  });
});

test('a rejected createReport waits for a later turn, and nothing is asked for twice', async () => {
  const world = aWorldIn({}, { amazon: { hiddenTypeLimits: { [TRAFFIC]: [{ calls: 0, perSeconds: 120, scope: 'account' }] } } });

  const { status } = await world.run();

  expect([status, theJob(world).outcome?.kind, world.amazon.reports.length]).toEqual(['SUCCEEDED', 'unfinished', 0]);
  expect(theJob(world).throttledCount).toBeGreaterThan(1);
  const text = expect.stringMatching(/the type pauses until \d{4}-.*, beyond the run’s deadline/);
  expect(theJob(world).outcome?.reason).toEqual({ code: 'waiting', text });
});

test('a report that was removed from the accounts file is finished when Amazon has it', async () => {
  const world = aWorldIn({ queueSeconds: 1000, progressSeconds: 60 }, { settings: { maxRuntimeMinutes: 5 } });
  await world.run();
  const [account] = world.accounts.accounts;
  if (account) account.reports = [{ type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' }, enabled: true }];

  await world.clock.sleep(HOUR);
  await world.run();

  const jobs = Object.values(world.ledgerState.jobs['acme-vendor-us'] ?? {});
  expect(jobs.map(({ type, outcome }) => [type, outcome?.kind]).toSorted()).toEqual([
    ['VendorForecastingReport', 'saved'],
    ['VendorTrafficReport', 'saved'],
  ]);
});

test('a report that was removed before it was first asked for is dropped, and the run says so', async () => {
  const world = aWorldIn(
    {},
    {
      settings: { maxRuntimeMinutes: 1 },
      intercept: ({ operation }) => (operation === 'createReport' ? { kind: 'status', status: 429 } : 'pass'),
    },
  );
  await world.run();
  const [account] = world.accounts.accounts;
  if (account) account.reports = [{ type: 'VendorForecastingReport', options: { sellingProgram: 'RETAIL' }, enabled: true }];

  await world.run();

  const run = world.ledgerState.runs['acme-vendor-us']?.['run-2'];
  expect(theJob(world)).toMatchObject({ type: 'VendorTrafficReport', dropped: { why: expect.stringContaining('removed') } });
  expect(run?.leftOut).toContainEqual({ what: theJob(world).key, why: expect.stringContaining('removed') });
});
