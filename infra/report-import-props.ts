import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { AccountProps, SettingsProps } from './written-props.ts';

/** The bucket: no more of CDK’s `IBucket` is needed. */
export type ReportBucket = Pick<IBucket, 'bucketName' | 'bucketArn' | 'arnForObjects' | 'encryptionKey'>;

/** What an import is made of. Only the accounts have no default. */
export type ReportImportProps = {
  /**
   * The accounts whose reports are imported: the path of an accounts file (JSON, from the folder where the app runs), or its entries.
   * @see docs/inputs.md
   */
  readonly accounts: string | readonly AccountProps[];
  /**
   * Every number an operator may turn, as in a settings file. Default: as documented at each.
   * @see docs/settings.md
   */
  readonly settings?: SettingsProps | undefined;
  /**
   * Where documents, run summaries and tables go. Default: a new bucket, closed, encrypted and versioned, that stays when the stack goes. A bucket
   * of yours is left as it is: that it is closed and encrypted, sends events and removes abandoned uploads is yours to see to.
   */
  readonly bucket?: ReportBucket | undefined;
  /**
   * Customer-managed key for bucket, ledger, secrets, logs and execution histories; `new` makes one. Default: AWS’s own keys. A key from
   * outside the app must allow CloudWatch Logs in its own policy.
   */
  readonly encryptionKey?: 'new' | IKey | undefined;
  /** Where every alarm goes. Default: a new topic. */
  readonly topic?: ITopic | undefined;
  /** Whether the rows of documents are laid into tables, with a Glue database and an Athena workgroup to query them. Default: true */
  readonly tables?: boolean | undefined;
};
