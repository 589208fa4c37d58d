import { createHash } from 'node:crypto';
import { documentCharset, isText } from '../content/documents.ts';
import type { AmazonRequest, AmazonResponse, AmazonState, DocumentDamage, DocumentPlan, ReportRecord } from '../types.ts';
import { type Bytes, gzip, plain, upTo } from './packed.ts';
import { unpackedPieces } from './unpacked.ts';

/**
 * A URL that S3 honours for five minutes.
 * @see reports_2021-06-30.json in amzn/selling-partner-api-models, `ReportDocument.url`
 */
export const presignedUrl = (state: AmazonState, record: ReportRecord, origin: string, decoding: boolean, now: number): string => {
  const path = `/documents/${Buffer.from(record.reportDocumentId ?? '').toString('base64url')}`;
  const encoding = decoding && isGzip(record.document) ? 'gzip' : 'identity';
  const query = new URLSearchParams({
    'response-content-encoding': encoding,
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Date': new Date(now).toISOString().replace(/[-:]|\.\d+/g, ''),
    'X-Amz-Expires': String(state.urlSeconds),
    'X-Fake-Signed-At': String(now),
    'X-Amz-SignedHeaders': 'host',
  });
  query.set('X-Amz-Signature', signature(state, path, query));
  return `${documentOrigin(state, origin)}${path}?${query}`;
};

/** Where Amazon keeps its documents; a loopback server keeps them itself. */
const documentOrigin = (state: AmazonState, origin: string): string =>
  state.documentOrigin ?? (origin.endsWith('.amazon.com') ? 'https://tortuga-prod-na.s3-external-1.amazonaws.com' : origin);

const signature = (state: AmazonState, path: string, query: URLSearchParams): string => {
  const signed = [...query].filter(([name]) => name !== 'X-Amz-Signature').sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([state.seed, path, signed]))
    .digest('hex');
};

/** The answer of S3 to a presigned URL. */
export const answerDownload = (state: AmazonState, request: AmazonRequest, now: number): AmazonResponse => {
  const url = new URL(request.path, 'https://s3.invalid');
  const expiresAt = Number(url.searchParams.get('X-Fake-Signed-At')) + Number(url.searchParams.get('X-Amz-Expires')) * 1000;
  if (url.searchParams.get('X-Amz-Signature') !== signature(state, url.pathname, url.searchParams)) {
    return s3Error(403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match the signature you provided.');
  }
  if (now >= expiresAt) {
    const times = `<Expires>${new Date(expiresAt).toISOString()}</Expires><ServerTime>${new Date(now).toISOString()}</ServerTime>`;
    return s3Error(403, 'AccessDenied', 'Request has expired', times);
  }
  const record = state.reports.find((one) => one.reportDocumentId === documentIdIn(url.pathname));
  if (!record) return s3Error(404, 'NoSuchKey', 'The specified key does not exist.');
  record.downloads += 1;
  return deliver(state, record, url.searchParams.get('response-content-encoding') ?? 'identity');
};

export const documentIdIn = (path: string): string => Buffer.from((path.split('?')[0] ?? '').split('/')[2] ?? '', 'base64url').toString();

const s3Error = (status: number, errorCode: string, message: string, more = ''): AmazonResponse => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${errorCode}</Code><Message>${message}</Message>${more}<RequestId>FAKE</RequestId></Error>`,
  bodyEnd: 'complete',
});

export const isGzip = (plan: DocumentPlan | undefined): boolean => plan?.packing !== 'none';

const deliver = (state: AmazonState, record: ReportRecord, contentEncoding: string): AmazonResponse => {
  const plan = record.document ?? {};
  const stillDamaged = plan.damagedDownloads === undefined || record.downloads <= plan.damagedDownloads;
  const damage = stillDamaged ? plan.damage : undefined;
  const pieces = unpackedPieces(state.seed, record);
  const bytes = isGzip(plan)
    ? gzip(pieces, { members: plan.members ?? 1, corruptTrailer: damage?.kind === 'corrupt-trailer' })
    : plain(pieces);
  if (damage?.kind === 'replaced') {
    const length = String(Buffer.byteLength(damage.text));
    return {
      status: 200,
      headers: { 'content-type': damage.contentType, 'content-length': length },
      body: damage.text,
      bodyEnd: 'complete',
    };
  }
  const type = plan.contentType ?? `${isText(record.reportType) ? 'text/plain' : 'application/json'};charset=${documentCharset(record)}`;
  return damaged(bytes, damage, { 'content-type': type, 'content-encoding': contentEncoding });
};

const damaged = (
  bytes: Bytes,
  damage: Exclude<DocumentDamage, { kind: 'replaced' }> | undefined,
  headers: Record<string, string>,
): AmazonResponse => {
  const whole = { ...headers, 'content-length': String(bytes.length) };
  if (damage === undefined || damage.kind === 'corrupt-trailer')
    return { status: 200, headers: whole, body: bytes.read, bodyEnd: 'complete' };
  const limit = damage.atByte < 0 ? bytes.length + damage.atByte : damage.atByte;
  const body = () => upTo(bytes.read(), limit);
  if (damage.kind === 'cut') return { status: 200, headers: whole, body, bodyEnd: 'reset' };
  if (damage.contentLength === 'kept') return { status: 200, headers: whole, body, bodyEnd: 'closed-early' };
  return { status: 200, headers, body, bodyEnd: 'complete' };
};
