/** The outputs of the deployed stack by which the command line finds its way: infra writes them, cli reads them. */
export const stackOutputs = {
  stateMachineArn: 'StateMachineArn',
  bucketName: 'BucketName',
  /** Comes before every key in the bucket; absent when the bucket is ours alone. */
  keyPrefix: 'KeyPrefix',
  ledgerTable: 'LedgerTable',
  /** Comes before the name of every secret; absent when there is none. */
  secretPrefix: 'SecretPrefix',
  /** The accounts file that was deployed, as a path relative to the project. */
  accountsFile: 'AccountsFile',
  /** The Glue database of the tables and the Athena workgroup for them; absent when rows are not laid into tables. */
  database: 'Database',
  workgroup: 'Workgroup',
  /** The settings of runs as JSON, only those that differ from their defaults; absent when there are none. */
  settings: 'Settings',
} as const;

/** The stack's name: `<name>-<stage>` of the deploy-time settings. */
export const defaultStackName = 'report-import-prod';
