import { relative } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Account } from '../lambdas/core/input/accounts.ts';
import { defaultSettings } from '../lambdas/core/settings.ts';
import { stackOutputs } from '../lambdas/core/stack-outputs.ts';
import type { ImportSettings } from './deployment/import-settings.ts';
import type { Monitoring } from './monitoring/monitoring.ts';
import type { Secrets } from './secrets.ts';
import type { Storage } from './storage.ts';
import type { Tables } from './tables/tables.ts';

type Parts = {
  settings: ImportSettings;
  accounts: readonly Account[];
  /** Absent when they were written in code. */
  accountsPath: string | undefined;
  machine: StateMachine;
  storage: Storage;
  secrets: Secrets;
  monitoring: Monitoring;
  /** Absent when no tables are made. */
  tables: Tables | undefined;
};

/** What a person needs right after a deployment, where to look and what to type; and the outputs that the command line reads. */
export const addOutputs = (scope: Construct, parts: Parts): void => {
  const outputs = { ...forPeople(Stack.of(scope), parts), ...forTheCommandLine(parts) };
  for (const [name, [value, description]] of Object.entries(outputs)) {
    // By exactly these names, wherever the construct is used: the command line knows no others.
    if (value !== '') new CfnOutput(scope, name, { value, description }).overrideLogicalId(name);
  }
};

type Outputs = Record<string, readonly [value: string, description: string]>;

const forPeople = (stack: Stack, { settings, accounts, machine, storage, monitoring, tables }: Parts): Outputs => {
  const { region } = stack;
  const console = `https://${region}.console.aws.amazon.com`;
  return {
    StateMachine: [
      `${console}/states/home?region=${region}#/statemachines/view/${machine.stateMachineArn}`,
      'Start, watch and redrive imports here',
    ],
    ExampleInput: [JSON.stringify({ account: accounts[0]?.name }), 'A complete input of an execution'],
    Documents: [
      `${console}/s3/buckets/${storage.bucket.bucketName}?region=${region}&prefix=${settings.keyPrefix}reports/`,
      'The imported documents',
    ],
    Dashboard: [monitoring.dashboard.url, 'Did it work, what is late, how much came, what did it cost'],
    AlarmTopic: [monitoring.topic.topicArn, 'Every alarm notifies it'],
    TablesReaderPolicy: [tables?.readerPolicy.managedPolicyArn ?? '', 'Managed policy for those who query the tables'],
  };
};

/** CloudFormation refuses empty outputs: what is empty is left out. */
const forTheCommandLine = ({ settings, accountsPath, machine, storage, secrets, tables }: Parts): Outputs => ({
  [stackOutputs.stateMachineArn]: [machine.stateMachineArn, 'For npm run import'],
  [stackOutputs.bucketName]: [storage.bucket.bucketName, 'For npm run import'],
  [stackOutputs.keyPrefix]: [settings.keyPrefix, 'For npm run import'],
  [stackOutputs.ledgerTable]: [storage.table.tableName, 'For npm run import'],
  [stackOutputs.secretPrefix]: [secrets.prefix, 'For npm run import'],
  [stackOutputs.accountsFile]: [accountsPath === undefined ? '' : relative('.', accountsPath), 'For npm run import'],
  [stackOutputs.database]: [tables?.databaseName ?? '', 'Glue database of the tables'],
  [stackOutputs.workgroup]: [tables?.workgroup.name ?? '', 'Athena workgroup to query them in'],
  [stackOutputs.settings]: [changedSettings(settings), 'For npm run import'],
});

/** Only what differs from the defaults: an output holds little. */
const changedSettings = ({ run }: ImportSettings): string => {
  const changed = Object.entries(run).filter(
    ([name, value]) => !isDeepStrictEqual(value, Object.entries(defaultSettings).find(([known]) => known === name)?.[1]),
  );
  return changed.length === 0 ? '' : JSON.stringify(Object.fromEntries(changed));
};
