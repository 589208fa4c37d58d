import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { LedgerConflictError, StoreUnavailableError } from '../../core/errors.ts';

/** BatchGetItem takes at most 100 keys. @see Amazon DynamoDB API Reference, BatchGetItem */
const KEYS_PER_BATCH = 100;
/** How often keys that DynamoDB left unprocessed are asked for again: each answer makes progress, or DynamoDB does not serve us. */
const BATCH_ATTEMPTS = 10;

export type Key = { pk: string; sk: string };
export type Item = Record<string, unknown>;
type Versioned = { version: number };
export type Table = ReturnType<typeof tableOf>;

/** One table's items by key. Every failure but a condition's becomes StoreUnavailableError. */
export const tableOf = (documents: DynamoDBDocumentClient, tableName: string) => {
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
      // The id distinguishes a write that took effect without an answer, which the SDK then repeats, from an equal write by another run.
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
