import type { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseAccounts } from '../../../lambdas/core/input/accounts.ts';
import { anAccount, anAccountsFile, aTemplate, type Resource } from '../a-template.ts';

/** Five hundred accounts in one deployment, held against what AWS takes. */
const names = Array.from({ length: 500 }, (_, index) => `a-rather-long-account-name-of-a-big-agency-${index}`);
const { all, one, templates, template } = aTemplate({ accounts: anAccountsFile(names.map((name) => anAccount({ name }))) });
const [main, ...nested] = templates;

const Json = z.looseObject({
  Resources: z.record(z.string(), z.unknown()),
  Parameters: z.record(z.string(), z.unknown()).default({}),
  Outputs: z.record(z.string(), z.unknown()).default({}),
});
const partsOf = (of: Template) => Json.parse(of.toJSON());
const resourcesIn = (of: Template): number => Object.keys(partsOf(of).Resources).length;

test('each account has a secret, a schedule and an alarm of its own', () => {
  for (const type of ['AWS::SecretsManager::Secret', 'AWS::Scheduler::Schedule']) expect(all(type)).toHaveLength(500);
  expect(all('AWS::CloudWatch::Alarm').filter(({ id }) => id.includes('NothingStarted'))).toHaveLength(500);
  expect(new Set(all('AWS::SecretsManager::Secret').map(({ Properties }) => Properties['Name']))).toEqual(
    new Set(names.map((name) => `report-import-prod/${name}`)),
  );
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
test('CloudFormation takes them: 500 resources, 200 parameters and outputs and 1 MB a stack, 2,500 resources in one operation', () => {
  expect(nested).toHaveLength(10);
  for (const each of templates) {
    const { Parameters, Outputs } = partsOf(each);
    // The same number again would fit.
    expect(resourcesIn(each)).toBeLessThanOrEqual(250);
    expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
    expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
    expect(Buffer.byteLength(JSON.stringify(each.toJSON(), null, 1))).toBeLessThan(1_000_000);
  }
  expect(templates.reduce((sum, each) => sum + resourcesIn(each), 0)).toBeLessThanOrEqual(2500);
});

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: characters without white space */
test('IAM takes them: 10,240 characters of a role’s inline policies together, 6,144 of a managed policy, and of them names no account', () => {
  const policies = all('AWS::IAM::Policy');
  for (const { id } of all('AWS::IAM::Role')) {
    const mine = policies.filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${id}"`));
    expect(
      mine.reduce((sum, { Properties }) => sum + JSON.stringify(Properties['PolicyDocument']).length, 0),
      id,
    ).toBeLessThan(10_240);
  }
  for (const { Properties } of all('AWS::IAM::ManagedPolicy'))
    expect(JSON.stringify(Properties['PolicyDocument']).length).toBeLessThan(6144);
  expect(JSON.stringify([...policies, ...all('AWS::IAM::Role'), ...all('AWS::IAM::ManagedPolicy')])).not.toContain(names[0]);
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
test('a dashboard takes them: 100 alarms and 500 metrics a widget, 2,500 metrics and 500 widgets in all, one query a widget', () => {
  const widgets = widgetsOf(one('AWS::CloudWatch::Dashboard'));
  const alarms = widgets.flatMap(({ type, properties }) => (type === 'alarm' ? [properties.alarms?.length ?? 0] : []));
  expect(Math.max(...alarms)).toBe(100);
  expect(alarms.reduce((sum, count) => sum + count, 0)).toBe(all('AWS::CloudWatch::Alarm').length);
  const metrics: unknown[][] = widgets.map(({ properties }) => properties.metrics ?? []);
  // A query yields 20 at most; a search would fetch a metric of each account.
  const fetched = metrics.map((lines) => lines.reduce<number>((sum, line) => sum + (/SELECT/.test(JSON.stringify(line)) ? 20 : 1), 0));
  expect(JSON.stringify(metrics)).not.toContain('SEARCH');
  expect(Math.max(...fetched)).toBeLessThanOrEqual(500);
  expect(fetched.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(2500);
  for (const lines of metrics) expect(lines.filter((line) => /SELECT/.test(JSON.stringify(line))).length).toBeLessThanOrEqual(1);
  expect(widgets.length).toBeLessThanOrEqual(500);
  expect(JSON.stringify(one('AWS::CloudWatch::Dashboard').Properties['DashboardBody']).length).toBeLessThan(150_000);
});

/** The body is text in pieces, with references between them. */
const widgetsOf = ({ Properties }: Resource) => {
  const [, pieces] = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) }).parse(Properties['DashboardBody'])['Fn::Join'];
  const text = pieces.map((piece) => (typeof piece === 'string' ? piece : 'reference')).join('');
  const WidgetProperties = z.looseObject({ alarms: z.array(z.string()).optional(), metrics: z.array(z.unknown()).optional() });
  return z.object({ widgets: z.array(z.object({ type: z.string(), properties: WidgetProperties })) }).parse(JSON.parse(text)).widgets;
};

test('a function’s environment stays below Lambda’s 4 KB: the accounts are no part of it', () => {
  for (const { Properties } of all('AWS::Lambda::Function'))
    expect(JSON.stringify(Object(Properties['Environment'])['Variables']).length).toBeLessThan(4096);
});

test('alarms have names that CloudWatch takes: 255 characters, none twice', () => {
  const alarmNames = all('AWS::CloudWatch::Alarm').flatMap(({ Properties }) => Properties['AlarmName'] ?? []);
  expect(new Set(alarmNames).size).toBe(500);
  expect(Math.max(...alarmNames.map((name) => String(name).length))).toBeLessThanOrEqual(255);
});

/** Every resource of every stack, with the stack's place: what CloudFormation would keep, make or remove. */
const placesIn = (all: readonly Template[]): Set<string> =>
  new Set(
    all.flatMap((each, stack) =>
      stack === 0 ? [] : Object.entries(partsOf(each).Resources).map(([id, resource]) => `${id} ${JSON.stringify(resource)}`),
    ),
  );

test('when accounts come and go, no other account’s resource moves or changes', () => {
  const few = names.slice(0, 30);
  const gone = 7;
  const later = [...few.filter((_, index) => index !== gone).reverse(), 'new-one', 'new-two'];
  const templatesOf = (of: readonly string[]) => aTemplate({ accounts: anAccountsFile(of.map((name) => anAccount({ name }))) }).templates;
  const before = placesIn(templatesOf(few));
  const after = placesIn(templatesOf(later));
  const removed = [...before].filter((resource) => !after.has(resource));
  expect(removed).toHaveLength(3);
  for (const resource of removed) expect(resource).toContain(few[gone]);
  expect([...after].filter((resource) => !before.has(resource)).every((resource) => /new-?(one|two)/.test(resource))).toBe(true);
});

test('Plan takes along 500 accounts of 40 reports: 3 MB beside its bundle, read in a second', () => {
  const reports = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'].flatMap((reportPeriod) =>
    ['MANUFACTURING', 'SOURCING'].flatMap((distributorView) =>
      ['RETAIL', 'BUSINESS', 'FRESH'].map((sellingProgram) => ({
        type: 'VendorSalesReport',
        options: { reportPeriod, distributorView, sellingProgram },
      })),
    ),
  );
  const written = JSON.stringify({ accounts: names.map((name) => anAccount({ name, reports })) });
  expect(Buffer.byteLength(written)).toBeLessThan(3_000_000);
  const begun = process.cpuUsage();
  expect(parseAccounts(JSON.parse(written)).accounts).toHaveLength(500);
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1e6).toBeLessThan(5);
  expect(main).toBe(template);
});
