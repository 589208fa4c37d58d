import { ArnFormat, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { type Account, secretNameOf } from '../lambdas/core/input/accounts.ts';

export type SecretsProps = { accounts: readonly Account[]; applicationSecrets: readonly string[]; key: IKey | undefined };

/**
 * One secret per account (several may share one), and one per application that accounts share. They are made without a value:
 * a person puts it in by command line, and no deployment ever sees it.
 */
export class Secrets extends Construct {
  /** Stands before every secret's name, so that several copies of the stack fit into one AWS account. */
  readonly prefix: string;
  readonly all: readonly Secret[];
  /** All of them, in one resource of a policy: their ARNs one by one are too long for a role from some sixty accounts on. */
  readonly arns: string;

  constructor(scope: Construct, id: string, { accounts, applicationSecrets, key }: SecretsProps) {
    super(scope, id);
    this.prefix = `${Stack.of(this).stackName}/`;
    this.arns = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.prefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const uses = new Map<string, string[]>();
    for (const account of accounts) {
      const secret = secretNameOf(account);
      uses.set(secret, [...(uses.get(secret) ?? []), account.name]);
    }
    this.all = [
      ...[...uses].map(([name, users]) => this.add(name, `Selling Partner API credentials of ${users.join(', ')}`, key)),
      ...applicationSecrets.map((name) => this.add(name, 'Client id and secret of a Selling Partner application', key)),
    ];
  }

  private add(name: string, description: string, key: IKey | undefined): Secret {
    const secret = new Secret(this, name, {
      secretName: `${this.prefix}${name}`,
      description,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(key && { encryptionKey: key }),
    });
    // Without it CloudFormation makes an empty secret; with it, a random password that looks like a credential.
    const resource = secret.node.defaultChild;
    if (resource instanceof CfnSecret) resource.generateSecretString = undefined;
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Amazon issues these credentials to a person; AWS cannot rotate them. An alarm rings before the client secret ends.',
    });
    return secret;
  }
}
