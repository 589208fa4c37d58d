// What `npx cdk deploy` makes, made by the package.
const { App, Stack } = require('aws-cdk-lib');
const { ReportImport } = require('selling-partner-report-import');

const stack = new Stack(new App({ builtinCloudFormationValidation: false }), 'report-import-prod', {
  description: 'Imports Amazon selling-partner reports into S3',
});
new ReportImport(stack, 'Default', { accounts: 'infra/accounts.json' });
