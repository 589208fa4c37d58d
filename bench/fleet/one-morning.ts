import { assumed } from '../../infra/cost/cost-model.ts';
import { instantOf, msOf } from '../../lambdas/core/instant.ts';
import type { JobItem } from '../../lambdas/core/record/jobs.ts';
import { aWorld, type World } from '../../test/harness/a-world.ts';
import type { Execution } from '../../test/harness/engine/execution/records.ts';
import { publishedLimits } from '../../test/harness/selling-partner/buckets.ts';
import type { Plan } from '../../test/harness/selling-partner/types.ts';
import { lowerBoundSeconds, type Ration } from '../quota/quota-bound.ts';
import { concurrencyOf } from './concurrency.ts';
import { accountOf, type FleetAccount } from './fleet-accounts.ts';

/** The load of one account's morning on AWS, in whole seconds since the epoch, and the ends of its reports. */
export type Morning = {
  account: string;
  /** Six in the morning there, and when its schedule fired. */
  scheduledAt: number;
  startedAt: number;
  /** Begin and end of the executions: the run, and a child for each report. */
  runs: [from: number, to: number][];
  children: [from: number, to: number][];
  /** State transitions. */
  transitions: number[];
  /** Invocations, by the name of their step. */
  invocations: [at: number, step: string][];
  /** Requests to the stores; of DynamoDB's writes their units. */
  reads: number[];
  writeUnits: number[];
  bucket: number[];
  /** Of log lines, as the functions write them. */
  logBytes: [at: number, bytes: number][];
  saved: number;
  carriedOver: number;
  /** Calls that Amazon rejected. */
  rejected: number;
  /** Invocations that Lambda refused, as too many ran. */
  refused: number;
  /** From the start until the last document was there, and the least that Amazon's quota allows. */
  minutes: number;
  boundMinutes: number;
};

/**
 * One account's first morning: nothing is known of its series yet, so it looks at reports more often than later. Accounts share nothing
 * of Amazon's: a usage plan belongs to an application and a selling partner together. So each has a world of its own.
 * @param lambdaAtOnce how many functions its AWS account runs at once; more are refused
 */
export const playMorning = async (one: FleetAccount, lambdaAtOnce = Number.POSITIVE_INFINITY): Promise<Morning> => {
  const startMs = one.scheduledMs + one.delaySeconds * 1000;
  const reads: number[] = [];
  const writeUnits: number[] = [];
  const bucket: number[] = [];
  const lambda = concurrencyOf(lambdaAtOnce);
  const now = (): number => Math.floor(world.clock.now() / 1000);
  const world: World = aWorld({
    accounts: { accounts: [accountOf(one)] },
    startAt: instantOf(startMs),
    seed: one.seed,
    amazon: { seed: one.seed, behaviour: { queueSeconds: [40, 200], progressSeconds: [80, 400], document: { rows: 20 } }, plans: slowOnes },
    before: async (operation) => {
      if (inBucket.has(operation)) bucket.push(now());
      else if (isWrite(operation)) writeUnits.push(...new Array<number>(writeUnitsOf(operation)).fill(now()));
      else if (!elsewhere.has(operation)) reads.push(now());
      return undefined;
    },
    fate: ({ functionName }) => lambda.begin(world.clock.now() / 1000, functionName.replace('FunctionArn', '').toLowerCase()),
  });
  const logBytes: Morning['logBytes'] = [];
  const push = world.logs.push.bind(world.logs);
  world.logs.push = (...lines) => {
    for (const line of lines) logBytes.push([now(), JSON.stringify(line).length + ENVELOPE_BYTES]);
    return push(...lines);
  };
  await world.run({ account: one.name, scheduledAt: instantOf(one.scheduledMs) });

  const executions = world.engine.executions();
  const spansOf = (some: readonly Execution[]): [number, number][] =>
    some.map(({ startedAtMs, stoppedAtMs = startedAtMs }) => [seconds(startedAtMs), seconds(stoppedAtMs)]);
  const items = Object.values(world.ledgerState.jobs[one.name] ?? {});
  return {
    account: one.name,
    scheduledAt: seconds(one.scheduledMs),
    startedAt: seconds(startMs),
    runs: spansOf(executions.filter(({ parent }) => parent === undefined)),
    children: spansOf(executions.filter(({ parent }) => parent !== undefined)),
    transitions: executions.flatMap(transitionsOf),
    invocations: lambda.invocations,
    refused: lambda.refused(),
    reads,
    writeUnits,
    bucket,
    logBytes,
    ...fatesOf(items),
    rejected: world.amazon.calls.filter(({ throttled }) => throttled).length,
    minutes: lastSavedSeconds(items, startMs) / 60,
    boundMinutes: boundSeconds(world) / 60,
  };
};

const inBucket = new Set(['upload', 'complete', 'writeJson', 'remove', 'read', 'head']);
const elsewhere = new Set(['describe']);
const isWrite = (operation: string): boolean => /^(write|advance|restart|hold|set)/.test(operation) && !inBucket.has(operation);

/** A job is written to the index of open jobs too, at a unit a kB; what else is written is smaller than one. */
const writeUnitsOf = (operation: string): number => (operation === 'writeJob' ? 2 * assumed.jobKilobytes : 1);

/** What Powertools writes around a line: time, function, memory, request and trace ids. */
const ENVELOPE_BYTES = 500;

/** Brand analytics take 15 to 25 minutes, as importers report in public code; see `quota-cases.ts`. */
const slowOnes: Plan[] = ['MARKET_BASKET', 'SEARCH_TERMS', 'REPEAT_PURCHASE'].map((name) => ({
  match: { reportType: `GET_BRAND_ANALYTICS_${name}_REPORT` },
  behaviour: { queueSeconds: [300, 500], progressSeconds: [600, 1000] },
}));

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** Each state entered, each retry, and the start itself. @see https://aws.amazon.com/step-functions/pricing */
const transitionsOf = ({ history, startedAtMs }: Execution): number[] => [
  seconds(startedAtMs),
  ...history.filter(({ type }) => type === 'StateEntered' || type === 'StateRetried').map(({ atMs }) => seconds(atMs)),
];

const fatesOf = (items: readonly JobItem[]): Pick<Morning, 'saved' | 'carriedOver'> => ({
  saved: items.filter((item) => item.saved !== undefined).length,
  carriedOver: items.filter((item) => item.saved === undefined && item.openSince !== undefined).length,
});

const lastSavedSeconds = (items: readonly JobItem[], startMs: number): number =>
  Math.max(0, ...items.flatMap(({ saved }) => (saved ? [(msOf(saved.at) - startMs) / 1000] : [])));

const boundSeconds = ({ amazon }: World): number => {
  const ration = (operation: 'createReport' | 'getReportDocument'): Ration => {
    const { ratePerSecond, burst } = publishedLimits[operation];
    return { intervalSeconds: 1 / ratePerSecond, burst };
  };
  const asked = amazon.reports.map(({ createdAt, endAt }) => ({ processingSeconds: (endAt - createdAt) / 1000 }));
  return lowerBoundSeconds(asked, { createReport: ration('createReport'), getReportDocument: ration('getReportDocument') });
};
