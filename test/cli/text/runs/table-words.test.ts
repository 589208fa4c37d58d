import { expect, test } from 'vitest';
import { runTable } from '../../../../cli/text/runs/run-table.ts';
import { stageOf } from '../../../../cli/text/runs/stage.ts';
import { tableRowsText, tableTroubles } from '../../../../cli/text/runs/table-words.ts';
import { timelineHtml } from '../../../../cli/timeline/page.ts';
import { tablesView } from '../../../../lambdas/core/record/view/tables-view.ts';
import { aJobView, aRunView } from '../../views.ts';

const tables = {
  rowsByTable: { vendor_traffic_aggregate: 1, vendor_traffic_by_asin: 36 },
  unknownFields: { 'trafficByAsin.newField': 36 },
  duplicateKeys: { vendor_traffic_by_asin: 2 },
  rowsAgree: { agree: false, differing: 1 },
};

test('tables without problems show only their rows', () => {
  expect(tableTroubles({ rowsByTable: tables.rowsByTable, rowsAgree: { agree: true, differing: 0 } })).toEqual([]);
  expect(tableRowsText(tables)).toBe('2 tables of 37 rows');
});

test('unknown fields, duplicate keys and sums that differ are shown in the run table and on the timeline', () => {
  const troubles = tableTroubles(tables);
  const view = aRunView({ jobs: [aJobView({ tables })], finishedAt: '2026-11-25T06:10:00Z' });

  expect(troubles).toEqual([
    '1 field without a column, kept in extra: trafficByAsin.newField in 36 rows',
    '2 rows of vendor_traffic_by_asin share a key with another',
    "1 sum of the products differs from Amazon's totals; products that Amazon does not list make them less",
  ]);
  expect(runTable(view, { width: 100, colour: false })).toContain('trafficByAsin.newField in 36 rows');
  expect(timelineHtml([view])).toContain('2 rows of vendor_traffic_by_asin share a key');
});

test('a job with a stored document and without tables is shown as at its tables', () => {
  expect(stageOf(aJobView({ outcome: 'open', readyAt: '2026-11-25T06:05:00Z', isStored: true }))).toBe('tables');
});

test('the tables of the previous document are not shown for the newer one', () => {
  const saved = {
    ...{ at: '2026-11-25T06:00:00Z', objectKey: 'k', storedBytes: 1, unpackedBytes: 1, unpackedSha256: 'u', reportId: 'R2' },
    storedSha256: 'newer',
  };
  const of = (documentSha256: string) => ({ files: [], rowsByTable: { vendor_traffic_by_asin: 2 }, documentSha256 });

  expect(tablesView({ saved, tables: of('older') })).toBeUndefined();
  expect(tablesView({ saved, tables: of('newer') })).toEqual({ rowsByTable: { vendor_traffic_by_asin: 2 } });
});
