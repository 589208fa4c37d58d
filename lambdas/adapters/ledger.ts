import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { AsinBundles } from '../core/record/asin-bundles.ts';
import { JobItem } from '../core/record/jobs.ts';
import type { Ledger, LineKey } from '../core/record/ledger/ledger.ts';
import type { ledgerTable } from '../core/record/ledger/ledger-table.ts';
import { emptyLimitLine, LimitLine, type LimitLineKey } from '../core/record/ledger/limit-line.ts';
import { RunItem } from '../core/record/runs.ts';
import { type Item, type Key, type Table, tableOf } from './ledger/table.ts';

type Index = keyof typeof ledgerTable.localIndexes;

const jobKey = (account: string, key: string): Key => ({ pk: account, sk: `job#${key}` });
const runKey = (account: string, runId: string): Key => ({ pk: account, sk: `run#${runId}` });
const bundlesKey = (account: string, list: string): Key => ({ pk: account, sk: `bundles#${list}` });
const lineKey = ({ secretId, operation }: LineKey): Key => ({ pk: `secret#${secretId}`, sk: operation });

const limitLineKey = ({ owner, apiType }: LimitLineKey): Key => ({ pk: owner, sk: `createReport/${apiType}/limits` });

const LineItem = z.object({ nextAtMs: z.number(), intervalMs: z.number().optional(), publishedIntervalMs: z.number().optional() });

/** The ledger in one DynamoDB table: conditional writes of single items, consistent reads, nothing else. */
export const ledgerOf = ({ client, tableName }: { client: DynamoDBClient; tableName: string }): Ledger => {
  const table = tableOf(DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }), tableName);
  return {
    readJob: async (account, key) => parsed(JobItem, await table.get(jobKey(account, key))),
    readJobs: async (account, keys) => {
      const items = await table.getAll([...new Set(keys)].map((key) => jobKey(account, key)));
      return items.map((item) => JobItem.parse(own(item)));
    },
    jobsWithPrefix: async (account, prefix) => {
      const items = await table.query({
        KeyConditionExpression: 'pk = :account AND begins_with(sk, :prefix)',
        ExpressionAttributeValues: { ':account': account, ':prefix': `job#${prefix}` },
      });
      return items.map((item) => JobItem.parse(own(item)));
    },
    jobsBetween: async (account, first, last) => {
      const items = await table.query({
        KeyConditionExpression: 'pk = :account AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: { ':account': account, ':first': `job#${first}`, ':last': `job#${last}` },
      });
      return items.map((item) => JobItem.parse(own(item)));
    },
    openJobs: async (account) => {
      const items = await table.query({ IndexName: 'openJobs' satisfies Index, ...ofAccount(account) });
      return items.map((item) => JobItem.parse(own(item)));
    },
    writeJob: (item) => table.write(jobKey(item.account, item.key), item),
    readRun: async (account, runId) => parsed(RunItem, await table.get(runKey(account, runId))),
    latestRuns: async (account, limit) => {
      const items = await table.query(
        { IndexName: 'latestRuns' satisfies Index, ScanIndexForward: false, Limit: limit, ...ofAccount(account) },
        limit,
      );
      return items.map((item) => RunItem.parse(own(item)));
    },
    readBundles: async (account, list) => parsed(AsinBundles, await table.get(bundlesKey(account, list))),
    writeBundles: (item) => table.write(bundlesKey(item.account, item.list), item),
    writeRun: (item) => table.write(runKey(item.account, item.runId), item),
    ...lines(table),
    readLimitLine: async (key) => parsed(LimitLine, await table.get(limitLineKey(key))) ?? emptyLimitLine,
    writeLimitLine: (key, line) => table.write(limitLineKey(key), line),
  };
};

/**
 * The lines at which callers stand: one conditional update each, so that any number of writers proceed without locks.
 * When the SDK repeats an update that had acted, the line moves on twice: a turn is wasted, none is given twice.
 */
const lines = (table: Table): Pick<Ledger, 'readLine' | 'advanceLine' | 'restartLine' | 'holdLine' | 'setPace'> => ({
  readLine: async (line) => parsed(LineItem, await table.get(lineKey(line))),
  advanceLine: async (line, { byMs, aboveMs, upToMs }) => {
    const updated = await table.update(lineKey(line), {
      UpdateExpression: 'SET nextAtMs = nextAtMs + :by',
      ConditionExpression: 'nextAtMs > :above AND nextAtMs <= :upTo',
      ExpressionAttributeValues: { ':by': byMs, ':above': aboveMs, ':upTo': upToMs },
      ReturnValues: 'UPDATED_NEW',
    });
    return updated && LineItem.parse(updated).nextAtMs;
  },
  restartLine: async (line, { nextAtMs, atMostMs }) => {
    const updated = await table.update(lineKey(line), {
      UpdateExpression: 'SET nextAtMs = :next',
      ConditionExpression: 'attribute_not_exists(nextAtMs) OR nextAtMs <= :atMost',
      ExpressionAttributeValues: { ':next': nextAtMs, ':atMost': atMostMs },
    });
    return updated !== undefined;
  },
  holdLine: async (line, untilMs) => {
    await table.update(lineKey(line), {
      UpdateExpression: 'SET nextAtMs = :until',
      ConditionExpression: 'attribute_not_exists(nextAtMs) OR nextAtMs < :until',
      ExpressionAttributeValues: { ':until': untilMs },
    });
  },
  setPace: async (line, { intervalMs, ifIntervalMs, publishedIntervalMs }) => {
    // A line that only has a pace has not moved yet: 0 lies before every floor.
    const set = [
      'nextAtMs = if_not_exists(nextAtMs, :start)',
      ...(intervalMs === undefined ? [] : ['intervalMs = :pace']),
      ...(publishedIntervalMs === undefined ? [] : ['publishedIntervalMs = :published']),
    ];
    await table.update(lineKey(line), {
      UpdateExpression: `SET ${set.join(', ')}${intervalMs === undefined ? ' REMOVE intervalMs' : ''}`,
      ConditionExpression: ifIntervalMs === undefined ? 'attribute_not_exists(intervalMs)' : 'intervalMs = :before',
      ExpressionAttributeValues: { ':start': 0, ':pace': intervalMs, ':published': publishedIntervalMs, ':before': ifIntervalMs },
    });
  },
});

const ofAccount = (account: string) => ({
  KeyConditionExpression: 'pk = :account',
  ExpressionAttributeValues: { ':account': account },
});

const parsed = <S extends z.ZodType>(schema: S, item: Item | undefined): z.output<S> | undefined => item && schema.parse(own(item));

/** The item without what only the table needs. */
const own = ({ pk, sk, writeId, ...item }: Item): Item => item;
