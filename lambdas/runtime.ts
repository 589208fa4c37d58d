import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod';
import { oneCallEach } from './adapters/connections.ts';
import { executionsOf } from './adapters/executions.ts';
import { ledgerOf } from './adapters/ledger.ts';
import { loginOf } from './adapters/lwa.ts';
import { countersOf } from './adapters/metrics.ts';
import { reportBucketOf } from './adapters/report-bucket.ts';
import { secretsOf } from './adapters/secrets.ts';
import { sellingPartnerOf } from './adapters/sp-api.ts';
import type { EnvironmentName } from './core/environment.ts';
import { InvalidInputError } from './core/errors.ts';
import { type Accounts, parseAccounts } from './core/input/accounts.ts';
import { withAsinFiles } from './core/input/asins.ts';
import { parsedJson } from './core/input/json-text.ts';
import type { BasePorts, Log, Ports, ReportBucket, Step } from './core/ports.ts';
import type { Executions } from './core/record/executions.ts';
import type { Ledger } from './core/record/ledger/ledger.ts';
import { Settings } from './core/settings.ts';

/*
 * The composition root: the only reader of the environment and maker of clients. Each port is a function of its own, so that
 * a bundle holds only what its step names, and importing a step acts on nothing.
 */

type Factories<P extends keyof Ports> = { [K in Exclude<P, BasePorts>]: () => Ports[K] };

/** A step as a Lambda handler: parse the input, then run the step with the ports it names, made once per container. */
export const task = <S extends z.ZodType, O, P extends keyof Ports>(schema: S, step: Step<z.output<S>, O, P>, factories: Factories<P>) => {
  const log = once(() => new Logger());
  const counters = once(countersOf);
  const run = once(() => {
    const named = Object.entries<() => unknown>(factories).map(([name, make]) => [name, make()]);
    const base = { clock: { now: Date.now }, random: Math.random, log: logOf(log()), metrics: counters().metrics };
    return step({ ...base, ...Object.fromEntries(named) } as Pick<Ports, P | BasePorts>);
  });
  return middy()
    .use({
      before: ({ event }) => {
        log().resetKeys();
        log().appendKeys(subjectOf(event));
      },
      after: ({ response }) => {
        log().info('Step done', { answer: briefly(response) });
        counters().publish();
      },
      onError: ({ error }) => {
        log().error('Step failed', asError(error));
        counters().publish();
        throw bare(asError(error));
      },
    })
    .handler(
      async (event: unknown, context: Context): Promise<O> =>
        run()(schema.parse(event), { remainingMs: () => context.getRemainingTimeInMillis() }),
    );
};

export const ledger = (): Ledger => ledgerOf({ client: new DynamoDBClient({}), tableName: needed('LEDGER_TABLE') });

/** Uploads obey their own deadline; small reads and writes have these. Milliseconds. */
const s3Limits = { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true };

export const bucket = (): ReportBucket =>
  reportBucketOf({
    client: new S3Client({ maxAttempts: 5, requestHandler: s3Limits }),
    bucketName: needed('BUCKET_NAME'),
    keyPrefix: variable('KEY_PREFIX') ?? '',
  });

export const executions = (): Executions => executionsOf({ client: new SFNClient({}) });

/** `unstored`: values that the secrets of these names shall have, to be tried before they are stored. */
export const sellingPartner = (unstored: ReadonlyMap<string, string> = new Map()): Ports['sellingPartner'] => {
  const allowedHosts = (variable('SP_API_ALLOWED_HOSTS') ?? '').split(',').filter((host) => host !== '');
  const secrets = secretsOf({ client: new SecretsManagerClient({}), prefix: variable('SECRET_PREFIX') ?? '', allowedHosts, unstored });
  const tokenUrl = variable('LWA_TOKEN_URL');
  const dispatcher = oneCallEach();
  const login = loginOf({ secrets, clock: { now: Date.now }, dispatcher, ...(tokenUrl && { tokenUrl }) });
  return sellingPartnerOf({ secrets, login, allowedHosts, dispatcher });
};

/** The accounts file lies beside Plan's bundle; local runs name another. */
export const accounts = (): Ports['accounts'] =>
  once(async (): Promise<Accounts> => {
    const path = variable('ACCOUNTS_FILE') ?? join(process.env['LAMBDA_TASK_ROOT'] ?? '.', 'accounts.json');
    const written = parsedJson(await readFile(path, 'utf8').catch(unreadable(path)), path);
    // A deployed one has the lists in it.
    return parseAccounts(withAsinFiles(written, (name) => readFileSync(resolve(dirname(path), name), 'utf8')));
  });

const unreadable = (path: string) => (cause: unknown) => {
  throw new InvalidInputError(`The accounts file "${path}" cannot be read: ${cause instanceof Error ? cause.message : cause}`, { cause });
};

export const settings = (): Ports['settings'] =>
  once(() => {
    const parsed = Settings.safeParse(JSON.parse(variable('SETTINGS') ?? '{}'));
    if (!parsed.success) throw new InvalidInputError(`The environment variable SETTINGS is not valid: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  });

/** Only names that the table in docs/settings.md lists can be read. */
const variable = (name: EnvironmentName): string | undefined => process.env[name];

const needed = (name: EnvironmentName): string => {
  const value = variable(name);
  if (value === undefined || value === '')
    throw new InvalidInputError(`The environment variable ${name} is not set: deploy the stack, or set it`);
  return value;
};

const once = <T>(make: () => T): (() => T) => {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const logOf = (log: Logger): Log => ({
  info: (message, facts = {}) => log.info(message, facts),
  warn: (message, facts = {}) => log.warn(message, facts),
});

const Subject = z.looseObject({
  run: z.looseObject({ id: z.string(), account: z.string(), round: z.number() }).optional(),
  job: z.looseObject({ key: z.string(), type: z.string(), reportId: z.string().optional() }).optional(),
});

/** What every log line of an invocation says: which run, which report. */
const subjectOf = (event: unknown): Record<string, unknown> => {
  const { run, job } = Subject.catch({}).parse(event);
  return {
    ...(run && { runId: run.id, account: run.account, round: run.round }),
    ...(job && { job: job.key, type: job.type, reportId: job.reportId }),
  };
};

const Brief = z.looseObject({ result: z.string().optional(), waitUntil: z.string().optional() });

const briefly = (answer: unknown): Record<string, unknown> => {
  const { result, waitUntil } = Brief.catch({}).parse(answer);
  return { result, ...(result !== 'saved' && waitUntil && { waitUntil }) };
};

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** The runtime logs every enumerable field of an error: only name, message and stack leave. */
const bare = ({ name, message, stack }: Error): Error => {
  const error = new Error(message);
  Object.defineProperty(error, 'name', { value: name, enumerable: false });
  if (stack !== undefined) error.stack = stack;
  return error;
};
