import * as z from 'zod';
import { InvalidSecretError } from '../errors.ts';

/** What Login with Amazon and the Selling Partner API need to know of an account. */
export type Credentials = {
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  endpointUri: string;
  /** When the secret that holds the client was last written, in epoch milliseconds; Amazon ends a client secret after 180 days. */
  clientWrittenAtMs?: number | undefined;
};

/**
 * The credentials behind a secret's id; `fresh` reads past every cache, since a secret that was refused may have been rotated.
 * Throws InvalidSecretError, EndpointNotAllowedError, StoreUnavailableError.
 */
export type Secrets = (secretId: string, options?: { fresh: boolean }) => Promise<Credentials>;

/**
 * An access token for the account behind a secret's id: from the cache, or a new one when it is due or is the refused one.
 * Throws ClientCredentialsRefusedError, AuthorizationRevokedError, SellingPartnerUnavailableError, and what Secrets throws.
 */
export type Login = (secretId: string, refusedToken?: string) => Promise<string>;

const text = z.string().trim().min(1);

/** Login with Amazon's client of one application. Several accounts may share one, in a secret of its own: rotating it is one change. */
export const ApplicationSecret = z.object({ clientId: text, clientSecret: text });
export type ApplicationSecret = z.infer<typeof ApplicationSecret>;

const own = z.object({ ...ApplicationSecret.shape, refreshToken: text, endpointUri: text });
const shared = z.object({ applicationSecret: text, refreshToken: text, endpointUri: text });

/** An account's secret; `application` is its client, or the id of the secret that holds it. */
export type AccountSecret = { application: ApplicationSecret | string; refreshToken: string; endpointUri: string };

/** @throws InvalidSecretError naming the fields, never their values */
export const parseAccountSecret = (secretId: string, json: string): AccountSecret => {
  const value = parsedJson(secretId, json, 'clientId, clientSecret, refreshToken and endpointUri');
  if (typeof value === 'object' && value !== null && 'applicationSecret' in value) {
    const { applicationSecret, ...account } = checked(secretId, shared, value);
    return { application: applicationSecret, ...account };
  }
  const { clientId, clientSecret, ...account } = checked(secretId, own, value);
  return { application: { clientId, clientSecret }, ...account };
};

/** @throws InvalidSecretError naming the fields, never their values */
export const parseApplicationSecret = (secretId: string, json: string): ApplicationSecret =>
  checked(secretId, ApplicationSecret, parsedJson(secretId, json, 'clientId and clientSecret'));

/** The error of JSON.parse quotes the text: it goes no further. */
const parsedJson = (secretId: string, json: string, fields: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    const found = json.trim() === '' ? 'is empty' : 'is not JSON';
    throw new InvalidSecretError(`The secret ${secretId} ${found}. Fill it with a JSON object that holds ${fields}.`);
  }
};

const checked = <T>(secretId: string, schema: z.ZodType<T>, value: unknown): T => {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const fields = [...new Set(error.issues.map(({ path }) => path.join('.') || 'the whole value'))].join(', ');
  throw new InvalidSecretError(
    `The secret ${secretId} is incomplete: ${fields} must be non-empty text. Fill in what is missing and run again.`,
  );
};
