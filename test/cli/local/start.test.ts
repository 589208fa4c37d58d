import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, test } from 'vitest';
import { z } from 'zod';
import { accountsFileOf } from '../../../infra/deployment/accounts.ts';
import { typeOfEntry } from '../../../lambdas/core/input/report-entry.ts';
import { isLong } from '../../how-many.ts';

/**
 * What the README says to run, as people run it: a process of its own, with real protocols and in real time. Each costs one to
 * seven seconds of processor time. `test/harness/scenarios.test.ts` has the same stories in virtual time: what is only long here, has
 * its claim there.
 */

const Job = z.looseObject({
  key: z.string(),
  type: z.string(),
  outcome: z.string(),
  attempts: z.number(),
  reportId: z.string().optional(),
  objectKey: z.string().optional(),
  bytes: z.number().optional(),
  sha256: z.string().optional(),
  unpackedBytes: z.number().optional(),
  reason: z.looseObject({ code: z.string() }).optional(),
});
const Result = z.object({
  runs: z.array(
    z.looseObject({
      account: z.string(),
      status: z.string(),
      error: z.string().optional(),
      cause: z.string().optional(),
      counts: z.object({ saved: z.number(), noData: z.number(), unfinished: z.number(), failed: z.number() }).optional(),
      jobs: z.array(Job).default([]),
      calls: z.object({
        createReport: z.number(),
        getReport: z.number(),
        getReports: z.number(),
        getReportDocument: z.number(),
        throttled: z.number(),
      }),
    }),
  ),
});
const Watched = z.object({ run: z.looseObject({ jobs: z.array(Job) }) });
const Verified = z.object({ objects: z.array(z.object({ verdict: z.string() })) });

const directories: string[] = [];
const aDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'report-import-'));
  directories.push(directory);
  return directory;
};
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true }))));

const command =
  (file: string) =>
  (directory: string, ...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, [file, '--directory', directory, ...args], { maxBuffer: 2 ** 24 }, (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr }),
      );
    });
const start = command('cli/local/start.ts');
const operate = command('cli/main.ts');

/** Ended by Ctrl-C as soon as it has printed all of these. */
const interruptedStart = async (directory: string, texts: readonly string[], ...args: string[]) => {
  const child = spawn(process.execPath, ['cli/local/start.ts', '--directory', directory, ...args]);
  let printed = '';
  child.stderr.on('data', (chunk) => {
    printed += chunk;
    if (texts.every((text) => printed.includes(text)) && !child.killed) child.kill('SIGINT');
  });
  const [exitCode] = await once(child, 'exit');
  return { exitCode, printed };
};

const startJson = async (directory: string, ...args: string[]) => {
  const { exitCode, stdout } = await start(directory, '--json', ...args);
  return { exitCode, runs: Result.parse(JSON.parse(stdout)).runs };
};

/** The files in the folder for a person to open, and their items in the ledger. */
const storedIn = async (directory: string, { objectKey = '' }: z.infer<typeof Job>) => {
  const stored = await readFile(join(directory, 'files', objectKey));
  return { bytes: stored.length, sha256: createHash('sha256').update(stored).digest('hex'), unpackedBytes: gunzipSync(stored).length };
};
const recordedOf = ({ bytes, sha256, unpackedBytes }: z.infer<typeof Job>) => ({ bytes, sha256, unpackedBytes });

/** The three that are slow on the slow day, and one that is not. Each report costs processor time of the local stores. */
const slowTypes = 'BrandAnalyticsSearchTermsReport,VendorInventoryReport,VendorForecastingReport,VendorTrafficReport';

