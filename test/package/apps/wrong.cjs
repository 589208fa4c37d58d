const { App, Stack } = require('aws-cdk-lib');
const { ReportImport } = require('selling-partner-report-import');

new ReportImport(new Stack(new App({ builtinCloudFormationValidation: false }), 'wrong'), 'Reports', {
  accounts: 'accounts.json',
  settings: { flexibleWindowMinutes: 0 },
});
