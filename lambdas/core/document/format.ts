/** What a document's first bytes say of it. Bytes are believed before headers, headers before nothing. */
export type DocumentFormat = { contentType: string; extension: string };

/** What the first bytes need to be for these answers. */
export const headBytes = 4096;

const marks = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

/** The byte order mark at the start, if there is one. */
export const byteOrderMark = (head: Uint8Array): (typeof marks)[number] | undefined =>
  marks.find(({ bytes }) => bytes.every((byte, at) => head[at] === byte));

/** The first bytes as text, for looking at and for quoting, not for storing. */
export const textOf = (head: Uint8Array): string => new TextDecoder(byteOrderMark(head)?.encoding ?? 'utf-8').decode(head);

/** Whether it begins as a JSON object or array in UTF-8, the only encoding of interchanged JSON (RFC 8259, 8.1). */
export const beginsAsJson = (head: Uint8Array): boolean => {
  const mark = byteOrderMark(head);
  return (mark === undefined || mark.encoding === 'utf-8') && /^\s*[{[]/.test(textOf(head));
};

/** The charset: a byte order mark is certain, the header's `charset` is what the host says; else unknown. */
export const charsetOf = (head: Uint8Array, declaredType = ''): string | undefined =>
  byteOrderMark(head)?.encoding ?? /charset="?([\w.:-]+)/i.exec(declaredType)?.[1]?.toLowerCase();

/** How to name and serve it. Unknown report types pass through too, so it must be true for anything. */
export const formatOf = (head: Uint8Array, declaredType = ''): DocumentFormat => {
  if (beginsAsJson(head)) return { contentType: 'application/json', extension: 'json' };
  const declared = (declaredType.split(';')[0] ?? '').trim().toLowerCase();
  const text = textOf(head);
  if (/^\s*</.test(text)) return /^\s*<(!doctype html|html)/i.test(text) ? kinds.html : kinds.xml;
  if (text.startsWith('%PDF-')) return kinds.pdf;
  if (text.startsWith('PK\u0003\u0004')) return isWorkbook(declared, text) ? kinds.xlsx : kinds.zip;
  if (declared === 'text/csv') return kinds.csv;
  if (declared === 'text/tab-separated-values') return kinds.tsv;
  if (byteOrderMark(head) === undefined && head.includes(0)) return kinds.bytes;
  return kinds.text;
};

/** A zip archive whose first files are those of a workbook (ECMA-376); what is declared counts where they come later. */
const isWorkbook = (declared: string, text: string): boolean =>
  declared === kinds.xlsx.contentType || /\[Content_Types\]\.xml|xl\//.test(text);

const kinds = {
  html: { contentType: 'text/html', extension: 'html' },
  xml: { contentType: 'application/xml', extension: 'xml' },
  pdf: { contentType: 'application/pdf', extension: 'pdf' },
  xlsx: { contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' },
  zip: { contentType: 'application/zip', extension: 'zip' },
  csv: { contentType: 'text/csv', extension: 'csv' },
  tsv: { contentType: 'text/tab-separated-values', extension: 'tsv' },
  bytes: { contentType: 'application/octet-stream', extension: 'bin' },
  /** Amazon's flat files are tab-separated `text/plain`, and so is what has no description. */
  text: { contentType: 'text/plain', extension: 'txt' },
} as const;

/** The error document of vendor and brand analytics reports, then that of coupons and promotions (users' pastes, models#2048). */
const reasonText = /^\s*\{\s*"(?:errorDetails|reportRequestError)"\s*:\s*"((?:[^"\\]|\\.)*)/;

/** Whether the document is Amazon's reason why there is none, as FATAL reports have it, and DONE ones at times. */
export const isReasonIn = (head: string): boolean => reasonText.test(head.replace(/^\uFEFF/, ''));

const errorTexts = [
  reasonText,
  /** S3, and CloudFront in front of it. Only the code: what follows may quote the signature. */
  /^\s*(?:<\?xml[^>]*\?>\s*)?<Error>\s*<Code>([^<]*)/,
  /^\s*<!DOCTYPE html[^>]*>\s*<html[^>]*>\s*<head>.*?<title>\s*(error[^<]*)/is,
];

/** Amazon's or its host's own words, when these came in place of a document. */
export const errorTextIn = (head: Uint8Array): string | undefined => {
  const text = textOf(head).replace(/^\uFEFF/, '');
  return errorTexts.map((pattern) => pattern.exec(text)?.[1]).find((words) => words !== undefined);
};
