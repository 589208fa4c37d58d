import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import { secretNameOf } from '../../lambdas/core/input/accounts.ts';
import { defaultStackName } from '../../lambdas/core/stack-outputs.ts';
import { accountsFileOf } from './accounts.ts';
import { ownSettingsFile } from './deploy-settings.ts';

const usage = `npm run secrets:existing -- [--stack ${defaultStackName}] [--accounts <file>] [--write] [--settings <file>]

Names the secrets of the accounts file that exist in AWS and are of no nested stack: a deployment would fail to make them again.
With --write they are put into the settings file (infra/settings.mine.json) as "existingSecrets". Nothing in AWS is changed,
and no value of a secret is read.`;

type Asked = { stack: string; names: readonly string[] };

/** Of these secrets, those that exist under the stack's prefix, and that none of the stacks nested in it has made. */
export const existingSecrets = async ({ stack, names }: Asked): Promise<string[]> => {
  const found = await secretsUnder(`${stack}/`);
  const made = await madeByNested(stack);
  const isLeft = (name: string) => {
    const arn = found.get(name);
    return arn !== undefined && !made.has(arn);
  };
  return names.filter(isLeft);
};

/** ARNs by name, without the prefix. */
const secretsUnder = async (prefix: string): Promise<Map<string, string>> => {
  const found = new Map<string, string>();
  const pages = paginateListSecrets({ client: new SecretsManagerClient({}) }, { Filters: [{ Key: 'name', Values: [prefix] }] });
  for await (const { SecretList = [] } of pages) {
    for (const { Name = '', ARN = '' } of SecretList) if (Name.startsWith(prefix)) found.set(Name.slice(prefix.length), ARN);
  }
  return found;
};

/** Secrets of the main stack are of the layout before nested stacks, and leave it. A stack that is gone has made none. */
const madeByNested = async (stack: string): Promise<Set<string>> => {
  const nested = await resourcesOf(stack, 'AWS::CloudFormation::Stack').catch(noneIfMissing);
  const made = await Promise.all(nested.map((id) => resourcesOf(id, 'AWS::SecretsManager::Secret')));
  return new Set(made.flat());
};

const resourcesOf = async (stack: string, type: string): Promise<string[]> => {
  const found: string[] = [];
  const pages = paginateListStackResources({ client: new CloudFormationClient({}) }, { StackName: stack });
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries)
      if (ResourceType === type && PhysicalResourceId) found.push(PhysicalResourceId);
  }
  return found;
};

const noneIfMissing = (error: unknown): string[] => {
  if (error instanceof Error && error.message.includes('does not exist')) return [];
  throw error;
};

const Settings = z.looseObject({ existingSecrets: z.array(z.string()).default([]) });

/** Adds them to the names in the settings. */
export const withExisting = (settings: unknown, names: readonly string[]): Record<string, unknown> => {
  const known = Settings.parse(settings);
  return { ...known, existingSecrets: [...new Set([...known.existingSecrets, ...names])].sort() };
};

const main = async (args: string[]): Promise<string> => {
  const { values } = parseArgs({
    args,
    options: {
      stack: { type: 'string', default: process.env['IMPORT_STACK'] ?? defaultStackName },
      accounts: { type: 'string' },
      write: { type: 'boolean', default: false },
      settings: { type: 'string', default: ownSettingsFile },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return usage;
  const { accounts } = accountsFileOf(values.accounts);
  const names = await existingSecrets({ stack: values.stack, names: [...new Set(accounts.map(secretNameOf))] });
  if (names.length === 0) return 'None: every secret of the accounts file is new, or is of this deployment.';
  if (!values.write) return JSON.stringify({ existingSecrets: names });
  const settings = existsSync(values.settings) ? JSON.parse(readFileSync(values.settings, 'utf8')) : {};
  writeFileSync(values.settings, `${JSON.stringify(withExisting(settings, names), null, 2)}\n`);
  return `${values.settings}: "existingSecrets" names ${names.length} more. They keep their values; deploy now.`;
};

if (import.meta.main) {
  try {
    console.log(await main(process.argv.slice(2)));
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
  }
}
