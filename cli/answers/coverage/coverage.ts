import { reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import { daysAfter } from '../../../lambdas/core/planning/windows/window.ts';
import { type JobItem, seriesOf, type Window } from '../../../lambdas/core/record/jobs.ts';
import { seriesName } from '../../text/report-name.ts';

/** Days without a document between the first and the last that have one, and why, as far as the ledger knows. */
export type Gap = Window & { why: 'never asked for' | 'open' | 'failed' | 'no data' | 'cancelled' };

export type SeriesCoverage = {
  series: string;
  name: string;
  documents: number;
  firstDay?: string;
  lastDay?: string;
  gaps: Gap[];
  /** Documents that replaced an earlier one, and the last time; whether Amazon changed a word, the ledger does not keep. */
  fetchedAgain: { documents: number; lastAt?: string };
  rows?: number;
  bytes: number;
};

/** What the bucket holds of each series, by the ledger. Only periods and hourly days can have gaps: the rest are snapshots. */
export const coverageOf = (items: readonly JobItem[]): SeriesCoverage[] =>
  [...Map.groupBy(items, ({ key }) => seriesOf(key))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([series, jobs]) => seriesCoverage(series, jobs));

const seriesCoverage = (series: string, jobs: readonly JobItem[]): SeriesCoverage => {
  const saved = jobs.filter((job) => job.saved !== undefined).sort((a, b) => (a.window.start < b.window.start ? -1 : 1));
  const fetchedAgain = saved
    .filter(isFetchedAgain)
    .flatMap((job) => job.saved?.at ?? [])
    .sort();
  const lastDay = saved
    .map(({ window }) => window.end)
    .sort()
    .at(-1);
  const rows = saved.flatMap((job) => job.saved?.rows ?? []);
  return {
    series,
    name: jobs[0] === undefined ? series : seriesName(jobs[0]),
    documents: saved.length,
    ...(saved[0] && { firstDay: saved[0].window.start }),
    ...(lastDay !== undefined && { lastDay }),
    gaps: hasPeriods(jobs)
      ? gapsIn(
          saved.map(({ window }) => window),
          jobs,
        )
      : [],
    fetchedAgain: { documents: fetchedAgain.length, ...(fetchedAgain.length > 0 && { lastAt: fetchedAgain.at(-1) ?? '' }) },
    ...(rows.length > 0 && { rows: rows.reduce((sum, count) => sum + count, 0) }),
    bytes: saved.reduce((sum, job) => sum + (job.saved?.storedBytes ?? 0), 0),
  };
};

/** A refresh that is open, was dropped, or brought nothing, still has the earlier document. */
export const isFetchedAgain = ({ purpose, openSince, dropped, outcome }: JobItem): boolean =>
  purpose === 'refresh' && openSince === undefined && dropped === undefined && outcome?.kind === 'saved';

const hasPeriods = ([job]: readonly JobItem[]): boolean => {
  const kind = job && reportTypeOf(job.type)?.dates.kind;
  return kind === 'periods' || kind === 'hours';
};

/** Between saved windows, in the order of their days. A day that another job covers is shown with the outcome of that job. */
const gapsIn = (saved: readonly Window[], jobs: readonly JobItem[]): Gap[] =>
  saved.slice(1).flatMap((window, index) => {
    const before =
      saved
        .slice(0, index + 1)
        .map(({ end }) => end)
        .sort()
        .at(-1) ?? window.start;
    const gap = { start: daysAfter(before, 1), end: daysAfter(window.start, -1) };
    return gap.start > gap.end ? [] : piecesOf(gap, jobs);
  });

const piecesOf = (gap: Window, jobs: readonly JobItem[]): Gap[] => {
  const within = jobs
    .filter((job) => job.saved === undefined && job.window.start <= gap.end && gap.start <= job.window.end)
    .sort((a, b) => (a.window.start < b.window.start ? -1 : 1));
  const pieces: Gap[] = [];
  let next = gap.start;
  for (const job of within) {
    const { window } = job;
    const piece = {
      start: window.start,
      end: window.end,
      ...(window.start < next && { start: next }),
      ...(window.end > gap.end && { end: gap.end }),
    };
    if (piece.end < next) continue;
    if (piece.start > next) pieces.push({ start: next, end: daysAfter(piece.start, -1), why: 'never asked for' });
    pieces.push({ ...piece, why: whyOf(job) });
    next = daysAfter(piece.end, 1);
  }
  return next > gap.end ? pieces : [...pieces, { start: next, end: gap.end, why: 'never asked for' }];
};

const whyOf = ({ dropped, openSince, outcome }: JobItem): Gap['why'] => {
  if (dropped !== undefined) return 'cancelled';
  if (openSince !== undefined) return outcome?.kind === 'failed' ? 'failed' : 'open';
  return outcome?.kind === 'no-data' ? 'no data' : outcome?.kind === 'failed' ? 'failed' : 'never asked for';
};
