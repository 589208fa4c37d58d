import { z } from 'zod';
import { refusal } from '../engine/execution/lifecycle.ts';
import { type LocalServer, startJsonApi } from './json-api.ts';

const GetSecretValue = z.looseObject({ SecretId: z.string() });
const PutSecretValue = z.looseObject({ SecretId: z.string(), SecretString: z.string() });
const ListSecrets = z.looseObject({ Filters: z.array(z.looseObject({ Values: z.array(z.string()) })).default([]) });

/**
 * Secrets Manager. `secretAt` gives the value of a secret by its id; an empty value is a secret that was never filled. `names`: those that it
 * lists. New values are lost when the server stops.
 */
export const startLocalSecrets = (
  secretAt: (secretId: string) => string | undefined,
  names: () => readonly string[] = () => [],
): Promise<LocalServer> => {
  const stored = new Map<string, { text: string; at: number }>();
  const textAt = (id: string): string => {
    const value = stored.get(id)?.text ?? secretAt(id);
    if (value === undefined) throw refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    return value;
  };
  const answered = (id: string) => ({ ARN: `arn:aws:secretsmanager:us-east-1:000000000000:secret:${id}`, Name: id });
  const version = { VersionId: 'local', VersionStages: ['AWSCURRENT'] };
  return startJsonApi({
    GetSecretValue: (input) => {
      const { SecretId } = GetSecretValue.parse(input);
      return { ...answered(SecretId), SecretString: textAt(SecretId), ...version };
    },
    PutSecretValue: (input) => {
      const { SecretId, SecretString } = PutSecretValue.parse(input);
      textAt(SecretId);
      stored.set(SecretId, { text: SecretString, at: Date.now() });
      return { ...answered(SecretId), ...version };
    },
    ListSecrets: (input) => {
      const prefix = ListSecrets.parse(input).Filters[0]?.Values[0]?.toLowerCase() ?? '';
      const listed = names().filter((name) => name.toLowerCase().startsWith(prefix));
      return {
        SecretList: listed.map((name) => ({
          ...answered(name),
          ...(stored.has(name) && { LastChangedDate: (stored.get(name)?.at ?? 0) / 1000 }),
          SecretVersionsToStages: textAt(name) === '' ? {} : { local: ['AWSCURRENT'] },
        })),
      };
    },
  });
};
