import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { loginOf } from '../../lambdas/adapters/lwa.ts';
import { sellingPartnerOf } from '../../lambdas/adapters/sp-api.ts';
import { check } from '../../lambdas/check.ts';
import { type Accounts, parseAccounts } from '../../lambdas/core/input/accounts.ts';
import type { Login } from '../../lambdas/core/input/credentials.ts';
import type { Ports, Step } from '../../lambdas/core/ports.ts';
import {
  CheckInput,
  DownloadInput,
  ExplainInput,
  PlanInput,
  RequestInput,
  SettleInput,
  TabulateInput,
} from '../../lambdas/core/record/messages.ts';
import { defaultSettings, Settings } from '../../lambdas/core/settings.ts';
import { download } from '../../lambdas/download.ts';
import { explain } from '../../lambdas/explain.ts';
import { plan } from '../../lambdas/plan.ts';
import { request } from '../../lambdas/request.ts';
import { settle } from '../../lambdas/settle.ts';
import { tabulate } from '../../lambdas/tabulate.ts';
import { virtualClock } from './engine/clock.ts';
import { createEngine } from './engine/engine.ts';
import type { Execution } from './engine/execution/records.ts';
import { currentInvocation, type Fate, type Invocation, type LambdaFunction } from './engine/lambda.ts';
import type { Before } from './memory/before.ts';
import { type MemoryBucketState, memoryBucket } from './memory/memory-bucket.ts';
import { memoryExecutions } from './memory/memory-executions.ts';
import { emptyLedger, memoryLedger } from './memory/memory-ledger.ts';
import { type AmazonOptions, anAmazon, sampleApplication, sampleSeller, sampleVendor } from './selling-partner/an-amazon.ts';
import { sellingPartnerDispatcher } from './selling-partner/entrances/dispatcher.ts';
import { seededRandom } from './selling-partner/random.ts';
import type { Grant, Intercept } from './selling-partner/types.ts';
import { timeoutSeconds } from './timeouts.ts';

export type WorldOptions = {
  startAt?: string;
  seed?: number;
  amazon?: AmazonOptions;
  /** Missing: one vendor with one daily traffic report. */
  accounts?: unknown;
  settings?: Partial<Settings>;
  /** Faults at Amazon's entrance. */
  intercept?: Intercept;
  /** Faults of the stores. */
  before?: Before;
  /** Faults of invocations. */
  fate?: (invocation: Invocation) => Fate | undefined;
};

export type LogLine = { level: 'info' | 'warn'; message: string; facts: Record<string, unknown> };

const DEFINITION = readFileSync('statemachine/import-reports.asl.json', 'utf8');
const ENDPOINT = 'https://sellingpartnerapi-na.amazon.com';

/**
 * A whole world in virtual time: the one fake Amazon behind its in-memory entrance, ledger and bucket in memory, the real steps
 * on the real workflow file. Hours pass in milliseconds, and the same seed takes the same course.
 */
