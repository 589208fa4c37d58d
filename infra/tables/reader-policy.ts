import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../acknowledge.ts';
import { keysOf } from '../encryption-key.ts';
import type { ReportBucket } from '../report-import-props.ts';

export type ReaderPolicyProps = {
  bucket: ReportBucket;
  /** Keys of the folders of tables and of results. */
  tablesFolder: string;
  resultsFolder: string;
  databaseName: string;
  workgroupName: string;
  key: IKey | undefined;
};

/** What a person or a tool needs to query the tables in this workgroup, and no more: attach it to their role. Documents and ledger stay closed. */
export const readerPolicy = (scope: Construct, id: string, props: ReaderPolicyProps): ManagedPolicy => {
  const { bucket, tablesFolder, resultsFolder, databaseName, workgroupName, key } = props;
  const arnOf = (service: string, resource: string, resourceName?: string) =>
    Stack.of(scope).formatArn({ service, resource, ...(resourceName !== undefined && { resourceName }) });
  const tables = arnOf('glue', 'table', `${databaseName}/*`);
  const files = bucket.arnForObjects(`${tablesFolder}*`);
  const results = bucket.arnForObjects(`${resultsFolder}*`);
  const policy = new ManagedPolicy(scope, id, {
    description: `Query the tables of ${Stack.of(scope).stackName} with Athena`,
    statements: [
      allow('athena', queryActions, [arnOf('athena', 'workgroup', workgroupName)]),
      allow('athena', browseActions, [arnOf('athena', 'datacatalog', 'AwsDataCatalog')]),
      allow('athena', listActions, ['*']),
      allow('glue', catalogueActions, [arnOf('glue', 'catalog'), arnOf('glue', 'database', databaseName), tables]),
      allow('s3', ['GetObject'], [files]),
      allow('s3', ['AbortMultipartUpload', 'GetObject', 'ListMultipartUploadParts', 'PutObject'], [results]),
      allow('s3', ['GetBucketLocation'], [bucket.bucketArn]),
      allow('s3', ['ListBucket'], [bucket.bucketArn], { StringLike: { 's3:prefix': [`${tablesFolder}*`, `${resultsFolder}*`] } }),
      ...keysOf(key, bucket.encryptionKey).map((keyArn) => allow('kms', ['Decrypt', 'GenerateDataKey'], [keyArn])),
    ],
  });
  acknowledgeWildcard(policy, '*', 'Athena lists workgroups and catalogues without naming a resource; the names are all that it gives.');
  acknowledgeWildcard(policy, tables, 'All tables of this database are for reading.');
  acknowledgeWildcard(policy, files, 'Files of tables are named by account and dates; the folder is the narrowest bound.');
  acknowledgeWildcard(policy, results, 'Athena names the results of queries.');
  return policy;
};

const queryActions = [
  'BatchGetNamedQuery',
  'BatchGetQueryExecution',
  'GetNamedQuery',
  'GetQueryExecution',
  'GetQueryResults',
  'GetQueryResultsStream',
  'GetWorkGroup',
  'ListNamedQueries',
  'ListQueryExecutions',
  'StartQueryExecution',
  'StopQueryExecution',
];

/** What the console reads before it shows the tables. */
const browseActions = ['GetDataCatalog', 'GetDatabase', 'GetTableMetadata', 'ListDatabases', 'ListTableMetadata'];
const listActions = ['ListDataCatalogs', 'ListEngineVersions', 'ListWorkGroups'];

const catalogueActions = ['GetDatabase', 'GetDatabases', 'GetPartition', 'GetPartitions', 'GetTable', 'GetTables'];

const allow = (service: string, actions: readonly string[], resources: string[], conditions?: Record<string, unknown>): PolicyStatement =>
  new PolicyStatement({ actions: actions.map((action) => `${service}:${action}`), resources, ...(conditions && { conditions }) });
