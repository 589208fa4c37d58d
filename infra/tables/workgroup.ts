import { Aws } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

export type WorkgroupProps = {
  name: string;
  /** Where results go, `s3://…/`. */
  resultLocation: string;
  key: IKey | undefined;
  queryLimitGigabytes: number;
};

/** Where queries run: with results in a place of their own, encrypted, and a bound on what one query may cost. A client's own settings do not count. */
export const workgroup = (scope: Construct, id: string, { name, resultLocation, key, queryLimitGigabytes }: WorkgroupProps): CfnWorkGroup =>
  new CfnWorkGroup(scope, id, {
    name,
    description: 'Queries of the tables of imported selling-partner reports',
    // Otherwise the history of queries would hold back the stack's deletion.
    recursiveDeleteOption: true,
    workGroupConfiguration: {
      enforceWorkGroupConfiguration: true,
      publishCloudWatchMetricsEnabled: true,
      bytesScannedCutoffPerQuery: Math.round(queryLimitGigabytes * 1e9),
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: resultLocation,
        expectedBucketOwner: Aws.ACCOUNT_ID,
        encryptionConfiguration: key ? { encryptionOption: 'SSE_KMS', kmsKey: key.keyArn } : { encryptionOption: 'SSE_S3' },
      },
    },
  });
