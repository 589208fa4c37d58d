import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { LedgerConflictError, StoreUnavailableError } from '../core/errors.ts';
import { AsinBundles } from '../core/record/asin-bundles.ts';
import { JobItem } from '../core/record/jobs.ts';
import type { Ledger, LineKey } from '../core/record/ledger/ledger.ts';
import type { ledgerTable } from '../core/record/ledger/ledger-table.ts';
import { emptyLimitLine, LimitLine, type LimitLineKey } from '../core/record/ledger/limit-line.ts';
import { RunItem } from '../core/record/runs.ts';

/** BatchGetItem takes at most 100 keys. @see Amazon DynamoDB API Reference, BatchGetItem */
const KEYS_PER_BATCH = 100;
/** How often keys that DynamoDB left unprocessed are asked for again: each answer makes progress, or DynamoDB does not serve us. */
const BATCH_ATTEMPTS = 10;

type Key = { pk: string; sk: string };
type Index = keyof typeof ledgerTable.localIndexes;
type Item = Record<string, unknown>;

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

type Versioned = { version: number };
type Table = ReturnType<typeof tableOf>;

/** One table's items by key. Every failure but a condition's becomes StoreUnavailableError. */
const tableOf = (documents: DynamoDBDocumentClient, tableName: string) => {
  const get = async (key: Key): Promise<Item | undefined> => {
    const { Item } = await served(documents.send(new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true })));
    return Item;
  };
  return {
    get,
    getAll: async (keys: Key[]): Promise<Item[]> => {
      const found: Item[] = [];
      for (let at = 0; at < keys.length; at += KEYS_PER_BATCH) {
        found.push(...(await batch(documents, tableName, keys.slice(at, at + KEYS_PER_BATCH))));
      }
      return found;
    },
    /** All pages, or as many as `limit` items need. */
    query: async (query: Omit<QueryCommandInput, 'TableName'>, limit = Number.POSITIVE_INFINITY): Promise<Item[]> => {
      const found: Item[] = [];
      let from: QueryCommandInput['ExclusiveStartKey'];
      do {
        const command = new QueryCommand({ TableName: tableName, ConsistentRead: true, ...query, ExclusiveStartKey: from });
        const page = await served(documents.send(command));
        found.push(...(page.Items ?? []));
        from = page.LastEvaluatedKey;
      } while (from !== undefined && found.length < limit);
      return found.slice(0, limit);
    },
    /** The new attributes, or undefined when the condition did not hold. */
    update: async (key: Key, update: Omit<UpdateCommandInput, 'TableName' | 'Key'>): Promise<Item | undefined> => {
      const done = await unlessRefused(documents.send(new UpdateCommand({ TableName: tableName, Key: key, ...update })));
      return done && (done.Attributes ?? {});
    },
    write: async <T extends Versioned>(key: Key, item: T): Promise<T> => {
      const next = { ...item, version: item.version + 1 };
      // The id tells a write that acted although its answer was lost, which the SDK then repeats, from someone else's equal write.
      const writeId = randomUUID();
      const put = { TableName: tableName, Item: { ...next, ...key, writeId }, ...onVersion(item.version) };
      if (await unlessRefused(documents.send(new PutCommand(put)))) return next;
      if ((await get(key))?.writeId === writeId) return next;
      throw new LedgerConflictError(`${key.sk} of ${key.pk} was written by someone else since version ${item.version} was read`);
    },
  };
};

const onVersion = (version: number) =>
  version === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      };

const batch = async (documents: DynamoDBDocumentClient, tableName: string, keys: Key[]): Promise<Item[]> => {
  const found: Item[] = [];
  let left: Item[] | undefined = keys;
  for (let attempt = 0; left?.length; attempt += 1) {
    if (attempt === BATCH_ATTEMPTS) throw new StoreUnavailableError(`The ledger left ${left.length} keys unread after ${attempt} attempts`);
    const command = new BatchGetCommand({ RequestItems: { [tableName]: { Keys: left, ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await served(documents.send(command));
    found.push(...(Responses?.[tableName] ?? []));
    left = UnprocessedKeys?.[tableName]?.Keys;
  }
  return found;
};

const served = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    throw new StoreUnavailableError(`The ledger did not serve us: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};

const unlessRefused = <T>(answer: Promise<T>): Promise<T | undefined> =>
  served(
    answer.catch((error: unknown) => {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }),
  );
