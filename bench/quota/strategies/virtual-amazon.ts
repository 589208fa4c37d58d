import { virtualClock } from '../../../test/harness/engine/clock.ts';
import { read } from '../../../test/harness/selling-partner/a-caller.ts';
import { anAmazon, sampleApplication, sampleVendor } from '../../../test/harness/selling-partner/an-amazon.ts';
import { answer } from '../../../test/harness/selling-partner/answer.ts';
import type { BenchJob, Situation } from '../quota-cases.ts';

/** The same fake Amazon as for our own importer, for strategies of a few lines: each call is one function, in virtual time. */
export const virtualAmazon = ({ amazon, buckets, startAt }: Situation) => {
  const clock = virtualClock(Date.parse(startAt));
  const state = anAmazon({ seed: 1, ...amazon, accessTokenSeconds: 30 * 86_400 });
  Object.assign(state.buckets, structuredClone(buckets));
  const send = (method: string, path: string, body = '', headers: Record<string, string> = {}) =>
    answer(state, { method, origin: 'https://sellingpartnerapi-na.amazon.com', path, body, headers }, clock.now());
  const token: string = read(
    send('POST', '/auth/o2/token', loginForm(), { 'content-type': 'application/x-www-form-urlencoded' }),
  ).access_token;
  const headers = { 'x-amz-access-token': token, 'content-type': 'application/json' };
  const call = (method: string, path: string, body?: string) => send(method, `/reports/2021-06-30${path}`, body, headers);

  return {
    clock,
    state,
    /** The reportId; undefined when Amazon rejected the call. */
    createReport: ({ request }: BenchJob): string | undefined => {
      const response = call('POST', '/reports', JSON.stringify(request));
      return response.status === 429 ? undefined : read(response).reportId;
    },
    /** The document's id once the report is ready. */
    getReport: (reportId: string): string | undefined => {
      const response = call('GET', `/reports/${reportId}`);
      return response.status === 429 ? undefined : read(response).reportDocumentId;
    },
    /** False when Amazon rejected the call. */
    getReportDocument: (documentId: string): boolean => call('GET', `/documents/${documentId}`).status !== 429,
  };
};
export type VirtualAmazon = ReturnType<typeof virtualAmazon>;

const loginForm = (): string =>
  `${new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: sampleVendor.refreshToken,
    client_id: sampleApplication.clientId,
    client_secret: sampleApplication.clientSecrets[0] ?? '',
  })}`;
