import type { Account } from '../input/accounts.ts';
import type { RunInput } from '../input/run-input.ts';
import { type JobItem, seriesOf } from '../record/jobs.ts';
import type { Run } from '../record/runs.ts';
import { type Fate, fateOf, opened } from './carry-over.ts';
import { byReason, isConfigured, type LeftOut, planJobs } from './plan-jobs.ts';
import type { SeriesRead } from './read-series.ts';

/** A run as its input makes it, at one instant. */
export type Started = { run: Run; account: Account; input: RunInput; nowMs: number };

/** What the ledger knew before the run. */
export type Before = SeriesRead & {
  /** The open jobs of the account. */
  open: readonly JobItem[];
  /** Whether another run that is alive has the job. */
  isHeld: (item: JobItem) => boolean;
};

export type Work = {
  /** To be done by this run, as far as turns and time allow. */
  items: JobItem[];
  /** To be closed: their report was removed. */
  drops: JobItem[];
  leftOut: LeftOut[];
  /** Jobs of live runs that will ask Amazon first. */
  aheadCount: number;
};

/** The run's item names each job that it drops, and has 400 KB at most. */
const DROPS_PER_RUN = 1000;

/**
 * What there is to do: what earlier runs left open, then what this run's configuration wants. Writes nothing, so that the command
 * line can tell a plan before anything is started.
 * @throws InvalidInputError when the input names what cannot be had
 */
export const workOf = ({ run, account, input, nowMs }: Started, { open: before, isHeld, known, usualSeconds }: Before): Work => {
  // A person who names what is open already asks for it too.
  const open = before.map((item) => (isConfigured({ ...account, reports: [] }, item, input) ? { ...item, askedByPerson: true } : item));
  const fates = bounded(
    open.map((item) => fateOf(item, run, { ms: nowMs, isConfigured: isConfigured(account, item, input), isHeld: isHeld(item) })),
  );
  const planned = planJobs({ account, input, known, nowMs, settings: run.settings });
  const wanted = planned.jobs.map((job) => {
    const siblings = known(seriesOf(job.key));
    return opened(
      job,
      siblings.find(({ key }) => key === job.key),
      usualSeconds(seriesOf(job.key)),
      nowMs,
    );
  });
  const continued = fates.flatMap((fate) => (fate.kind === 'continue' ? [withUsual(fate.item, usualSeconds)] : []));
  return {
    items: [...continued, ...wanted],
    drops: fates.flatMap((fate) => (fate.kind === 'drop' ? [fate.item] : [])),
    leftOut: [
      ...byReason(fates.flatMap((fate) => (fate.kind === 'continue' ? [] : [{ key: fate.item.key, why: fate.why }]))),
      ...planned.leftOut,
    ],
    aheadCount: open.filter((item) => isHeld(item) && item.reportId === undefined).length,
  };
};

const withUsual = (item: JobItem, usualSeconds: Before['usualSeconds']): JobItem => ({
  ...item,
  readyAfterSeconds: item.readyAfterSeconds ?? usualSeconds(seriesOf(item.key)),
});

const bounded = (fates: readonly Fate[]): Fate[] => {
  let drops = 0;
  return fates.map((fate) => {
    if (fate.kind === 'drop') drops += 1;
    return fate.kind === 'drop' && drops > DROPS_PER_RUN ? { ...fate, kind: 'leave', why: `${fate.why}; a later run drops it` } : fate;
  });
};
