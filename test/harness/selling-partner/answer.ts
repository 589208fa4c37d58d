import { drawToken } from './buckets.ts';
import { answerDownload, documentIdIn } from './documents/download.ts';
import { answerToken, identify } from './login.ts';
import { randomFrom, uuid } from './random.ts';
import { refuse } from './replies.ts';
import { createReport, readRequest } from './reports/create-report.ts';
import { cancelReport, getReport, getReportDocument, getReports, lastPart } from './reports/reports.ts';
import type { AmazonRequest, AmazonResponse, AmazonState, Call, Grant, Operation, RationedOperation } from './types.ts';

const base = '/reports/2021-06-30';

type Route = [operation: Operation, method: string, path: RegExp];
const routes: Route[] = [
  ['token', 'POST', /^\/auth\/o2\/token$/],
  ['createReport', 'POST', new RegExp(`^${base}/reports$`)],
  ['getReports', 'GET', new RegExp(`^${base}/reports$`)],
  ['getReport', 'GET', new RegExp(`^${base}/reports/[^/]+$`)],
  ['cancelReport', 'DELETE', new RegExp(`^${base}/reports/[^/]+$`)],
  ['getReportDocument', 'GET', new RegExp(`^${base}/documents/[^/]+$`)],
  ['downloadDocument', 'GET', /^\/documents\/[^/]+$/],
];

export const operationOf = ({ method, path }: Pick<AmazonRequest, 'method' | 'path'>): Operation =>
  routes.find(([, verb, pattern]) => verb === method && pattern.test(path.split('?')[0] ?? ''))?.[0] ?? 'unknown';

/**
 * Amazon: Login with Amazon, the Reports API 2021-06-30 and the document store behind it, as one function.
 * It changes the state, has no clock and no randomness of its own, and records every call.
 */
export const answer = (state: AmazonState, request: AmazonRequest, now: number): AmazonResponse => {
  state.counters.requests += 1;
  const call: Call = { operation: operationOf(request), at: now, status: 0, requestId: requestId(state) };
  state.calls.push(call);
  const response = respond(state, request, call, now);
  call.status = response.status;
  return { ...response, headers: { ...response.headers, 'x-amzn-requestid': call.requestId } };
};

const requestId = (state: AmazonState): string => uuid(randomFrom(state.seed, 'request', state.counters.requests));

const respond = (state: AmazonState, request: AmazonRequest, call: Call, now: number): AmazonResponse => {
  const { operation } = call;
  switch (operation) {
    case 'token':
      return answerToken(state, request, now);
    case 'downloadDocument':
      call.reportDocumentId = documentIdIn(request.path);
      return answerDownload(state, request, now);
    case 'unknown':
      return refuse(403, 'MissingAuthenticationToken', 'Missing Authentication Token');
    default:
      return respondRationed(state, request, call, operation, now);
  }
};

const handlers = { createReport, getReport, getReports, cancelReport, getReportDocument };

const respondRationed = (
  state: AmazonState,
  request: AmazonRequest,
  call: Call,
  operation: RationedOperation,
  now: number,
): AmazonResponse => {
  const identity = identify(state, request, now);
  if ('denial' in identity) return refuse(403, 'Unauthorized', 'Access to requested resource is denied.', identity.denial);
  note(state, call, request, identity.grant);
  // DD/include-a-user-agent-header-in-all-requests
  if ((request.headers['user-agent'] ?? '').length > 500) return refuse(400, 'InvalidInput', 'The User-Agent header is too long.');
  const drawn = drawToken(state, identity.grant, operation, call.reportType, now);
  if (drawn !== 'allowed') {
    Object.assign(call, { throttled: true, throttledBy: drawn });
    return refuse(429, 'QuotaExceeded', 'You exceeded your quota for the requested resource.');
  }
  const response = handlers[operation](state, request, identity.grant, now);
  noteCreated(state, call, response);
  return withRate(response, state.limits[operation].ratePerSecond);
};

/** What the call is about, as far as the request says. */
const note = (state: AmazonState, call: Call, request: AmazonRequest, grant: Grant): void => {
  call.sellingPartnerId = grant.sellingPartnerId;
  if (call.operation === 'createReport') {
    const asked = readRequest(request.body);
    if (typeof asked !== 'string') call.reportType = asked.reportType;
  }
  if (call.operation === 'getReportDocument') call.reportDocumentId = lastPart(request.path);
  if (call.operation === 'getReport' || call.operation === 'cancelReport') call.reportId = lastPart(request.path);
  const record = state.reports.find((one) => one.reportId === call.reportId || one.reportDocumentId === call.reportDocumentId);
  if (record && (call.reportId ?? call.reportDocumentId) !== undefined) {
    call.reportId = record.reportId;
    call.reportType = record.reportType;
  }
};

const noteCreated = (state: AmazonState, call: Call, response: AmazonResponse): void => {
  const created = call.operation === 'createReport' && response.status === 202 ? state.reports.at(-1) : undefined;
  if (created) call.reportId = created.reportId;
};

/** reports_2021-06-30.json in amzn/selling-partner-api-models: the header comes with 2xx, 400 and 404 only. */
const withRate = (response: AmazonResponse, ratePerSecond: number): AmazonResponse => {
  const announced = response.status < 300 || response.status === 400 || response.status === 404;
  return announced ? { ...response, headers: { ...response.headers, 'x-amzn-ratelimit-limit': String(ratePerSecond) } } : response;
};
