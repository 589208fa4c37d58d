import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { anAccount, anAccountsFile, aTemplate } from '../a-template.ts';

const accounts = anAccountsFile([
  anAccount({ name: 'daily' }),
  anAccount({ name: 'weekly', schedule: 'cron(0 5 ? * MON *)' }),
  anAccount({ name: 'resting', enabled: false }),
]);
const { all, one, text } = aTemplate({
  accounts,
  settings: { runbook: 'https://wiki.example.com/import', alarms: { startExpectedWithinHoursOf: { weekly: 168 } } },
});

const alarm = (words: string) => one('AWS::CloudWatch::Alarm', words).Properties;
const machine = [{ Name: 'StateMachineArn', Value: { Ref: one('AWS::StepFunctions::StateMachine').id } }];
const namespace = 'SellingPartnerReports/report-import-prod';
const atLeast = 'GreaterThanOrEqualToThreshold';

test.for([
  ['ExecutionFailed', 'ExecutionsFailed'],
  ['ExecutionTimedOut', 'ExecutionsTimedOut'],
  ['ExecutionThrottled', 'ExecutionThrottled'],
] as const)('%s rings at the first %s of the state machine', ([name, metric]) => {
  expect(alarm(name)).toMatchObject({
    Namespace: 'AWS/States',
    MetricName: metric,
    Dimensions: machine,
    Statistic: 'Sum',
    Period: 300,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: atLeast,
    TreatMissingData: 'notBreaching',
  });
});

test('a start that was given up rings', () => {
  expect(alarm('DeadLetters')).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [one('AWS::SQS::Queue').id, 'QueueName'] } }],
    Statistic: 'Maximum',
    Threshold: 1,
    ComparisonOperator: atLeast,
  });
});

test('an account of which no import has started for 26 hours rings', () => {
  expect(alarm('NothingStarteddaily')).toMatchObject({
    Namespace: namespace,
    MetricName: 'RunsStarted',
    Dimensions: [{ Name: 'account', Value: 'daily' }],
    Statistic: 'Sum',
    Period: 3600,
    EvaluationPeriods: 26,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
    TreatMissingData: 'breaching',
  });
});

test('an account with another rhythm may be given its own time', () => {
  expect(alarm('NothingStartedweekly')).toMatchObject({ EvaluationPeriods: 168 });
});

const allAccounts = [{ Name: 'accounts', Value: 'all' }];

test('a report unfinished for 48 hours rings, once for all accounts, until their runs say otherwise', () => {
  expect(alarm('UnfinishedTooOld')).toMatchObject({
    Namespace: namespace,
    MetricName: 'OldestUnfinishedHours',
    Dimensions: allAccounts,
    Statistic: 'Maximum',
    Period: 86_400,
    Threshold: 48,
    ComparisonOperator: atLeast,
    TreatMissingData: 'ignore',
  });
});

test('credentials that Amazon refused ring at once', () => {
  expect(alarm('CredentialsRefused')).toMatchObject({
    Namespace: namespace,
    MetricName: 'CredentialsRefused',
    Dimensions: allAccounts,
    Statistic: 'Sum',
    Period: 300,
    Threshold: 1,
    ComparisonOperator: atLeast,
  });
});

test('a client secret written 165 days ago rings, and the text says from when it counts', () => {
  expect(alarm('ClientSecretOld')).toMatchObject({
    Namespace: namespace,
    MetricName: 'ClientSecretAgeDays',
    Dimensions: allAccounts,
    Statistic: 'Maximum',
    Period: 86_400,
    Threshold: 165,
    ComparisonOperator: atLeast,
    TreatMissingData: 'ignore',
    AlarmDescription: expect.stringContaining('counts from the day the secret was written'),
  });
});

test.for(['plan', 'request', 'check', 'download', 'tabulate', 'explain'])('five errors of %s in an hour ring', (step) => {
  expect(alarm(`FunctionErrors${step}`)).toMatchObject({
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: one('AWS::Lambda::Function', `Steps${step}`).id } }],
    Statistic: 'Sum',
    Period: 3600,
    Threshold: 5,
    ComparisonOperator: atLeast,
  });
});

test.for(['UnknownFields', 'UnusualReports'])('%s rings once for all accounts', (name) => {
  expect(alarm(name)).toMatchObject({
    Namespace: namespace,
    MetricName: name,
    Dimensions: allAccounts,
    Statistic: 'Sum',
    Period: 3600,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: atLeast,
    TreatMissingData: 'notBreaching',
  });
});

test('no alarm runs a query over all accounts, which is billed for each account: alarms read one metric', () => {
  for (const { Properties } of all('AWS::CloudWatch::Alarm')) expect(Properties['MetricName']).toEqual(expect.any(String));
});

test('the alarm of an account has a name by which the dashboard shows it', () => {
  expect(alarm('NothingStarteddaily')).toMatchObject({ AlarmName: 'report-import-prod-NothingStarted-daily' });
  expect(JSON.stringify(one('AWS::CloudWatch::Dashboard'))).toContain(':alarm:report-import-prod-NothingStarted-daily');
});

test('the error that Settle throws on purpose does not ring', () => {
  const settle = one('AWS::Lambda::Function', 'Stepssettle').id;
  expect(all('AWS::CloudWatch::Alarm').filter(({ Properties }) => JSON.stringify(Properties).includes(settle))).toEqual([]);
});

test('a disabled account does not raise an alarm', () => {
  expect(all('AWS::CloudWatch::Alarm').filter(({ id }) => id.includes('resting'))).toEqual([]);
});

const runbook = readFileSync('docs/operate.md', 'utf8');

test('every alarm goes to the one topic and links to its section of the runbook', () => {
  const topic = one('AWS::SNS::Topic').id;
  expect(one('AWS::SNS::TopicPolicy').Properties).toMatchObject({
    PolicyDocument: {
      Statement: expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Allow',
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        }),
      ]),
    },
  });
  for (const { Properties } of all('AWS::CloudWatch::Alarm')) {
    expect(Properties['AlarmActions']).toEqual([{ Ref: topic }]);
    const [, name = ''] =
      /^https:\/\/wiki\.example\.com\/import#(\w+)$/.exec(String(Properties['AlarmDescription']).split(' ').at(-1) ?? '') ?? [];
    expect(runbook.toLowerCase(), String(Properties['AlarmDescription'])).toContain(`\n### ${name}\n`);
  }
});

test('every metric that an alarm or the dashboard reads is one that a step counts', () => {
  const read = new Set([
    ...all('AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
      Properties['Namespace'] === namespace ? [String(Properties['MetricName'])] : [],
    ),
    ...[...text.matchAll(/SELECT \w+\((\w+)\)/g)].map(([, name = '']) => name),
    ...[...text.matchAll(/MetricName=\\*"(\w+)/g)].map(([, name = '']) => name),
  ]);
  const steps = new URL('../../../lambdas/', import.meta.url);
  const code = readdirSync(steps)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, steps), 'utf8'))
    .join('\n');
  const counted = new Set([...code.matchAll(/metrics\.add\(\s*'(\w+)'/g)].map(([, name = '']) => name));

  expect(read.size).toBeGreaterThan(8);
  expect([...read].filter((name) => !counted.has(name))).toEqual([]);
});

test('the dashboard asks its four questions', () => {
  const { DashboardBody } = one('AWS::CloudWatch::Dashboard').Properties;
  for (const question of ["Did today's import work?", 'What is late?', 'How much came?', 'What did it cost?']) {
    expect(JSON.stringify(DashboardBody)).toContain(question);
  }
});
