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

/** What a word processor or a web page leaves in a pasted value, and nobody sees: zero-width characters and byte order marks. */
const invisible = /[\u200B-\u200D\u2060\uFEFF]/g;

const text = z
  .string()
  .transform((value) => value.replace(invisible, '').trim())
  .pipe(z.string().min(1));

/** With its scheme, if only that is missing. Whether it is Amazon's is checked elsewhere. */
const endpoint = text.transform((value) => (/^[\w.-]+\.amazon\.com\/?$/i.test(value) ? `https://${value}` : value));

/** Login with Amazon's client of one application. Several accounts may share one, in a secret of its own: rotating it is one change. */
export const ApplicationSecret = z.object({ clientId: text, clientSecret: text });
export type ApplicationSecret = z.infer<typeof ApplicationSecret>;

const own = z.object({ ...ApplicationSecret.shape, refreshToken: text, endpointUri: endpoint });
const shared = z.object({ applicationSecret: text, refreshToken: text, endpointUri: endpoint });

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

/** A byte order mark at the beginning, as it is, and as a console of another code page reads its bytes (aws-cli#3216). */
const byteOrderMarks = /^(\uFEFF|\u00EF\u00BB\u00BF)+/;

/** The error of JSON.parse quotes the text: it goes no further. */
const parsedJson = (secretId: string, json: string, fields: string): unknown => {
  const text = json.replace(byteOrderMarks, '').trim();
  const value = jsonOr(text, () => {
    throw new InvalidSecretError(`The secret ${secretId} ${kindOf(text)}. Fill it with a JSON object that holds ${fields}.`);
  });
  // Some tools write the JSON text as a JSON string (localstack#9892, aws-cli#4447).
  return typeof value === 'string' ? jsonOr(value.replace(byteOrderMarks, ''), () => value) : value;
};

const jsonOr = (text: string, otherwise: () => unknown): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise();
  }
};

/** What a text that is no JSON looks like, without quoting it. */
const kindOf = (text: string): string => {
  if (text === '') return 'is empty';
  if (/[\u201C\u201D\u201E]/.test(text)) return 'has typographic quotes where JSON has straight ones (")';
  if (/^\s*(export\s+)?[A-Za-z_]\w*\s*=/.test(text)) return 'is a list of NAME=value lines, and not JSON';
  if (/^\{?\s*[A-Za-z_]\w*\s*:/.test(text)) return 'is not JSON: names and values need double quotes (a shell may have taken them away)';
  return 'is not JSON';
};

/** The names that other tools give to our fields. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  clientId: ['client_id', 'lwa_app_id', 'lwaClientId', 'lwa_client_id', 'LWA_APP_ID', 'SELLING_PARTNER_APP_CLIENT_ID'],
  clientSecret: ['client_secret', 'lwa_client_secret', 'lwaClientSecret', 'LWA_CLIENT_SECRET', 'SELLING_PARTNER_APP_CLIENT_SECRET'],
  refreshToken: ['refresh_token', 'lwa_refresh_token', 'SP_API_REFRESH_TOKEN', 'REFRESH_TOKEN'],
  endpointUri: ['endpoint', 'endpoint_uri', 'baseUrl', 'base_url', 'region'],
};

const checked = <T>(secretId: string, schema: z.ZodType<T>, value: unknown): T => {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const missing = [...new Set(error.issues.map(({ path }) => path.join('.') || 'the whole value'))];
  const there = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const renamed = missing.flatMap((field) => {
    const other = otherNames[field]?.find((name) => there.includes(name));
    return other === undefined ? [] : [`"${other}" is called "${field}" here`];
  });
  const hint = renamed.length > 0 ? ` (${renamed.join(', ')})` : '';
  throw new InvalidSecretError(
    `The secret ${secretId} is incomplete: ${missing.join(', ')} must be non-empty text${hint}. Fill in what is missing and run again.`,
  );
};
