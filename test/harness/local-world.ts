import { createWriteStream, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'aws-lambda';
import { accountsFileOf } from '../../infra/deployment/accounts.ts';
import { marketplaceOf } from '../../lambdas/core/catalogue/marketplaces.ts';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { type Account, secretNameOf } from '../../lambdas/core/input/accounts.ts';
import type { ReportBucket } from '../../lambdas/core/ports.ts';
import type { Ledger } from '../../lambdas/core/record/ledger/ledger.ts';
import { type RunView, runView } from '../../lambdas/core/record/view/run-view.ts';
import type { Settings } from '../../lambdas/core/settings.ts';
import { createEngine, type Engine } from './engine/engine.ts';
import { Execution } from './engine/execution/records.ts';
import { startLocalAws } from './local-aws/local-aws.ts';
import { quick, type Scenario, type ScenarioName, scenarios } from './scenarios.ts';
import { anAmazon, sampleApplication, sampleVendor } from './selling-partner/an-amazon.ts';
import { typeLimitsTimes } from './selling-partner/buckets.ts';
import { startSellingPartnerServer } from './selling-partner/entrances/server.ts';
import type { AmazonState, Grant } from './selling-partner/types.ts';
import { timeoutSeconds } from './timeouts.ts';

const BUCKET = 'reports';
const TABLE = 'ledger';

/** Thirty times as fast as Amazon, announced and enforced alike; an hour of a type’s own limit lasts two minutes. */
const QUOTAS = {
  createReport: { intervalSeconds: 2, burst: 15 },
  getReportDocument: { intervalSeconds: 2, burst: 15 },
  getReports: { intervalSeconds: 2, burst: 10 },
  cancelReport: { intervalSeconds: 2, burst: 10 },
  slackSeconds: 2,
  limitHourSeconds: 120,
};
const limit = (operation: Exclude<keyof typeof QUOTAS, 'slackSeconds' | 'limitHourSeconds'>) => ({
  ratePerSecond: 1 / QUOTAS[operation].intervalSeconds,
  burst: QUOTAS[operation].burst,
});
const LIMITS = {
  createReport: limit('createReport'),
  getReportDocument: limit('getReportDocument'),
  getReports: limit('getReports'),
  cancelReport: limit('cancelReport'),
};

export type LocalWorld = {
  engine: Engine;
  amazon: AmazonState;
  accounts: Account[];
  settings: Settings;
  ledger: Ledger;
  bucket: ReportBucket;
  /** The run of an execution as the ledger has it now; undefined before Plan has claimed it. */
  view: (account: string, runId: string) => Promise<RunView | undefined>;
  /** Copies a saved object to a place where a person can open it, and returns its path. */
  fetchObject: (key: string) => Promise<string>;
  close: () => Promise<void>;
};

export type LocalWorldOptions = {
  directory: string;
  accountsFile: string;
  scenario: ScenarioName;
  /** Whether Amazon continues the scenario of the last start. */
  continuesScenario?: boolean;
};

/**
 * The whole import on this machine: the real workflow file, the real handlers, real protocols on loopback. What it leaves in
 * `directory` (Amazon’s side too) is there for the next start, which continues from it.
 */
export const openLocalWorld = async ({
  directory,
  accountsFile,
  scenario,
  continuesScenario = false,
}: LocalWorldOptions): Promise<LocalWorld> => {
  const story: Scenario = scenarios[scenario];
  const accounts = [...accountsFileOf(accountsFile).accounts];
  const kept = await keptState(directory);
  await mkdir(directory, { recursive: true });
  const unlock = lock(join(directory, 'lock'));
  const amazon = amazonFor(accounts, story, kept?.amazon, continuesScenario);
  const sellingPartner = await startSellingPartnerServer({ state: amazon });
  const aws = await startLocalAws({
    directory,
    buckets: [BUCKET],
    tables: [TABLE],
    secretAt: secretsFor(accounts, sellingPartner.url),
    engine: () => engine,
  });
  Object.assign(process.env, aws.environment, {
    LEDGER_TABLE: TABLE,
    BUCKET_NAME: BUCKET,
    ACCOUNTS_FILE: accountsFile,
    SP_API_ALLOWED_HOSTS: sellingPartner.host,
    LWA_TOKEN_URL: sellingPartner.lwaTokenUrl,
    SETTINGS: JSON.stringify(settingsFor(story.maxRuntimeMinutes)),
    POWERTOOLS_LOG_LEVEL: process.env['POWERTOOLS_LOG_LEVEL'] ?? 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_METRICS_NAMESPACE: 'ReportImport',
    POWERTOOLS_SERVICE_NAME: 'report-import',
  });
  // Read only now: the steps' clients are made from the environment above.
  const { ledger: openLedger, bucket: openBucket, settings: openSettings } = await import('../../lambdas/runtime.ts');
  const engine = createEngine({
    definition: await readFile('statemachine/import-reports.asl.json', 'utf8'),
    functions: await handlers(),
    records: kept?.executions ?? [],
  });
  const ledger = openLedger();
  const bucket = openBucket();
  const forgetting =
    'tokensExpireAfterSeconds' in story ? setTimeout(() => expireTokens(amazon), story.tokensExpireAfterSeconds * 1000) : undefined;

  const save = () => keep(directory, { amazon, executions: engine.executions() });
  const saving = setInterval(save, SAVED_EVERY_MS);

  return {
    engine,
    amazon,
    accounts,
    settings: openSettings()(),
    ledger,
    bucket,
    view: async (account, runId) => {
      const run = await ledger.readRun(account, runId);
      return run && runView(run, await ledger.readJobs(account, run.jobKeys));
    },
    fetchObject: async (key) => {
      const path = join(directory, 'files', key);
      const body = await bucket.read(key);
      if (body === undefined) throw new Error(`There is no object ${key} in the local bucket`);
      await mkdir(dirname(path), { recursive: true });
      await pipeline(body, createWriteStream(path));
      return path;
    },
    close: async () => {
      clearTimeout(forgetting);
      clearInterval(saving);
      save();
      await Promise.all([aws.close(), sellingPartner.close()]);
      unlock();
    },
  };
};

const handlers = async () => {
  const steps = await Promise.all([
    import('../../lambdas/plan.ts'),
    import('../../lambdas/request.ts'),
    import('../../lambdas/check.ts'),
    import('../../lambdas/download.ts'),
    import('../../lambdas/tabulate.ts'),
    import('../../lambdas/explain.ts'),
    import('../../lambdas/settle.ts'),
  ]);
  const names = ['plan', 'request', 'check', 'download', 'tabulate', 'explain', 'settle'] as const;
  return Object.fromEntries(
    names.map((name, index) => {
      const invoke: unknown = steps[index]?.handler;
      if (typeof invoke !== 'function') throw new Error(`lambdas/${name}.ts exports no handler`);
      const handler = async (event: unknown, context: Context): Promise<unknown> => invoke(event, context);
      return [`${name.charAt(0).toUpperCase()}${name.slice(1)}FunctionArn`, { handler, timeoutSeconds: timeoutSeconds[name] }];
    }),
  );
};

/** One process at a time: the databases in the folder do not allow a second one. */
const lock = (path: string): (() => void) => {
  const owner = existsSync(path) ? Number(readFileSync(path, 'utf8')) : undefined;
  if (owner !== undefined && isAlive(owner)) {
    throw new InvalidInputError(
      `Process ${owner} is at work in this folder: wait until it has ended. If it is something else, remove ${path}.`,
    );
  }
  writeFileSync(path, String(process.pid));
  return () => rmSync(path);
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

type Kept = { amazon: AmazonState; executions: Execution[] };

/** A killed process leaves a state of Amazon that is about as old as the ledger, which is written immediately. */
const SAVED_EVERY_MS = 500;

const memoryIn = (directory: string): string => join(directory, 'world.json');

/** Written completely or not at all, whenever the process ends. */
const keep = (directory: string, world: Kept): void => {
  const path = memoryIn(directory);
  writeFileSync(`${path}.new`, JSON.stringify(world));
  renameSync(`${path}.new`, path);
};

const keptState = async (directory: string): Promise<Kept | undefined> => {
  const path = memoryIn(directory);
  if (!existsSync(path)) return undefined;
  try {
    const kept: Kept = JSON.parse(await readFile(path, 'utf8'));
    return { amazon: kept.amazon, executions: Execution.array().parse(kept.executions) };
  } catch (error) {
    throw new InvalidInputError(`${path} cannot be read. Remove the folder ${directory}/ to start over.`, { cause: error });
  }
};

/** Amazon as it was left, with the plans of this scenario for all later requests; a redrive continues the old scenario. */
const amazonFor = (
  accounts: readonly Account[],
  { plans, hiddenLimits = {} }: Scenario,
  kept: AmazonState | undefined,
  continuesScenario: boolean,
): AmazonState => {
  const hiddenTypeLimits = typeLimitsTimes(3600 / QUOTAS.limitHourSeconds);
  const fresh = anAmazon({ grants: grantsOf(accounts), limits: LIMITS, behaviour: quick, plans, hiddenLimits, hiddenTypeLimits });
  if (kept === undefined) return fresh;
  // What an earlier version kept has no limits of types.
  const typeCalls = kept.typeCalls ?? {};
  return { ...kept, typeCalls, hiddenTypeLimits, grants: fresh.grants, ...(!continuesScenario && { plans: fresh.plans, hiddenLimits }) };
};

/** The made-up token of an account: those that share a secret are one selling partner with the marketplaces of all of them. */
export const refreshTokenOf = (account: Pick<Account, 'name' | 'secret'>): string => `Atzr|local-${account.secret ?? account.name}`;

const grantsOf = (accounts: readonly Account[]): Grant[] =>
  [...Map.groupBy(accounts, secretNameOf)].flatMap(([secret, sharing]) => {
    const [first] = sharing;
    if (first === undefined) return [];
    const countries = new Set(sharing.flatMap(({ marketplaces }) => marketplaces));
    return {
      ...sampleVendor,
      refreshToken: refreshTokenOf(first),
      sellingPartnerId: first.kind === 'vendor' ? `amzn1.vg.${secret}` : `A2${secret.toUpperCase().replaceAll('-', '')}`,
      kind: first.kind,
      marketplaceIds: [...countries].flatMap((country) => marketplaceOf(country)?.id ?? []),
    };
  });

const secretsFor = (accounts: readonly Account[], endpointUri: string) => (secretId: string) => {
  const account = accounts.find((one) => secretNameOf(one) === secretId);
  return (
    account &&
    JSON.stringify({
      clientId: sampleApplication.clientId,
      clientSecret: sampleApplication.clientSecrets[0],
      refreshToken: refreshTokenOf(account),
      endpointUri,
    })
  );
};

const settingsFor = (maxRuntimeMinutes: number) => ({
  maxRuntimeMinutes,
  usualProcessingSeconds: 5,
  firstCheckSeconds: 1,
  longestCheckSeconds: 4,
  intentLookupAfterSeconds: 2,
  quotas: QUOTAS,
});

const expireTokens = (amazon: AmazonState): void => {
  for (const token of Object.values(amazon.accessTokens)) token.expiresAt = 0;
};
