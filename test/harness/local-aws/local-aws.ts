import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { CreateTableCommand, DynamoDBClient, ResourceInUseException, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { ledgerTable } from '../../../lambdas/core/record/ledger/ledger-table.ts';
import type { Engine } from '../engine/engine.ts';
import { type LocalServer, listening } from './json-api.ts';
import { startLocalSecrets } from './local-secrets.ts';
import { startLocalStepFunctions } from './local-step-functions.ts';
import { keepVersions } from './local-versions.ts';

export type LocalAwsOptions = {
  /** Where objects and tables are stored, so that the next start finds them. */
  directory: string;
  buckets?: readonly string[];
  /** Names of ledger tables. */
  tables?: readonly string[];
  secretAt?: (secretId: string) => string | undefined;
  /** Asked at each call, since the engine's functions need these servers first. */
  engine?: () => Engine;
};

export type LocalAws = {
  /** For every AWS client: where the services are, dummy credentials, a region. */
  environment: Record<string, string>;
  close: () => Promise<void>;
};

/** The SDK signs with these. s3rver knows one account; the other servers do not look. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', AWS_REGION: 'us-east-1' };

/** S3, DynamoDB, Secrets Manager and Step Functions on loopback, reached by the SDK's own environment variables. */
export const startLocalAws = async ({ directory, buckets = [], tables = [], secretAt, engine }: LocalAwsOptions): Promise<LocalAws> => {
  const noEngine = (): Engine => {
    throw new Error('No engine was given');
  };
  const [s3, dynamo, secrets, stepFunctions] = await Promise.all([
    startS3(directory, buckets),
    startDynamo(join(directory, 'dynamodb'), tables),
    startLocalSecrets(secretAt ?? (() => undefined)),
    startLocalStepFunctions(engine ?? noEngine),
  ]);
  return {
    environment: {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_ENDPOINT_URL_SFN: stepFunctions.url,
    },
    close: async () => {
      await Promise.all([s3, dynamo, secrets, stepFunctions].map((server) => server.close()));
    },
  };
};

const startS3 = async (root: string, buckets: readonly string[]): Promise<LocalServer> => {
  const directory = join(root, 's3');
  await mkdir(directory, { recursive: true });
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    directory,
    silent: true,
    vhostBuckets: false,
    allowMismatchedSignatures: true,
    configureBuckets: buckets.map((name) => ({ name })),
  });
  keepVersions(server, join(root, 's3-versions'));
  const { port } = await server.run();
  const close = async () => {
    const closed = server.close();
    server.httpServer.closeAllConnections();
    await closed;
  };
  return { url: `http://127.0.0.1:${port}`, close };
};

const startDynamo = async (directory: string, tables: readonly string[]): Promise<LocalServer> => {
  await mkdir(directory, { recursive: true });
  const server = await listening(dynalite({ path: directory, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 }));
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  for (const table of tables) await createLedgerTable(client, table);
  client.destroy();
  return server;
};

/** The ledger's table as `infra` declares it, unless it is there from an earlier start. */
export const createLedgerTable = async (client: DynamoDBClient, tableName: string): Promise<void> => {
  const { partitionKey, sortKey, localIndexes } = ledgerTable;
  const keySchema = (sort: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const attributes = [partitionKey, sortKey, ...Object.values(localIndexes)];
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: keySchema(sortKey),
        AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        LocalSecondaryIndexes: Object.entries(localIndexes).map(([IndexName, sort]) => ({
          IndexName,
          KeySchema: keySchema(sort),
          Projection: { ProjectionType: 'ALL' },
        })),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  // A table that is being created cannot be used yet, here as on AWS.
  await waitUntilTableExists({ client, minDelay: 0.02, maxDelay: 0.2, maxWaitTime: 10 }, { TableName: tableName });
};
