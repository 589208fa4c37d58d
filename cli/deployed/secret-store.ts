import {
  PutSecretValueCommand,
  paginateListSecrets,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { InvalidSecretError, StoreUnavailableError } from '../../lambdas/core/errors.ts';
import { instantOf } from '../../lambdas/core/instant.ts';

/** A secret as it can be known without reading it. `changedAt`: an instant; its tags and description count as changes too. */
export type KnownSecret = { hasValue: boolean; changedAt?: string };

/** Secrets Manager, as far as the command line uses it: it reads no value. Every method throws StoreUnavailableError. */
export type SecretStore = {
  /** By the name that the accounts file uses. */
  list: () => Promise<ReadonlyMap<string, KnownSecret>>;
  /** @throws InvalidSecretError when there is no secret of that name yet */
  put: (name: string, value: string) => Promise<void>;
};

/**
 * @param prefix comes before every name: the stack's
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference
 */
export const secretStoreOf = ({ client, prefix }: { client: SecretsManagerClient; prefix: string }): SecretStore => ({
  list: async () => {
    const found = new Map<string, KnownSecret>();
    const filter = prefix === '' ? {} : { Filters: [{ Key: 'name' as const, Values: [prefix] }] };
    try {
      for await (const { SecretList } of paginateListSecrets({ client, pageSize: 100 }, filter)) {
        for (const { Name = '', LastChangedDate, SecretVersionsToStages = {} } of SecretList ?? []) {
          // The filter takes names that only begin alike in lower case.
          if (!Name.startsWith(prefix)) continue;
          const hasValue = Object.values(SecretVersionsToStages).some((stages) => stages.includes('AWSCURRENT'));
          found.set(Name.slice(prefix.length), { hasValue, ...(LastChangedDate && { changedAt: instantOf(LastChangedDate.getTime()) }) });
        }
      }
      return found;
    } catch (error) {
      throw unavailable('list the secrets (secretsmanager:ListSecrets)', error);
    }
  },
  put: async (name, value) => {
    const SecretId = name.startsWith('arn:') ? name : `${prefix}${name}`;
    try {
      await client.send(new PutSecretValueCommand({ SecretId, SecretString: value }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException))
        throw unavailable(`store the secret ${SecretId} (secretsmanager:PutSecretValue)`, error);
      throw new InvalidSecretError(`There is no secret ${SecretId} yet. A deployment makes it: add the account to the file and deploy.`, {
        cause: error,
      });
    }
  },
});

/** Only the error's name: its text may quote the request. */
const unavailable = (what: string, error: unknown): StoreUnavailableError =>
  new StoreUnavailableError(`Secrets Manager did not ${what}: ${error instanceof Error ? error.name : 'no answer'}`);
