import { Bucket } from 'aws-cdk-lib/aws-s3';
import { expect, test } from 'vitest';
import { deployment } from '../../infra/deployment/deployment.ts';
import { appForTemplate } from '../../infra/deployment/project-app.ts';
import { readDefinition } from '../../infra/workflow/definition.ts';
import { stackOutputs } from '../../lambdas/core/stack-outputs.ts';
import { anAccount, anAccountsFile, aTemplate } from './a-template.ts';

const accounts = anAccountsFile([
  anAccount({ name: 'acme-us' }),
  anAccount({ name: 'acme-de', marketplaces: ['DE'], timeZone: 'Europe/Berlin', enabled: false }),
]);
const { all, one, allowed, text, template } = aTemplate({ accounts });

const role = (step: string) => one('AWS::IAM::Role', `Steps${step}Role`).id;
const table = one('AWS::DynamoDB::Table').id;
const bucket = one('AWS::S3::Bucket', 'StorageBucket').id;
const machine = one('AWS::StepFunctions::StateMachine').id;

test('cdk-nag is applied: a finding that is not acknowledged fails the synthesis', () => {
  const app = appForTemplate({ accounts });
  new Bucket(deployment(app), 'Careless');

  expect(() => app.synth()).toThrow('AwsSolutions-S1');
});

test('the template names no account and no region', () => {
  expect(text.match(/\b\d{12}\b/g) ?? []).toEqual([]);
  expect(text.match(/\b(us|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d\b/g) ?? []).toEqual([]);
});

test('the template is plain ASCII, since CloudFormation replaces other characters in some places', () => {
  expect([...text].filter((character) => character > '~')).toEqual([]);
});

test('a secret is made without a value, and outlives the stack', () => {
  expect(all('AWS::SecretsManager::Secret').map(({ Properties }) => Object.keys(Properties).sort())).toEqual([
    ['Description', 'Name'],
    ['Description', 'Name'],
  ]);
  expect(one('AWS::SecretsManager::Secret', 'acmeus')).toMatchObject({
    Properties: { Name: 'report-import-prod/acme-us' },
    DeletionPolicy: 'RetainExceptOnCreate',
  });
});

test('a schedule starts the machine at its local time, and its planned time names the run', () => {
  expect(one('AWS::Scheduler::Schedule', 'acmeus').Properties).toMatchObject({
    ScheduleExpression: 'cron(0 5 * * ? *)',
    ScheduleExpressionTimezone: 'America/New_York',
    State: 'ENABLED',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    Target: {
      Arn: { Ref: machine },
      Input: '{"account":"acme-us","scheduledAt":"<aws.scheduler.scheduled-time>"}',
      RetryPolicy: { MaximumEventAgeInSeconds: 21_600, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [one('AWS::SQS::Queue').id, 'Arn'] } },
    },
  });
});

test('the schedule of an account that is not enabled is disabled', () => {
  expect(one('AWS::Scheduler::Schedule', 'acmede').Properties).toMatchObject({ State: 'DISABLED' });
});

const log = (step: string) => one('AWS::Logs::LogGroup', `Steps${step}`).id;
const everyFunction = (step: string) => [
  `logs:CreateLogStream ${log(step)}`,
  `logs:PutLogEvents ${log(step)}`,
  'xray:PutTelemetryRecords *',
  'xray:PutTraceSegments *',
];
const ledger = (...actions: string[]) => actions.map((action) => `dynamodb:${action} ${table}`);
const readsSecrets = [
  'secretsmanager:GetSecretValue arn:AWS::Partition:secretsmanager:AWS::Region:AWS::AccountId:secret:report-import-prod/*',
];
const describes = `states:DescribeExecution arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:${machine}:*`;

