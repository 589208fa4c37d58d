import { isGzip, presignedUrl } from '../documents/download.ts';
import { amazonTime, invalidInput, json, refuse } from '../replies.ts';
import type { AmazonRequest, AmazonResponse, AmazonState, Grant, ProcessingStatus, ReportRecord } from '../types.ts';

const retentionMs = 90 * 86_400_000;

export const statusOf = (record: ReportRecord, now: number): ProcessingStatus => {
  if (record.cancelledAt !== undefined) return 'CANCELLED';
  if (now < record.startAt || record.end === 'IN_QUEUE') return 'IN_QUEUE';
  if (now < record.endAt || record.end === 'IN_PROGRESS') return 'IN_PROGRESS';
  return record.end;
};

/** Nothing is kept longer than 90 days, except the ageless reports that a test began with. */
const isKept = (record: ReportRecord, now: number): boolean => record.createdAt === 0 || now - record.createdAt < retentionMs;

const hasEnded = (record: ReportRecord, now: number): boolean => /DONE|FATAL|CANCELLED/.test(statusOf(record, now));

/** A Report of Amazon's model: without `reportOptions`, which it never shows. Dates that were not named default to the time of asking. */
const shown = (record: ReportRecord, now: number) => {
  const status = statusOf(record, now);
  const started = record.cancelledAt === undefined && status !== 'IN_QUEUE';
  const documentIsOut = hasEnded(record, now) && record.cancelledAt === undefined && now >= record.documentAt;
  return {
    reportType: record.reportType,
    processingStatus: status,
    marketplaceIds: record.marketplaceIds,
    reportId: record.reportId,
    createdTime: amazonTime(record.createdAt),
    dataStartTime: amazonTime(record.dataStartAt ?? record.createdAt),
    dataEndTime: amazonTime(record.dataEndAt ?? record.createdAt),
    ...(started ? { processingStartTime: amazonTime(record.startAt) } : {}),
    ...(hasEnded(record, now) ? { processingEndTime: amazonTime(record.cancelledAt ?? record.endAt) } : {}),
    ...(documentIsOut && record.reportDocumentId !== undefined ? { reportDocumentId: record.reportDocumentId } : {}),
  };
};

const ownReports = (state: AmazonState, grant: Grant, now: number) =>
  state.reports.filter((one) => one.sellingPartnerId === grant.sellingPartnerId && isKept(one, now));

const findReport = (state: AmazonState, request: AmazonRequest, grant: Grant, now: number) => {
  const reportId = lastPart(request.path);
  const found = state.reports.find((one) => one.reportId === reportId && one.sellingPartnerId === grant.sellingPartnerId);
  return found && now >= found.visibleAt && isKept(found, now) ? found : undefined;
};

export const lastPart = (path: string): string => decodeURIComponent((path.split('?')[0] ?? '').split('/').at(-1) ?? '');

/** Also seen right after createReport: models#2419. */
const notFound = (ids: string) => refuse(404, 'NotFound', `One or more of the provided ${ids} could not be found.`);

export const getReport = (state: AmazonState, request: AmazonRequest, grant: Grant, now: number): AmazonResponse => {
  const record = findReport(state, request, grant, now);
  return record ? json(200, shown(record, now)) : notFound('ReportRequestIds');
};

export const cancelReport = (state: AmazonState, request: AmazonRequest, grant: Grant, now: number): AmazonResponse => {
  const record = findReport(state, request, grant, now);
  if (!record) return notFound('ReportRequestIds');
  if (statusOf(record, now) !== 'IN_QUEUE')
    return invalidInput(`Report ${record.reportId} is ${statusOf(record, now)} and cannot be cancelled.`);
  record.cancelledAt = now;
  return { status: 200, headers: {}, body: '', bodyEnd: 'complete' };
};