describe.concurrent('npm start', { timeout: 300_000 }, () => {
  test.runIf(isLong())(
    'an everyday run saves every type of the sample, each object as recorded, and no call is rejected',
    async ({ expect }) => {
      const directory = await aDirectory();

      const { exitCode, runs } = await startJson(directory);

      expect(exitCode).toBe(0);
      const asked = accountsFileOf('sample').accounts.flatMap(({ reports }) => reports.map(typeOfEntry));
      expect(new Set(runs.flatMap(({ jobs }) => jobs.map(({ type }) => type)))).toEqual(new Set(asked));
      for (const { jobs, calls } of runs) {
        expect(calls).toMatchObject({ createReport: jobs.length, getReportDocument: jobs.length, throttled: 0 });
        for (const job of jobs) {
          expect([job.key, job.outcome, job.attempts]).toEqual([job.key, 'saved', 1]);
          expect(await storedIn(directory, job)).toEqual(recordedOf(job));
        }
      }
    },
  );

  test.runIf(isLong())('what a slow day leaves unfinished, the next run saves without asking again', async ({ expect }) => {
    const directory = await aDirectory();
    const slowDay = () => startJson(directory, '--scenario', 'slow', '--account', 'acme-vendor-us', '--types', slowTypes);

    const first = await slowDay();
    const second = await slowDay();

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    const left = first.runs[0]?.jobs.filter(({ outcome }) => outcome === 'unfinished') ?? [];
    expect(left.length).toBeGreaterThanOrEqual(3);
    const finished = left.map(({ key }) => second.runs[0]?.jobs.find((job) => job.key === key));
    expect(finished.map((job) => [job?.outcome, job?.reportId])).toEqual(left.map(({ reportId }) => ['saved', reportId]));
    expect(second.runs[0]?.calls.createReport).toBe(0);
  });

  test('a run with a failed report exits with 1 and names it', async ({ expect }) => {
    const bad = ['--scenario', 'bad-day', '--account', 'acme-vendor-us', '--types', 'VendorSalesReport'];
    const { exitCode, runs } = await startJson(await aDirectory(), ...bad);

    const [run] = runs;
    const failed = run?.jobs.filter(({ outcome }) => outcome === 'failed') ?? [];
    expect([exitCode, run?.error, failed.map(({ reason }) => reason?.code)]).toEqual([1, 'ReportsFailedError', ['wrong-parameters']]);
    expect(run?.cause).toContain(failed[0]?.key);
  });

  test.runIf(isLong())(
    'a bad day fails, names each failed report, and a redrive asks again only for what needs a new report',
    async ({ expect }) => {
      const directory = await aDirectory();

      const bad = await startJson(directory, '--scenario', 'bad-day', '--account', 'acme-vendor-us');
      const redriven = await startJson(directory, '--redrive');

      const [run] = bad.runs;
      expect([bad.exitCode, run?.status, run?.error]).toEqual([1, 'failed', 'ReportsFailedError']);
      const failed = run?.jobs.filter(({ outcome }) => outcome === 'failed') ?? [];
      expect(failed.map(({ type, reason }) => [type, reason?.code]).toSorted()).toEqual([
        ['BrandAnalyticsRepeatPurchaseReport', 'damaged-document'],
        ['VendorSalesReport', 'wrong-parameters'],
      ]);
      for (const { key } of failed) expect(run?.cause).toContain(key);
      expect(run?.counts).toMatchObject({ noData: 1, unfinished: 2, failed: 2 });
      expect(run?.calls.throttled).toBeGreaterThan(0);

      expect([redriven.exitCode, redriven.runs[0]?.counts?.failed]).toEqual([0, 0]);
      expect(redriven.runs[0]?.calls).toMatchObject({ createReport: 2, getReportDocument: 2 });

      const verified = await operate(directory, '--local', 'verify', '--json');
      const { objects } = Verified.parse(JSON.parse(verified.stdout));
      expect([verified.exitCode, new Set(objects.map(({ verdict }) => verdict))]).toEqual([0, new Set(['intact'])]);
      expect(objects).toHaveLength(redriven.runs[0]?.counts?.saved ?? 0);

      // A start by the operator's command, in the same world, also leaves its files where a person can open them.
      const again = await operate(
        directory,
        '--local',
        'start',
        'acme-vendor-us',
        '--types',
        'VendorForecastingReport',
        '--force',
        '--json',
      );
      const saved = Watched.parse(JSON.parse(again.stdout)).run.jobs.filter(({ type }) => type === 'VendorForecastingReport');
      expect(saved.map(({ outcome }) => outcome)).toEqual(['saved']);
      for (const { objectKey = '', sha256 } of saved) {
        const stored = await readFile(join(directory, 'files', objectKey));
        expect(createHash('sha256').update(stored).digest('hex')).toBe(sha256);
      }
    },
  );

  test('Ctrl-C loses nothing: the next start with an accounts file of one’s own asks for nothing again, and leaves files and tables as recorded', async ({
    expect,
  }) => {
    const directory = await aDirectory();
    const accountsFile = join(directory, 'mine.json');
    const shared = { kind: 'vendor', secret: 'shared', timeZone: 'UTC', schedule: 'cron(0 6 * * ? *)' };
    const options = { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' };
    const reports = [{ type: 'VendorSalesReport', options }];
    const accounts = ['US', 'CA'].map((country) => ({ name: `umbrella-${country}`, marketplaces: [country], ...shared, reports }));
    await writeFile(accountsFile, JSON.stringify({ accounts }));

    const allAsked = accounts.map(({ name }) => `${name} 1 at Amazon`);
    const interrupted = await interruptedStart(directory, allAsked, '--accounts-file', accountsFile);
    const { exitCode, runs } = await startJson(directory, '--accounts-file', accountsFile);
    const rows = await operate(directory, '--local', 'query', 'SELECT count(*) AS rows FROM vendor_sales_by_asin', '--format', 'csv');

    expect(interrupted).toEqual({ exitCode: 130, printed: expect.stringContaining('The next start resumes here') });
    expect([exitCode, runs.map(({ account, jobs }) => [account, jobs.map(({ outcome, attempts }) => [outcome, attempts])])]).toEqual([
      0,
      [
        ['umbrella-US', [['saved', 1]]],
        ['umbrella-CA', [['saved', 1]]],
      ],
    ]);
    // One secret is one selling partner: the calls of both.
    for (const { calls } of runs) expect(calls).toMatchObject({ createReport: 0, getReportDocument: 2, throttled: 0 });
    for (const job of runs.flatMap(({ jobs }) => jobs)) expect(await storedIn(directory, job)).toEqual(recordedOf(job));
    expect([rows.exitCode, rows.stdout]).toEqual([0, 'rows\n72\n']);
  });

  test.runIf(isLong())('bad input exits 2 and says what is allowed, before Amazon is called', async ({ expect }) => {
    const { exitCode, stdout, stderr } = await start(await aDirectory(), '--report-types', 'VendorSale', '--account', 'acme-vendor-us');

    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/"VendorSale" is not allowed.*VendorSalesReport/s);
  });
});
