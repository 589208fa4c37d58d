import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

export type EmptySecretProps = { prefix: string; name: string; description: string; key: IKey | undefined };

/** A secret without a value: a person puts it in by command line, and no deployment ever sees it. It outlives the stack. */
export const emptySecret = (scope: Construct, { prefix, name, description, key }: EmptySecretProps): Secret => {
  const secret = new Secret(scope, name, {
    secretName: `${prefix}${name}`,
    description,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    ...(key && { encryptionKey: key }),
  });
  // Without it CloudFormation makes an empty secret; with it, a random password that looks like a credential.
  const resource = secret.node.defaultChild;
  if (resource instanceof CfnSecret) resource.generateSecretString = undefined;
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'Amazon issues these credentials to a person; AWS cannot rotate them. An alarm goes off before the client secret expires.',
  });
  return secret;
};
