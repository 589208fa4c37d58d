import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { type App, CfnResource, PermissionsBoundary, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { closest } from '../../lambdas/core/input/closest.ts';
import { notAllowed } from '../../lambdas/core/input/problems.ts';
import { repeatsIn } from '../../lambdas/core/input/repeated-asins.ts';
import { ReportImportStack } from '../report-import-stack.ts';
import { accountsFileOf, ownAccountsFile } from './accounts.ts';
import type { AccountsFile } from './accounts-in.ts';
import { checkNames } from './check-names.ts';
import { type DeploySettings, deploySettingsOf, ownSettingsFile } from './deploy-settings.ts';

/** Where a person's own files lie; tests give others. */
type OwnFiles = { accounts: string; settings: string };
const ownFiles: OwnFiles = { accounts: ownAccountsFile, settings: ownSettingsFile };

/**
 * The stack that the context asks for, checked by cdk-nag. Account and region are those of the deploying credentials. `print` gets a
 * line with the stack and the files that are used, before anything is made of them.
 */
export const deployment = (app: App, print: (line: string) => void = () => {}, own = ownFiles): ReportImportStack => {
  checkContext(app);
  const accountsFile = accountsFileOf(app.node.tryGetContext('accounts'), own.accounts);
  const written = app.node.tryGetContext('settings') ?? settingsBeside(accountsFile.path, own);
  const settings = deploySettingsOf(written);
  checkNames(settings, accountsFile.accounts);
  print(choiceOf(accountsFile, written, settings));
  for (const repeats of repeatsIn(accountsFile.accounts)) print(repeats);
  const boundary = settings.permissionsBoundary;
  const stack = new ReportImportStack(app, `${settings.name}-${settings.stage}`, {
    description: 'Imports Amazon selling-partner reports into S3',
    settings,
    accounts: accountsFile.path,
    ...(boundary && {
      permissionsBoundary: boundary.startsWith('arn:') ? PermissionsBoundary.fromArn(boundary) : PermissionsBoundary.fromName(boundary),
    }),
  });
  refuseTooMany(stack, accountsFile);
  for (const [name, value] of Object.entries(settings.tags)) Tags.of(stack).add(name, value);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return stack;
};

/** One's own settings belong to one's own accounts: the sample, or another file, is not deployed with them. */
const settingsBeside = (accountsPath: string, own: OwnFiles): string | undefined =>
  accountsPath === own.accounts && existsSync(own.settings) ? own.settings : undefined;

const choiceOf = ({ path, accounts }: AccountsFile, written: unknown, { name, stage }: DeploySettings): string => {
  const settings =
    written === undefined ? 'defaults' : typeof written === 'string' && existsSync(written) ? relative('.', written) : 'as given';
  return `Stack ${name}-${stage}: ${accounts.length} ${accounts.length === 1 ? 'account' : 'accounts'} of ${relative('.', path)}; settings: ${settings}.`;
};

/** What may be given by `-c`. */
const contextKeys = ['accounts', 'settings'];

/** CDK takes any key, and with a mistyped one the sample would be deployed. Others are someone else's. @throws InvalidInputError */
const checkContext = (app: App): void => {
  const keys: string[] = Object.keys(app.node.getAllContext());
  const unknown = keys.find((key) => !contextKeys.includes(key) && closest(key, contextKeys) !== undefined);
  if (unknown !== undefined) throw new InvalidInputError(`-c: ${notAllowed(unknown, contextKeys)}`);
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const RESOURCES_PER_STACK = 500;

/** CDK would notice it only while it writes the template, and end with a stack trace. @throws TooManyResourcesError */
export const refuseTooMany = (stack: Stack, { path, accounts }: AccountsFile): void => {
  const resources = stack.node.findAll().filter(CfnResource.isCfnResource);
  const counts = [...Map.groupBy(resources, (one) => Stack.of(one)).values()].map(({ length }) => length);
  const count = Math.max(...counts);
  if (count > RESOURCES_PER_STACK) throw new TooManyResourcesError(stack.stackName, count, accounts.length, relative('.', path));
};

/** A stack of CloudFormation holds so many resources, whatever they are: accounts must be shared among several. */
export class TooManyResourcesError extends Error {
  override readonly name = 'TooManyResourcesError' as const;

  constructor(stackName: string, resources: number, accounts: number, path: string) {
    super(
      `Stack ${stackName}: ${accounts} accounts of ${path} make ${resources} resources, and a stack of CloudFormation holds ${RESOURCES_PER_STACK}. Move some accounts to a second file and deploy that as a stack of its own name: npx cdk deploy -c accounts=<second file> -c settings='{"name": "report-import-2"}'`,
    );
  }
}
