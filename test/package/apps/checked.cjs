// An app of JavaScript without modules: two imports, the second with what the app has already, checked by cdk-nag.
const { App, Stack, Validations } = require('aws-cdk-lib');
const { Key } = require('aws-cdk-lib/aws-kms');
const { Bucket } = require('aws-cdk-lib/aws-s3');
const { Topic } = require('aws-cdk-lib/aws-sns');
const { AwsSolutionsChecks } = require('cdk-nag');
const { ReportImport } = require('selling-partner-report-import');

const account = {
  name: 'beta-de',
  kind: 'seller',
  marketplaces: ['DE'],
  timeZone: 'Europe/Berlin',
  schedule: 'cron(0 7 * * ? *)',
  reports: [{ type: 'SalesAndTrafficReport', options: { dateGranularity: 'DAY', asinGranularity: 'SKU' } }],
};

const app = new App({ builtinCloudFormationValidation: false });
new ReportImport(new Stack(app, 'FromFile'), 'Reports', { accounts: 'accounts.json', encryptionKey: 'new' });
const stack = new Stack(app, 'FromCode');
const { bucketName, tablesReaderPolicy } = new ReportImport(stack, 'Reports', {
  accounts: [account],
  bucket: Bucket.fromBucketName(stack, 'Theirs', 'their-bucket'),
  topic: new Topic(stack, 'Pager', { enforceSSL: true }),
  encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
  tables: false,
});
if (bucketName !== 'their-bucket' || tablesReaderPolicy !== undefined) throw new Error('It does not give what it was given');
if (process.env['UNCHECKED'] === 'yes') new Bucket(stack, 'Open');
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
