import {
  type Bucket,
  bucketPutsPerSecond,
  lambdaConcurrency,
  newTable,
  scheduledStartsPerSecond,
  secretReadsPerSecond,
  stepFunctions,
} from './aws-quotas.ts';
import type { Morning } from './one-morning.ts';
import { busiestMinute, mostAtOnce, type PerSecond, peakSecond, perSecond, rejectedBy, secretReads } from './peaks.ts';
import type { Spread } from './spreads.ts';
import { secondsOf } from './step-seconds.ts';

/** A figure beside what AWS allows by default. `isBelow` and `quota` are missing where AWS names no limit. */
export type Peak = {
  what: string;
  /** In the busiest second, or at once; missing of what is only counted by the minute. */
  peak?: number;
  inBusiestMinute?: number;
  quota?: number;
  isBelow?: boolean;
  /** The name of the quota to raise. */
  raise?: string;
};

type Span = readonly [from: number, to: number];

/** One morning of the whole fleet: what its busiest second and minute asked of AWS. */
export const peaksOf = (mornings: readonly Morning[], { shiftOf }: Spread): Peak[] => {
  const moved = mornings.map((one) => ({ one, by: shiftOf(one) }));
  const all = (of: (one: Morning) => readonly number[]) => perSecond(moved.flatMap(({ one, by }) => of(one).map((at) => at + by)));
  const open = (of: (one: Morning) => readonly Span[]) =>
    mostAtOnce(moved.flatMap(({ one, by }) => of(one).map(([from, to]): Span => [from + by, to + by])));
  const starts = all(({ runs, children }) => [...runs, ...children].map(([from]) => from));
  const transitions = all((one) => one.transitions);
  const uses = moved.flatMap(({ one, by }) =>
    one.invocations.map(([at, step]) => ({ at: at + by, step, forSeconds: secondsOf(step), secret: one.account })),
  );
  const concurrency = mostAtOnce(uses.map(({ at, forSeconds }) => [at, at + forSeconds]));
  const reads = perSecond([...Map.groupBy(uses, ({ step }) => step)].flatMap(([step, those]) => (signsIn(step) ? secretReads(those) : [])));
  const logKilobytes = busiestMinute(moved.flatMap(({ one, by }) => one.logBytes.map(([at, bytes]) => [at + by, bytes / 1024] as const)));
  const { startExecution, stateTransition, openExecutions, openMapRuns } = stepFunctions;
  return [
    rate(
      'starts by schedules',
      all(({ runs }) => runs.map(([from]) => from)),
      scheduledStartsPerSecond,
      'Invocations throttle limit',
    ),
    rationed('StartExecution, a child for each report included', starts, startExecution.smaller, 'StartExecution throttle token bucket'),
    rationed(`the same ${inLargest}`, starts, startExecution.largest, 'StartExecution throttle token bucket'),
    rationed('state transitions', transitions, stateTransition.smaller, 'StateTransition throttle token refill rate'),
    rationed(`the same ${inLargest}`, transitions, stateTransition.largest, 'StateTransition throttle token refill rate'),
    atOnce(
      'open executions',
      open(({ runs, children }) => [...runs, ...children]),
      openExecutions,
    ),
    atOnce(
      'open Map Runs',
      open(({ runs }) => runs),
      openMapRuns,
    ),
    atOnce('Lambda invocations at once', concurrency, lambdaConcurrency.usual, 'Lambda concurrent executions'),
    atOnce('the same, new AWS account', concurrency, lambdaConcurrency.newAccount, 'Lambda concurrent executions'),
    rate(
      'DynamoDB reads',
      all((one) => one.reads),
      newTable.readUnitsPerSecond,
    ),
    rate(
      'DynamoDB write units',
      all((one) => one.writeUnits),
      newTable.writeUnitsPerSecond,
    ),
    rate(
      'S3 requests',
      all(({ bucket }) => bucket),
      bucketPutsPerSecond,
    ),
    rate('Secrets Manager reads', reads, secretReadsPerSecond),
    { what: 'log lines of the functions, kB', inBusiestMinute: Math.round(logKilobytes) },
  ];
};

const inLargest = 'in us-east-1, us-west-2, eu-west-1';

const rationed = (what: string, counts: PerSecond, rations: Bucket, raise: string): Peak => ({
  ...timed(what, counts),
  ...judged(rejectedBy(rations, counts) === 0, rations.bucket, raise),
});

const rate = (what: string, counts: PerSecond, quota: number, raise = what): Peak => ({
  ...timed(what, counts),
  ...judged(peakSecond(counts) <= quota, quota, raise),
});

const atOnce = (what: string, peak: number, quota: number, raise = what): Peak => ({ what, peak, ...judged(peak <= quota, quota, raise) });

const timed = (what: string, counts: PerSecond): Peak => ({ what, peak: peakSecond(counts), inBusiestMinute: busiestMinute(counts) });

const judged = (isBelow: boolean, quota: number, raise: string): Pick<Peak, 'quota' | 'isBelow' | 'raise'> => ({
  quota,
  isBelow,
  ...(!isBelow && { raise }),
});

/** The steps that call Amazon. */
const signsIn = (step: string): boolean => !['tabulate', 'settle'].includes(step);
