import { msOf } from '../../instant.ts';
import { isClaimedBy } from '../claims.ts';
import type { JobItem } from '../jobs.ts';
import type { Outcome } from '../outcome.ts';
import type { RunItem, Verdict } from '../runs.ts';
import { type UnusualFigure, unusualFigures } from '../unusual.ts';

/** How a job ended in one run. `handed-over` (another run owns it now) and `dropped` are no outcomes of this run; `open`: not yet. */
export type JobEnd = 'saved' | 'no-data' | 'unfinished' | 'failed' | 'handed-over' | 'dropped' | 'open';

type Reason = { code: string; text: string; advice?: string };

/** A job's end in one round, when a later one opened it again. */
export type Pass = {
  round: number;
  outcome: 'saved' | 'no-data' | 'unfinished' | 'failed';
  reason?: Reason;
  requestedAt?: string;
  readyAt?: string;
  endedAt: string;
};

/** One pass over the jobs: the first, or what a redrive began. Between two of them nothing ran. */
export type RoundView = { round: number; startedAt: string; plannedFinishAt?: string; finishedAt?: string };

/** What became of a document's rows: rows of each table, and what of them is worth a look. Rows that share a key, by table. */
export type TablesView = {
  rowsByTable: Record<string, number>;
  unknownFields?: Record<string, number>;
  duplicateKeys?: Record<string, number>;
  rowsAgree?: { agree: boolean; differing: number };
};

/** One job as the summary, the command line and the timeline print it. */
export type JobView = {
  key: string;
  type: string;
  marketplace: string;
  options: Record<string, string>;
  window: { start: string; end: string };
  purpose: string;
  outcome: JobEnd;
  /** The round in which it ended so, or goes on; absent for the first pass. */
  round?: number;
  /** How it ended in this run before a redrive opened it again. */
  earlier?: Pass[];
  reason?: Reason;
  reportId?: string;
  objectKey?: string;
  /** As stored. */
  bytes?: number;
  /** Of the stored bytes. */
  sha256?: string;
  unpackedBytes?: number;
  unpackedSha256?: string;
  rows?: number;
  /** Figures that look wrong beside the series' own past. */
  unusual?: UnusualFigure[];
  charset?: string;
  /** Of this very document; absent while its tables are not made. */
  tables?: TablesView;
  attempts: number;
  throttled: number;
  askedAgain: number;
  /** When it was expected to be asked for. */
  plannedAt?: string;
  requestedAt?: string;
  readyAt?: string;
  endedAt?: string;
  /** Open, and only its tables are to be made. */
  isStored?: true;
};

export type RunView = {
  runId: string;
  account: string;
  executionArn: string;
  status: 'running' | 'succeeded' | 'failed';
  startedAt: string;
  deadlineAt: string;
  /** Of the last round. */
  plannedFinishAt?: string;
  finishedAt?: string;
  round: number;
  /** All rounds of a run that was redriven, in time; absent when there was one. */
  rounds?: RoundView[];
  /** `zeroRows`: those of the saved ones whose document has no row; `unusual`: whose figures look wrong; absent when there are none. */
  counts: { saved: number; noData: number; unfinished: number; failed: number; zeroRows?: number; unusual?: number };
  jobs: JobView[];
  leftOut: { what: string; why: string }[];
};

/** Whether a run that is alive has the job in hand; what was not looked up in Step Functions is held by none. */
export type IsHeld = (item: JobItem) => boolean;
const heldByNone: IsHeld = () => false;

/**
 * How a job ended in a run. An outcome counts if it is this run's, unless it failed and another run has it in hand now; a job that
 * another run claimed since counts as that run saved or failed it, else as handed over.
 */
