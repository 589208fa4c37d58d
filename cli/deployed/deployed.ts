import { existsSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { CloudFormationClient, DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { InvalidInputError, StoreUnavailableError } from '../../lambdas/core/errors.ts';
import { stackOutputs } from '../../lambdas/core/stack-outputs.ts';
import { accounts, bucket, ledger, sellingPartner, settings } from '../../lambdas/runtime.ts';
import type { CliPorts, Place } from '../ports.ts';
import { athenaTables } from '../query/athena.ts';
import { localTables } from '../query/duckdb.ts';
import { tablesFolder } from '../query/tables-folder.ts';
import { terminal } from '../terminal.ts';
import { objectVersionsOf } from './object-versions.ts';
import { secretStoreOf } from './secret-store.ts';
import { workflowOf } from './workflow.ts';

type Where = { stack: string; accountsFile?: string | undefined; isLocal: boolean; directory?: string | undefined };

/** Hundreds of accounts are hundreds of calls: at a service's limit they slow down and wait, and do not fail. */
const PATIENT = { retryMode: 'adaptive', maxAttempts: 10 };

type Outputs = Partial<Record<keyof typeof stackOutputs, string>>;

/**
 * The ports to the deployed importer. The outputs of its stack say where everything is, and configure the runtime as they do a function: by the
 * environment. With the environment set already (the local world, a container of one's own), no stack is read.
 * @throws StoreUnavailableError when AWS cannot be reached or has no such stack
 */
export const deployedPorts = async ({ stack, accountsFile, isLocal, directory }: Where): Promise<CliPorts> => {
  const isConfigured = ['STATE_MACHINE_ARN', 'BUCKET_NAME', 'LEDGER_TABLE'].every((name) => process.env[name]);
  const outputs = isConfigured ? {} : await outputsOf(stack);
  Object.assign(process.env, environmentOf(outputs));
  const { env } = process;
  const file = accountsFile ?? env['ACCOUNTS_FILE'] ?? (isConfigured ? 'infra/accounts.json' : '');
  env['ACCOUNTS_FILE'] = file;
  const isElsewhere = accountsFile === undefined && (file === '' || !(isConfigured || existsSync(file)));
  const place: Place = {
    stack,
    isLocal,
    directory,
    stateMachineArn: env['STATE_MACHINE_ARN'] ?? '',
    bucketName: env['BUCKET_NAME'] ?? '',
    keyPrefix: env['KEY_PREFIX'],
    ledgerTable: env['LEDGER_TABLE'] ?? '',
    accountsFile: file,
    namedAccountsFile: accountsFile,
  };
  return {
    ...terminal,
    clock: { now: Date.now },
    ledger: ledger(),
    bucket: bucket(),
    accounts: isElsewhere ? accountsElsewhere(stack, file) : accounts(),
    settings: settings(),
    sellingPartner: sellingPartner(),
    connectWith: sellingPartner,
    workflow: workflowOf({ client: new SFNClient(PATIENT), stateMachineArn: place.stateMachineArn }),
    secrets: secretStoreOf({ client: new SecretsManagerClient(PATIENT), prefix: env['SECRET_PREFIX'] ?? '' }),
    versions: objectVersionsOf({
      client: new S3Client(PATIENT),
      bucketName: place.bucketName,
      keyPrefix: env['KEY_PREFIX'] ?? '',
    }),
    tables: isLocal
      ? localTables(tablesFolder(directory))
      : athenaTables({ stack, database: outputs.database, workgroup: outputs.workgroup, sleep }),
    place,
    schedules: async () => (isConfigured ? undefined : schedulesOf(stack)),
    sleep,
  };
};

/** A stack of someone else’s app has an accounts file of that app, or none: a person must name it, and the sample here is never taken for it. */
const accountsElsewhere = (stack: string, file: string): CliPorts['accounts'] => {
  const why =
    file === '' ? 'was deployed with accounts that stand in code' : `was deployed with the accounts file ${file}, which is not here`;
  const trouble = new InvalidInputError(`The stack ${stack} ${why}. Name a file with these accounts: --accounts-file <file>`);
  return () => Promise.reject(trouble);
};

const sleep: CliPorts['sleep'] = (ms, signal) => after(ms, undefined, { signal }).catch(() => {});

const environmentOf = (outputs: Outputs): Record<string, string> => {
  const variables: [string, string | undefined][] = [
    ['STATE_MACHINE_ARN', outputs.stateMachineArn],
    ['BUCKET_NAME', outputs.bucketName],
    ['KEY_PREFIX', outputs.keyPrefix],
    ['LEDGER_TABLE', outputs.ledgerTable],
    ['SECRET_PREFIX', outputs.secretPrefix],
    ['ACCOUNTS_FILE', process.env['ACCOUNTS_FILE'] ?? outputs.accountsFile],
    ['SETTINGS', process.env['SETTINGS'] ?? outputs.settings],
  ];
  return Object.fromEntries(variables.flatMap(([name, value]) => (value ? [[name, value]] : [])));
};

const outputsOf = async (stack: string): Promise<Outputs> => {
  const { Stacks } = await reached(stack, new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName: stack })));
  const values = new Map(Stacks?.[0]?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const present = Object.entries(stackOutputs).flatMap(([name, output]) => (values.get(output) ? [[name, values.get(output)]] : []));
  const outputs: Outputs = Object.fromEntries(present);
  if (outputs.stateMachineArn && outputs.bucketName && outputs.ledgerTable) return outputs;
  throw new StoreUnavailableError(
    `The stack ${stack} is not an importer, or an old one: its outputs lack ${stackOutputs.stateMachineArn}. Deploy it again: npx cdk deploy`,
  );
};

/** Those of the stack and of the stacks nested in it, where the accounts are. */
const schedulesOf = async (stack: string): Promise<string[]> => {
  const found: string[] = [];
  for await (const { StackResourceSummaries } of paginateListStackResources(
    { client: new CloudFormationClient({}) },
    { StackName: stack },
  )) {
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::Scheduler::Schedule' && PhysicalResourceId) found.push(PhysicalResourceId);
      if (ResourceType === 'AWS::CloudFormation::Stack' && PhysicalResourceId) found.push(...(await schedulesOf(PhysicalResourceId)));
    }
  }
  return found;
};

const reached = async <T>(stack: string, answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new StoreUnavailableError(`The stack ${stack} was not found through CloudFormation (${why}).\n${nextStep(why)}`, {
      cause: error,
    });
  }
};

const nextStep = (why: string): string => {
  if (why.includes('does not exist'))
    return 'Deploy it (npx cdk deploy), or name yours with --stack; is AWS_REGION the region you deployed to?';
  if (/credential|token|sso/i.test(why)) return 'Sign in (aws sso login), or set AWS_PROFILE to a profile that may read the stack.';
  if (/region/i.test(why)) return 'Set AWS_REGION, or a region in the AWS profile.';
  return 'See whether the network is there, and whether the AWS profile may read the stack (cloudformation:DescribeStacks).';
};
