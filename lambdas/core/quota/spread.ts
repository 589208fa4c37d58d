import { instantOf, msOf, wholeSecondUp } from '../instant.ts';
import { withinShare } from '../planning/carry-over.ts';
import type { JobItem } from '../record/jobs.ts';
import type { Ledger, Line } from '../record/ledger/ledger.ts';
import type { Branch } from '../record/messages.ts';
import type { Run } from '../record/runs.ts';
import { jobOf } from '../record/transitions.ts';
import { isAsked, type Kept, type LimitLines, limitQueue, withinLimits } from './limit-queue.ts';
import { heldBackText } from './limits.ts';
import { standingLines } from './take-limit.ts';
import { estimateTurns, lineOf, paceOf } from './turns.ts';

/** getReport allows 2 calls a second: carried-over reports are checked one after the other. */
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
  /** What holds a branch back until its `waitUntil`, by the job's key: only where a limit of its type does. */
  heldBack: ReadonlyMap<string, string>;
  /** Jobs whose estimated turn lies past the deadline, or for which a message has no room: the ledger keeps them as open. */
  kept: Kept[];
  plannedFinishMs: number;
  /** Turns of createReport that were available at once, before this run took any. */
  turnsAtOnce: number;
};

/** The current state of the lines in which the jobs of a run will queue. */
export type Lines = { create: Line | undefined; fetch: Line | undefined; limits: LimitLines };

export const readLines = async (ledger: Ledger, run: Run): Promise<Lines> => {
  const [create, fetch, limits] = await Promise.all([
    ledger.readLine(lineOf(run.secretId, 'createReport')),
    ledger.readLine(lineOf(run.secretId, 'getReportDocument')),
    Promise.all(Object.keys(run.limits ?? {}).map(async (apiType) => [apiType, await standingLines({ ledger, run }, apiType)] as const)),
  ]);
  return { create, fetch, limits: new Map(limits) };
};

/**
 * The jobs of a run, the most useful first, as far as limits, turns and room allow, and when each begins; and those that are kept for the
 * next, with the reason. `ahead`: jobs of live runs that will ask first. Reserves nothing.
 */
export const handOut = async (
  ledger: Ledger,
  run: Run,
  { items, ahead }: { items: readonly JobItem[]; ahead: readonly JobItem[] },
  nowMs: number,
  isScheduled: boolean,
): Promise<Spread & { taken: JobItem[] }> => {
  const lines = await readLines(ledger, run);
  const limited = withinLimits(lines.limits, run, items, nowMs, ahead);
  const { taken, kept } = withinShare(limited.passed, run, nowMs, isScheduled);
  const placed = spreadOver(lines, { ...run, jobCount: taken.length }, taken, nowMs, ahead);
  const later = kept.map((item) => ({ item, why: NO_TURN }));
  return { ...placed, taken, kept: [...limited.kept, ...later, ...placed.kept] };
};

const NO_TURN = 'no turn before the deadline: it stays planned for the next run';

/** `waitUntil` of each job in order of usefulness, by an estimate of the turns. */
export const spreadOver = (lines: Lines, run: Run, items: readonly JobItem[], nowMs: number, ahead: readonly JobItem[] = []): Spread => {
  const { quotas } = run.settings;
  const pace = paceOf('createReport', lines.create, quotas);
  const turns = estimateTurns(lines.create, pace, nowMs, ahead.length + items.length);
  const seen: Seen = { asked: 0, looked: 0, tabulateSeconds: 0, bytes: 0, passAt: limitQueue(lines.limits, run, nowMs) };
  for (const item of ahead) askedAt(item, turns, seen, nowMs);
  const placed = items.map((item) => ({ item, ...startOf(item, turns, seen, nowMs) }));
  const fits = ({ item, startMs }: Placed) => startMs <= msOf(run.deadlineAt) && roomFor(item, startMs, run, seen);
  const [handedOut, kept] = partition(placed, fits);
  return {
    branches: handedOut.map(({ item, startMs }) => ({ job: jobOf(item), waitUntil: wholeSecondUp(startMs) })),
    heldBack: new Map(handedOut.flatMap(({ item, heldBack }) => (heldBack === undefined ? [] : [[item.key, heldBack]]))),
    kept: kept.map(({ item, startMs, heldBack }) => ({ item, why: (startMs > msOf(run.deadlineAt) ? heldBack : undefined) ?? NO_TURN })),
    plannedFinishMs: finishOf(lines.fetch, run, handedOut, nowMs),
    turnsAtOnce: estimateTurns(lines.create, pace, nowMs, pace.burst).filter((turnMs) => turnMs <= nowMs).length,
  };
};

type Start = { startMs: number; heldBack?: string };
type Placed = Start & { item: JobItem };
type Seen = { asked: number; looked: number; tabulateSeconds: number; bytes: number; passAt: ReturnType<typeof limitQueue> };

const startOf = (item: JobItem, turns: readonly number[], seen: Seen, nowMs: number): Start => {
  const earliestMs = item.notBeforeAt === undefined ? nowMs : Math.max(nowMs, msOf(item.notBeforeAt));
  if (item.resumeAt === 'tabulate') {
    const startMs = nowMs + (seen.tabulateSeconds / TABULATED_AT_ONCE) * 1000;
    seen.tabulateSeconds += Math.max(1, (item.saved?.unpackedBytes ?? 0) / TABULATED_BYTES_PER_SECOND);
    return { startMs: Math.max(earliestMs, startMs) };
  }
  if (!isAsked(item)) {
    seen.looked += 1;
    return { startMs: Math.max(earliestMs, nowMs + (seen.looked - 1) * LOOK_EVERY_MS) };
  }
  const asked = askedAt(item, turns, seen, nowMs);
  return { ...asked, startMs: Math.max(earliestMs, asked.startMs) };
};

/** A job that waits for a limit of its type blocks no other: meanwhile the others get the turns of the operation's line. */
const askedAt = (item: JobItem, turns: readonly number[], seen: Seen, nowMs: number): Start => {
  const turnMs = turns[seen.asked] ?? nowMs;
  const { atMs, limit } = seen.passAt(item, turnMs);
  if (atMs > turnMs && limit !== undefined) return { startMs: atMs, heldBack: heldBackText(item.type, limit, atMs) };
  seen.asked += 1;
  return { startMs: turnMs };
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
