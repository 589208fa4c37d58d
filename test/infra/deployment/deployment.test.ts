import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { deployedOf } from '../../../infra/cost/cost.ts';
import { deployment, TooManyResourcesError } from '../../../infra/deployment/deployment.ts';
import { appForTemplate } from '../../../infra/deployment/project-app.ts';
import { aNewTemplate, anAccount, anAccountsFile, aTemplate, ownKey, type Resource } from '../a-template.ts';

test('the same files make the same template', () => {
  expect(aNewTemplate().text).toBe(aTemplate().text);
});

/** What does not touch each other is asked for together. */
const keyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const ours = {
  stage: 'test',
  bucketName: 'lake',
  keyPrefix: 'amazon/',
  encryptionKey: keyArn,
  permissionsBoundary: 'team-boundary',
  tags: { team: 'data' },
  alarmEmail: 'ops@example.com',
};

test('copies and stages fit into one AWS account: no name of one is a name of another', () => {
  const namesOf = (settings: Record<string, unknown>) => {
    const { all } = aTemplate({ settings });
    const named = ['AWS::SecretsManager::Secret', 'AWS::Scheduler::ScheduleGroup', 'AWS::Logs::LogGroup'].flatMap(all);
    return named.flatMap(({ Properties }) => [Properties['Name'], Properties['LogGroupName']]).filter((name) => name !== undefined);
  };
  const names = [...namesOf({}), ...namesOf(ours), ...namesOf({ name: 'second' })];
  expect(new Set(names).size).toBe(names.length);
  expect(names).toHaveLength(3 * 4);
});

test('nothing else has a name of its own', () => {
  const { text } = aTemplate();
  expect(text).not.toMatch(/"(BucketName|TableName|FunctionName|RoleName|StateMachineName|QueueName|TopicName|AlarmName|DashboardName)":"/);
});

test('an existing bucket and a key prefix are used instead of new ones', () => {
  const { all, one, allowed } = aTemplate({ settings: ours });
  expect(all('AWS::S3::Bucket')).toEqual([]);
  expect(one('AWS::Lambda::Function', 'Stepsdownload').Properties).toMatchObject({
    Environment: { Variables: { BUCKET_NAME: 'lake', KEY_PREFIX: 'amazon/' } },
  });
  expect(allowed(one('AWS::IAM::Role', 'StepssettleRole').id)).toContain('s3:PutObject arn:AWS::Partition:s3:::lake/amazon/runs/*');
});

test('a new customer-managed key encrypts bucket, ledger, secrets, logs and execution histories', () => {
  const { all, one } = aTemplate({ settings: ownKey });
  const key = { 'Fn::GetAtt': [one('AWS::KMS::Key').id, 'Arn'] };
  expect(one('AWS::KMS::Key').Properties).toMatchObject({ EnableKeyRotation: true });
  expect(one('AWS::S3::Bucket', 'StorageBucket').Properties).toMatchObject({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
      ],
    },
  });
  expect(one('AWS::DynamoDB::Table').Properties).toMatchObject({
    SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key },
  });
  expect(one('AWS::StepFunctions::StateMachine').Properties).toMatchObject({
    EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: key },
  });
  for (const { Properties } of [...all('AWS::SecretsManager::Secret'), ...all('AWS::Logs::LogGroup')])
    expect(Properties).toMatchObject({ KmsKeyId: key });
  const machine = one('AWS::StepFunctions::StateMachine').id;
  expect(JSON.stringify(one('AWS::IAM::Policy', 'OwnExecutions').Properties['PolicyDocument'])).toContain(
    JSON.stringify({
      'kms:EncryptionContext:aws:states:stateMachineArn': [{ Ref: machine }, { 'Fn::Join': ['', [{ Ref: machine }, '/*']] }],
    }),
  );
});

test('a given key is used, and none is made', () => {
  const { all, one } = aTemplate({ settings: ours });
  expect(all('AWS::KMS::Key')).toEqual([]);
  expect(one('AWS::DynamoDB::Table').Properties).toMatchObject({ SSESpecification: { KMSMasterKeyId: keyArn } });
});

test('a permissions boundary bounds every role, and tags are on the resources', () => {
  const { all, one } = aTemplate({ settings: ours });
  for (const { Properties } of all('AWS::IAM::Role'))
    expect(JSON.stringify(Properties['PermissionsBoundary'])).toContain(':policy/team-boundary');
  expect(one('AWS::DynamoDB::Table').Properties['Tags']).toEqual([{ Key: 'team', Value: 'data' }]);
});

test('accounts that share an application share one secret more', () => {
  const accounts = anAccountsFile([anAccount({ name: 'one' }), anAccount({ name: 'two' })]);
  const { all } = aTemplate({ accounts, settings: { applicationSecrets: ['agency-app'] } });
  expect(all('AWS::SecretsManager::Secret').map(({ Properties }) => Properties['Name'])).toEqual([
    'report-import-prod/one',
    'report-import-prod/two',
    'report-import-prod/agency-app',
  ]);
});

test('accounts that name one secret share it', () => {
  const accounts = anAccountsFile([anAccount({ name: 'one', secret: 'both' }), anAccount({ name: 'two', secret: 'both' })]);
  expect(aTemplate({ accounts }).one('AWS::SecretsManager::Secret').Properties).toMatchObject({ Name: 'report-import-prod/both' });
});

