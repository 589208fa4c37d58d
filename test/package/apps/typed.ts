import { App, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { type AccountProps, ReportImport, type ReportImportProps, type SettingsProps } from 'selling-partner-report-import';

const stack = new Stack(new App(), 'typed');
const account: AccountProps = {
  name: 'acme-us',
  kind: 'vendor',
  marketplaces: ['US'],
  timeZone: 'America/New_York',
  schedule: 'cron(0 5 * * ? *)',
  reports: [{ type: 'VendorTrafficReport', options: { reportPeriod: ['DAY', 'WEEK'] } }],
};
const settings: SettingsProps = { run: { maxRuntimeMinutes: 90 } };
const props: ReportImportProps = {
  accounts: [account],
  settings,
  bucket: new Bucket(stack, 'Bucket'),
  topic: new Topic(stack, 'Topic'),
  encryptionKey: new Key(stack, 'Key'),
};
new ReportImport(stack, 'Reports', props).stateMachine.stateMachineArn.toLowerCase();

// @ts-expect-error: it has no default
new ReportImport(stack, 'NoAccounts', {});
new ReportImport(stack, 'Option', {
  // @ts-expect-error: it is no option of this report
  accounts: [{ ...account, reports: [{ type: 'VendorTrafficReport', options: { reportPeriod: 'HOUR' } }] }],
});
// @ts-expect-error: it is no setting
new ReportImport(stack, 'Setting', { accounts: 'accounts.json', settings: { flexibleMinutes: 5 } });
