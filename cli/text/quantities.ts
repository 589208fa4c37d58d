import { msOf } from '../../lambdas/core/instant.ts';
import type { Window } from '../../lambdas/core/record/jobs.ts';
import { isWithoutRows, type JobView } from '../../lambdas/core/record/view/job-view.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `12.3 MB`: decimal units, as S3's console and storage bills use. */
export const sizeText = (bytes: number): string => {
  const power = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power > 0 && value < 99.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
};

/** `42 s`, `3 m 05 s`, `1 h 20 m`, `3 d 4 h`: two units at most, so that the eye can compare. */
export const durationText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${two(minutes % 60)} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
};

/** `2026-11-25 06:04:10 UTC` */
export const instantText = (instant: string): string => `${new Date(msOf(instant)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** `06:04:10`, in UTC. */
export const clockText = (ms: number): string => new Date(ms).toISOString().slice(11, 19);

/** `2026-11-20`, `2026-11-15..21`, `2026-11-15..12-05`: what the end shares with the start is left out. */
export const shortWindow = ({ start, end }: Window): string => {
  if (start === end) return start;
  const shared = start.slice(0, 8) === end.slice(0, 8) ? 8 : start.slice(0, 5) === end.slice(0, 5) ? 5 : 0;
  return `${start}..${end.slice(shared)}`;
};

/** `1 report`, `2 reports`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : several}`;

/** `16 saved (4.1 GB, 2 with 0 rows)`: a document without rows is saved as well, and says so wherever saved ones are counted. */
export const savedText = (jobs: readonly Pick<JobView, 'outcome' | 'bytes' | 'rows' | 'unusual'>[]): string => {
  const saved = jobs.filter(({ outcome }) => outcome === 'saved');
  const bytes = saved.reduce((sum, job) => sum + (job.bytes ?? 0), 0);
  const empty = saved.filter(isWithoutRows).length;
  const unusual = saved.filter((job) => job.unusual !== undefined).length;
  const beside = [
    ...(bytes > 0 ? [sizeText(bytes)] : []),
    ...(empty > 0 ? [`${empty} with 0 rows`] : []),
    ...(unusual > 0 ? [`${unusual} with unusual figures`] : []),
  ];
  return `${saved.length} saved${beside.length > 0 ? ` (${beside.join(', ')})` : ''}`;
};

/** `3 m 05 s before the plan` */
export const againstPlan = (plannedAt: string, finishedAt: string): string => {
  const lateMs = msOf(finishedAt) - msOf(plannedAt);
  if (Math.abs(lateMs) < 1000) return 'as planned';
  return `${durationText(Math.abs(lateMs))} ${lateMs > 0 ? 'after' : 'before'} the plan`;
};

const two = (value: number): string => String(value).padStart(2, '0');
