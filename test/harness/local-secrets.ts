import { z } from 'zod';
import { refusal } from './engine/lifecycle.ts';
import { type LocalServer, startJsonApi } from './json-api.ts';

const GetSecretValue = z.looseObject({ SecretId: z.string() });

/** Secrets Manager's GetSecretValue. `secretAt` tells the value of a secret's id; an empty value is a secret that was never filled. */
export const startLocalSecrets = (secretAt: (secretId: string) => string | undefined): Promise<LocalServer> =>
  startJsonApi({
    GetSecretValue: (input) => {
      const { SecretId } = GetSecretValue.parse(input);
      const SecretString = secretAt(SecretId);
      if (SecretString === undefined) throw refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
      const ARN = `arn:aws:secretsmanager:us-east-1:000000000000:secret:${SecretId}`;
      return { ARN, Name: SecretId, SecretString, VersionId: 'local', VersionStages: ['AWSCURRENT'] };
    },
  });
