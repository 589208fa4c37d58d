import { createHash } from 'node:crypto';
import type { Dispatcher } from 'undici';
import type * as z from 'zod';
import type { Region } from '../core/catalogue/marketplaces.ts';
import { documentText } from '../core/document/whole-document.ts';
import { RequestRefusedError, SellingPartnerUnavailableError, UnexpectedAnswerError } from '../core/errors.ts';
import { CreatedReport, Document, jsonIn, Report, Reports, refusalIn } from '../core/failure/amazon-answers.ts';
import type { Login, Secrets } from '../core/input/credentials.ts';
import { type AllowedHosts, checkDocumentUrl, checkEndpoint } from '../core/input/endpoints.ts';
import type { SellingPartner } from '../core/ports.ts';
import type { Answered } from '../core/quota/answered.ts';
import { type Answer, type Caller, callerOf } from './sp-api/caller.ts';
import { fetchDocument } from './sp-api/fetch-document.ts';

type Options = { secrets: Secrets; login: Login; allowedHosts: AllowedHosts; dispatcher: Dispatcher };

/** The Selling Partner API for the account behind a secret's id, with an access token in hand before it returns. */
export const sellingPartnerOf =
  ({ secrets, login, allowedHosts, dispatcher }: Options) =>
  async (secretId: string, region?: Region): Promise<SellingPartner> => {
    const { endpointUri, clientId, clientWrittenAtMs } = await secrets(secretId);
    if (region !== undefined) checkEndpoint(endpointUri, { region, allowedHosts });
    const call = callerOf({ endpointUri, login, secretId, dispatcher }, await login(secretId));
    return {
      clientWrittenAtMs,
      applicationId: applicationIdOf(clientId),
      ...reportOperations(call),
      ...documentOperations({ call, allowedHosts, dispatcher }),
    };
  };

/** Used in keys and messages, which must not contain the client id itself. */
const applicationIdOf = (clientId: string): string => createHash('sha256').update(clientId).digest('hex').slice(0, 16);

type ReportOperations = Pick<SellingPartner, 'createReport' | 'getReport' | 'getReports' | 'cancelReport'>;

const reportOperations = (call: Caller): ReportOperations => ({
  createReport: async ({ reportType, marketplaceIds, dataStartTime, dataEndTime, reportOptions }) => {
    const body = JSON.stringify({ reportType, marketplaceIds, dataStartTime, dataEndTime, reportOptions });
    const answer = await call({ name: 'createReport', method: 'POST', path: '/reports', body }).catch(unanswered);
    if ('kind' in answer) return answer;
    if (answer.status === 429) return { kind: 'throttled' };
    refuse(answer);
    const created = CreatedReport.safeParse(jsonIn(answer.body));
    return created.success
      ? answered(created.data, answer)
      : { kind: 'unknown', why: `Amazon answered ${answer.status} without a reportId` };
  },
  getReport: async (reportId) => {
    const answer = await call({ name: 'getReport', method: 'GET', path: `/reports/${encodeURIComponent(reportId)}` });
    if (answer.status === 429) return { kind: 'throttled' };
    return answered(answer.status === 404 ? undefined : parsed(Report, answer), answer);
  },
  getReports: async ({ reportType, marketplaceId, createdSince, createdUntil }) => {
    const asked = {
      reportTypes: reportType,
      marketplaceIds: marketplaceId,
      createdSince,
      ...(createdUntil && { createdUntil }),
      pageSize: '100',
    };
    const query = new URLSearchParams(asked);
    const answer = await call({ name: 'getReports', method: 'GET', path: `/reports?${query}` });
    return answer.status === 429 ? { kind: 'throttled' } : answered(parsed(Reports, answer), answer);
  },
  cancelReport: async (reportId) => {
    const answer = await call({ name: 'cancelReport', method: 'DELETE', path: `/reports/${encodeURIComponent(reportId)}` });
    if (answer.status === 429) return { kind: 'throttled' };
    const isTooLate = answer.status === 400 || answer.status === 404;
    if (!isTooLate) refuse(answer);
    return answered(!isTooLate, answer);
  },
});

type Documents = Pick<Options, 'allowedHosts' | 'dispatcher'> & { call: Caller };

const documentOperations = ({ call, allowedHosts, dispatcher }: Documents): Pick<SellingPartner, 'openDocument' | 'readText'> => {
  const openDocument: SellingPartner['openDocument'] = async (reportDocumentId, signal) => {
    const answer = await call({
      name: 'getReportDocument',
      method: 'GET',
      path: `/documents/${encodeURIComponent(reportDocumentId)}`,
      signal,
    });
    if (answer.status === 429) return { kind: 'throttled' };
    const { url, compressionAlgorithm } = parsed(Document, answer);
    const opened = await fetchDocument(checkDocumentUrl(url, allowedHosts), dispatcher, signal);
    return answered({ ...opened, compressionAlgorithm }, answer);
  };
  return {
    openDocument,
    readText: async (reportDocumentId, limitBytes) => {
      const opened = await openDocument(reportDocumentId);
      return opened.kind === 'throttled' ? opened : { ...opened, value: await documentText(opened.value, limitBytes) };
    },
  };
};

/** createReport may have acted: the caller has to look it up. */
const unanswered = (error: unknown): { kind: 'unknown'; why: string } => {
  if (error instanceof SellingPartnerUnavailableError) return { kind: 'unknown', why: error.message };
  throw error;
};

const answered = <T>(value: T, { rateLimitPerSecond }: Answer): Answered<T> & { kind: 'answered' } => ({
  kind: 'answered',
  value,
  rateLimitPerSecond,
});

const refuse = ({ name, status, body }: Answer): void => {
  if (status >= 200 && status < 300) return;
  const words = refusalIn(body) || 'without a reason';
  if (status >= 400) {
    throw new RequestRefusedError(
      `Amazon refused ${name} (${status} ${words}). ${name === 'createReport' ? "Correct the report's type, options or dates in the accounts file or input." : 'A redrive asks for the report again.'}`,
    );
  }
  throw new UnexpectedAnswerError(`Amazon answered ${name} with ${status}. Check the endpointUri in the account's secret.`);
};

const parsed = <T>(schema: z.ZodType<T>, answer: Answer): T => {
  refuse(answer);
  const value = jsonIn(answer.body);
  if (value === undefined) {
    throw new SellingPartnerUnavailableError(
      `${answer.name} was answered ${answer.status} without JSON, as a proxy does. It is tried again.`,
    );
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map(({ path, code }) => `${path.join('.') || 'the answer'}: ${code}`).join('; ');
  throw new UnexpectedAnswerError(
    `Amazon's answer to ${answer.name} is not as in its model (${fields.slice(0, 300)}). See whether a newer release knows it, else report it.`,
  );
};
