import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { ledgerOf } from '../../lambdas/adapters/ledger.ts';
import { StoreUnavailableError } from '../../lambdas/core/errors.ts';

/** What dynalite cannot simulate. */
const documents = mockClient(DynamoDBDocumentClient);
const client = new DynamoDBClient({ region: 'us-east-1' });
const ledger = ledgerOf({ client, tableName: 'ledger' });

beforeEach(() => documents.reset());

const stored = (key: string) => ({
  pk: 'acme',
  sk: `job#${key}`,
  account: 'acme',
  key,
  type: 'VendorSalesReport',
  marketplace: 'US',
  options: {},
  window: { start: '2026-03-05', end: '2026-03-05' },
  request: { reportType: 'GET_VENDOR_SALES_REPORT', marketplaceIds: ['ATVPDKIKX0DER'] },
  purpose: 'newest',
  version: 1,
});
const left = (...keys: string[]) => ({ ledger: { Keys: keys.map((key) => ({ pk: 'acme', sk: `job#${key}` })) } });

test('keys that DynamoDB left unprocessed are asked for again', async () => {
  documents
    .on(BatchGetCommand)
    .resolvesOnce({ Responses: { ledger: [stored('a')] }, UnprocessedKeys: left('b', 'c') })
    .resolvesOnce({ Responses: { ledger: [stored('b')] }, UnprocessedKeys: left('c') })
    .resolvesOnce({ Responses: { ledger: [stored('c')] }, UnprocessedKeys: {} });

  const items = await ledger.readJobs('acme', ['a', 'b', 'c']);

  expect(items.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect(documents.commandCalls(BatchGetCommand).map(({ args }) => args[0].input.RequestItems?.['ledger']?.Keys?.length)).toEqual([
    3, 2, 1,
  ]);
});

test('a batch that never completes throws StoreUnavailableError', async () => {
  documents.on(BatchGetCommand).resolves({ Responses: {}, UnprocessedKeys: left('a') });

  await expect(ledger.readJobs('acme', ['a'])).rejects.toThrow(StoreUnavailableError);
  expect(documents.commandCalls(BatchGetCommand)).toHaveLength(10);
});

test('every read is consistent', async () => {
  documents.on(GetCommand).resolves({}).on(BatchGetCommand).resolves({}).on(QueryCommand).resolves({});

  await ledger.readJob('acme', 'a');
  await ledger.readJobs('acme', ['a']);
  await ledger.openJobs('acme');
  await ledger.latestRuns('acme', 1);
  await ledger.jobsWithPrefix('acme', 'x');
  await ledger.jobsBetween('acme', 'x', 'y');

  expect(documents.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  expect(documents.commandCalls(BatchGetCommand)[0]?.args[0].input.RequestItems?.['ledger']?.ConsistentRead).toBe(true);
  expect(documents.commandCalls(QueryCommand).map(({ args }) => args[0].input.ConsistentRead)).toEqual([true, true, true, true]);
});

test('a throttled write throws StoreUnavailableError', async () => {
  documents.on(PutCommand).rejects(Object.assign(new Error('Rate exceeded'), { name: 'ProvisionedThroughputExceededException' }));

  await expect(ledger.writeRun({ ...aRun, version: 0 })).rejects.toMatchObject({
    name: 'StoreUnavailableError',
    cause: { name: 'ProvisionedThroughputExceededException' },
  });
});

const aRun = {
  account: 'acme',
  runId: 'r',
  executionArn: 'arn',
  startedAt: '2026-03-09T06:00:00Z',
  deadlineAt: '2026-03-09T12:00:00Z',
  jobKeys: [],
  verdicts: {},
};
