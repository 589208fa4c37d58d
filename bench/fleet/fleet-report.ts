import { assumed } from '../../infra/cost/cost-model.ts';
import { bucketPutsPerSecond, lambdaConcurrency, newTableReadUnitsPerSecond, secretReadsPerSecond, stepFunctions } from './aws-quotas.ts';
import type { Morning } from './one-morning.ts';
import { mostAtOnce, peakMinute, peakSecond, perSecond, rejectedBy, secretReads } from './peaks.ts';

/** When the fleet's accounts start: as their schedules say, or all of them in one zone, with and without a flexible window. */
export const alignments = ['in their zones', 'in one zone', 'in one zone, without a window'] as const;
export type Alignment = (typeof alignments)[number];

/** A figure beside what AWS allows by default. `isBelow` is missing where AWS names no limit. */
export type Peak = { what: string; peak: number; per: 'second' | 'minute' | 'at once'; quota?: number; isBelow?: boolean; raise?: string };

/** One morning of the whole fleet: what each minute asked of AWS at most. */
export const peaksOf = (mornings: readonly Morning[], alignment: Alignment): Peak[] => {
  const moved = mornings.map((one) => ({ one, by: shiftOf(one, alignment) }));
  const all = (of: (one: Morning) => readonly number[]) => perSecond(moved.flatMap(({ one, by }) => of(one).map((at) => at + by)));
  const starts = all(({ executions }) => executions.map(([from]) => from));
  const transitions = all(({ transitions }) => transitions);
  const ledger = all(({ ledger }) => ledger);
  const uses = moved.flatMap(({ one, by }) =>
    one.invocations.map(([at, step]) => ({ at: at + by, step, forSeconds: secondsOf(step), secret: one.account })),
  );
  const concurrency = mostAtOnce(uses.map(({ at, forSeconds }) => [at, at + forSeconds]));
  const reads = perSecond([...Map.groupBy(uses, ({ step }) => step)].flatMap(([step, those]) => (signsIn(step) ? secretReads(those) : [])));
  const puts = all(({ bucket }) => bucket);
  const logBytes = moved.flatMap(({ one, by }) => one.logBytes.map(([at, bytes]) => [at + by, bytes] as const));
  const perMinuteBytes = new Map<number, number>();
  for (const [at, bytes] of logBytes) perMinuteBytes.set(Math.floor(at / 60), (perMinuteBytes.get(Math.floor(at / 60)) ?? 0) + bytes);
  const { startExecution, stateTransition, openExecutions } = stepFunctions;
  return [
    rationed('StartExecution, with a child for each report', starts, startExecution, 'StartExecution throttle token bucket and refill'),
    rationed('state transitions', transitions, stateTransition, 'StateTransition throttle token refill rate'),
    limited(
      'open executions',
      'at once',
      mostAtOnce(moved.flatMap(({ one, by }) => one.executions.map(([a, b]) => [a + by, b + by] as const))),
      openExecutions,
    ),
    limited('Lambda invocations', 'at once', concurrency, lambdaConcurrency.usual, 'Lambda concurrent executions'),
    limited('Lambda invocations, new AWS account', 'at once', concurrency, lambdaConcurrency.newAccount, 'Lambda concurrent executions'),
    limited('DynamoDB requests', 'second', peakSecond(ledger), newTableReadUnitsPerSecond),
    { what: 'DynamoDB requests', per: 'minute', peak: peakMinute(ledger) },
    limited('S3 requests', 'second', peakSecond(puts), bucketPutsPerSecond),
    limited('Secrets Manager reads', 'second', peakSecond(reads), secretReadsPerSecond),
    { what: 'log volume of the functions, kB', per: 'minute', peak: Math.round(Math.max(0, ...perMinuteBytes.values()) / 1024) },
  ];
};

type Rations = Record<'largest' | 'smaller', { bucket: number; refillPerSecond: number }>;

/** Measured against the smaller regions: what fits there fits everywhere. */
const rationed = (what: string, counts: ReadonlyMap<number, number>, { smaller }: Rations, raise: string): Peak => {
  const isBelow = rejectedBy(smaller, counts) === 0;
  return { what, per: 'second', peak: peakSecond(counts), quota: smaller.bucket, isBelow, ...(!isBelow && { raise }) };
};

const limited = (what: string, per: Peak['per'], peak: number, quota: number, raise = what): Peak => ({
  what,
  per,
  peak,
  quota,
  isBelow: peak < quota,
  ...(peak >= quota && { raise }),
});

const shiftOf = ({ scheduledAt, startedAt }: Morning, alignment: Alignment): number => {
  if (alignment === 'in their zones') return 0;
  return alignment === 'in one zone' ? -scheduledAt : -startedAt;
};

/** Of the documents of this benchmark, which are small; as `npm run cost` assumes. */
const DOCUMENT_MEGABYTES = 5;

const secondsOf = (step: string): number => {
  if (step === 'download') return assumed.downloadSeconds(DOCUMENT_MEGABYTES);
  if (step === 'tabulate') return assumed.tabulateSeconds(DOCUMENT_MEGABYTES);
  const { seconds } = assumed;
  return new Map<string, number>(Object.entries(seconds)).get(step) ?? seconds.request;
};

/** Those that ask Amazon. */
const signsIn = (step: string): boolean => !['tabulate', 'settle'].includes(step);

export type Fates = Pick<Morning, 'saved' | 'carriedOver' | 'rejected'> & {
  reports: number;
  lost: number;
  /** How much longer than the bound an account took: the middle of all, and the worst. */
  ratio: { middle: number; worst: number };
};

/** What became of all reports; one that no run asked for is lost. */
export const fatesOf = (mornings: readonly Morning[], wanted: number): Fates => {
  const sum = (of: 'saved' | 'carriedOver' | 'rejected') => mornings.reduce((total, one) => total + one[of], 0);
  const ratios = mornings.map(({ minutes, boundMinutes }) => minutes / boundMinutes).sort((one, other) => one - other);
  const figure = (value = 0): number => Number(value.toFixed(3));
  return {
    reports: wanted,
    saved: sum('saved'),
    carriedOver: sum('carriedOver'),
    lost: wanted - sum('saved') - sum('carriedOver'),
    rejected: sum('rejected'),
    ratio: { middle: figure(ratios[Math.floor(ratios.length / 2)]), worst: figure(ratios.at(-1)) },
  };
};

export const isWhole = ({ lost, rejected }: Fates): boolean => lost === 0 && rejected === 0;
