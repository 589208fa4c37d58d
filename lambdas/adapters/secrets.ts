import { SecretsProvider } from '@aws-lambda-powertools/parameters/secrets';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseAccountSecret, parseApplicationSecret, type Secrets } from '../core/credentials.ts';
import { type AllowedHosts, checkEndpoint } from '../core/endpoints.ts';
import { InvalidSecretError, StoreUnavailableError } from '../core/errors.ts';

/** Long enough to spare a call per step, short enough that a corrected secret is soon in use. */
const maxAgeSeconds = 300;

/**
 * Powertools' provider, because its cache and its forced read are all that is needed, and its errors keep the SDK's as cause.
 * @param prefix stands before every name; an ARN is taken as it is
 */
export const secretsOf = ({
  client,
  prefix = '',
  allowedHosts,
}: {
  client: SecretsManagerClient;
  prefix?: string;
  allowedHosts: AllowedHosts;
}): Secrets => {
  const provider = new SecretsProvider({ awsSdkV3Client: client });
  const read = async (secretId: string, fresh: boolean): Promise<string> => {
    const name = secretId.startsWith('arn:') ? secretId : `${prefix}${secretId}`;
    try {
      const value: unknown = await provider.get(name, { maxAge: maxAgeSeconds, forceFetch: fresh });
      return typeof value === 'string' ? value : '';
    } catch (error) {
      throw unreadable(name, error);
    }
  };
  return async (secretId, { fresh } = { fresh: false }) => {
    const { application, refreshToken, endpointUri } = parseAccountSecret(secretId, await read(secretId, fresh));
    checkEndpoint(endpointUri, { allowedHosts });
    const shared = typeof application === 'string' ? parseApplicationSecret(application, await read(application, fresh)) : application;
    return { ...shared, refreshToken, endpointUri };
  };
};

/** What only a person can mend: the name, the permission, the key. */
const permanent: Record<string, string> = {
  ResourceNotFoundException: 'does not exist, or has no value yet. Create it, or correct the account’s `secret` in the accounts file.',
  InvalidRequestException: 'is marked for deletion. Restore it.',
  AccessDeniedException: 'may not be read. Grant secretsmanager:GetSecretValue on it, and kms:Decrypt on its key.',
  DecryptionFailure: 'cannot be decrypted. Grant kms:Decrypt on its key.',
};

const unreadable = (name: string, error: unknown): Error => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const kind = cause instanceof Error ? cause.name : 'unknown';
  const words = permanent[kind];
  if (words !== undefined) return new InvalidSecretError(`The secret ${name} ${words}`, { cause });
  return new StoreUnavailableError(`Secrets Manager did not give the secret ${name} (${kind}). It is tried again.`, { cause });
};
