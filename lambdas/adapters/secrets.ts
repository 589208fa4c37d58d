import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { InvalidSecretError, StoreUnavailableError } from '../core/errors.ts';
import { parseAccountSecret, parseApplicationSecret, type Secrets } from '../core/input/credentials.ts';
import { type AllowedHosts, checkEndpoint } from '../core/input/endpoints.ts';
import type { Clock } from '../core/ports.ts';

/** Long enough to spare a call per step, short enough that a corrected secret is soon in use. */
const maxAgeMs = 300_000;

type Value = { text: string; writtenAtMs: number | undefined; readAtMs: number };

/**
 * Secrets Manager, read once in five minutes. The plain client, not Powertools' provider, which hides when a secret was written.
 * @param prefix comes before every name; an ARN is used unchanged
 * @param unstored values by name that are used in place of what is stored
 */
export const secretsOf = ({
  client,
  prefix = '',
  allowedHosts,
  unstored = new Map(),
  clock = { now: Date.now },
}: {
  client: SecretsManagerClient;
  prefix?: string;
  allowedHosts: AllowedHosts;
  unstored?: ReadonlyMap<string, string>;
  clock?: Clock;
}): Secrets => {
  const kept = new Map<string, Value>();
  const nameOf = (secretId: string): string => (secretId.startsWith('arn:') ? secretId : `${prefix}${secretId}`);
  const read = async (secretId: string, fresh: boolean): Promise<Value> => {
    const name = nameOf(secretId);
    const tried = unstored.get(secretId);
    if (tried !== undefined) return { text: tried, writtenAtMs: undefined, readAtMs: clock.now() };
    const known = kept.get(name);
    if (!fresh && known !== undefined && clock.now() - known.readAtMs < maxAgeMs) return known;
    try {
      const { SecretString, SecretBinary, CreatedDate } = await client.send(new GetSecretValueCommand({ SecretId: name }));
      const value = { text: SecretString ?? textOf(SecretBinary), writtenAtMs: CreatedDate?.getTime(), readAtMs: clock.now() };
      kept.set(name, value);
      return value;
    } catch (error) {
      throw unreadable(name, error);
    }
  };
  /** What cannot be used is not kept: a person corrects it, and redrives at once. */
  const usable = <T>(secretId: string, parse: () => T): T => {
    try {
      return parse();
    } catch (error) {
      kept.delete(nameOf(secretId));
      throw error;
    }
  };
  return async (secretId, { fresh } = { fresh: false }) => {
    const own = await read(secretId, fresh);
    const { application, refreshToken, endpointUri } = usable(secretId, () => {
      const account = parseAccountSecret(secretId, own.text);
      checkEndpoint(account.endpointUri, { allowedHosts });
      return account;
    });
    if (typeof application !== 'string') return { ...application, refreshToken, endpointUri, clientWrittenAtMs: own.writtenAtMs };
    const shared = await read(application, fresh);
    const client = usable(application, () => parseApplicationSecret(application, shared.text));
    return { ...client, refreshToken, endpointUri, clientWrittenAtMs: shared.writtenAtMs };
  };
};

/** A secret that was put as a file (`--secret-binary`): UTF-8, or UTF-16 as Windows writes it with a byte order mark. */
const textOf = (binary: Uint8Array = new Uint8Array()): string =>
  new TextDecoder(binary[0] === 0xff && binary[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(binary);

/** What only a person can fix: the name, the permission, the key. */
const permanent: Record<string, string> = {
  ResourceNotFoundException: 'does not exist, or has no value yet. Create it, or correct the account’s `secret` in the accounts file.',
  InvalidRequestException: 'is marked for deletion. Restore it.',
  AccessDeniedException: 'may not be read. Grant secretsmanager:GetSecretValue on it, and kms:Decrypt on its key.',
  DecryptionFailure: 'cannot be decrypted. Grant kms:Decrypt on its key.',
};

const unreadable = (name: string, error: unknown): Error => {
  const kind = error instanceof Error ? error.name : 'unknown';
  const words = permanent[kind];
  if (words !== undefined) return new InvalidSecretError(`The secret ${name} ${words}`, { cause: error });
  return new StoreUnavailableError(`Secrets Manager did not give the secret ${name} (${kind}). It is tried again.`, { cause: error });
};
