import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { emptySecret } from './accounts/empty-secret.ts';
import type { ImportSettings } from './deployment/import-settings.ts';

export type SecretsProps = { settings: ImportSettings; key: IKey | undefined };

/** What all secrets share: the prefix of their names, and the permission to read them by it; and one secret per shared application. */
export class Secrets extends Construct {
  /** The prefix of every secret's name, so that several copies of the stack fit into one AWS account. */
  readonly prefix: string;
  /** All of them, in one resource of a policy: their ARNs one by one are too long for a role from some sixty accounts on. */
  readonly arns: string;

  constructor(scope: Construct, id: string, { settings, key }: SecretsProps) {
    super(scope, id);
    this.prefix = `${Stack.of(this).stackName}/`;
    this.arns = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      resourceName: `${this.prefix}*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const description = 'Client id and secret of a Selling Partner application';
    for (const name of settings.applicationSecrets.filter((one) => !settings.existingSecrets.includes(one)))
      emptySecret(this, { prefix: this.prefix, name, description, key });
  }
}
