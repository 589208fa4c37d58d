import { expect, test } from 'vitest';
import { unusualFigures } from '../../../lambdas/core/record/unusual.ts';
import { aJobItem } from '../../builders.ts';

const range = (least: number, middle: number, most: number) => ({ least, middle, most, ofDocuments: 8 });
const judged = (usual: object, rows: number, measure?: { column: string; sum: number }, documentSha256 = 's') => {
  const saved = { at: '2026-11-25T06:00:00Z', objectKey: 'k', storedBytes: 1, storedSha256: 's', unpackedBytes: 1, unpackedSha256: 'u' };
  const tables = { documentSha256, files: [], ...(measure && { measure }) };
  const item = aJobItem({ usual: { factor: 2, ...usual }, saved: { ...saved, rows, reportId: 'R' }, tables });
  return unusualFigures(item).map(({ figure, is }) => `${figure} ${is}`);
};

test.for([
  [0, ['rows zero']],
  [40, ['rows low']],
  [51, []],
  [100, []],
  [199, []],
  [220, ['rows high']],
] as const)('%i rows, where about 100 are usual', ([rows, expected]) => {
  expect(judged({ rows: range(95, 100, 105) }, rows)).toEqual(expected);
});

test('few rows are not judged: chance alone may double them or leave none', () => {
  expect([judged({ rows: range(3, 5, 8) }, 0), judged({ rows: range(3, 5, 8) }, 13)]).toEqual([[], []]);
});

test('a series that varies may exceed its range by half', () => {
  const wild = { rows: range(400, 1000, 2200) };
  expect([judged(wild, 3200), judged(wild, 3400), judged(wild, 240), judged(wild, 220)]).toEqual([[], ['rows high'], [], ['rows low']]);
});

test('the factor of the entry is used', () => {
  const usual = { rows: range(95, 100, 105), factor: 4 };
  expect([judged(usual, 220), judged(usual, 420), judged(usual, 30)]).toEqual([[], ['rows high'], []]);
});

test('a measure is compared with its own column only, and only of the document that is stored', () => {
  const usual = { measure: range(900, 1000, 1100), column: 'shipped_units' };
  expect(judged(usual, 5, { column: 'shipped_units', sum: 0 })).toEqual(['shipped_units zero']);
  expect(judged(usual, 5, { column: 'ordered_units', sum: 0 })).toEqual([]);
  expect(judged(usual, 5, { column: 'shipped_units', sum: 0 }, 'of an earlier document')).toEqual([]);
  expect(judged(usual, 5)).toEqual([]);
});

test('without known figures nothing is unusual', () => {
  expect(unusualFigures(aJobItem())).toEqual([]);
});
