import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { ReportImportProps } from './report-import-props.ts';

/** The customer-managed key that one prop asks for: a new one, a given one, or none (AWS's own keys then encrypt everything). */
export const encryptionKeyOf = (scope: Construct, asked: ReportImportProps['encryptionKey']): IKey | undefined => {
  if (asked === undefined) return undefined;
  if (asked !== 'new') {
    allowLogs(asked);
    return asked;
  }
  const key = new Key(scope, 'EncryptionKey', {
    description: `Reports, ledger, secrets, logs and execution histories of ${Stack.of(scope).stackName}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
  allowLogs(key);
  return key;
};

/** CloudWatch Logs uses the key itself, here for log groups of this account and region only. The policy of a key from outside the app cannot be added to: it must allow it itself. */
const allowLogs = (key: IKey): void => {
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

/** The ARNs of the keys among these, each once: a given bucket may have one of its own. */
export const keysOf = (...keys: readonly (IKey | undefined)[]): string[] => [
  ...new Set(keys.flatMap((key) => (key === undefined ? [] : [key.keyArn]))),
];
