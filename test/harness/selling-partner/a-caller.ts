import { sampleApplication, sampleVendor } from './an-amazon.ts';
import { answer } from './answer.ts';
import type { AmazonResponse, AmazonState, Grant } from './types.ts';

const origin = 'https://sellingpartnerapi-na.amazon.com';

export type ReportBody = {
  reportType: string;
  marketplaceIds?: string[];
  reportOptions?: Record<string, string>;
  dataStartTime?: string;
  dataEndTime?: string;
};

/** A valid request for a period that was published long ago. */
export const salesOfOneDay: ReportBody = {
  reportType: 'GET_VENDOR_SALES_REPORT',
  reportOptions: { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' },
  dataStartTime: '2026-03-02T00:00:00Z',
  dataEndTime: '2026-03-02T00:00:00Z',
};

/** A caller of the pure function, at a time that the test sets; it renews its token before it expires. */
export const aCaller = (
  state: AmazonState,
  { grant = sampleVendor, startAt = '2026-03-15T12:00:00Z' }: { grant?: Grant; startAt?: string } = {},
) => {
  let nowMs = Date.parse(startAt);
  let token: { value: string; renewAt: number } | undefined;

  const send = (method: string, path: string, body = '', headers: Record<string, string> = {}) =>
    answer(state, { method, origin, path, body, headers }, nowMs);
  const login = (form: Record<string, string> = {}) => {
    const [secret = ''] = sampleApplication.clientSecrets;
    const fields = {
      grant_type: 'refresh_token',
      refresh_token: grant.refreshToken,
      client_id: grant.clientId,
      client_secret: secret,
      ...form,
    };
    return send('POST', '/auth/o2/token', `${new URLSearchParams(fields)}`, {
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    });
  };
  const authorised = (method: string, path: string, body = '') => {
    if (!token || nowMs >= token.renewAt)
      token = { value: read(login()).access_token, renewAt: nowMs + 1000 * (state.accessTokenSeconds - 60) };
    return send(method, `/reports/2021-06-30${path}`, body, { 'x-amz-access-token': token.value, 'content-type': 'application/json' });
  };

  return {
    now: () => nowMs,
    waitSeconds: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    send,
    login,
    authorised,
    createReport: (body: ReportBody = salesOfOneDay) =>
      authorised('POST', '/reports', JSON.stringify({ marketplaceIds: grant.marketplaceIds.slice(0, 1), ...body })),
    getReport: (reportId: string) => authorised('GET', `/reports/${reportId}`),
    getReports: (query: Record<string, string>) => authorised('GET', `/reports?${new URLSearchParams(query)}`),
    cancelReport: (reportId: string) => authorised('DELETE', `/reports/${reportId}`),
    getReportDocument: (id: string) => authorised('GET', `/documents/${id}`),
    download: (url: string) => send('GET', url.slice(new URL(url).origin.length)),
  };
};
export type Caller = ReturnType<typeof aCaller>;

/** The JSON of an answer. */
export const read = ({ body }: AmazonResponse) => {
  if (typeof body !== 'string') throw new TypeError('This answer is a stream.');
  return JSON.parse(body);
};

/** The bytes of a download, as far as they come. */
export const bytesOf = ({ body }: AmazonResponse): Buffer => Buffer.concat(typeof body === 'string' ? [Buffer.from(body)] : [...body()]);

/** Asks for a report, waits until it has ended, and opens its document. */
export const fetchDocument = (caller: Caller, request: ReportBody = salesOfOneDay) => {
  const { reportId } = read(caller.createReport(request));
  caller.waitSeconds(3600);
  const report = read(caller.getReport(reportId));
  const document = report.reportDocumentId === undefined ? undefined : read(caller.getReportDocument(report.reportDocumentId));
  return { report, document, response: document && caller.download(document.url) };
};
