import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { aCaller, bytesOf, fetchDocument, salesOfOneDay } from '../a-caller.ts';
import { anAmazon } from '../an-amazon.ts';
import type { DocumentPlan } from '../types.ts';

const type = salesOfOneDay.reportType;
const withDocument = (document: DocumentPlan) => fetchDocument(aCaller(anAmazon({ plans: { [type]: { document } } })));

test('a document is gzip, says so, and has its length', () => {
  const { document, response } = withDocument({});

  expect(document.compressionAlgorithm).toBe('GZIP');
  expect(response.headers).toMatchObject({ 'content-type': 'application/json;charset=UTF-8', 'content-encoding': 'identity' });
  expect(Number(response.headers['content-length'])).toBe(bytesOf(response).length);
  expect(JSON.parse(gunzipSync(bytesOf(response)).toString()).reportSpecification.reportType).toBe(type);
});

test.for([
  ['4:59', 299, 200],
  ['5:00', 300, 403],
] as const)('a document URL of age %s answers %i → %i', ([, seconds, status]) => {
  const caller = aCaller(anAmazon());
  const { document } = fetchDocument(caller);

  caller.waitSeconds(seconds);
  const response = caller.download(document.url);

  expect(response.status).toBe(status);
  if (status === 403) expect(bytesOf(response).toString()).toContain('<Code>AccessDenied</Code><Message>Request has expired</Message>');
});

test('a document URL that was tampered with is refused', () => {
  const caller = aCaller(anAmazon());
  const { document } = fetchDocument(caller);

  const response = caller.download(document.url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'));

  expect(bytesOf(response).toString()).toContain('SignatureDoesNotMatch');
});

test('the compression flag may be wrong in both directions', () => {
  const plain = withDocument({ packing: 'none', flag: 'GZIP' });
  const packed = withDocument({ packing: 'gzip', flag: 'absent' });

  expect(plain.document.compressionAlgorithm).toBe('GZIP');
  expect(bytesOf(plain.response).toString()).toMatch(/^\{/);
  expect(packed.document).not.toHaveProperty('compressionAlgorithm');
  expect(bytesOf(packed.response).subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
});

test('a proxy in between may answer with its own page, status 200 and the right length', () => {
  const { response } = withDocument({ damage: { kind: 'replaced', text: '<html>Sign in</html>', contentType: 'text/html' } });

  expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'text/html', 'content-length': '20' } });
  expect(bytesOf(response).toString()).toBe('<html>Sign in</html>');
});

test('several gzip members are one document', () => {
  const { response } = withDocument({ members: 3 });
  const bytes = bytesOf(response);

  expect(gunzipSync(bytes)).toEqual(gunzipSync(bytesOf(withDocument({}).response)));
  expect(bytes.toString('latin1').split('\x1f\x8b\x08\x00\x00\x00\x00\x00').length - 1).toBe(3);
});

test('a corrupted gzip trailer is found by a reader that checks it', () => {
  const { response } = withDocument({ damage: { kind: 'corrupt-trailer' } });

  expect(() => gunzipSync(bytesOf(response))).toThrow(/incorrect data check/);
});

test('a truncated body ends early, with or without a Content-Length', () => {
  const kept = withDocument({ damage: { kind: 'truncated', atByte: 100, contentLength: 'kept' } }).response;
  const absent = withDocument({ damage: { kind: 'truncated', atByte: -8, contentLength: 'absent' } }).response;

  expect([bytesOf(kept).length, kept.bodyEnd]).toEqual([100, 'closed-early']);
  expect(Number(kept.headers['content-length'])).toBeGreaterThan(100);
  expect(absent.bodyEnd).toBe('complete');
  expect(absent.headers).not.toHaveProperty('content-length');
  expect(() => gunzipSync(bytesOf(absent))).toThrow(/unexpected end/);
});

test('the damage may stop after some downloads', () => {
  const caller = aCaller(anAmazon({ plans: { [type]: { document: { damage: { kind: 'cut', atByte: 10 }, damagedDownloads: 2 } } } }));
  const { document, response } = fetchDocument(caller);

  const ends = [response, caller.download(document.url), caller.download(document.url)].map((one) => one.bodyEnd);

  expect(ends).toEqual(['reset', 'reset', 'complete']);
});

test('a document may have a byte order mark, a wrong content type, any text or no rows', () => {
  const odd = withDocument({ bom: true, contentType: 'text/plain', text: 'sku\tqty\n', packing: 'none' });
  const empty = withDocument({ rows: 0 });

  expect(bytesOf(odd.response)).toEqual(Buffer.from('\ufeffsku\tqty\n'));
  expect(odd.response.headers['content-type']).toBe('text/plain');
  expect(JSON.parse(gunzipSync(bytesOf(empty.response)).toString()).salesByAsin).toEqual([]);
});

test.for([
  ['GET_VENDOR_SALES_REPORT', 'salesByAsin'],
  ['GET_BRAND_ANALYTICS_SEARCH_TERMS_REPORT', 'dataByDepartmentAndSearchTerm'],
] as const)('a long %s is exactly as long as asked, valid, and the same every time', ([reportType, rows]) => {
  const unpackedBytes = 2_500_001;
  const request = reportType === type ? salesOfOneDay : { ...salesOfOneDay, reportType, reportOptions: { reportPeriod: 'DAY' } };
  const bytes = () =>
    bytesOf(fetchDocument(aCaller(anAmazon({ plans: { [reportType]: { document: { unpackedBytes } } } })), request).response);

  const unpacked = gunzipSync(bytes());

  expect(unpacked.length).toBe(unpackedBytes);
  expect(JSON.parse(unpacked.toString())[rows].length).toBeGreaterThan(5_000);
  expect(unpacked.toString().trimEnd()).not.toMatch(/ {5000}/);
  expect(createHash('sha256').update(bytes()).digest('hex')).toBe(createHash('sha256').update(bytes()).digest('hex'));
});

test('a gigabyte takes no memory, and their length is known in advance', () => {
  const { response } = withDocument({ unpackedBytes: 1024 ** 3 });
  const before = process.memoryUsage().arrayBuffers;

  let length = 0;
  if (typeof response.body !== 'string') for (const chunk of response.body()) length += chunk.length;

  expect(length).toBe(Number(response.headers['content-length']));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 ** 2);
});