export const aWorld = (options: WorldOptions = {}) => {
  const { startAt = '2026-11-25T06:00:00Z', seed = 1, intercept, before, fate } = options;
  const clock = virtualClock(Date.parse(startAt));
  const random = seededRandom(seed);
  const amazon = anAmazon({ seed, ...options.amazon });
  const ledgerState = emptyLedger();
  const bucketState: MemoryBucketState = {};
  const logs: LogLine[] = [];
  const metrics: { name: string; value: number; account: string }[] = [];
  const accounts = parseAccounts(options.accounts ?? sampleAccounts);
  const settings = Settings.parse({ ...defaultSettings, ...options.settings });
  const dispatcher = sellingPartnerDispatcher({ state: amazon, now: clock.now, sleep: clock.sleep, ...(intercept && { intercept }) });
  const secrets = secretsOf(accounts, amazon.grants);
  const faults = before ? { before } : {};
  const executions = memoryExecutions({ executionAt: (arn) => engine.execution(arn), ...faults });
  const containers = containersOf(() => loginOf({ secrets, clock, dispatcher }));

  const ports: Ports = {
    clock,
    random,
    settings: () => settings,
    accounts: async () => accounts,
    log: {
      info: (message, facts = {}) => logs.push({ level: 'info', message, facts }),
      warn: (message, facts = {}) => logs.push({ level: 'warn', message, facts }),
    },
    metrics: { add: (name, value, account) => metrics.push({ name, value, account }) },
    sellingPartner: sellingPartnerOf({ secrets, login: containers.login, dispatcher, allowedHosts: [] }),
    ledger: memoryLedger({ state: ledgerState, ...faults }),
    bucket: memoryBucket({ state: bucketState, clock, ...faults }),
    executions,
  };

  const fn = functionsOf(ports, containers);
  const engine = createEngine({
    definition: DEFINITION,
    clock,
    random,
    ...(fate && { fate }),
    functions: {
      PlanFunctionArn: fn(PlanInput, plan, timeoutSeconds.plan),
      RequestFunctionArn: fn(RequestInput, request, timeoutSeconds.request),
      CheckFunctionArn: fn(CheckInput, check, timeoutSeconds.check),
      DownloadFunctionArn: fn(DownloadInput, download, timeoutSeconds.download),
      TabulateFunctionArn: fn(TabulateInput, tabulate, timeoutSeconds.tabulate),
      ExplainFunctionArn: fn(ExplainInput, explain, timeoutSeconds.explain),
      SettleFunctionArn: fn(SettleInput, settle, timeoutSeconds.settle),
    },
  });

  let runs = 0;
  const run = async (
    input: Record<string, unknown> = { account: accounts.accounts[0]?.name },
    name = `run-${++runs}`,
  ): Promise<Execution> => engine.settled(engine.startExecution({ name, input }));
  const redrive = async (execution: Execution): Promise<Execution> => {
    engine.redrive(execution.arn);
    return engine.settled(execution.arn);
  };
  return { clock, amazon, ports, engine, run, redrive, ledgerState, bucketState, logs, metrics, accounts, settings };
};

export type World = ReturnType<typeof aWorld>;

/** A container runs one invocation at a time and keeps its access tokens for the next: concurrent invocations share none. */
const containersOf = (makeLogin: () => Login) => {
  const outside = makeLogin();
  const free: Login[] = [];
  const inUse = new Map<string, Login>();
  const occupied = async <T>(invocationId: string, work: () => Promise<T>): Promise<T> => {
    const login = free.pop() ?? makeLogin();
    inUse.set(invocationId, login);
    try {
      return await work();
    } finally {
      inUse.delete(invocationId);
      free.push(login);
    }
  };
  const login: Login = (...asked) => (inUse.get(currentInvocation()?.id ?? '') ?? outside)(...asked);
  return { occupied, login };
};

/** Steps as the engine invokes them: parsed, then run with the remaining time. */
const functionsOf =
  (ports: Ports, { occupied }: ReturnType<typeof containersOf>) =>
  <S extends z.ZodType, O, P extends keyof Ports>(schema: S, step: Step<z.output<S>, O, P>, seconds: number): LambdaFunction => ({
    timeoutSeconds: seconds,
    handler: (event, context) =>
      occupied(context.awsRequestId, () => step(ports)(schema.parse(event), { remainingMs: () => context.getRemainingTimeInMillis() })),
  });

/** An account signs in with its own token (`Atzr|<name>`) if Amazon knows it, otherwise as the sample vendor or the sample seller. */
const secretsOf =
  ({ accounts }: Accounts, grants: readonly Grant[]) =>
  async (secretId: string) => {
    const own = grants.find(({ refreshToken }) => refreshToken === `Atzr|${secretId}`)?.refreshToken;
    const kind = accounts.find(({ name, secret }) => (secret ?? name) === secretId)?.kind ?? 'vendor';
    return {
      clientId: sampleApplication.clientId,
      clientSecret: sampleApplication.clientSecrets[0] ?? '',
      refreshToken: own ?? (kind === 'vendor' ? sampleVendor.refreshToken : sampleSeller.refreshToken),
      endpointUri: ENDPOINT,
    };
  };

export const sampleAccounts = {
  accounts: [
    {
      name: 'acme-vendor-us',
      kind: 'vendor',
      marketplaces: ['US'],
      timeZone: 'America/New_York',
      schedule: 'cron(0 6 * * ? *)',
      reports: [{ type: 'VendorTrafficReport', options: { reportPeriod: 'DAY' } }],
    },
  ],
};
