import { readFileSync } from 'node:fs';
import { CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type DeploySettings, deploySettingsOf } from '../../infra/deployment/deploy-settings.ts';
import type { WrittenImportSettings } from '../../infra/deployment/import-settings.ts';
import { appForTemplate } from '../../infra/deployment/project-app.ts';
import { stepNeeds } from '../../infra/functions/step-needs.ts';
import { writtenProps, writtenPropsFile } from '../../infra/generate/written-props.ts';
import { ReportImport } from '../../infra/report-import.ts';
import type { ReportImportProps } from '../../infra/report-import-props.ts';
import { ReportImportStack } from '../../infra/report-import-stack.ts';
import { stepNames } from '../../infra/workflow/definition.ts';
import type { AccountProps, SettingsProps } from '../../infra/written-props.ts';
import type { Accounts } from '../../lambdas/core/input/accounts.ts';

const account = {
  name: 'acme-us',
  kind: 'vendor',
  marketplaces: ['US'],
  timeZone: 'America/New_York',
  schedule: 'cron(0 5 * * ? *)',
  reports: [{ type: 'VendorTrafficReport', options: { reportPeriod: ['DAY', 'WEEK'] } }],
} satisfies AccountProps;

const aStack = () => new Stack(appForTemplate(), 'their-stack');

/** Accepted only if every value of the one type is a value of the other, which may be written to. */
type Readable<T> = T extends object ? { readonly [K in keyof T]: Readable<T[K]> } : T;
const accepted = <Wide>(_narrow: (value: never) => Wide): void => {};

test('the types of the props are made from the schemas that check them (npm run generate writes them)', () => {
  expect(readFileSync(writtenPropsFile, 'utf8')).toBe(writtenProps());
});

test('the schemas accept what the types allow, and the settings of a deployment are props', () => {
  accepted<Readable<Omit<z.input<typeof Accounts>['accounts'][number], 'reports'>>>((value: AccountProps) => value);
  accepted<Readable<z.input<typeof WrittenImportSettings>>>((value: SettingsProps) => value);
  accepted<SettingsProps['alarms']>((value: DeploySettings['alarms']) => value);
});

const Written = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) })),
  Outputs: z.unknown(),
});

/** Every resource by its path below the construct, references by the path of what they refer to. */
const byPath = (stack: Stack, inside: string) => {
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
  const root = `${stack.node.id}/${inside}/`;
  const paths = resources.map((one): [string, string] => [stack.resolve(one.logicalId), one.node.path.replace(root, '')]);
  const ids = new Map(paths.sort(([one], [other]) => other.length - one.length));
  const names = new RegExp([...ids.keys()].join('|'), 'g');
  const text = (value: unknown) => JSON.stringify(value).replaceAll(names, (id) => ids.get(id) ?? id);
  // The order of what depends on what follows from logical ids, and so do the parameters of nested stacks and the name of the schedule group. Code is not bundled here.
  const named = ['AWS::CloudFormation::Stack', 'AWS::Scheduler::ScheduleGroup'];
  const { Resources, Outputs } = Written.parse(Template.fromStack(stack).toJSON());
  return {
    resources: new Map(
      Object.entries(Resources).map(
        ([
          id,
          {
            Type,
            Properties: { Code: _, ...rest },
          },
        ]) => [ids.get(id), text(named.includes(Type) ? Type : rest)],
      ),
    ),
    outputs: text(Outputs),
  };
};

test('in another stack the construct is the same as in ours: only logical ids differ', () => {
  const theirs = aStack();
  new ReportImport(theirs, 'Reports', { accounts: 'infra/accounts.json', settings: { alarmEmail: 'you@example.com' }, tables: false });
  const settings = { alarmEmail: 'you@example.com', run: { tables: false } };
  const ours = new ReportImportStack(appForTemplate(), 'their-stack', {
    settings: deploySettingsOf(settings),
    accounts: 'infra/accounts.json',
  });

  const [one, other] = [byPath(theirs, 'Reports'), byPath(ours, 'Default')];

  expect([...one.resources.keys()].sort()).toEqual([...other.resources.keys()].sort());
  expect(one.outputs).toEqual(other.outputs);
  const apart = [...one.resources].filter(([path, text]) => text !== other.resources.get(path)).map(([path]) => path);
  expect(apart).toEqual([]);
});

test('bucket, key and topic of the app are used, with the rights to use them', () => {
  const stack = aStack();
  const bucket = new Bucket(stack, 'Mine', { encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, 'BucketKey') });
  const topic = new Topic(stack, 'Pager', { enforceSSL: true });
  const encryptionKey = new Key(stack, 'LedgerKey');

  const reports = new ReportImport(stack, 'Reports', { accounts: [account], bucket, topic, encryptionKey });

  expect([reports.bucketName, reports.topic]).toEqual([bucket.bucketName, topic]);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::S3::Bucket', 1);
  template.resourceCountIs('AWS::SNS::Topic', 1);
  const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  const uses = (key: IKey | undefined) => policies.split(JSON.stringify(stack.resolve(key?.keyArn))).length - 1;
  const stepsWithObjects = stepNames.filter((step) => stepNeeds[step].objects);
  expect(uses(bucket.encryptionKey)).toBe(stepsWithObjects.length);
  expect(uses(encryptionKey)).toBeGreaterThanOrEqual(stepNames.length);
  template.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'cloudwatch.amazonaws.com' } })]) },
  });
  template.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: { Statement: Match.arrayWith([Match.objectLike({ Condition: { ArnLike: Match.anyValue() } })]) },
  });
});

test('without tables there is no database, and Plan knows it', () => {
  const stack = aStack();

  const reports = new ReportImport(stack, 'Reports', { accounts: [account], tables: false });

  expect(reports.tablesReaderPolicy).toBeUndefined();
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Glue::Database', 0);
  expect(JSON.stringify(template.findResources('AWS::Lambda::Function'))).toContain('\\"tables\\":false');
});

test.for([
  ['an account', { accounts: [{ ...account, kind: 'seller' }] }, 'accounts[0] "acme-us" → reports[0] "VendorTrafficReport" → type:'],
  ['a file', { accounts: 'nowhere.json' }, 'there is no file'],
  ['a setting', { accounts: [account], settings: { flexibleWindowMinutes: 0 } }, 'flexibleWindowMinutes: 0 is too small'],
  ['a name', { accounts: [account], settings: { existingSecrets: ['acme-uk'] } }, 'existingSecrets: "acme-uk" is not allowed'],
] satisfies [string, ReportImportProps, string][])('the error for a wrong prop names it: %s', ([, props, words]) => {
  expect(() => new ReportImport(aStack(), 'Reports', props)).toThrow(
    expect.objectContaining({ name: 'InvalidInputError', message: expect.stringContaining(words) }),
  );
});

test('a second one in a stack, and one in a nested stack, are refused: names follow from the stack’s', () => {
  const stack = aStack();
  new ReportImport(stack, 'Reports', { accounts: [account], tables: false });

  const second = () => new ReportImport(stack, 'More', { accounts: [account] });
  const nested = () => new ReportImport(new NestedStack(stack, 'Nested'), 'Reports', { accounts: [account] });

  expect(second).toThrow(expect.objectContaining({ name: 'InvalidInputError', message: expect.stringContaining('a stack of its own') }));
  expect(nested).toThrow(expect.objectContaining({ name: 'InvalidInputError', message: expect.stringContaining('not nested') }));
});
