import { instantOf, msOf, wholeSecondUp } from '../instant.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Ledger, Line } from '../record/ledger.ts';
import type { Branch } from '../record/messages.ts';
import type { Run } from '../record/runs.ts';
import { jobOf } from '../record/transitions.ts';
import { estimateTurns, lineOf, paceOf } from './turns.ts';

/** getReport allows 2 calls a second: carried-over reports are looked at one after the other. */
const LOOK_EVERY_MS = 700;
/**
 * Stored documents whose tables are made start so far apart that about ten are worked on at once, since a new AWS account runs no more
 * functions than that. One function makes tables of some 24 MB of unpacked JSON a second (measured), and is counted for a second at least.
 */
const TABULATED_AT_ONCE = 10;
const TABULATED_BYTES_PER_SECOND = 24e6;
/** A state's data is limited to 256 KiB. */
const LARGEST_BYTES = 200_000;

export type Spread = {
  branches: Branch[];
  /** Jobs whose estimated turn lies past the deadline, or for which a message has no room: the ledger keeps them as open. */
  kept: JobItem[];
  plannedFinishMs: number;
  /** Turns of createReport that were to be had at once, before this run took any. */
  turnsAtOnce: number;
};

/** `waitUntil` of each job in order of usefulness, by an estimate of the turns; reserves none. `aheadCount`: jobs of live runs that will ask first. */
export const spread = async (ledger: Ledger, run: Run, items: readonly JobItem[], nowMs: number, aheadCount = 0): Promise<Spread> => {
  const [create, fetch] = await Promise.all([
    ledger.readLine(lineOf(run.secretId, 'createReport')),
    ledger.readLine(lineOf(run.secretId, 'getReportDocument')),
  ]);
  return spreadOver({ create, fetch }, run, items, nowMs, aheadCount);
};

/** The pure part of `spread`. */
export const spreadOver = (
  lines: { create: Line | undefined; fetch: Line | undefined },
  run: Run,
  items: readonly JobItem[],
  nowMs: number,
  aheadCount: number,
): Spread => {
  const { quotas } = run.settings;
  const pace = paceOf('createReport', lines.create, quotas);
  const turns = estimateTurns(lines.create, pace, nowMs, aheadCount + items.length);
  const seen: Seen = { asked: 0, looked: 0, tabulateSeconds: 0, bytes: 0 };
  const placed = items.map((item) => ({ item, startMs: startOf(item, turns.slice(aheadCount), seen, nowMs) }));
  const fits = ({ item, startMs }: Placed) => startMs <= msOf(run.deadlineAt) && roomFor(item, startMs, run, seen);
  const [handedOut, kept] = partition(placed, fits);
  return {
    branches: handedOut.map(({ item, startMs }) => ({ job: jobOf(item), waitUntil: wholeSecondUp(startMs) })),
    kept: kept.map(({ item }) => item),
    plannedFinishMs: finishOf(lines.fetch, run, handedOut, nowMs),
    turnsAtOnce: estimateTurns(lines.create, pace, nowMs, pace.burst).filter((turnMs) => turnMs <= nowMs).length,
  };
};

type Placed = { item: JobItem; startMs: number };
type Seen = { asked: number; looked: number; tabulateSeconds: number; bytes: number };

const startOf = (item: JobItem, turns: readonly number[], seen: Seen, nowMs: number): number => {
  const earliestMs = item.notBeforeAt === undefined ? nowMs : Math.max(nowMs, msOf(item.notBeforeAt));
  if (item.resumeAt === 'tabulate') {
    const startMs = nowMs + (seen.tabulateSeconds / TABULATED_AT_ONCE) * 1000;
    seen.tabulateSeconds += Math.max(1, (item.saved?.unpackedBytes ?? 0) / TABULATED_BYTES_PER_SECOND);
    return Math.max(earliestMs, startMs);
  }
  if (item.resumeAt !== 'request' && item.resumeAt !== undefined) {
    seen.looked += 1;
    return Math.max(earliestMs, nowMs + (seen.looked - 1) * LOOK_EVERY_MS);
  }
  seen.asked += 1;
  return Math.max(earliestMs, turns[seen.asked - 1] ?? nowMs);
};

const roomFor = (item: JobItem, startMs: number, run: Run, seen: Seen): boolean => {
  const bytes = Buffer.byteLength(JSON.stringify({ job: jobOf(item), waitUntil: instantOf(startMs) })) + 1;
  if (seen.bytes + bytes > LARGEST_BYTES - Buffer.byteLength(JSON.stringify(run))) return false;
  seen.bytes += bytes;
  return true;
};

/** When the last document would be stored: each is fetched at the first turn after it is ready. */
const finishOf = (line: Line | undefined, run: Run, placed: readonly Placed[], nowMs: number): number => {
  // The tables of a stored document need no turn.
  const [stored, toFetch] = partition(placed, ({ item }) => item.resumeAt === 'tabulate');
  const readyMs = toFetch
    .map(({ item, startMs }) => startMs + (item.readyAfterSeconds ?? run.settings.usualProcessingSeconds) * 1000)
    .sort((a, b) => a - b);
  const turns = estimateTurns(line, paceOf('getReportDocument', line, run.settings.quotas), nowMs, readyMs.length);
  const lastStartMs = stored.reduce((lastMs, { startMs }) => Math.max(lastMs, startMs), nowMs);
  return readyMs.reduce((lastMs, ready, index) => Math.max(lastMs, ready, turns[index] ?? 0), lastStartMs);
};

const partition = <T>(all: readonly T[], fits: (one: T) => boolean): [T[], T[]] => {
  const yes: T[] = [];
  const no: T[] = [];
  for (const one of all) (fits(one) ? yes : no).push(one);
  return [yes, no];
};
