import { expect, test } from 'vitest';
import { aCaller, fetchDocument, read, salesOfOneDay } from '../a-caller.ts';
import { anAmazon, sampleSeller } from '../an-amazon.ts';

const type = salesOfOneDay.reportType;

test('a report waits, is made, and is done', () => {
  const caller = aCaller(anAmazon({ behaviour: { queueSeconds: 10, progressSeconds: 20 } }));
  const { reportId } = read(caller.createReport());

  const seen = [9, 10, 12].map((seconds) => {
    caller.waitSeconds(seconds);
    return read(caller.getReport(reportId)).processingStatus;
  });

  expect(seen).toEqual(['IN_QUEUE', 'IN_PROGRESS', 'DONE']);
});

test("a report shows what was asked for, except its options, in Amazon's way of writing times", () => {
  const caller = aCaller(anAmazon());

  const { report } = fetchDocument(caller);

  expect(report).toEqual({
    reportId: expect.any(String),
    reportType: type,
    marketplaceIds: ['ATVPDKIKX0DER'],
    processingStatus: 'DONE',
    createdTime: '2026-03-15T12:00:00+00:00',
    dataStartTime: '2026-03-02T00:00:00+00:00',
    dataEndTime: '2026-03-02T00:00:00+00:00',
    processingStartTime: '2026-03-15T12:00:30+00:00',
    processingEndTime: '2026-03-15T12:01:30+00:00',
    reportDocumentId: expect.stringMatching(/^amzn1\.spdoc\./),
  });
});

test('right after createReport a report may not be found yet, nor be listed', () => {
  const caller = aCaller(anAmazon({ plans: { [type]: { notFoundSeconds: 5, unlistedSeconds: 30 } } }));
  const { reportId } = read(caller.createReport());

  const first = caller.getReport(reportId);
  caller.waitSeconds(5);

  expect([first.status, read(first).errors[0].code]).toEqual([404, 'NotFound']);
  expect(caller.getReport(reportId).status).toBe(200);
  expect(read(caller.getReports({ reportTypes: type })).reports).toEqual([]);
  caller.waitSeconds(25);
  expect(read(caller.getReports({ reportTypes: type })).reports).toHaveLength(1);
});

test('DONE may come before its document id, or without one', () => {
  const caller = aCaller(anAmazon({ plans: { [type]: [{ documentDelaySeconds: 4000 }, { document: false }] } }));

  const late = fetchDocument(caller).report;
  const never = fetchDocument(caller).report;

  expect(late).toMatchObject({ processingStatus: 'DONE' });
  expect(late).not.toHaveProperty('reportDocumentId');
  expect(read(caller.getReport(late.reportId))).toHaveProperty('reportDocumentId');
  expect(never).not.toHaveProperty('reportDocumentId');
});

test.for(['IN_QUEUE', 'IN_PROGRESS', 'CANCELLED', 'FATAL', 'DONE'] as const)('a plan may end a report as %s', (end) => {
  const caller = aCaller(anAmazon({ plans: { [type]: { end } } }));

  expect(fetchDocument(caller).report.processingStatus).toBe(end);
});

test('sales and traffic of more than two years ago are cancelled', () => {
  const caller = aCaller(anAmazon(), { grant: sampleSeller });
  const ends = ['2024-03-16', '2024-03-14'].map((day) => {
    const dates = { dataStartTime: `${day}T00:00:00Z`, dataEndTime: `${day}T00:00:00Z` };
    return fetchDocument(caller, { reportType: 'GET_SALES_AND_TRAFFIC_REPORT', ...dates }).report.processingStatus;
  });

  expect(ends).toEqual(['DONE', 'CANCELLED']);
});

test('reports that exist already are found under their ids', () => {
  const caller = aCaller(anAmazon({ reports: { R1: { processingStatus: 'CANCELLED' } } }));

  expect(read(caller.getReport('R1'))).toMatchObject({ reportId: 'R1', processingStatus: 'CANCELLED' });
});

