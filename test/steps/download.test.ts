import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import type { ReportType } from '../../lambdas/core/catalogue/report-type.ts';
import { catalogue } from '../../lambdas/core/catalogue/report-types.ts';
import { DownloadInput } from '../../lambdas/core/record/messages.ts';
import { download } from '../../lambdas/download.ts';
import { callCounts } from '../harness/selling-partner/an-amazon.ts';
import { aStage, invocation } from './a-step.ts';

const ready = { reportId: 'R1', reportDocumentId: 'R1-document', resumeAt: 'download', attempts: 1 };
const theReport = { reportType: 'GET_VENDOR_TRAFFIC_REPORT', reportOptions: { reportPeriod: 'DAY' } };
const amazon = (some = {}) => ({ reports: { R1: { ...theReport, ...some } } });
const objects = (bucket: object) => Object.keys(bucket);

test('the document is in the bucket, and the ledger knows its checksums', async () => {
  const { world, message, item } = await aStage(ready, { amazon: amazon() });

  expect((await download(world.ports)(DownloadInput.parse(message), invocation)).result).toBe('downloaded');
  expect(await item()).toMatchObject({ resumeAt: 'tabulate' });
  expect((await item()).outcome).toBeUndefined();
  expect((await item()).saved).toMatchObject({
    objectKey: objects(world.bucketState)[0],
    storedSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('a concurrent write is not overwritten: nothing is stored, and the repeat of the step finds that write', async () => {
  const { world, message } = await aStage(ready, {
    amazon: amazon(),
    before: async (operation) => {
      if (operation === 'upload') await overtaken();
      return undefined;
    },
  });
  const overtaken = async () => {
    const item = await world.ports.ledger.readJob(message.run.account, message.job.key);
    if (item) await world.ports.ledger.writeJob({ ...item, purpose: 'refresh' });
  };

  await expect(download(world.ports)(DownloadInput.parse(message), invocation)).rejects.toThrow(
    expect.objectContaining({ name: 'LedgerConflictError' }),
  );
  expect(objects(world.bucketState)).toEqual([]);
});

test('an adopted document with other options is dropped, and ours is asked for', async () => {
  const { world, message, item } = await aStage(
    { ...ready, adopted: true },
    { amazon: amazon({ reportOptions: { reportPeriod: 'WEEK' } }) },
  );

  expect((await download(world.ports)(DownloadInput.parse(message), invocation)).result).toBe('asked-again');
  expect(await item()).toMatchObject({ resumeAt: 'request', askedAgain: 1 });
  expect([(await item()).reportId, (await item()).adopted, objects(world.bucketState)]).toEqual([undefined, undefined, []]);
});

test('an adopted document that arrives damaged is fetched again, since it may still be ours', async () => {
  const document = { damage: { kind: 'corrupt-trailer' }, damagedDownloads: 1, rows: 1 } as const;
  const { world, message, item } = await aStage({ ...ready, adopted: true }, { amazon: amazon({ document }) });

  const results = [];
  for (let time = 0; time < 2; time += 1) results.push((await download(world.ports)(DownloadInput.parse(message), invocation)).result);

  expect([results, (await item()).reportId]).toEqual([['throttled', 'downloaded'], 'R1']);
});

test('a document that stays damaged ends the step after three attempts', async () => {
  const { world, message } = await aStage(
    { ...ready, damagedCount: 2, renewedCount: 2 },
    { amazon: amazon({ document: { damage: { kind: 'cut', atByte: 9 } } }) },
  );

  await expect(download(world.ports)(DownloadInput.parse(message), invocation)).rejects.toThrow(
    expect.objectContaining({ name: 'DamagedDocumentError' }),
  );
  expect([objects(world.bucketState), callCounts(world.amazon).getReportDocument]).toEqual([[], 1]);
});

test('a repeat of the step that gave up a report gives the same answer, and does not fetch the old report', async () => {
  const document = { damage: { kind: 'cut', atByte: 9 } } as const;
  const { world, message, item } = await aStage({ ...ready, damagedCount: 2 }, { amazon: amazon({ document }) });
  const input = DownloadInput.parse(message);

  const results = [];
  for (let time = 0; time < 2; time += 1) results.push((await download(world.ports)(input, invocation)).result);

  expect([results, callCounts(world.amazon).getReportDocument, (await item()).renewedCount]).toEqual([
    ['asked-again', 'asked-again'],
    1,
    1,
  ]);
});

/** An additional catalogue entry for the duration of a test. */
const withEntry = (name: string, entry: ReportType): string => {
  Object.assign(catalogue, { [name]: entry });
  onTestFinished(() => void Reflect.deleteProperty(catalogue, name));
  return name;
};

test.for([
  [{}, 'sku\tprice\n1\t2\n', 'text/plain', 'txt'],
  [{ extension: 'tsv' }, 'sku\tprice\n1\t2\n', 'text/plain', 'tsv'],
  [{}, '<?xml version="1.0"?><rows/>', 'text/xml', 'xml'],
] as const)(
  'a type that is not JSON needs only its catalogue entry: with %j it is saved without tables',
  async ([some, text, contentType, extension]) => {
    const entry: ReportType = {
      ...some,
      apiType: theReport.reportType,
      audience: ['vendor'],
      options: z.strictObject({}),
      dates: { kind: 'snapshot' },
      tables: [],
    };
    const type = withEntry('SampleReport', entry);
    const { world, message, item } = await aStage({ ...ready, type }, { amazon: amazon({ document: { text, contentType } }) });

    expect((await download(world.ports)(DownloadInput.parse(message), invocation)).result).toBe('saved');
    expect(await item()).toMatchObject({ outcome: { kind: 'saved' }, saved: { isJson: false } });
    expect((await item()).saved?.rows).toBeUndefined();
    expect(objects(world.bucketState)).toEqual([
      expect.stringMatching(new RegExp(`/report_type=SampleReport/.*/document\\.${extension}\\.gz$`)),
    ]);
  },
);
