import { type App, PermissionsBoundary, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { accountsFileOf } from './accounts.ts';
import { deploySettingsOf } from './deploy-settings.ts';
import { ReportImportStack } from './report-import-stack.ts';

/** The stack that the context asks for, under the eyes of cdk-nag. Account and region are those one deploys with. */
export const deployment = (app: App): ReportImportStack => {
  const settings = deploySettingsOf(app.node.tryGetContext('settings'));
  const accountsFile = accountsFileOf(app.node.tryGetContext('accounts'));
  const boundary = settings.permissionsBoundary;
  const stack = new ReportImportStack(app, `${settings.name}-${settings.stage}`, {
    description: 'Imports Amazon selling-partner reports into S3',
    settings,
    accountsFile,
    ...(boundary && { permissionsBoundary: boundary.startsWith('arn:') ? PermissionsBoundary.fromArn(boundary) : PermissionsBoundary.fromName(boundary) }),
  });
  for (const [name, value] of Object.entries(settings.tags)) Tags.of(stack).add(name, value);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stack;
};