export const getReportDocument = (state: AmazonState, request: AmazonRequest, grant: Grant, now: number): AmazonResponse => {
  const id = lastPart(request.path);
  const record = ownReports(state, grant, now).find((one) => one.reportDocumentId === id);
  if (!record || !hasEnded(record, now) || record.cancelledAt !== undefined || now < record.documentAt)
    return notFound('ReportDocumentIds');
  const decoding = new URLSearchParams(request.path.split('?')[1]).get('enableContentEncodingUrlHeader') === 'true';
  const flag = record.document?.flag ?? (isGzip(record.document) ? 'GZIP' : 'absent');
  return json(200, {
    reportDocumentId: id,
    url: presignedUrl(state, record, request.origin, decoding, now),
    ...(flag === 'GZIP' ? { compressionAlgorithm: 'GZIP' } : {}),
  });
};

type Query = { types: string[]; statuses: string[]; marketplaceIds: string[]; pageSize: number; since: number; until: number };
type Page = Query & { after?: string };

/** Newest first. A `nextToken` carries the whole question and where the page before ended, so newer reports shift nothing. */
export const getReports = (state: AmazonState, request: AmazonRequest, grant: Grant, now: number): AmazonResponse => {
  const parameters = new URLSearchParams(request.path.split('?')[1]);
  const page = readPage(parameters, now);
  if (typeof page === 'string') return invalidInput(page);
  const matching = ownReports(state, grant, now).filter((record) => record.listedAt <= now && holds(record, page, now));
  const newestFirst = matching.reverse().sort((one, other) => other.createdAt - one.createdAt);
  const start = page.after === undefined ? 0 : newestFirst.findIndex((record) => record.reportId === page.after) + 1;
  const reports = newestFirst.slice(start, start + page.pageSize);
  const last = reports.at(-1);
  const more = last !== undefined && start + page.pageSize < newestFirst.length;
  const nextToken = more ? Buffer.from(JSON.stringify({ ...page, after: last.reportId })).toString('base64url') : undefined;
  return json(200, { reports: reports.map((record) => shown(record, now)), ...(nextToken === undefined ? {} : { nextToken }) });
};

const holds = (record: ReportRecord, query: Query, now: number): boolean =>
  query.types.includes(record.reportType) &&
  (query.statuses.length === 0 || query.statuses.includes(statusOf(record, now))) &&
  (query.marketplaceIds.length === 0 || record.marketplaceIds.some((id) => query.marketplaceIds.includes(id))) &&
  record.createdAt >= query.since &&
  record.createdAt <= query.until;

const statuses: readonly string[] = ['CANCELLED', 'DONE', 'FATAL', 'IN_PROGRESS', 'IN_QUEUE'];

const readPage = (parameters: URLSearchParams, now: number): Page | string => {
  const token = parameters.get('nextToken');
  if (token !== null) return parameters.size > 1 ? 'nextToken must be the only parameter.' : readToken(token);
  const list = (name: string) => parameters.getAll(name).flatMap((value) => value.split(','));
  const types = list('reportTypes');
  const pageSize = Number(parameters.get('pageSize') ?? 10);
  const since = Date.parse(parameters.get('createdSince') ?? new Date(now - retentionMs).toISOString());
  const until = Date.parse(parameters.get('createdUntil') ?? new Date(now).toISOString());
  if (types.length < 1 || types.length > 10) return 'Either reportTypes (1 to 10) or nextToken is required.';
  if (list('processingStatuses').some((status) => !statuses.includes(status))) return 'Invalid input in processing status';
  if (list('marketplaceIds').length > 10) return 'marketplaceIds must hold 1 to 10 values.';
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > 100) return 'pageSize must lie between 1 and 100.';
  if (Number.isNaN(since) || Number.isNaN(until)) return 'createdSince and createdUntil must be ISO 8601 times.';
  return { types, statuses: list('processingStatuses'), marketplaceIds: list('marketplaceIds'), pageSize, since, until };
};

const readToken = (token: string): Page | string => {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    return 'nextToken is invalid.';
  }
};