test.for([
  ['plan', [...ledger('GetItem', 'PutItem', 'Query'), `dynamodb:Query ${table}/index/openJobs`, ...readsSecrets, describes]],
  ['request', [...ledger('GetItem', 'PutItem', 'UpdateItem', 'Query'), ...readsSecrets]],
  ['check', [...ledger('GetItem', 'PutItem', 'UpdateItem'), ...readsSecrets]],
  [
    'download',
    [
      ...ledger('GetItem', 'PutItem', 'UpdateItem'),
      ...readsSecrets,
      ...['AbortMultipartUpload', 'GetObject', 'PutObject'].map((action) => `s3:${action} ${bucket}/reports/*`),
    ],
  ],
  [
    'tabulate',
    [
      ...ledger('GetItem', 'PutItem'),
      `s3:GetObject ${bucket}/reports/*`,
      ...['AbortMultipartUpload', 'DeleteObject', 'GetObject', 'PutObject'].map((action) => `s3:${action} ${bucket}/tables/*`),
    ],
  ],
  ['explain', [...ledger('GetItem', 'PutItem', 'UpdateItem'), ...readsSecrets]],
  ['settle', [...ledger('GetItem', 'BatchGetItem', 'PutItem'), `s3:PutObject ${bucket}/runs/*`, describes]],
] as const)('%s may do what it needs to, and nothing else', ([step, own]) => {
  expect(allowed(role(step))).toEqual([...everyFunction(step), ...own].sort());
});

test('the scheduler may start this machine and leave a dead letter', () => {
  expect(allowed(one('AWS::IAM::Role', 'SchedulerRole').id)).toEqual([
    `sqs:SendMessage ${one('AWS::SQS::Queue').id}`,
    `states:StartExecution ${machine}`,
  ]);
});

test('the machine may call the seven functions, and start, watch and redrive the branches of its Map', () => {
  const execution = `arn:AWS::Partition:states:AWS::Region:AWS::AccountId:execution:${machine}`;
  const may = allowed(one('AWS::IAM::Role', 'WorkflowMachineRole').id);
  expect(may.filter((one) => one.startsWith('lambda:'))).toEqual(
    all('AWS::Lambda::Function')
      .map(({ id }) => `lambda:InvokeFunction ${id}`)
      .sort(),
  );
  expect(may.filter((one) => one.startsWith('states:'))).toEqual(
    [
      `states:DescribeExecution ${execution}/ImportEachReport:*`,
      `states:DescribeExecution ${execution}:*`,
      `states:RedriveExecution ${execution}/ImportEachReport:*`,
      `states:StartExecution ${machine}`,
      `states:StopExecution ${execution}/ImportEachReport:*`,
      `states:StopExecution ${execution}:*`,
    ].sort(),
  );
});

test('only actions that do not support resources are allowed on all resources', () => {
  const unbounded = all('AWS::IAM::Role').flatMap(({ id }) => allowed(id).filter((one) => one.endsWith(' *')));
  expect([...new Set(unbounded.map((one) => one.split(':')[0]))].sort()).toEqual(['logs', 'xray']);
  expect(unbounded.filter((one) => one.startsWith('logs:') && !/Delivery|Deliveries|ResourcePolic|DescribeLogGroups/.test(one))).toEqual(
    [],
  );
});

test('the template contains the workflow as text, and CloudFormation fills in its functions', () => {
  const { DefinitionString, DefinitionSubstitutions } = one('AWS::StepFunctions::StateMachine').Properties;
  expect(DefinitionString).toBe(JSON.stringify(readDefinition(), null, 2));
  expect(DefinitionSubstitutions).toMatchObject({
    PlanFunctionArn: { 'Fn::GetAtt': [one('AWS::Lambda::Function', 'Stepsplan').id, 'Arn'] },
  });
});

test('executions are logged without their data and traced', () => {
  expect(one('AWS::StepFunctions::StateMachine').Properties).toMatchObject({
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    TracingConfiguration: { Enabled: true },
  });
});

test('the functions run Node 24 on arm64, traced, each with its memory, time and log, and nothing is reserved for them', () => {
  const functions = all('AWS::Lambda::Function').map(({ Properties }) => Properties);
  expect(functions).toHaveLength(7);
  for (const Properties of functions) {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], TracingConfig: { Mode: 'Active' } });
    expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
  }
  expect(one('AWS::Lambda::Function', 'Stepsdownload').Properties).toMatchObject({
    MemorySize: 1024,
    Timeout: 900,
    LoggingConfig: { LogGroup: { Ref: log('download') } },
  });
  expect(all('AWS::Logs::LogGroup').map(({ Properties }) => Properties['RetentionInDays'])).toEqual(Array(8).fill(30));
});