export const jobEnd = (run: Pick<RunItem, 'runId' | 'executionArn'>, item: JobItem, isHeld = heldByNone): JobEnd => {
  if (item.dropped !== undefined && item.outcome?.runId !== run.runId) return 'dropped';
  const isOurs = isClaimedBy(item, run);
  if (item.outcome?.runId === run.runId)
    return item.outcome.kind === 'failed' && !isOurs && isHeld(item) ? 'handed-over' : item.outcome.kind;
  if (isOurs) return 'open';
  return item.outcome !== undefined && item.outcome.runId === item.claim?.runId && item.outcome.kind !== 'unfinished'
    ? item.outcome.kind
    : 'handed-over';
};

/** Saved, and yet nothing came: worth a mark wherever a person looks. */
export const isWithoutRows = ({ outcome, rows }: Pick<JobView, 'outcome' | 'rows'>): boolean => outcome === 'saved' && rows === 0;

/** One shape for the summary in S3, the command line and the timeline. */
export const runView = (run: RunItem, items: readonly JobItem[], round = lastRound(run), isHeld = heldByNone): RunView => {
  const jobs = items.map((item) => jobView(run, item, isHeld)).sort((a, b) => (a.key < b.key ? -1 : 1));
  const count = (...ends: JobEnd[]) => jobs.filter(({ outcome }) => ends.includes(outcome)).length;
  const rounds = roundsOf(run);
  const plannedFinishAt = rounds.at(-1)?.plannedFinishAt ?? run.plannedFinishAt;
  const zeroRows = jobs.filter(isWithoutRows).length;
  const unusual = jobs.filter((job) => job.unusual !== undefined).length;
  const counts = {
    ...{ saved: count('saved'), noData: count('no-data'), unfinished: count('unfinished'), failed: count('failed') },
    ...(zeroRows > 0 && { zeroRows }),
    ...(unusual > 0 && { unusual }),
  };
  return {
    runId: run.runId,
    account: run.account,
    executionArn: run.executionArn,
    status: run.finishedAt === undefined ? 'running' : counts.failed > 0 ? 'failed' : 'succeeded',
    startedAt: run.startedAt,
    deadlineAt: run.deadlineAt,
    ...(plannedFinishAt && { plannedFinishAt }),
    ...(run.finishedAt && { finishedAt: run.finishedAt }),
    round,
    ...(rounds.length > 1 && { rounds }),
    counts,
    jobs,
    leftOut: run.leftOut ?? [],
  };
};

const lastRound = ({ rounds, verdicts }: RunItem): number => Math.max(0, ...Object.keys({ ...rounds, ...verdicts }).map(Number));

const roundsOf = ({ startedAt, plannedFinishAt, rounds = {}, verdicts }: RunItem): RoundView[] => {
  const later = Object.entries(rounds).map(([round, begun]) => ({ round: Number(round), ...begun }));
  return [{ round: 0, startedAt, plannedFinishAt }, ...later]
    .sort((a, b) => a.round - b.round)
    .map((one) => ({
      round: one.round,
      startedAt: one.startedAt,
      ...(one.plannedFinishAt && { plannedFinishAt: one.plannedFinishAt }),
      ...finishOf(verdicts[String(one.round)]),
    }));
};

const finishOf = (verdict: Verdict | undefined): Pick<RoundView, 'finishedAt'> => (verdict === undefined ? {} : { finishedAt: verdict.at });

