import { marketplaceOf } from '../catalogue/marketplaces.ts';
import { periodOf } from '../catalogue/report-type.ts';
import { reportTypeOf } from '../catalogue/report-types.ts';
import { closeMs, dayMs, hourMs } from '../planning/windows/published.ts';
import type { JobItem } from '../record/jobs.ts';
import type { FatalMeaning } from './fatal-texts.ts';

/**
 * An ambiguous refusal of a period that closed recently counts as not yet published, if the type's periods come late now and then. A
 * wrong request gets the same text from Amazon: it is given up as any period that is never published.
 */
export const mayBeLate = (
  { type, options, window, marketplace }: Pick<JobItem, 'type' | 'options' | 'window' | 'marketplace'>,
  meaning: FatalMeaning,
  nowMs: number,
): FatalMeaning => {
  const dates = reportTypeOf(type)?.dates;
  if (meaning.reason !== 'ambiguous-refusal' || dates?.kind !== 'periods' || dates.mayBeLateDays === undefined) return meaning;
  const period = periodOf(dates, options);
  const timeZone = dates.closesIn === 'marketplace' ? (marketplaceOf(marketplace)?.timeZone ?? 'UTC') : dates.closesIn;
  const outMs = closeMs(window, timeZone) + ((period && dates.publishedAfterHours[period]) ?? 0) * hourMs;
  if (nowMs > outMs + dates.mayBeLateDays * dayMs) return meaning;
  const advice = `Amazon is late with this period now and then: it is tried again for some days. If other periods fail too: ${meaning.advice}`;
  return { reason: 'not-yet-published', advice };
};
