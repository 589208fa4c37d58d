import fc from 'fast-check';
import { MockAgent } from 'undici';
import { expect, test } from 'vitest';
import { loginOf } from '../../lambdas/adapters/lwa.ts';
import { sellingPartnerOf } from '../../lambdas/adapters/sp-api.ts';
import * as errors from '../../lambdas/core/errors.ts';
import type { SellingPartner } from '../../lambdas/core/ports.ts';
import { ReportDocumentId, ReportId } from '../../lambdas/core/record/jobs.ts';
import { cases } from '../how-many.ts';

/** Whatever Amazon answers (fields unknown, missing, of the wrong type, huge) becomes one of our results or a named error. */

const origin = 'https://sellingpartnerapi-na.amazon.com';
const reportId = ReportId.parse('R1');
const request = { reportType: 'GET_VENDOR_SALES_REPORT', marketplaceIds: ['ATVPDKIKX0DER'] };
const calls: Record<string, (partner: SellingPartner) => Promise<{ kind: string }>> = {
  createReport: (partner) => partner.createReport(request),
  getReport: (partner) => partner.getReport(reportId),
  getReports: (partner) => partner.getReports({ reportType: 'T', marketplaceId: 'M', createdSince: '2026-03-09T00:00:00Z' }),
  cancelReport: (partner) => partner.cancelReport(reportId),
  openDocument: (partner) => partner.openDocument(ReportDocumentId.parse('D1')),
};

const report = {
  reportId: 'R1',
  reportType: 'T',
  processingStatus: 'DONE',
  createdTime: '2026-03-09T00:00:00Z',
  marketplaceIds: ['ATVPDKIKX0DER'],
  dataStartTime: '2026-03-01T00:00:00Z',
  reportDocumentId: 'D1',
};
/** Valid answers, from which the invalid ones are made. */
const valid: Record<string, object> = {
  createReport: { reportId: 'R1' },
  getReport: report,
  getReports: { reports: [report], nextToken: 'next' },
  cancelReport: {},
  openDocument: { reportDocumentId: 'D1', url: 'https://nowhere.example.com/secret?X-Amz-Signature=planted' },
};

const value = fc.oneof(fc.jsonValue(), fc.constant('x'.repeat(200_000)), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant([]));
/** Fields left out, replaced and added. */
const mutated = (whole: object) =>
  fc
    .record({
      kept: fc.subarray(Object.keys(whole)),
      more: fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(whole), 'new'), fc.string()), value),
    })
    .map(({ kept, more }) =>
      JSON.stringify({ ...Object.fromEntries(Object.entries(whole).filter(([name]) => kept.includes(name))), ...more }),
    );
const body = (name: string) =>
  fc.oneof(
    mutated(valid[name] ?? {}),
    fc.jsonValue().map((any) => JSON.stringify(any)),
    fc.string(),
    fc.constant(''),
  );
const status = fc.constantFrom(200, 200, 200, 202, 204, 302, 400, 401, 403, 404, 415, 429, 500, 503);

const answering = (code: number, text: string) => {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent
    .get(origin)
    .intercept({ path: () => true, method: () => true })
    .reply(code, text, { headers: { 'x-amzn-RateLimit-Limit': text.slice(0, 9).replace(/[^ -~]/g, '') } })
    .persist();
  return agent;
};

/** A name that the workflow knows, and a readable message that contains no secret. */
const isProper = (error: unknown): void => {
  expect(error).toMatchObject({ name: expect.stringMatching(new RegExp(`^(${Object.keys(errors).join('|')})$`)) });
  expect(String(error)).not.toMatch(/planted|X-Amz-Signature/);
  expect(String(error).length).toBeLessThan(2000);
};

test.for(Object.keys(calls))('%s turns any answer into a result or a named error', async (name) => {
  await fc.assert(
    fc.asyncProperty(status, body(name), async (code, text) => {
      const secrets = async () => ({ clientId: 'c', clientSecret: 'planted', refreshToken: 'Atzr|planted', endpointUri: origin });
      const partner = await sellingPartnerOf({
        secrets,
        login: async () => 'Atza|planted',
        allowedHosts: [],
        dispatcher: answering(code, text),
      })('acme');

      const [answer] = await Promise.allSettled([calls[name]?.(partner)]);

      if (answer.status === 'fulfilled') expect(['answered', 'throttled', 'unknown']).toContain(answer.value?.kind);
      else isProper(answer.reason);
    }),
    cases({ usual: 75, long: 1000 }),
  );
});

test('a createReport that Amazon accepted is never treated as not made, whatever its answer looks like', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(200, 202), body('createReport'), async (code, text) => {
      const secrets = async () => ({ clientId: 'c', clientSecret: 's', refreshToken: 'r', endpointUri: origin });
      const partner = await sellingPartnerOf({ secrets, login: async () => 't', allowedHosts: [], dispatcher: answering(code, text) })(
        'acme',
      );

      expect(['answered', 'unknown']).toContain((await partner.createReport(request)).kind);
    }),
    cases({ usual: 50, long: 1000 }),
  );
});

test('any answer of Login with Amazon becomes a token or a named error without a secret', async () => {
  const whole = { access_token: 'Atza|token', token_type: 'bearer', expires_in: 3600, error: 'invalid_grant', error_description: 'x' };
  await fc.assert(
    fc.asyncProperty(status, fc.oneof(mutated(whole), fc.string()), async (code, text) => {
      const agent = new MockAgent();
      agent.disableNetConnect();
      agent
        .get('https://api.amazon.com')
        .intercept({ path: () => true, method: 'POST' })
        .reply(code, text)
        .persist();
      const secrets = async () => ({ clientId: 'c', clientSecret: 'planted-secret', refreshToken: 'Atzr|planted', endpointUri: origin });

      const [token] = await Promise.allSettled([loginOf({ secrets, clock: { now: () => 0 }, dispatcher: agent })('acme')]);

      if (token.status === 'fulfilled') expect(token.value).not.toBe('');
      else isProper(token.reason);
    }),
    cases({ usual: 75, long: 1000 }),
  );
});