const jobView = (run: RunItem, item: JobItem, isHeld: IsHeld): JobView => {
  const outcome = jobEnd(run, item, isHeld);
  const { saved } = item;
  // A job that is to be asked for again has forgotten its report: the outcome names the one that ended so.
  const forgotten = outcome === 'open' ? undefined : item.outcome;
  const reportId = item.reportId ?? forgotten?.reportId;
  const requestedAt = item.requestedAt ?? forgotten?.requestedAt;
  const readyAt = item.readyAt ?? forgotten?.readyAt;
  return {
    key: item.key,
    type: item.type,
    marketplace: item.marketplace,
    options: item.options,
    window: { start: item.window.start, end: item.window.end },
    purpose: item.purpose,
    outcome,
    ...roundOf(run, item),
    ...earlierOf(run, item),
    ...(item.outcome?.reason && outcome !== 'open' && { reason: reasonOf(item.outcome.reason) }),
    ...(item.dropped && outcome === 'dropped' && { reason: { code: 'dropped', text: item.dropped.why } }),
    ...(item.claim && outcome === 'handed-over' && { reason: { code: 'handed-over', text: `run ${item.claim.runId} took it over` } }),
    ...(reportId && { reportId }),
    ...(saved && outcome === 'saved' && storedFacts(saved)),
    ...(outcome === 'saved' && unusualIn(item)),
    ...(outcome === 'saved' && tablesIn(item)),
    ...(outcome === 'open' && item.resumeAt === 'tabulate' && { isStored: true }),
    attempts: item.attempts,
    throttled: item.throttledCount ?? 0,
    askedAgain: item.askedAgain ?? 0,
    ...(item.plannedAt && { plannedAt: item.plannedAt }),
    ...(requestedAt && { requestedAt }),
    ...(readyAt && { readyAt }),
    ...(item.outcome && outcome !== 'open' && { endedAt: item.outcome.at }),
  };
};

const roundOf = ({ runId }: RunItem, { outcome, claim }: JobItem): Pick<JobView, 'round'> => {
  const round = outcome?.runId === runId ? outcome.round : outcome === undefined && claim?.runId === runId ? (claim.round ?? 0) : 0;
  return round > 0 ? { round } : {};
};

const earlierOf = ({ runId }: RunItem, { earlier = [] }: JobItem): Pick<JobView, 'earlier'> => {
  const mine = earlier.filter((outcome) => outcome.runId === runId);
  return mine.length > 0 ? { earlier: mine.map(passOf) } : {};
};

const passOf = ({ round, kind, reason, requestedAt, readyAt, at }: Outcome): Pass => ({
  round,
  outcome: kind,
  ...(reason && { reason: reasonOf(reason) }),
  ...(requestedAt && { requestedAt }),
  ...(readyAt && { readyAt }),
  endedAt: at,
});

const reasonOf = ({ code, text, advice }: { code: string; text: string; advice?: string | undefined }): Reason => ({
  code,
  text,
  ...(advice && { advice }),
});

const storedFacts = (saved: NonNullable<JobItem['saved']>): Partial<JobView> => ({
  objectKey: saved.objectKey,
  bytes: saved.storedBytes,
  sha256: saved.storedSha256,
  unpackedBytes: saved.unpackedBytes,
  unpackedSha256: saved.unpackedSha256,
  ...(saved.rows !== undefined && { rows: saved.rows }),
  ...(saved.charset && { charset: saved.charset }),
});

const tablesIn = (item: JobItem): Pick<JobView, 'tables'> => {
  const tables = tablesView(item);
  return tables === undefined ? {} : { tables };
};

/** The tables of the stored document; those of the one before it tell nothing of this. */
export const tablesView = ({ saved, tables }: Pick<JobItem, 'saved' | 'tables'>): TablesView | undefined => {
  if (tables?.rowsByTable === undefined || tables.documentSha256 !== saved?.storedSha256) return undefined;
  const { rowsByTable, unknownFields, duplicateKeys, rowsAgree } = tables;
  return {
    rowsByTable,
    ...(unknownFields && { unknownFields }),
    ...(duplicateKeys && { duplicateKeys: Object.fromEntries(Object.entries(duplicateKeys).map(([name, { rows }]) => [name, rows])) }),
    ...(rowsAgree && { rowsAgree: { agree: rowsAgree.agree, differing: rowsAgree.differing } }),
  };
};

const unusualIn = (item: JobItem): Pick<JobView, 'unusual'> => {
  const unusual = unusualFigures(item);
  return unusual.length > 0 ? { unusual } : {};
};

/** `runs/account=<a>/date=<yyyy-mm-dd>/<runId>.json` */
export const summaryKeyOf = ({ account, startedAt, runId }: Pick<RunItem, 'account' | 'startedAt' | 'runId'>): string =>
  `runs/account=${account}/date=${new Date(msOf(startedAt)).toISOString().slice(0, 10)}/${runId}.json`;
