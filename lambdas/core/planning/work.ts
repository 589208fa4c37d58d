import type { Account } from '../input/accounts.ts';
import { isConfigured, listsToPlan } from '../input/input-series.ts';
import type { RunInput } from '../input/run-input.ts';
import type { AsinBundle } from '../record/asin-bundles.ts';
import { type JobItem, seriesOf } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';
import { type Fate, fateOf, inOrder, opened } from './carry-over.ts';
import { seriesDeniedSince, withDenials } from './history/denied-before.ts';
import type { SeriesRead } from './history/read-series.ts';
import { byReason, type LeftOut } from './left-out.ts';
import { limitsOf } from './limits-of.ts';
import { type ListProgress, progressOf } from './list-progress.ts';
import { planJobs } from './plan-jobs.ts';
import { holdsItsPeriods } from './windows/coverage.ts';
import { restsUntilMs } from './windows/refusals.ts';
import { longestSpan } from './windows/span.ts';

/** A run as its input makes it, at one instant. */
export type Started = { run: Run; account: Account; input: RunInput; nowMs: number };

/** What the ledger knew before the run. */
export type Before = SeriesRead & {
  /** The bundles of the lists of products: see `readBundles`. */
  bundles?: ((list: string) => readonly AsinBundle[]) | undefined;
  /** The open jobs of the account. */
  open: readonly JobItem[];
  /** Whether another live run owns the job. */
  isHeld: (item: JobItem) => boolean;
};

export type Work = {
  /** To be done by this run, as far as turns and time allow: the most useful first. */
  items: JobItem[];
  /** To be closed: their report was removed. */
  drops: JobItem[];
  /** To be closed once the shorter jobs in their place are written. */
  splits: JobItem[];
  leftOut: LeftOut[];
  /** How far the lists of products are. */
  lists?: ListProgress[];
  /** Jobs of live runs that will ask Amazon first. */
  ahead: JobItem[];
};

/** The run's item names each job that it drops, and has 400 KB at most. */
const DROPS_PER_RUN = 1000;

/**
 * What there is to do: what earlier runs left open, then what this run's configuration wants. Writes nothing, so that the command
 * line can show a plan before anything is started.
 * @throws InvalidInputError when the input names what cannot be had
 */
export const workOf = (started: Started, { open: before, isHeld, known, usualSeconds, typeSavedAt, bundles }: Before): Work => {
  const { run, account, input, nowMs } = started;
  // An open job that the input names counts as requested by a person from now on.
  const open = before.map((item) => (isConfigured({ ...account, reports: [] }, item, input) ? { ...item, askedByPerson: true } : item));
  const seriesFacts = factsOfSeries(known, open, run);
  const fates = fatesOf(started, open, isHeld, seriesFacts);
  const pieces = fates
    .flatMap((fate) => (fate.kind === 'split' ? fate.pieces : []))
    // A repeat finds the whole window still open, and its pieces beside it.
    .filter(({ key }) => [...open, ...known(seriesOf(key))].every((one) => one.key !== key || isGivenBack(one)));
  const planned = planJobs({ account, input, known, bundles, nowMs, settings: run.settings });
  const wanted = [...pieces, ...planned.jobs].map((job) => {
    const siblings = known(seriesOf(job.key));
    return opened(
      job,
      siblings.find(({ key }) => key === job.key),
      usualSeconds(seriesOf(job.key)),
      nowMs,
    );
  });
  const continued = fates.flatMap((fate) => (fate.kind === 'continue' ? [withUsual(fate.item, usualSeconds)] : []));
  const items = inOrder([...continued, ...wanted]).map((item) =>
    withDenials(item, { typeSavedAt: typeSavedAt(seriesOf(item.key)), deniedSince: seriesFacts(item).deniedSince }),
  );
  return {
    items,
    lists: listsToPlan(account, input).flatMap((list) =>
      list.list?.asins === undefined || bundles === undefined ? [] : progressOf(list, bundles(list.series), items),
    ),
    drops: fates.flatMap((fate) => (fate.kind === 'drop' ? [fate.item] : [])),
    splits: fates.flatMap((fate) => (fate.kind === 'split' ? [fate.item] : [])),
    leftOut: [
      ...byReason(fates.flatMap((fate) => (fate.kind === 'continue' ? [] : [{ key: fate.item.key, why: fate.why }]))),
      ...planned.leftOut,
    ],
    ahead: open.filter((item) => isHeld(item) && item.reportId === undefined),
  };
};

/** The run with the limits that the types of its jobs have of their own: steps do not know the catalogue. */
export const withLimits = ({ run, account, input }: Started, { items, ahead }: Pick<Work, 'items' | 'ahead'>): Run => {
  const limits = limitsOf(account, input, [...items, ...ahead]);
  return Object.keys(limits).length > 0 ? { ...run, limits } : run;
};

const withUsual = (item: JobItem, usualSeconds: Before['usualSeconds']): JobItem => ({
  ...item,
  readyAfterSeconds: item.readyAfterSeconds ?? usualSeconds(seriesOf(item.key)),
});

const isGivenBack = (item: JobItem): boolean => !holdsItsPeriods(item);

/** What Amazon's refusals of a series mean for its open jobs: found once for each series, of which thousands of jobs may be open. */
const factsOfSeries = (known: Before['known'], open: readonly JobItem[], run: Run) => {
  const openOf = Map.groupBy(open, ({ key }) => seriesOf(key));
  const found = new Map<string, { longest: number; restsUntil: number; deniedSince: string | undefined }>();
  return ({ key }: Pick<JobItem, 'key'>) => {
    const series = seriesOf(key);
    const read = known(series);
    const items = read.length > 0 ? read : (openOf.get(series) ?? []);
    const facts = found.get(series) ?? {
      longest: longestSpan(items),
      restsUntil: restsUntilMs(items, run.settings) ?? 0,
      deniedSince: seriesDeniedSince(items),
    };
    found.set(series, facts);
    return facts;
  };
};

/** What becomes of each open job in this run. */
const fatesOf = (
  { run, account, input, nowMs }: Started,
  open: readonly JobItem[],
  isHeld: Before['isHeld'],
  seriesFacts: ReturnType<typeof factsOfSeries>,
): Fate[] =>
  bounded(
    open.map((item) => {
      const { longest, restsUntil } = seriesFacts(item);
      return fateOf(item, run, {
        ms: nowMs,
        isConfigured: isConfigured(account, item, input),
        isHeld: isHeld(item),
        longestSpan: longest,
        restsUntilMs: input.force ? undefined : Math.max(restsUntil, restsUntilMs([item], run.settings) ?? 0),
      });
    }),
  );

const bounded = (fates: readonly Fate[]): Fate[] => {
  let drops = 0;
  return fates.map((fate) => {
    const isClosed = fate.kind === 'drop' || fate.kind === 'split';
    if (isClosed) drops += 1;
    return isClosed && drops > DROPS_PER_RUN ? { ...fate, kind: 'leave', why: `${fate.why}; a later run ${fate.kind}s it` } : fate;
  });
};
