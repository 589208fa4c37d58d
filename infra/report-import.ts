import { Stack, Token } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { Accounts } from './accounts/accounts.ts';
import { writtenProps } from './deployment/written.ts';
import { encryptionKeyOf } from './encryption-key.ts';
import { TaskFunctions } from './functions/task-functions.ts';
import { Monitoring } from './monitoring/monitoring.ts';
import { addOutputs } from './outputs.ts';
import type { ReportImportProps } from './report-import-props.ts';
import { Schedules } from './schedules.ts';
import { Secrets } from './secrets.ts';
import { Storage } from './storage.ts';
import { Tables } from './tables/tables.ts';
import { Workflow } from './workflow/workflow.ts';

export type { ReportBucket, ReportImportProps } from './report-import-props.ts';
export type { AccountProps, SettingsProps } from './written-props.ts';

/**
 * Imports the reports of selling-partner accounts into S3: the whole of it, in the order in which one part needs the other. One in a stack,
 * since secrets, alarms, database and workgroup are named by the stack, and the command line finds its way by the stack’s outputs.
 *
 * An invalid prop throws an error named `InvalidInputError`: field, value and what is allowed.
 */
export class ReportImport extends Construct {
  /** Runs the imports. */
  readonly stateMachine: IStateMachine;
  /** Holds documents, run summaries and tables; the given one, or a new one. */
  readonly bucketName: string;
  /** The record of everything that was asked for. */
  readonly ledger: Table;
  /** Every alarm goes there. */
  readonly topic: ITopic;
  /** Address of the dashboard in the console. */
  readonly dashboardUrl: string;
  /** Scheduled starts that were given up. */
  readonly deadLetters: IQueue;
  /** All that a reader of the tables needs; absent without tables. */
  readonly tablesReaderPolicy: IManagedPolicy | undefined;

  constructor(scope: Construct, id: string, props: ReportImportProps) {
    super(scope, id);
    // An older app may be without it, and CDK would then refuse a bucket for access logs that is closed to ACLs.
    this.node.setContext(S3_SERVER_ACCESS_LOGS_USE_BUCKET_POLICY, true);
    checkStack(this);
    const { settings, accounts, accountsPath } = writtenProps(props);
    const { stackName } = Stack.of(this);
    const namespace = `SellingPartnerReports/${stackName}`;
    const namePrefix = stackName;
    const key = encryptionKeyOf(this, props.encryptionKey);
    const storage = new Storage(this, 'Storage', { settings, key, bucket: props.bucket });
    const secrets = new Secrets(this, 'Secrets', { settings, key });
    const functions = new TaskFunctions(this, 'Steps', { settings, storage, secrets, key, accounts, namespace });
    const { machine } = new Workflow(this, 'Workflow', { settings, functions, key });
    const schedules = new Schedules(this, 'Schedules', { machine });
    const { deadLetters } = schedules;
    const tables = settings.run.tables ? new Tables(this, 'Tables', { settings, accounts, storage, key }) : undefined;
    const watched = { settings, accounts, machine, functions, deadLetters, namespace, namePrefix, topic: props.topic };
    const monitoring = new Monitoring(this, 'Monitoring', watched);
    const { addAlarm, metrics } = monitoring;
    new Accounts(this, 'Accounts', { settings, accounts, secrets, schedules, addAlarm, metrics, namePrefix, key });
    addOutputs(this, { settings, accounts, accountsPath, machine, storage, secrets, monitoring, tables });
    this.stateMachine = machine;
    this.bucketName = storage.bucket.bucketName;
    this.ledger = storage.table;
    this.topic = monitoring.topic;
    this.dashboardUrl = monitoring.dashboard.url;
    this.deadLetters = deadLetters;
    this.tablesReaderPolicy = tables?.readerPolicy;
  }
}

/** @throws InvalidInputError where the names that follow from the stack's would not be known, or be taken */
const checkStack = (construct: ReportImport): void => {
  const stack = Stack.of(construct);
  if (Token.isUnresolved(stack.stackName)) {
    throw new InvalidInputError(
      `${construct.node.path}: a nested stack has no name before it is deployed, and secrets, alarms and tables are named by it. Put ReportImport into a stack that is not nested.`,
    );
  }
  const others = stack.node.findAll().filter((one) => one instanceof ReportImport && one !== construct && Stack.of(one) === stack);
  if (others.length > 0) {
    throw new InvalidInputError(
      `${construct.node.path}: the stack ${stack.stackName} has a ReportImport already, and secrets, alarms and tables are named by the stack. Name all accounts in one, or put it into a stack of its own.`,
    );
  }
};
