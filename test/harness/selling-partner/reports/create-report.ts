import { code, randomFrom, uuid } from '../random.ts';
import { invalidInput, json, refuse } from '../replies.ts';
import type { AmazonRequest, AmazonResponse, AmazonState, Behaviour, DocumentPlan, Grant, ReportRecord, ReportRequest } from '../types.ts';
import { fatalReason, isCancelled } from './fatal-reason.ts';
import { errorDocument, fatalTexts } from './fatal-texts.ts';
import { inMs, plannedBehaviour } from './plans.ts';
import { reportTypeOf, reportTypes } from './report-types.ts';

/** There is no idempotency token: every accepted call makes one more report. */
export const createReport = (state: AmazonState, request: AmazonRequest, grant: Grant, now: number): AmazonResponse => {
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return refuse(415, 'UnsupportedMediaType', "The request's Content-Type header is invalid.");
  }
  const asked = readRequest(request.body);
  if (typeof asked === 'string') return invalidInput(asked);
  const objection = objectionTo(asked, grant, now);
  if (objection !== undefined) return invalidInput(objection);
  const behaviour = plannedBehaviour(state, asked, grant.sellingPartnerId);
  if (behaviour.refusal) {
    const { status, code: errorCode, message, details } = behaviour.refusal;
    return refuse(status, errorCode, message, details);
  }
  const record = reportFrom(state, asked, grant, behaviour, now);
  state.reports.push(record);
  return json(202, { reportId: record.reportId });
};

/** The request in a createReport body, or what is wrong with it. */
export const readRequest = (body: string): ReportRequest | string => {
  const fields = parsed(body);
  if (!fields) return 'Could not match input arguments';
  const { reportType, marketplaceIds, reportOptions = {}, dataStartTime, dataEndTime } = fields;
  if (typeof reportType !== 'string' || reportType === '') return 'Missing required parameter: reportType';
  if (!isTexts(marketplaceIds) || marketplaceIds.length < 1) return 'Missing required parameter: marketplaceIds';
  if (marketplaceIds.length > 25) return 'Invalid request parameters: marketplaceIds';
  if (!isTextMap(reportOptions)) return 'Invalid request parameters: reportOptions';
  const [dataStartAt, dataEndAt] = [instantOf(dataStartTime), instantOf(dataEndTime)];
  if (Number.isNaN(dataStartAt)) return 'Invalid request parameters: dataStartTime';
  if (Number.isNaN(dataEndAt)) return 'Invalid request parameters: dataEndTime';
  const dates = { ...(dataStartAt === undefined ? {} : { dataStartAt }), ...(dataEndAt === undefined ? {} : { dataEndAt }) };
  return { reportType, marketplaceIds, reportOptions, ...dates };
};

const parsed = (body: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isTextMap = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((one) => typeof one === 'string');

/** Epoch milliseconds of an ISO 8601 text; NaN for anything else. */
const instantOf = (value: unknown): number | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
};

/** What Amazon refuses at once; the rest it accepts and ends FATAL. */
const objectionTo = (asked: ReportRequest, grant: Grant, now: number): string | undefined => {
  const type = reportTypeOf(asked.reportType);
  if (!type) return `Invalid Report Type ${asked.reportType}`;
  if (!type.audience.includes(grant.kind)) {
    const account = grant.kind === 'vendor' ? 'VendorGroupId' : 'MerchantCustomerId';
    const number = 1000 + Object.keys(reportTypes).indexOf(asked.reportType);
    return `Report type ${number} does not support account ID of type class com.amazon.partner.account.id.${account}.`;
  }
  if (asked.marketplaceIds.some((id) => !grant.marketplaceIds.includes(id))) return 'Marketplace is not valid for the selling partner.';
  // Brand analytics accepts several and ends FATAL: sellingPartnerMarketBasketAnalysisReport.json, `marketplaceIds`.
  if (asked.marketplaceIds.length > 1 && type.family !== 'brand-analytics')
    return 'Only one marketplaceId is supported for this report type.';
  // CreateReportSpecification: "must be prior to or equal to the current date and time".
  return Math.max(asked.dataStartAt ?? 0, asked.dataEndAt ?? 0) > now
    ? 'dataStartTime and dataEndTime must not be in the future.'
    : undefined;
};

/** A new report and its whole future. A plan that names an end overrides Amazon's own checks. */
export const reportFrom = (state: AmazonState, asked: ReportRequest, grant: Grant, planned: Behaviour, now: number): ReportRecord => {
  state.counters.reports += 1;
  const reportId = String(50_000_000_000 + state.counters.reports * 18);
  const behaviour = { ...state.behaviour, ...planned };
  const reason = planned.end === undefined ? fatalReason(state, asked, grant.kind, now) : undefined;
  const checked = isCancelled(asked, now) ? 'CANCELLED' : (state.behaviour.end ?? 'DONE');
  const end = planned.end ?? (reason === undefined ? checked : 'FATAL');
  const startAt = now + inMs(state, behaviour.queueSeconds ?? 0, reportId, 'queue');
  const endAt = startAt + inMs(state, behaviour.progressSeconds ?? 0, reportId, 'progress');
  const document = documentOf(asked.reportType, { ...behaviour, end }, reason);
  return {
    ...asked,
    reportId,
    sellingPartnerId: grant.sellingPartnerId,
    kind: grant.kind,
    createdAt: now,
    visibleAt: now + (behaviour.notFoundSeconds ?? 0) * 1000,
    listedAt: now + (behaviour.unlistedSeconds ?? 0) * 1000,
    startAt,
    endAt,
    documentAt: endAt + (behaviour.documentDelaySeconds ?? 0) * 1000,
    end,
    downloads: 0,
    ...(document ? { document: restated(document, timesAsked(state, asked)), reportDocumentId: documentId(state, reportId) } : {}),
  };
};

const documentOf = (reportType: string, behaviour: Behaviour, reason: string | undefined): DocumentPlan | undefined => {
  const plan = behaviour.document === false ? undefined : (behaviour.document ?? {});
  if (behaviour.end === 'DONE') return plan;
  if (behaviour.end !== 'FATAL' || behaviour.fatalText === false) return undefined;
  const { unpackedBytes, ...packing } = plan ?? {};
  return { ...packing, text: errorDocument(reportType, behaviour.fatalText ?? reason ?? fatalTexts.clientError) };
};

const restated = (document: DocumentPlan, times: number): DocumentPlan =>
  document.restates === undefined ? document : { ...document, restates: document.restates * times };

const timesAsked = (state: AmazonState, asked: ReportRequest): number => {
  const what = ({ reportType, marketplaceIds, reportOptions, dataStartAt, dataEndAt }: ReportRequest): string =>
    JSON.stringify([reportType, marketplaceIds, reportOptions, dataStartAt, dataEndAt]);
  return state.reports.filter((one) => what(one) === what(asked)).length;
};

const documentId = (state: AmazonState, reportId: string): string => {
  const random = randomFrom(state.seed, 'document', reportId);
  return `amzn1.spdoc.1.4.na.${uuid(random)}.T${code(random, 13)}.${random.integer(100, 999)}`;
};
