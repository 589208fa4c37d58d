import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { oneCallEach } from '../../lambdas/adapters/connections.ts';
import { sellingPartnerOf } from '../../lambdas/adapters/sp-api.ts';
import { ReportDocumentId, ReportId } from '../../lambdas/core/record/jobs.ts';
import { type ApiReply, type ApiRequest, anApi } from './an-api.ts';
import { aDocumentHost } from './document-host.ts';

const reportId = ReportId.parse('R1');
const documentId = ReportDocumentId.parse('amzn1.spdoc/1');
const request = { reportType: 'GET_VENDOR_SALES_REPORT', marketplaceIds: ['ATVPDKIKX0DER'], reportOptions: { reportPeriod: 'DAY' } };
const report = { reportId: 'R1', reportType: request.reportType, processingStatus: 'DONE', createdTime: '2026-03-09T00:00:00+00:00' };
const expired = {
  errors: [
    { code: 'Unauthorized', message: 'Access to requested resource is denied.', details: 'The access token you provided has expired.' },
  ],
};
const noRole = { errors: [{ code: 'Unauthorized', message: 'Access to the resource is forbidden', details: '' }] };

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** Amazon answers `reply`; tokens are T1, T2, … */
const anAmazon = async (reply: ((request: ApiRequest, nth: number) => ApiReply) | ApiReply, allowedHosts: string[] = []) => {
  const api = await anApi((asked, nth) => (typeof reply === 'function' ? reply(asked, nth) : reply));
  closers.push(api.close);
  let tokens = 0;
  const refused: (string | undefined)[] = [];
  const partner = await sellingPartnerOf({
    secrets: async () => ({ clientId: 'c', clientSecret: 's', refreshToken: 'r', endpointUri: `http://${api.host}` }),
    login: async (_secretId, refusedToken) => {
      refused.push(refusedToken);
      tokens += 1;
      return `Atza|planted-${tokens}`;
    },
    allowedHosts,
    dispatcher: oneCallEach(),
  })('acme');
  return { partner, api, refused };
};

const everyCall = (partner: Awaited<ReturnType<typeof anAmazon>>['partner']) => ({
  createReport: () => partner.createReport(request),
  getReport: () => partner.getReport(reportId),
  getReports: () => partner.getReports({ reportType: 'T', marketplaceId: 'M', createdSince: '2026-03-09T00:00:00Z' }),
  cancelReport: () => partner.cancelReport(reportId),
  openDocument: () => partner.openDocument(documentId),
});
const names = ['createReport', 'getReport', 'getReports', 'cancelReport', 'openDocument'] as const;