test('65 accounts fit: policies and dashboard stay below their sizes, the stack below its number of resources', () => {
  const accounts = anAccountsFile(Array.from({ length: 65 }, (_, index) => anAccount({ name: `a-rather-long-account-name-${index}` })));
  const { all, one, template, text } = aTemplate({ accounts });
  // IAM counts 10,240 characters of a role's inline policies, and 6,144 of a managed one.
  for (const { Properties } of all('AWS::IAM::Policy')) expect(JSON.stringify(Properties['PolicyDocument']).length).toBeLessThan(6144);
  for (const { Properties } of all('AWS::IAM::ManagedPolicy'))
    expect(JSON.stringify(Properties['PolicyDocument']).length).toBeLessThan(6144);
  const alarms = widgetsOf(one('AWS::CloudWatch::Dashboard')).flatMap(({ type, properties }) =>
    type === 'alarm' ? [properties.alarms?.length ?? 0] : [],
  );
  expect(Math.max(...alarms)).toBeLessThanOrEqual(100);
  expect(alarms.reduce((sum, count) => sum + count, 0)).toBe(all('AWS::CloudWatch::Alarm').length);
  expect(Object.keys(template.toJSON()['Resources']).length).toBeLessThanOrEqual(500);
  // CloudFormation takes a template of 1 MB.
  expect(text.length).toBeLessThan(1_000_000);
});

test('more accounts than a stack holds are refused by name, with the way out', () => {
  const accounts = anAccountsFile(Array.from({ length: 80 }, (_, index) => anAccount({ name: `account-${index}` })));
  const refused = (): unknown => {
    try {
      return deployment(appForTemplate({ accounts }));
    } catch (error) {
      return error;
    }
  };
  const error = refused();
  expect(error).toBeInstanceOf(TooManyResourcesError);
  expect(String(error)).toMatch(
    /80 accounts of .* make \d+ resources, and a stack of CloudFormation holds 500.* -c accounts=<second file>/,
  );
});

/** The body is text in pieces, with references between them. */
const widgetsOf = ({ Properties }: Resource) => {
  const [, pieces] = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).parse(Properties['DashboardBody'])['Fn::Join'];
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : 'reference')).join('');
  return z
    .object({ widgets: z.array(z.object({ type: z.string(), properties: z.looseObject({ alarms: z.array(z.string()).optional() }) })) })
    .parse(JSON.parse(text)).widgets;
};

test('alarms go to the address given', () => {
  expect(aTemplate({ settings: ours }).one('AWS::SNS::Subscription').Properties).toMatchObject({
    Protocol: 'email',
    Endpoint: 'ops@example.com',
  });
});

test('an accounts file that cannot be used is told by entry and field', () => {
  const accounts = anAccountsFile([anAccount(), anAccount({ name: 'acme-de', kind: 'vender' })]);
  expect(() => deployment(appForTemplate({ accounts }))).toThrow(
    /accounts\[1\] "acme-de" → kind: "vender" is not allowed\. Allowed: vendor, seller/,
  );
});

test('a mistyped name of the context is an error: the sample would be deployed otherwise', () => {
  expect(() => deployment(appForTemplate({ acounts: anAccountsFile([anAccount()]) }))).toThrow('Did you mean "accounts"?');
});

test('a start expected of an account that does not exist is an error', () => {
  const settings = { alarms: { startExpectedWithinHoursOf: { 'acme-vendor-uk': 26 } } };
  expect(() => deployment(appForTemplate({ accounts: 'sample', settings }))).toThrow(
    /startExpectedWithinHoursOf: "acme-vendor-uk" is not allowed.*Did you mean "acme-vendor-us"/,
  );
});

test('the cost is counted on what the template holds', () => {
  const load = { accounts: 2, reports: 40, runsPerDay: 1, checks: 4, megabytes: 5 };
  expect(deployedOf({ functions: { download: { memoryMb: 2048 } } }, load)).toMatchObject({
    memoryMb: { plan: 512, download: 2048 },
    secrets: 2,
    // 12 of the whole, 4 of each account
    alarms: 20,
    queryLimitGigabytes: 10,
    dashboards: 1,
    keys: 0,
  });
});

const chosen = (context: Record<string, unknown>, own: { accounts: string; settings: string }): string => {
  const told: string[] = [];
  deployment(appForTemplate(context, { outdir: mkdtempSync(join(tmpdir(), 'template-')) }), (line) => told.push(line), own);
  return told.join('\n');
};

test('without a word of the context, one’s own accounts and settings are deployed, and told', () => {
  const accounts = anAccountsFile([anAccount(), anAccount({ name: 'acme-de' })]);
  const settings = join(dirname(accounts), 'settings.json');
  writeFileSync(settings, '{ "stage": "mine" }');
  expect(chosen({}, { accounts, settings })).toMatch(
    /^Stack report-import-mine: 2 accounts of .*accounts\.json; settings: .*settings\.json\.$/,
  );
});

test('without a file of one’s own nothing is deployed: the sample only by name, and without one’s own settings', () => {
  const none = { accounts: '/nowhere/accounts.mine.json', settings: '/nowhere/settings.mine.json' };
  expect(() => chosen({}, none)).toThrow(/there is no file "\/nowhere\/accounts\.mine\.json"\. Copy the sample.*-c accounts=sample/);
  for (const accounts of ['sample', 'own-or-sample', 'infra/accounts.json'])
    expect(chosen({ accounts }, none)).toMatch(/^Stack report-import-prod: \d accounts of infra\/accounts\.json; settings: defaults\.$/);
});

test('CDK compares with what is deployed, and asks before it removes or replaces anything', () => {
  expect(JSON.parse(readFileSync('cdk.json', 'utf8'))).toMatchObject({ requireApproval: 'destructive' });
});
