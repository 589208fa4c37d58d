import { expect, test } from 'vitest';
import { uniqueKeys } from '../../../../lambdas/core/tables/rows/unique-keys.ts';

const rows = 1_100_000;
const keyOf = (nth: number) => ({ asin: `B${nth}`, rank: nth % 3 });

test('more different keys than are kept are different, and repeated ones are found among them', () => {
  const keys = uniqueKeys(['asin', 'rank']);
  for (let nth = 0; nth < rows; nth += 1) keys.add(keyOf(nth));
  expect(keys.found()).toBeUndefined();

  for (let nth = 0; nth < rows; nth += 1) keys.add(keyOf(nth));
  const { rows: found = 0, checkedShare = 0 } = keys.found() ?? {};
  expect(checkedShare).toBe(0.5);
  expect(found / rows).toBeCloseTo(checkedShare, 2);
});

test('fields are distinguished, and a missing one is a value like others', () => {
  const keys = uniqueKeys(['a', 'b']);
  for (const row of [{ a: 'x', b: 'yz' }, { a: 'xy', b: 'z' }, { a: 'xyz' }, { b: 'xyz' }, { a: 1 }, { b: 1 }]) keys.add(row);
  expect(keys.found()).toBeUndefined();
  keys.add({ a: 'xyz' });
  expect(keys.found()).toEqual({ rows: 1, example: { a: 'xyz', b: null }, checkedShare: 1 });
});