test.for([
  ['plan', ['LEDGER_TABLE', 'SECRET_PREFIX', 'SETTINGS']],
  ['request', ['LEDGER_TABLE', 'SECRET_PREFIX']],
  ['check', ['LEDGER_TABLE', 'SECRET_PREFIX']],
  ['download', ['BUCKET_NAME', 'KEY_PREFIX', 'LEDGER_TABLE', 'SECRET_PREFIX']],
  ['tabulate', ['BUCKET_NAME', 'KEY_PREFIX', 'LEDGER_TABLE', 'MALLOC_ARENA_MAX', 'MALLOC_MMAP_THRESHOLD_']],
  ['explain', ['LEDGER_TABLE', 'SECRET_PREFIX']],
  ['settle', ['BUCKET_NAME', 'KEY_PREFIX', 'LEDGER_TABLE']],
] as const)('the environment of %s has what it needs', ([step, names]) => {
  const { Environment } = one('AWS::Lambda::Function', `Steps${step}`).Properties;
  const everywhere = ['NODE_OPTIONS', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];
  expect(Environment).toMatchObject({
    Variables: { POWERTOOLS_SERVICE_NAME: step, POWERTOOLS_METRICS_NAMESPACE: 'SellingPartnerReports/report-import-prod' },
  });
  expect(Object.keys(Object(Object(Environment).Variables)).sort()).toEqual([...names, ...everywhere].sort());
  // Lambda's limit of all variables of a function.
  expect(JSON.stringify(Environment).length).toBeLessThan(4096);
});

test('the bucket is private, encrypted, versioned and retained, logs access, and sends events about new objects', () => {
  expect(one('AWS::S3::Bucket', 'StorageBucket')).toMatchObject({
    Properties: {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { DestinationBucketName: { Ref: one('AWS::S3::Bucket', 'AccessLogs').id } },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      LifecycleConfiguration: {
        Rules: [
          { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
          { NoncurrentVersionExpiration: { NoncurrentDays: 30 }, Status: 'Enabled' },
          { Prefix: 'athena-results/', ExpirationInDays: 7, NoncurrentVersionExpiration: { NoncurrentDays: 1 }, Status: 'Enabled' },
        ],
      },
    },
    DeletionPolicy: 'RetainExceptOnCreate',
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    Bucket: { Ref: bucket },
    PolicyDocument: { Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, { Effect: 'Deny' }] },
  });
});

test('the ledger has the keys that its adapter reads, and is recoverable, protected and retained', () => {
  expect(one('AWS::DynamoDB::Table')).toMatchObject({
    Properties: {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      LocalSecondaryIndexes: [
        { IndexName: 'openJobs', KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'openSince' }] },
        { IndexName: 'latestRuns' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    },
    DeletionPolicy: 'Retain',
  });
});

test('the outputs show the state machine, the documents and an example input', () => {
  const outputs = template.findOutputs('*');
  expect(outputs['ExampleInput']).toMatchObject({ Value: '{"account":"acme-us"}' });
  expect(JSON.stringify(outputs['StateMachine'])).toContain('console.aws.amazon.com/states/home');
  expect(JSON.stringify(outputs['Documents'])).toContain('&prefix=reports/');
});

test('the command line finds the stack’s parts in its outputs', () => {
  const outputs = template.findOutputs('*');
  const { stateMachineArn, bucketName, ledgerTable, secretPrefix, accountsFile } = stackOutputs;
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining([stateMachineArn, bucketName, ledgerTable, secretPrefix, accountsFile]));
  expect(outputs[stackOutputs.database]).toMatchObject({ Value: 'report_import_prod' });
  expect(outputs[stackOutputs.workgroup]).toMatchObject({ Value: 'report-import-prod' });
  expect(outputs[stackOutputs.settings]).toBeUndefined();
});
