import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Account } from '../../lambdas/core/input/accounts.ts';
import { acknowledgeWildcard } from '../acknowledge.ts';
import type { ImportSettings } from '../deployment/import-settings.ts';
import { keysOf } from '../encryption-key.ts';
import type { Secrets } from '../secrets.ts';
import { indexArnOf, type Storage } from '../storage.ts';
import { type StepName, stepNames } from '../workflow/definition.ts';
import { stepCode } from './step-code.ts';
import { type Needs, stepNeeds } from './step-needs.ts';
import { TaskFunction } from './task-function.ts';

export type TaskFunctionsProps = {
  settings: ImportSettings;
  storage: Storage;
  secrets: Secrets;
  key: IKey | undefined;
  accounts: readonly Account[];
  namespace: string;
};

/** The seven functions, each with the environment and the rights of its step and no more. */
export class TaskFunctions extends Construct {
  readonly of: Readonly<Record<StepName, TaskFunction>>;

  constructor(scope: Construct, id: string, props: TaskFunctionsProps) {
    super(scope, id);
    const made = (step: StepName) => {
      const { settings, key, accounts } = props;
      const task = new TaskFunction(this, step, {
        step,
        // Plan finds the accounts beside its code.
        code: stepCode(step, step === 'plan' ? { 'accounts.json': JSON.stringify({ accounts }) } : {}),
        settings,
        key,
        environment: environmentOf(step, props),
        allow: allowed(stepNeeds[step], props),
      });
      acknowledgeWildcards(task, stepNeeds[step], props);
      return task;
    };
    this.of = {
      plan: made('plan'),
      request: made('request'),
      check: made('check'),
      download: made('download'),
      tabulate: made('tabulate'),
      explain: made('explain'),
      settle: made('settle'),
    };
  }

  get all(): TaskFunction[] {
    return stepNames.map((step) => this.of[step]);
  }
}

const environmentOf = (step: StepName, { settings, storage, secrets, namespace }: TaskFunctionsProps): Record<string, string> => ({
  LEDGER_TABLE: storage.table.tableName,
  ...(stepNeeds[step].objects && { BUCKET_NAME: storage.bucket.bucketName, KEY_PREFIX: settings.keyPrefix }),
  ...(stepNeeds[step].secrets && { SECRET_PREFIX: secrets.prefix }),
  ...(step === 'plan' && { SETTINGS: JSON.stringify(settings.run) }),
  POWERTOOLS_SERVICE_NAME: step,
  POWERTOOLS_METRICS_NAMESPACE: namespace,
});

const acknowledgeWildcards = (task: TaskFunction, { objects, secrets }: Needs, props: TaskFunctionsProps): void => {
  acknowledgeWildcard(task.role, '*', 'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources.');
  if (secrets)
    acknowledgeWildcard(task.role, props.secrets.arns, 'Every secret under the prefix is of this stack, and a run may be of any account.');
  for (const part of objects ?? []) {
    acknowledgeWildcard(
      task.role,
      objectsOf(part, props),
      'Keys follow from account, report and dates; the prefix is the narrowest bound.',
    );
  }
};

const objectsOf = ({ under }: { under: string }, { settings, storage }: TaskFunctionsProps): string =>
  storage.bucket.arnForObjects(`${settings.keyPrefix}${under}*`);

const allowed = (need: Needs, props: TaskFunctionsProps): PolicyStatement[] => {
  const { storage, secrets, key } = props;
  return [
    statement('dynamodb', need.ledger, [storage.table.tableArn]),
    ...(need.index ? [statement('dynamodb', ['Query'], [indexArnOf(storage.table, need.index)])] : []),
    ...(need.secrets ? [statement('secretsmanager', ['GetSecretValue'], [secrets.arns])] : []),
    ...(need.objects ?? []).map((part) => statement('s3', part.actions, [objectsOf(part, props)])),
    ...keysOf(key, need.objects && storage.bucket.encryptionKey).map((keyArn) => statement('kms', keyActions, [keyArn])),
  ];
};

/** What DynamoDB, S3 and Secrets Manager do with a customer-managed key on behalf of their caller. */
const keyActions = [
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];

const statement = (service: string, actions: readonly string[], resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions: actions.map((action) => `${service}:${action}`), resources });
