import type { Series } from '../../input/series.ts';
import { BUNDLE_OPTION } from '../../record/asin-bundles.ts';
import type { Options, ReportRequest, Window } from '../../record/jobs.ts';
import { hoursOfDayUntilMs } from './hours.ts';
import { dayIn } from './window.ts';

/**
 * The body of createReport for one window of a series. Dates are UTC midnights: Amazon ignores the time of day, and another
 * offset shifted the day [T, public code].
 */
export const requestFor = (series: Series, window: Window, nowMs: number, asins?: readonly string[]): ReportRequest => {
  const { apiType, marketplace, dates } = series;
  const options = optionsSent(series, asins);
  const midnights = { dataStartTime: `${window.start}T00:00:00Z`, dataEndTime: `${window.end}T00:00:00Z` };
  const request = (facts: Partial<ReportRequest>, sent: Options = options): ReportRequest => ({
    reportType: apiType,
    marketplaceIds: [marketplace.id],
    ...facts,
    ...(Object.keys(sent).length > 0 && { reportOptions: sent }),
  });
  switch (dates.kind) {
    case 'periods':
      return request(midnights);
    case 'hours':
      return request({ ...midnights, dataEndTime: hourInstant(hoursOfDayUntilMs(window.start, dates, nowMs)) });
    case 'snapshot':
      return request({});
    case 'startRange': {
      const { from, to } = dates.rangeOptions;
      return request({}, { ...options, [from]: `${window.start}T00:00:00Z`, [to]: `${window.end}T23:59:59Z` });
    }
    case 'lastDays':
    case 'as-written':
      // Amazon takes no end in the future, and now is its default; a type that counts in days ignores the time.
      if (window.end >= dayIn('UTC', nowMs)) return request({ dataStartTime: midnights.dataStartTime });
      return request({ ...midnights, dataEndTime: `${window.end}T23:59:59Z` });
    default:
      return dates satisfies never;
  }
};

/** In place of the bundle's name Amazon gets what is in it. */
const optionsSent = ({ options, list }: Series, asins: readonly string[] | undefined): Options => {
  if (list === undefined || asins === undefined) return options;
  const { [BUNDLE_OPTION]: _, ...others } = options;
  return { ...others, [list.option]: asins.join(' ') };
};

const hourInstant = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
