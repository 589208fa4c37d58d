import { marketplaceOf } from '../catalogue/marketplaces.ts';
import { reportTypeOf } from '../catalogue/report-types.ts';
import type { Job, Options, Window } from './jobs.ts';

/**
 * The series of a type, marketplace and options: `<type>/<country>/<option=value,…>`, options sorted, `-` when there are none.
 * Names and values are percent-encoded, so that `/`, `,` and `=` in them cannot make two series one.
 */
export const seriesKey = (type: string, country: string, options: Options): string => {
  const pairs = Object.entries(options).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${type}/${country}/${pairs.sort().join(',') || '-'}`;
};

/** `2026-11-15..2026-11-21`; a window of one day is `2026-11-20`, unless it is always a range (dates that a generic entry gave). */
export const windowText = ({ start, end }: Window, alwaysRange = false): string =>
  start === end && !alwaysRange ? start : `${start}..${end}`;

/**
 * Where a job's document is stored: Hive-style, and the same for the same job in every run.
 * @param prefix of all keys in the bucket: empty, or ending in `/`
 * @see design: `start=/end=` for ranges, `date=` for hourly days, `as_of=` for what is true on a day
 */
export const objectKeyOf = (
  account: string,
  job: Pick<Job, 'key' | 'type' | 'marketplace' | 'options' | 'window'>,
  extension: string,
  prefix = '',
): string => {
  const partitions = [
    ['account', account],
    ['report_type', job.type],
    ['marketplace', marketplaceOf(job.marketplace)?.id ?? job.marketplace],
    ...Object.entries(job.options).sort(([one], [other]) => (one < other ? -1 : 1)),
    ...windowPartitions(job),
  ].map(([name = '', value = '']) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${prefix}reports/${partitions.join('/')}/document.${extension}.gz`;
};

const windowPartitions = ({ key, type, window }: Pick<Job, 'key' | 'type' | 'window'>): [string, string][] => {
  const range: [string, string][] = [
    ['start', window.start],
    ['end', window.end],
  ];
  const kind = reportTypeOf(type)?.dates.kind ?? (key.includes('..', key.lastIndexOf('/')) ? 'startRange' : 'snapshot');
  switch (kind) {
    case 'periods':
    case 'startRange':
      return range;
    case 'hours':
      return [['date', window.start]];
    case 'snapshot':
      return [['as_of', window.start]];
    default:
      return kind satisfies never;
  }
};
