// What `npx cdk deploy` makes, made by the package. The one feature flag that shows is on, as in every app of `cdk init`.
const { App, Stack } = require('aws-cdk-lib');
const { ReportImport } = require('selling-partner-report-import');

const stack = new Stack(
  new App({ builtinCloudFormationValidation: false, context: { '@aws-cdk/aws-iam:minimizePolicies': true } }),
  'report-import-prod',
  {
    description: 'Imports Amazon selling-partner reports into S3',
  },
);
new ReportImport(stack, 'Default', { accounts: 'infra/accounts.json' });
