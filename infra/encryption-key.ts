import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploySettings } from './deployment/deploy-settings.ts';

/** The customer-managed key that one setting asks for: a new one, a given one, or none (AWS's own keys then encrypt everything). */
export const encryptionKeyOf = (scope: Construct, setting: DeploySettings['encryptionKey']): IKey | undefined => {
  if (setting === undefined) return undefined;
  if (setting !== 'new') return Key.fromKeyArn(scope, 'EncryptionKey', setting);
  const key = new Key(scope, 'EncryptionKey', {
    description: `Reports, ledger, secrets, logs and execution histories of ${Stack.of(scope).stackName}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  allowLogs(key);
  return key;
};

/** CloudWatch Logs uses the key itself, here for log groups of this account and region only. A given key must allow it in its own policy. */
const allowLogs = (key: Key): void => {
  const { region } = Stack.of(key);
  const logGroups = Stack.of(key).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
  );
};