test('a plan is for the requests it names', () => {
  const plans = [
    { match: { reportType: type, reportOptions: { sellingProgram: 'FRESH' }, nth: 2 }, behaviour: { end: 'CANCELLED' as const } },
  ];
  const caller = aCaller(anAmazon({ plans }));
  const fresh = { ...salesOfOneDay, reportOptions: { ...salesOfOneDay.reportOptions, sellingProgram: 'FRESH' } };

  const ends = [salesOfOneDay, fresh, fresh, fresh].map((request) => fetchDocument(caller, request).report.processingStatus);

  expect(ends).toEqual(['DONE', 'DONE', 'CANCELLED', 'DONE']);
});

test('only a report that is still queued can be cancelled', () => {
  const caller = aCaller(anAmazon());
  const { reportId: waiting } = read(caller.createReport());
  const { reportId: running } = read(caller.createReport());

  expect(caller.cancelReport(waiting)).toMatchObject({ status: 200, body: '' });
  caller.waitSeconds(40);

  expect(caller.cancelReport(running).status).toBe(400);
  expect(read(caller.getReport(waiting)).processingStatus).toBe('CANCELLED');
  expect(read(caller.getReport(running)).processingStatus).toBe('IN_PROGRESS');
});

test('the reports of another selling partner are not visible', () => {
  const state = anAmazon();
  const { reportId } = read(aCaller(state).createReport());
  const stranger = aCaller(state, { grant: sampleSeller });

  expect(stranger.getReport(reportId).status).toBe(404);
  expect(read(stranger.getReports({ reportTypes: type })).reports).toEqual([]);
});

test('getReports lists the newest first, in pages that newer reports do not shift', () => {
  const caller = aCaller(anAmazon());
  const create = () => {
    caller.waitSeconds(60);
    return read(caller.createReport()).reportId;
  };
  const ids = Array.from({ length: 5 }, create);
  const idsOf = (page: { reports: { reportId: string }[] }) => page.reports.map((report) => report.reportId);

  const first = read(caller.getReports({ reportTypes: type, pageSize: '2' }));
  create();
  const second = read(caller.getReports({ nextToken: first.nextToken }));
  const third = read(caller.getReports({ nextToken: second.nextToken }));

  expect([first, second, third].flatMap(idsOf)).toEqual(ids.reverse());
  expect(third).not.toHaveProperty('nextToken');
  expect(caller.getReports({ nextToken: first.nextToken, pageSize: '2' }).status).toBe(400);
});

test('getReports filters by type, status, marketplace and time of creation', () => {
  const caller = aCaller(anAmazon());
  const { reportId } = read(caller.createReport());
  caller.waitSeconds(600);
  caller.createReport();
  const found = (query: Record<string, string>) => read(caller.getReports({ reportTypes: type, ...query })).reports.length;

  expect(found({})).toBe(2);
  expect(found({ processingStatuses: 'DONE,FATAL' })).toBe(1);
  expect(found({ marketplaceIds: 'A1PA6795UKMFR9' })).toBe(0);
  expect(found({ createdSince: '2026-03-15T12:00:01Z' })).toBe(1);
  expect(read(caller.getReports({ reportTypes: type, createdUntil: '2026-03-15T12:00:01Z' })).reports[0].reportId).toBe(reportId);
  expect(found({ reportTypes: 'GET_VENDOR_TRAFFIC_REPORT' })).toBe(0);
  expect(caller.getReports({ pageSize: '5' }).status).toBe(400);
});

test('Amazon records its calls', () => {
  const state = anAmazon();
  const { report } = fetchDocument(aCaller(state));

  expect(state.calls.map(({ operation, status, reportId }) => [operation, status, reportId])).toEqual([
    ['token', 200, undefined],
    ['createReport', 202, report.reportId],
    ['token', 200, undefined],
    ['getReport', 200, report.reportId],
    ['getReportDocument', 200, report.reportId],
    ['downloadDocument', 200, undefined],
  ]);
});

test('getReports refuses a processing status that Amazon does not have', () => {
  const caller = aCaller(anAmazon());
  const ask = (status: string) => caller.getReports({ reportTypes: 'GET_AFN_INVENTORY_DATA', processingStatuses: `${status},IN_PROGRESS` });

  expect([ask('BAD_VALUE').status, ask('DONE').status]).toEqual([400, 200]);
});