test('createReport sends the request and nothing else, with token and user agent', async () => {
  const { partner, api } = await anAmazon({
    status: 202,
    headers: { 'x-amzn-RateLimit-Limit': '0.0167' },
    body: { reportId: 'R1', new: true },
  });

  const answer = await partner.createReport({ ...request, ours: 'not Amazon’s' });

  expect(answer).toEqual({ kind: 'answered', value: { reportId: 'R1' }, rateLimitPerSecond: 0.0167 });
  expect(api.requests).toHaveLength(1);
  expect(api.requests[0]).toMatchObject({
    method: 'POST',
    path: '/reports/2021-06-30/reports',
    headers: {
      'x-amz-access-token': 'Atza|planted-1',
      'user-agent': expect.stringMatching(/^[\w-]+\/[\d.]+ \(Language=TypeScript/),
      'content-type': 'application/json',
    },
  });
  expect(JSON.parse(api.requests[0]?.body ?? '')).toEqual(request);
});

test.for(['reset', { status: 500 }, { status: 503 }, { status: 202, body: 'no JSON' }] as const)(
  'a createReport that is answered %j may have taken effect, and is sent once',
  async (reply) => {
    const { partner, api } = await anAmazon(reply);

    expect(await partner.createReport(request)).toMatchObject({ kind: 'unknown', why: expect.any(String) });

    expect(api.requests).toHaveLength(1);
  },
);

test('a report is read from Amazon’s answer; null and new fields do not matter', async () => {
  const { partner, api } = await anAmazon({ body: { ...report, reportDocumentId: null, reportScheduleId: 'x', marketplaceIds: ['M'] } });

  const answer = await partner.getReport(reportId);

  expect(answer).toEqual({ kind: 'answered', value: { ...report, marketplaceIds: ['M'] } });
  expect(api.requests[0]?.path).toBe('/reports/2021-06-30/reports/R1');
});

test('a report that is not found yet is undefined', async () => {
  const { partner } = await anAmazon({ status: 404, body: { errors: [{ code: 'NotFound', message: 'not found' }] } });

  expect(await partner.getReport(reportId)).toMatchObject({ kind: 'answered', value: undefined });
});

test('getReports asks for a type in a span of time', async () => {
  const { partner, api } = await anAmazon({ body: { reports: [report], nextToken: 'next' } });
  const span = { createdSince: '2026-03-09T00:00:00Z', createdUntil: '2026-03-09T00:10:00Z' };

  const answer = await partner.getReports({ reportType: 'T', marketplaceId: 'M', ...span });

  expect(answer).toMatchObject({ value: { reports: [{ reportId: 'R1' }] } });
  const queries = api.requests.map(({ path }) => Object.fromEntries(new URL(path, 'http://x').searchParams));
  expect(queries).toEqual([{ reportTypes: 'T', marketplaceIds: 'M', ...span, pageSize: '100' }]);
});

test.for([
  [200, true],
  [400, false],
  [404, false],
] as const)('cancelReport answered %i: taken out of the queue is %s', async ([status, value]) => {
  const { partner, api } = await anAmazon({ status, body: '' });

  expect(await partner.cancelReport(reportId)).toMatchObject({ kind: 'answered', value });
  expect(api.requests[0]?.method).toBe('DELETE');
});

test.for(names)('%s answered 429 is throttled, a normal answer', async (name) => {
  const { partner } = await anAmazon({ status: 429, body: { errors: [{ code: 'QuotaExceeded', message: 'You exceeded your quota.' }] } });

  expect(await everyCall(partner)[name]()).toEqual({ kind: 'throttled' });
});

test.for(names)('%s with an expired token is sent again with a new one, once', async (name) => {
  const { partner, api, refused } = await anAmazon(({ headers }) =>
    headers['x-amz-access-token'] === 'Atza|planted-1' ? { status: 403, body: expired } : { status: 429 },
  );

  expect(await everyCall(partner)[name]()).toEqual({ kind: 'throttled' });

  expect(refused).toEqual([undefined, 'Atza|planted-1']);
  expect(api.requests).toHaveLength(2);
});

test.for(names)('%s denied for a missing role says which role to look for', async (name) => {
  const { partner } = await anAmazon({ status: 403, body: noRole });

  await expect(everyCall(partner)[name]()).rejects.toMatchObject({
    name: 'AccessDeniedError',
    message: expect.stringContaining('has the role'),
  });
});

test.for(names)('%s denied because of a fresh token says to look at the region', async (name) => {
  const { partner, api } = await anAmazon({ status: 403, body: expired });

  await expect(everyCall(partner)[name]()).rejects.toMatchObject({
    name: 'AccessDeniedError',
    message: expect.stringContaining('of the region in which the application was authorised'),
  });
  expect(api.requests).toHaveLength(2);
});

test('a missing role does not cost a new token', async () => {
  const { partner, api, refused } = await anAmazon({ status: 403, body: noRole });

  await expect(partner.getReport(reportId)).rejects.toMatchObject({ name: 'AccessDeniedError' });

  expect(refused).toHaveLength(1);
  expect(api.requests).toHaveLength(1);
});

test.for(['getReport', 'getReports', 'cancelReport', 'openDocument'] as const)(
  '%s throws an error that the state machine retries after a 5xx or a cut connection',
  async (name) => {
    for (const reply of [{ status: 500 }, { status: 503 }, 'reset'] as const) {
      const { partner } = await anAmazon(reply);
      await expect(everyCall(partner)[name]()).rejects.toMatchObject({ name: 'SellingPartnerUnavailableError' });
    }
  },
);

test.for([
  ['createReport', 400],
  ['createReport', 415],
  ['getReport', 400],
  ['getReports', 400],
  ['cancelReport', 415],
  ['openDocument', 404],
] as const)('%s answered %i is refused with Amazon’s words, less any token in them', async ([name, status]) => {
  const body = { errors: [{ code: 'InvalidInput', message: 'Report type 7 with Atza|planted-1 is not supported' }] };
  const { partner } = await anAmazon({ status, body });

  const error = await everyCall(partner)
    [name]()
    .catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({
    name: 'RequestRefusedError',
    message: expect.stringContaining('InvalidInput: Report type 7 with a token'),
  });
  expect(JSON.stringify(error, ['message', 'cause', 'stack'])).not.toContain('planted');
});

test.for([
  ['getReport', { ...report, processingStatus: 'PAUSED' }],
  ['getReports', { reports: [{}] }],
  ['openDocument', { reportDocumentId: 'D' }],
] as const)('%s answered %j is not in Amazon’s model', async ([name, body]) => {
  const { partner } = await anAmazon({ body });

  await expect(everyCall(partner)[name]()).rejects.toMatchObject({ name: 'UnexpectedAnswerError' });
});

test.for(['getReport', 'getReports', 'openDocument'] as const)(
  '%s that a proxy’s page answers counts as unavailability, and is retried',
  async (name) => {
    const { partner } = await anAmazon({ body: '<html>Sign in to the network</html>' });

    await expect(everyCall(partner)[name]()).rejects.toMatchObject({ name: 'SellingPartnerUnavailableError' });
  },
);

test('a redirect of the API is not followed with the token', async () => {
  const { partner, api } = await anAmazon({ status: 302, headers: { location: '/elsewhere' } });

  await expect(partner.getReport(reportId)).rejects.toMatchObject({ name: 'UnexpectedAnswerError' });
  expect(api.requests).toHaveLength(1);
});

const aDocument = async (served: Parameters<Awaited<ReturnType<typeof aDocumentHost>>['serve']>[0], isAllowed = true) => {
  const documents = await aDocumentHost();
  closers.push(documents.close);
  const url = documents.serve(served);
  return anAmazon(
    { body: { reportDocumentId: documentId, url: url.href, compressionAlgorithm: 'GZIP' } },
    isAllowed ? [documents.host] : [],
  );
};

test('a document is opened with what its host says of it, and no token is sent there', async () => {
  const { partner, api } = await aDocument({
    bytes: gzipSync('{}'),
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
  });

  const answer = await partner.openDocument(documentId);

  expect(answer).toMatchObject({
    kind: 'answered',
    value: { contentLength: 22, contentType: 'application/json', contentEncoding: 'gzip', isChunked: false, compressionAlgorithm: 'GZIP' },
  });
  if (answer.kind === 'answered') answer.value.body.resume();
  expect(api.requests[0]?.path).toBe('/reports/2021-06-30/documents/amzn1.spdoc%2F1');
});

test('the reason of a FATAL report is read as text', async () => {
  const { partner } = await aDocument({ bytes: gzipSync('{"errorDetails":"why"}'), framing: 'chunked' });

  expect(await partner.readText(documentId, 1000)).toMatchObject({ kind: 'answered', value: '{"errorDetails":"why"}' });
});

test('a document on a host that is not Amazon’s is not fetched, and the error does not contain its URL', async () => {
  const { partner } = await aDocument({ bytes: gzipSync('{}') }, false);

  const error = await partner.openDocument(documentId).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'UnexpectedAnswerError' });
  expect(JSON.stringify(error, ['message', 'cause', 'stack'])).not.toContain('planted');
});

test.for([
  [403, 'its URL has expired'],
  [404, 'answered 404'],
  [503, 'answered 503'],
] as const)('a document’s host that answers %i gives a damaged document', async ([status, why]) => {
  const { partner } = await aDocument({ bytes: Buffer.from('<Error/>'), status });

  await expect(partner.openDocument(documentId)).rejects.toMatchObject({
    name: 'DamagedDocumentError',
    message: expect.stringContaining(why),
  });
});

test('no error of an unreachable Amazon carries its token', async () => {
  const { partner, api } = await anAmazon({});
  api.close();

  const error = await partner.getReport(reportId).catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: 'SellingPartnerUnavailableError', message: expect.stringContaining('ECONNREFUSED') });
  expect(JSON.stringify(error, ['message', 'cause', 'stack'])).not.toContain('planted');
});

test('a caller that aborts gets its own reason back', async () => {
  const { partner } = await anAmazon('silence');
  const reason = new Error('time is up');

  await expect(partner.openDocument(documentId, AbortSignal.any([AbortSignal.abort(reason)]))).rejects.toBe(reason);
});
