import type { JobItem } from '../jobs.ts';
import type { Outcome } from '../outcome.ts';
import type { RunItem } from '../runs.ts';
import { type UnusualFigure, unusualFigures } from '../unusual.ts';
import { type IsHeld, type JobEnd, jobEnd } from './job-end.ts';
import { type TablesView, tablesView } from './tables-view.ts';

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

/** One job as the summary, the command line and the timeline print it. */
export type JobView = {
  key: string;
  type: string;
  marketplace: string;
  options: Record<string, string>;
  window: { start: string; end: string };
  purpose: string;
  outcome: JobEnd;
  /** The round in which it ended, or is running; absent for the first pass. */
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

export const jobView = (run: RunItem, item: JobItem, isHeld: IsHeld): JobView => {
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

const unusualIn = (item: JobItem): Pick<JobView, 'unusual'> => {
  const unusual = unusualFigures(item);
  return unusual.length > 0 ? { unusual } : {};
};

/** Saved, and yet nothing came: worth a mark wherever a person looks. */
export const isWithoutRows = ({ outcome, rows }: Pick<JobView, 'outcome' | 'rows'>): boolean => outcome === 'saved' && rows === 0;
