import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { copiesOf, deployedOf } from '../../../infra/cost/cost.ts';
import { deployment, refuseTooMany, TooManyResourcesError } from '../../../infra/deployment/deployment.ts';
import { appForTemplate } from '../../../infra/deployment/project-app.ts';
import { onlyLong } from '../../how-many.ts';
import { aNewTemplate, anAccount, anAccountsFile, aTemplate, ownKey } from '../a-template.ts';

test('the same files make the same template', () => {
  expect(aNewTemplate().text).toBe(aTemplate().text);
});

/** Settings that do not affect each other share one context. */
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

/** `cdk synth` applies them to every template, these tests to one: their engine needs as much processor time as ten syntheses. */
test.for([['a key of its own', ownKey] as const, ...onlyLong(['the defaults', {}] as const, ['existing resources', ours] as const)])(
  'CDK’s rules for templates find nothing in a deployment with %s',
  ([, settings]) => {
    const app = appForTemplate({ accounts: 'sample', settings }, { builtinCloudFormationValidation: true });
    deployment(app);
    expect(() => app.synth()).not.toThrow();
  },
);

test('several deployments fit into one AWS account: they share no name', () => {
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
  expect(text).not.toMatch(/"(BucketName|TableName|FunctionName|RoleName|StateMachineName|QueueName|TopicName|DashboardName)":"/);
  // The dashboard refers to the alarms of accounts by name.
  const alarms = aTemplate()
    .all('AWS::CloudWatch::Alarm')
    .flatMap(({ Properties }) => Properties['AlarmName'] ?? []);
  for (const name of alarms) expect(name).toMatch(/^report-import-prod-NothingStarted-/);
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

test('accounts that share an application share an additional secret', () => {
  const accounts = anAccountsFile([anAccount({ name: 'one' }), anAccount({ name: 'two' })]);
  const { all } = aTemplate({ accounts, settings: { applicationSecrets: ['agency-app'] } });
  expect(all('AWS::SecretsManager::Secret').map(({ Properties }) => Properties['Name'])).toEqual([
    'report-import-prod/agency-app',
    'report-import-prod/two',
    'report-import-prod/one',
  ]);
});

test('a secret that exists already is not made again, and the rights to read it are the same', () => {
  const accounts = anAccountsFile([anAccount({ name: 'one' }), anAccount({ name: 'two' })]);
  const { all, text } = aTemplate({ accounts, settings: { applicationSecrets: ['app'], existingSecrets: ['one', 'app'] } });
  expect(all('AWS::SecretsManager::Secret').map(({ Properties }) => Properties['Name'])).toEqual(['report-import-prod/two']);
  expect(all('AWS::Scheduler::Schedule')).toHaveLength(2);
  expect(text).toContain(':secret:report-import-prod/*');
});

test('an existing secret that no account uses is an error: with a typing mistake, the intended one would be created again', () => {
  const settings = { existingSecrets: ['acme-vendor-uk'] };
  expect(() => deployment(appForTemplate({ accounts: 'sample', settings }))).toThrow(
    /existingSecrets: "acme-vendor-uk" is not allowed.*Did you mean "acme-vendor-us"/,
  );
});

test('accounts that name one secret share it', () => {
  const accounts = anAccountsFile([anAccount({ name: 'one', secret: 'both' }), anAccount({ name: 'two', secret: 'both' })]);
  expect(aTemplate({ accounts }).one('AWS::SecretsManager::Secret').Properties).toMatchObject({ Name: 'report-import-prod/both' });
});

test('a stack of more than 500 resources is refused by name, with what to do instead', () => {
  const stack = new Stack(new App(), 'crowded');
  for (const index of Array(501).keys()) new CfnResource(stack, `r${index}`, { type: 'AWS::SNS::Topic' });
  const error = thrown(() => refuseTooMany(stack, { path: '/x/accounts.json', accounts: [] }));
  expect(error).toBeInstanceOf(TooManyResourcesError);
  expect(String(error)).toMatch(/make 501 resources, and a stack of CloudFormation holds 500.* -c accounts=<second file>/);
});

const thrown = (act: () => void): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

test('alarms go to the address given', () => {
  expect(aTemplate({ settings: ours }).one('AWS::SNS::Subscription').Properties).toMatchObject({
    Protocol: 'email',
    Endpoint: 'ops@example.com',
  });
});

test('the error for an invalid accounts file names entry and field', () => {
  const accounts = anAccountsFile([anAccount(), anAccount({ name: 'acme-de', kind: 'vender' })]);
  expect(() => deployment(appForTemplate({ accounts }))).toThrow(
    /accounts\[1\] "acme-de" → kind: "vender" is not allowed\. Allowed: vendor, seller/,
  );
});

test('a mistyped name of the context is an error: the sample would be deployed otherwise', () => {
  expect(() => deployment(appForTemplate({ acounts: anAccountsFile([anAccount()]) }))).toThrow('Did you mean "accounts"?');
});

test('a start that is expected of an unknown account is an error', () => {
  const settings = { alarms: { startExpectedWithinHoursOf: { 'acme-vendor-uk': 26 } } };
  expect(() => deployment(appForTemplate({ accounts: 'sample', settings }))).toThrow(
    /startExpectedWithinHoursOf: "acme-vendor-uk" is not allowed.*Did you mean "acme-vendor-us"/,
  );
});

test('the cost is counted on what the template holds', () => {
  const load = { accounts: 2, reports: 40, runsPerDay: 1, checks: 4, megabytes: 5 };
  expect(deployedOf({ functions: { download: { memoryMb: 2048 } } }, load, copiesOf(2))).toMatchObject({
    memoryMb: { plan: 512, download: 2048 },
    secrets: 2,
    // 15 of the whole, one of each account
    alarms: 17,
    queryLimitGigabytes: 10,
    dashboards: 1,
    keys: 0,
  });
});

const chosen = (context: Record<string, unknown>, own: { accounts: string; settings: string }): string => {
  const lines: string[] = [];
  deployment(appForTemplate(context, { outdir: mkdtempSync(join(tmpdir(), 'template-')) }), (line) => lines.push(line), own);
  return lines.join('\n');
};

test('without context values, one’s own accounts and settings are deployed, and that is printed', () => {
  const accounts = anAccountsFile([anAccount(), anAccount({ name: 'acme-de' })]);
  const settings = join(dirname(accounts), 'settings.json');
  writeFileSync(settings, '{ "stage": "mine" }');
  expect(chosen({}, { accounts, settings })).toMatch(
    /^Stack report-import-mine: 2 accounts of .*accounts\.json; settings: .*settings\.json\.$/,
  );
});

test('without an accounts file nothing is deployed; the sample only when it is named, and without one’s own settings', () => {
  const none = { accounts: '/nowhere/accounts.mine.json', settings: '/nowhere/settings.mine.json' };
  expect(() => chosen({}, none)).toThrow(/there is no file "\/nowhere\/accounts\.mine\.json"\. Copy the sample.*-c accounts=sample/);
  for (const accounts of ['sample', 'own-or-sample', 'infra/accounts.json'])
    expect(chosen({ accounts }, none)).toMatch(/^Stack report-import-prod: \d accounts of infra\/accounts\.json; settings: defaults\.$/);
});

test('CDK compares with what is deployed, and asks before it removes or replaces anything', () => {
  expect(JSON.parse(readFileSync('cdk.json', 'utf8'))).toMatchObject({ requireApproval: 'destructive' });
});
