import { instantOf, msOf } from '../instant.ts';
import type { AmazonReport } from './amazon-report.ts';
import type { JobItem, Options, ReportId } from './jobs.ts';

/** Amazon's clock and ours may differ by some seconds. */
const SKEW_MS = 30_000;

/** The earliest creation time at which the report of an unanswered createReport is looked for. */
const lookedForSince = (intentAt: string): string => instantOf(msOf(intentAt) - SKEW_MS);

/** The latest: a call has given up long before. Without it the newest hundred of a type may hide an old one. */
const ANSWERED_WITHIN_MS = 10 * 60_000;
const lookedForUntil = (intentAt: string): string => instantOf(msOf(intentAt) + ANSWERED_WITHIN_MS);

/** What getReports is asked for the report of an unanswered createReport. */
export const lookupQuery = ({ request: { reportType, marketplaceIds } }: JobItem, intentAt: string) => ({
  reportType,
  marketplaceId: marketplaceIds[0] ?? '',
  createdSince: lookedForSince(intentAt),
  createdUntil: lookedForUntil(intentAt),
});

/** Everything before the options in a job's key: the jobs that getReports cannot distinguish share it. */
export const siblingPrefix = (item: JobItem): string => `${item.type}/${item.marketplace}/`;

/**
 * The report that an unanswered createReport left behind, if it can only be that one.
 *
 * getReports shows neither options nor who asked, so a match is only probable: it must be the one candidate of our type and
 * dates that no job owns, and no sibling (same dates, other options) may have an unknown report.
 * @see selling-partner-api-docs#3533
 */
export const adoptable = (item: JobItem, reports: readonly AmazonReport[], siblings: readonly JobItem[]): ReportId | undefined => {
  const others = siblings.filter(({ key }) => key !== item.key);
  const rivals = others.filter((other) => mayHaveStray(other) && sameDates(other.request, item.request));
  if (rivals.length > 0) return undefined;
  const owned = new Set(others.flatMap(({ reportId, saved, outcome }) => [reportId, saved?.reportId, outcome?.reportId]));
  const candidates = candidatesOf(item, reports).filter(({ reportId }) => !owned.has(reportId));
  return candidates.length === 1 ? candidates[0]?.reportId : undefined;
};

/** The reports that may have come of an unanswered createReport, whichever job owns them. */
export const candidatesOf = ({ intentAt, request }: JobItem, reports: readonly AmazonReport[]): AmazonReport[] =>
  intentAt === undefined
    ? []
    : reports.filter((report) => Date.parse(report.createdTime) >= msOf(lookedForSince(intentAt)) && sameDates(report, request));

/** Whether there may be a report of this job that the job does not know: unanswered still, or given up looking for. */
const mayHaveStray = ({ intentAt, askedAgain }: JobItem): boolean => intentAt !== undefined || (askedAgain ?? 0) > 0;

type Dates = { dataStartTime?: string | undefined; dataEndTime?: string | undefined };

/** A request without dates matches any: Amazon fills in its own. */
const sameDates = (theirs: Dates, ours: Dates): boolean =>
  sameInstant(theirs.dataStartTime, ours.dataStartTime) && sameInstant(theirs.dataEndTime, ours.dataEndTime);

const sameInstant = (theirs: string | undefined, ours: string | undefined): boolean =>
  ours === undefined || (theirs !== undefined && Date.parse(theirs) === Date.parse(ours));

/**
 * Whose report a document is, by its beginning: an adopted report is only probably ours. Amazon echoes the request in
 * `reportSpecification`. Options that we left to Amazon are echoed as well, with values that we do not know: they disprove nothing.
 * @see schemas/reports in amzn/selling-partner-api-models
 */
export const ownerOf = (head: string, options: Options): 'ours' | 'others' | 'unknown' => {
  const asked = Object.entries(options);
  if (asked.length === 0) return 'ours';
  const echoed = /"reportOptions"\s*:\s*(\{[^}]*\})/.exec(head)?.[1]?.replaceAll(' ', '');
  if (echoed === undefined) return 'unknown';
  const isEchoed = ([name, value]: [string, string]) =>
    echoed.includes(`${JSON.stringify(name)}:${JSON.stringify(value).replaceAll(' ', '')}`);
  return asked.every(isEchoed) ? 'ours' : 'others';
};
