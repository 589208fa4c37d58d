import { Temporal } from 'temporal-polyfill';
import type { AccountKind, AmazonState, ReportRequest } from '../types.ts';
import { fatalTexts } from './fatal-texts.ts';
import { zoneOf } from './marketplaces.ts';
import { closeOf, dayOf, isAligned, isPeriod, type Period, slices, startOf } from './periods.ts';
import { campaignOptions, type ReportType, reportTypeOf, reportTypes } from './report-types.ts';

/**
 * Why Amazon accepts this request (202) and ends it FATAL all the same; undefined if nothing is wrong with it.
 * Brand analytics has one text for everything.
 */
export const fatalReason = (state: AmazonState, request: ReportRequest, kind: AccountKind, now: number): string | undefined => {
  const type = reportTypeOf(request.reportType);
  if (!type || type.family === 'other') return tooManyDays(type, request, now);
  if (type.family === 'campaigns') return wrongCampaignDates(request, kind, now);
  const reason = wrongOptions(type, request) ?? wrongDates(state, type, request, now);
  return reason !== undefined && type.family === 'brand-analytics' && !/Sunday|must be supplied/.test(reason)
    ? fatalTexts.clientError
    : reason;
};

/** Whether Amazon accepts this request (202) and cancels it: what is asked for is too old. */
export const isCancelled = ({ reportType, dataStartAt }: ReportRequest, now: number): boolean => {
  const years = reportTypes[reportType]?.cancelledAfterYears;
  return years !== undefined && dataStartAt !== undefined && dataStartAt < yearsBefore(now, years);
};

const tooManyDays = (type: ReportType | undefined, { dataStartAt = 0, dataEndAt }: ReportRequest, now: number): string | undefined => {
  const days = type?.longestSpan?.DAY;
  return days !== undefined && (dataEndAt ?? now) - dataStartAt > days * 86_400_000 ? fatalTexts.rangeExceeded(days) : undefined;
};

const wrongCampaignDates = (request: ReportRequest, kind: AccountKind, now: number): string | undefined => {
  const [from, to] = campaignOptions(request.reportType, kind);
  const start = zonedTime(request.reportOptions[from]);
  const end = zonedTime(request.reportOptions[to]);
  if (start === undefined || end === undefined) return fatalTexts.startDatesMissing(from, to);
  // Start dates up to two years back: sellerCouponReport.json, vendorCouponReport.json, promotionReport.json.
  return end < start || start < yearsBefore(now, 2) ? fatalTexts.unavailable : undefined;
};

const yearsBefore = (now: number, years: number): number =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').subtract({ years }).epochMilliseconds;

/** Epoch milliseconds of an ISO 8601 time that names its zone. */
const zonedTime = (text = ''): number | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : undefined;

const wrongOptions = (type: ReportType, request: ReportRequest): string | undefined => {
  const given = request.reportOptions;
  const unknown = Object.keys(given).find((name) => !(name in type.required) && !type.optional?.includes(name));
  if (unknown !== undefined) return fatalTexts.optionUnknown(unknown);
  const missing = Object.keys(type.required).filter((name) => given[name] === undefined);
  if (missing.length > 0) return fatalTexts.optionsMissing(missing);
  const [wrong] = Object.entries(type.required).find(([name, allowed]) => allowed.length > 0 && !allowed.includes(given[name] ?? '')) ?? [];
  if (wrong !== undefined) return fatalTexts.invalidValue(wrong);
  if ((given['asin'] ?? given['asins'] ?? '').length > (type.longestAsins ?? Number.POSITIVE_INFINITY)) return fatalTexts.clientError;
  return request.marketplaceIds.length > 1 ? fatalTexts.marketplacesMismatch : undefined;
};

const wrongDates = (state: AmazonState, type: ReportType, request: ReportRequest, now: number): string | undefined => {
  if (type.dates === 'none') return undefined;
  if (request.dataStartAt === undefined || request.dataEndAt === undefined) return fatalTexts.datesMissing;
  if (request.dataEndAt < request.dataStartAt) return fatalTexts.unavailable;
  const window = { from: request.dataStartAt, to: request.dataEndAt };
  return type.dates === 'hours'
    ? wrongHours(state, type, request.reportType, window, now)
    : wrongPeriods(state, type, request, window, now);
};

type Window = { from: number; to: number };

const wrongHours = (state: AmazonState, type: ReportType, reportType: string, { from, to }: Window, now: number): string | undefined => {
  const longestMs = (type.longestSpan?.HOUR ?? Number.POSITIVE_INFINITY) * 3_600_000;
  const lookbackMs = (type.lookbackDays?.HOUR ?? 30) * 86_400_000;
  if (to - from > longestMs || from < now - lookbackMs) return fatalTexts.unavailable;
  return isOut(state, type, reportType, 'HOUR', to, now) ? undefined : fatalTexts.notYetAvailable;
};

const wrongPeriods = (state: AmazonState, type: ReportType, request: ReportRequest, window: Window, now: number): string | undefined => {
  const period = request.reportOptions.reportPeriod;
  if (!isPeriod(period)) return fatalTexts.clientError;
  const [from, to] = [dayOf(window.from), dayOf(window.to)];
  if (!isAligned(period, from, to)) return misalignment(period, from);
  const zone = type.closesIn === 'America/Los_Angeles' ? type.closesIn : zoneOf(request.marketplaceIds[0]);
  if (!isOut(state, type, request.reportType, period, closeOf(to, zone), now)) return fatalTexts.notYetAvailable;
  const count = slices(period, from, to).length;
  // To the second: how Amazon rounds is not documented, so that a start that is too close to the limit fails here.
  if (window.from < now - (type.lookbackDays?.[period] ?? 4000) * 86_400_000) return fatalTexts.unavailable;
  const longest = type.longestSpan?.[period] ?? Number.POSITIVE_INFINITY;
  if (count > longest) return period === 'DAY' ? fatalTexts.rangeExceeded(longest) : fatalTexts.unavailable;
  return type.onePeriodOnly && count > 1 ? fatalTexts.clientError : undefined;
};

const misalignment = (period: Period, from: Temporal.PlainDate): string => {
  const startIsWrong = !from.equals(startOf(period, from));
  if (period === 'WEEK') return startIsWrong ? fatalTexts.notASunday : fatalTexts.misaligned('dataEndTime', 'a Saturday', period);
  const field = startIsWrong ? 'dataStartTime' : 'dataEndTime';
  return fatalTexts.misaligned(field, `the ${startIsWrong ? 'first' : 'last'} day of a ${period.toLowerCase()}`, period);
};

const isOut = (
  state: AmazonState,
  type: ReportType,
  reportType: string,
  period: Period | 'HOUR',
  closedAt: number,
  now: number,
): boolean => {
  const delayHours = state.publishedAfterHours[reportType] ?? type.publishedAfterHours?.[period] ?? 0;
  return state.publication === 'ignored' || now >= closedAt + delayHours * 3_600_000;
};
