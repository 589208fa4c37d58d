import { expect, test } from 'vitest';
import { checkDocumentUrl, checkEndpoint } from '../../../lambdas/core/input/endpoints.ts';

const noOtherHosts = { allowedHosts: [] };

test.for([
  'https://sellingpartnerapi-na.amazon.com',
  'https://sellingpartnerapi-eu.amazon.com/',
  'https://sandbox.sellingpartnerapi-fe.amazon.com',
])('%s is an endpoint', (uri) => {
  expect(checkEndpoint(uri, noOtherHosts).protocol).toBe('https:');
});

test.for([
  'http://sellingpartnerapi-na.amazon.com',
  'https://sellingpartnerapi-na.amazon.com:8443',
  'https://sellingpartnerapi-na.amazon.com.evil.example',
  'https://evil.example/sellingpartnerapi-na.amazon.com',
  'https://sellingpartnerapi-na.amazon.com@evil.example',
  'https://www.amazon.com',
  'http://127.0.0.1:9001',
  'sellingpartnerapi-na.amazon.com',
  '',
])('%s is refused, and the error says what is allowed', (uri) => {
  expect(() => checkEndpoint(uri, noOtherHosts)).toThrow(
    expect.objectContaining({
      name: 'EndpointNotAllowedError',
      message: expect.stringMatching(/https:\/\/sellingpartnerapi-na\.amazon\.com|Remove it/),
    }),
  );
});

test('an endpoint of another region than the marketplace is refused', () => {
  expect(() => checkEndpoint('https://sellingpartnerapi-eu.amazon.com', { region: 'NA', allowedHosts: [] })).toThrow(
    'does not serve the region NA',
  );
  expect(checkEndpoint('https://sellingpartnerapi-na.amazon.com', { region: 'NA', allowedHosts: [] }).hostname).toContain('-na');
});

test('a host that the environment allows may be plain http, on the port it names or on any', () => {
  expect(checkEndpoint('http://127.0.0.1:9001', { region: 'EU', allowedHosts: ['127.0.0.1:9001'] }).port).toBe('9001');
  expect(checkEndpoint('http://localhost:1', { allowedHosts: ['localhost'] }).port).toBe('1');
  expect(() => checkEndpoint('http://127.0.0.1:9002', { allowedHosts: ['127.0.0.1:9001'] })).toThrow(
    'is not a Selling Partner API endpoint',
  );
  expect(() => checkEndpoint('ftp://localhost', { allowedHosts: ['localhost'] })).toThrow('is not a Selling Partner API endpoint');
});

test.for([
  'https://tortuga-prod-eu.s3-eu-west-1.amazonaws.com/doc?X-Amz-Signature=s',
  'https://bucket.s3.cn-north-1.amazonaws.com.cn/doc',
  'https://d34o8swod1owfl.cloudfront.net/doc',
  'https://documents.amazon.com/doc',
])('%s is a document of Amazon', (url) => {
  expect(checkDocumentUrl(url, []).href).toBe(url);
});

test.for([
  'http://bucket.s3.amazonaws.com/doc?X-Amz-Signature=planted',
  'https://evilamazonaws.com/doc?X-Amz-Signature=planted',
  'https://amazonaws.com.evil.example/doc?X-Amz-Signature=planted',
  'https://user:planted@bucket.s3.amazonaws.com/doc',
  'https://169.254.169.254/latest?planted',
  'file:///etc/planted',
  'planted',
])('%s is not fetched, and the error keeps the URL to itself', (url) => {
  expect(() => checkDocumentUrl(url, [])).toThrow(
    expect.objectContaining({ name: 'UnexpectedAnswerError', message: expect.not.stringContaining('planted') }),
  );
});
