import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, type IBucket, ObjectOwnership, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ledgerTable } from '../lambdas/core/record/ledger/ledger-table.ts';
import type { ImportSettings } from './deployment/import-settings.ts';
import type { ReportBucket } from './report-import-props.ts';

export type StorageProps = { settings: ImportSettings; key: IKey | undefined; bucket: ReportBucket | undefined };

/**
 * Documents and run summaries in a bucket, the record of everything in a table. Both outlive the stack.
 */
export class Storage extends Construct {
  readonly bucket: ReportBucket;
  readonly table: Table;

  constructor(scope: Construct, id: string, props: StorageProps) {
    super(scope, id);
    this.bucket = props.bucket ?? newBucket(this, props);
    this.table = newTable(this, props.key);
  }
}

/** Where Athena puts the results of queries: a key, behind the prefix of all keys. */
export const queryResultsFolder = ({ keyPrefix }: Pick<ImportSettings, 'keyPrefix'>): string => `${keyPrefix}athena-results/`;

const newBucket = (scope: Construct, { settings, key }: StorageProps): ReportBucket => {
  const { keyPrefix, retention } = settings;
  const bucket = new Bucket(scope, 'Bucket', {
    ...closed,
    ...(key
      ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    versioned: true,
    serverAccessLogsBucket: accessLogs(scope, retention.accessLogDays),
    lifecycleRules: [
      { id: 'abandoned-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      { id: 'old-versions', noncurrentVersionExpiration: Duration.days(retention.oldVersionDays) },
      ...(settings.run.tables
        ? [
            {
              id: 'query-results',
              prefix: queryResultsFolder(settings),
              expiration: Duration.days(retention.queryResultDays),
              noncurrentVersionExpiration: Duration.days(1),
            },
          ]
        : []),
      ...(retention.coldAfterDays === undefined
        ? []
        : [
            {
              id: 'cold',
              prefix: `${keyPrefix}reports/`,
              transitions: [{ storageClass: StorageClass.INTELLIGENT_TIERING, transitionAfter: Duration.days(retention.coldAfterDays) }],
            },
          ]),
    ],
  });
  // "New data landed". On the L1 resource: the L2 property would add a function of its own to the stack.
  const resource = bucket.node.defaultChild;
  if (resource instanceof CfnBucket) resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
  return bucket;
};

const closed = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
} as const;

const accessLogs = (scope: Construct, days: number): IBucket => {
  // S3 delivers access logs only to buckets with S3's own encryption.
  const logs = new Bucket(scope, 'AccessLogs', {
    ...closed,
    encryption: BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ id: 'expire', expiration: Duration.days(days) }],
  });
  Validations.of(logs).acknowledge({ id: 'AwsSolutions-S1', reason: 'It holds the access logs; logging access to them has no end.' });
  // CDK's own types do not fit each other under exactOptionalPropertyTypes (`policy?` and `policy: … | undefined`).
  return logs as IBucket;
};

const newTable = (scope: Construct, key: IKey | undefined): Table => {
  // Table, not TableV2: that one cannot be synthesised with a customer-managed key and without a region.
  const table = new Table(scope, 'Ledger', {
    partitionKey: stringKey(ledgerTable.partitionKey),
    sortKey: stringKey(ledgerTable.sortKey),
    timeToLiveAttribute: ledgerTable.timeToLive,
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    // Kept even when the first deployment fails: a protected table cannot be taken away again, and the rollback would end there.
    removalPolicy: RemovalPolicy.RETAIN,
    ...(key && { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
  });
  for (const [indexName, sortKey] of Object.entries(ledgerTable.localIndexes))
    table.addLocalSecondaryIndex({ indexName, sortKey: stringKey(sortKey) });
  return table;
};

const stringKey = (name: string) => ({ name, type: AttributeType.STRING });

/** The ARN of one index of the ledger. */
export const indexArnOf = (table: Table, indexName: keyof typeof ledgerTable.localIndexes): string =>
  `${table.tableArn}/index/${indexName}`;
