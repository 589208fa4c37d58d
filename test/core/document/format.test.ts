import { expect, test } from 'vitest';
import { charsetOf, errorTextIn, formatOf } from '../../../lambdas/core/document/format.ts';

test.for([
  ['{"a":1}', 'application/octet-stream', 'json'],
  ['\uFEFF[1]', undefined, 'json'],
  ['sku\tprice\n1\t2', 'text/plain; charset=ISO-8859-1', 'txt'],
  ['sku\tprice', 'application/json', 'txt'],
  ['sku,price', 'text/csv', 'csv'],
  ['sku\tprice', 'text/tab-separated-values;charset=UTF-8', 'tsv'],
  ['<?xml version="1.0"?><AmazonEnvelope/>', 'text/plain', 'xml'],
  ['<!DOCTYPE html><html></html>', undefined, 'html'],
  ['%PDF-1.7\n', undefined, 'pdf'],
  ['PK\u0003\u0004\u0014\u0000[Content_Types].xml', undefined, 'xlsx'],
  ['PK\u0003\u0004\u0014\u0000labels.pdf', 'text/plain', 'zip'],
  ['\u0000\u0001', undefined, 'bin'],
] as const)('%j sent as %s is named .%s', ([text, declaredType, extension]) => {
  expect(formatOf(Buffer.from(text), declaredType).extension).toBe(extension);
});

test('a byte order mark takes precedence over the header', () => {
  expect(charsetOf(Buffer.from('\uFEFF{}'), 'application/json; charset=ISO-8859-1')).toBe('utf-8');
  expect(charsetOf(Buffer.from([0xff, 0xfe, 0x61, 0x00]))).toBe('utf-16le');
  expect(charsetOf(Buffer.from('{}'), 'text/plain;charset="Windows-31J"')).toBe('windows-31j');
  expect(charsetOf(Buffer.from('{}'), 'text/plain')).toBeUndefined();
});

test.for([
  ['{"errorDetails":"dataStartTime must be a Sunday when reportPeriod=WEEK"}', 'dataStartTime must be a Sunday when reportPeriod=WEEK'],
  ['\uFEFF{ "reportRequestError" : "Please provide \\"report options\\"" }', 'Please provide \\"report options\\"'],
  [
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>',
    'AccessDenied',
  ],
  [
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><HTML><HEAD><META HTTP-EQUIV="x"><TITLE>ERROR: The request could not be satisfied</TITLE></HEAD></HTML>',
    'ERROR: The request could not be satisfied',
  ],
] as const)('%j is an error text', ([text, words]) => {
  expect(errorTextIn(Buffer.from(text))).toBe(words);
});

test.for(['{"reportSpecification":{"errorDetails":"no"}}', '<ErrorReport><Code>1</Code></ErrorReport>', 'Error: sku\tprice', '{}'])(
  '%j is data',
  (text) => {
    expect(errorTextIn(Buffer.from(text))).toBeUndefined();
  },
);
