import { expect, test } from 'vitest';
import type { AmazonReport } from '../../../lambdas/core/record/amazon-report.ts';
import { adoptable, ownerOf } from '../../../lambdas/core/record/intent.ts';
import { ReportId } from '../../../lambdas/core/record/jobs.ts';
import { aJobItem, NOW } from '../../builders.ts';

const ours = aJobItem({ intentAt: NOW });

const report = (reportId: string, some: Partial<AmazonReport> = {}): AmazonReport => ({
  reportId: ReportId.parse(reportId),
  reportType: 'GET_VENDOR_TRAFFIC_REPORT',
  processingStatus: 'IN_QUEUE',
  createdTime: '2026-11-25T06:00:01+00:00',
  dataStartTime: '2026-11-20T00:00:00+00:00',
  dataEndTime: '2026-11-20T00:00:00+00:00',
  ...some,
});

const sibling = (some: Parameters<typeof aJobItem>[0]) =>
  aJobItem({ key: 'VendorTrafficReport/US/reportPeriod=DAY,viewBy=X/2026-11-20', ...some });

test('the one report of our type and dates since the intent is adopted', () => {
  expect(adoptable(ours, [report('R1')], [ours])).toBe('R1');
});

test('two candidates: neither is adopted, since options are not visible', () => {
  expect(adoptable(ours, [report('R1'), report('R2')], [ours])).toBeUndefined();
});

test('a report that another job owns is not adopted', () => {
  expect(adoptable(ours, [report('R1')], [ours, sibling({ reportId: 'R1' })])).toBeUndefined();
});

test('another job of the series with an unanswered request of its own: nothing is adopted', () => {
  expect(adoptable(ours, [report('R1')], [ours, sibling({ intentAt: NOW })])).toBeUndefined();
});

test.for([
  ['older than the intent', { createdTime: '2026-11-25T05:58:00Z' }],
  ['of other dates', { dataStartTime: '2026-11-19T00:00:00Z' }],
] as const)('a report %s is not adopted', ([, some]) => {
  expect(adoptable(ours, [report('R1', some)], [ours])).toBeUndefined();
});

test.for([
  ['our options', '{"reportSpecification":{"reportOptions":{"reportPeriod": "DAY", "x":"y"}}}', { reportPeriod: 'DAY' }, 'ours'],
  ['other options', '{"reportSpecification":{"reportOptions":{"reportPeriod":"WEEK"}}}', { reportPeriod: 'DAY' }, 'others'],
  ['no options', '{"reportSpecification":{}}', { reportPeriod: 'DAY' }, 'unknown'],
  ['options that Amazon filled in', '{"reportSpecification":{"reportOptions":{"currencyCode":"USD"}}}', {}, 'ours'],
  ['nothing that we asked for', '{"reportSpecification":{}}', {}, 'ours'],
] as const)('a document that shows %s', ([, head, options, owner]) => {
  expect(ownerOf(head, options)).toBe(owner);
});
