import { Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { DeploySettings } from './deployment/deploy-settings.ts';
import { ReportImport } from './report-import.ts';
import type { ReportImportProps } from './report-import-props.ts';

export type ReportImportStackProps = StackProps & { settings: DeploySettings; accounts: ReportImportProps['accounts'] };

/** The construct in a stack of its own: names and ARNs of the settings become CDK's objects. */
export class ReportImportStack extends Stack {
  constructor(scope: Construct, id: string, { settings: written, accounts, ...props }: ReportImportStackProps) {
    super(scope, id, props);
    const { stage, name, permissionsBoundary, tags, bucketName, encryptionKey, run, ...settings } = written;
    const { tables, ...runSettings } = run;
    // "Default" is no part of logical ids: they are what they would be without the construct.
    new ReportImport(this, 'Default', {
      accounts,
      settings: { ...settings, run: runSettings },
      tables,
      ...(bucketName !== undefined && { bucket: Bucket.fromBucketName(this, 'Bucket', bucketName) }),
      ...(encryptionKey !== undefined && {
        encryptionKey: encryptionKey === 'new' ? encryptionKey : Key.fromKeyArn(this, 'EncryptionKey', encryptionKey),
      }),
    });
  }
}
