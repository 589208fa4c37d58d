import * as z from 'zod';
import { ReportDocumentId, ReportId } from '../record/jobs.ts';

/**
 * What the Selling Partner API and Login with Amazon answer, as far as it is read. Plain objects: Amazon may add fields.
 * @see reports_2021-06-30.json in amzn/selling-partner-api-models
 */
export const CreatedReport = z.object({ reportId: ReportId });

export const Report = z.object({
  reportId: ReportId,
  reportType: z.string(),
  processingStatus: z.enum(['IN_QUEUE', 'IN_PROGRESS', 'DONE', 'CANCELLED', 'FATAL']),
  createdTime: z.string(),
  marketplaceIds: z.array(z.string()).nullish().transform(absent),
  dataStartTime: z.string().nullish().transform(absent),
  dataEndTime: z.string().nullish().transform(absent),
  processingStartTime: z.string().nullish().transform(absent),
  processingEndTime: z.string().nullish().transform(absent),
  reportDocumentId: ReportDocumentId.nullish().transform(absent),
});

export const Reports = z.object({ reports: z.array(Report) });

export const Document = z.object({ url: z.string(), compressionAlgorithm: z.string().nullish().transform(absent) });

/** @see https://developer-docs.amazon.com/sp-api/docs/connect-to-the-sp-api */
export const AccessToken = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().default(3600) });

export const LoginError = z.object({ error: z.string() });

const Errors = z.object({
  errors: z.array(z.object({ code: z.string().catch(''), message: z.string().catch(''), details: z.string().catch('') })),
});

/** Amazon's words for a refusal: short, and without any token that they might quote. */
export const refusalIn = (body: string): string => {
  const { success, data } = Errors.safeParse(jsonIn(body));
  const words = success ? data.errors.map(({ code, message, details }) => `${code}: ${message} ${details}`.trim()).join('; ') : '';
  return words.replace(/\bAtz[a-z]\|[^\s"']+/g, 'a token').slice(0, 400);
};

/**
 * Whether a 401 or 403 is about the access token, which a new one fixes, and not about a missing role.
 * The texts are from users' pastes, "The access token you provided has expired." and "… is revoked, malformed or invalid.";
 * a missing role says "Access to the resource is forbidden" (selling-partner-api-docs#3593).
 */
export const isAboutToken = (status: number, refusal: string): boolean =>
  status === 401 || (/token/i.test(refusal) && /expired|revoked|malformed|invalid|missing/i.test(refusal));

/** The value of a JSON text; undefined when it is none. */
export const jsonIn = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Amazon's clients see some optional fields as null. */
function absent<T>(value: T | null | undefined): T | undefined {
  return value ?? undefined;
}
