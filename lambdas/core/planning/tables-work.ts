import { hasTables } from '../catalogue/report-types.ts';
import type { RunInput } from '../input/run-input.ts';
import { msOf } from '../instant.ts';
import type { JobItem, Saved } from '../record/jobs.ts';
import { reopenedForTables } from './carry-over.ts';
import { byReason } from './left-out.ts';
import { isOpen, overlaps } from './windows/coverage.ts';
import type { Before, Started, Work } from './work.ts';

type Fate = { item: JobItem; why?: string };

/**
 * What a run with `tabulate` has to do: the saved documents whose tables are older than `madeBefore` (without it: than the run), those never
 * made first, then the oldest. Such runs, repeated with the same `madeBefore` until none is left, make each table once, even if some of
 * them are killed. Other open jobs are not touched.
 */
export const tablesWorkOf = (
  { run, input, nowMs }: Started,
  { items, isHeld }: { items: readonly JobItem[]; isHeld: Before['isHeld'] },
): Work => {
  const beforeMs = msOf(input.madeBefore ?? run.startedAt);
  const asked = items.filter((item) => isAsked(item, input) && madeMs(item) < beforeMs);
  const fates = asked
    .toSorted((a, b) => madeMs(a) - madeMs(b) || (a.key < b.key ? -1 : 1))
    .flatMap((item) => (item.saved === undefined ? [] : fateOf(item, item.saved, { nowMs, beforeMs, isHeld: isHeld(item) })));
  return {
    items: fates.flatMap(({ item, why }) => (why === undefined ? [item] : [])),
    drops: [],
    splits: [],
    leftOut: byReason(fates.flatMap(({ item: { key }, why }) => (why === undefined ? [] : [{ key, why }]))),
    ahead: [],
  };
};

const isAsked = (item: JobItem, { reportTypes, from = '', to = '9999' }: RunInput): boolean =>
  item.saved !== undefined &&
  hasTables(item) &&
  (reportTypes?.some((type) => type === item.type) ?? true) &&
  overlaps(item.window, { start: from, end: to });

/** Zero: never. */
const madeMs = ({ tables }: JobItem): number => (tables?.at === undefined ? 0 : msOf(tables.at));

const fateOf = (item: JobItem, saved: Saved, now: { nowMs: number; beforeMs: number; isHeld: boolean }): Fate => {
  if (now.isHeld) return { item, why: `run ${item.claim?.runId} owns it now` };
  const { outcome } = item;
  if (outcome?.kind === 'failed' && msOf(outcome.at) >= now.beforeMs)
    return { item, why: `it was tried since then and failed: ${outcome.reason?.code ?? 'unexpected'}` };
  if (!isOpen(item)) return { item: reopenedForTables(item, saved, now.nowMs) };
  return item.resumeAt === 'tabulate' ? { item } : { item, why: 'a newer document of it is being imported, and its tables are made then' };
};
