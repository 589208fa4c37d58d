import { CfnOutput, type Stack } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Account } from '../lambdas/core/accounts.ts';
import type { DeploySettings } from './deploy-settings.ts';
import type { Monitoring } from './monitoring.ts';
import type { Storage } from './storage.ts';

type Parts = { settings: DeploySettings; accounts: readonly Account[]; machine: StateMachine; storage: Storage; monitoring: Monitoring };

/** What a person needs right after a deployment: where to look, and what to type. */
export const addOutputs = (stack: Stack, { settings, accounts, machine, storage, monitoring }: Parts): void => {
  const { region } = stack;
  const console = `https://${region}.console.aws.amazon.com`;
  const outputs = {
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
    AlarmTopic: [monitoring.topic.topicArn, 'Every alarm goes there'],
  } as const;
  for (const [name, [value, description]] of Object.entries(outputs)) new CfnOutput(stack, name, { value, description });
};
