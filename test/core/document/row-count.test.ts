import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowCounter } from '../../../lambdas/core/document/row-count.ts';

const count = (text: string, paths: readonly string[], pieceBytes = text.length) => {
  const counter = rowCounter(paths);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) counter.add(bytes.subarray(at, at + pieceBytes));
  return { rows: counter.rows(), shape: counter.shape() };
};

test.for([
  ['{"salesByAsin":[{"asin":"A"},{"asin":"B"}]}', ['salesByAsin'], { salesByAsin: 2 }],
  ['{"salesByAsin":[]}', ['salesByAsin[]'], { 'salesByAsin[]': 0 }],
  ['{"reportSpecification":{"salesByAsin":[1,2,3]}}', ['salesByAsin'], { salesByAsin: 0 }],
  ['{"a":[1,"two",[3],null,{"a":[9]}]}', ['a'], { a: 5 }],
  [
    '{"campaigns":[{"coupons":[{},{}]},{"coupons":[{}]},{}]}',
    ['campaigns', 'campaigns[].coupons[]'],
    { campaigns: 3, 'campaigns[].coupons[]': 3 },
  ],
  ['{"a":[{"text":"quote \\" bracket ]} and backslash \\\\"},{}]}', ['a'], { a: 2 }],
  [' {\n "a" : [\n {} ,\n {} ] }\n', ['a'], { a: 2 }],
  ['{"a":"a","b":[1]}', ['a', 'b'], { a: 0, b: 1 }],
] as const)('%s has as many rows as it has elements, wherever it is cut', ([text, paths, rows]) => {
  for (const pieceBytes of [1, 2, 3, 7, text.length]) expect(count(text, paths, pieceBytes)).toEqual({ rows, shape: 'whole' });
});

test.for([
  ['{"a":[{},{', 'open'],
  ['{"a":"never ends', 'open'],
  ['{"a":1}{"a":2}', 'other'],
  ['{"a":1} x', 'other'],
  ['asin\tunits\nA\t1', 'other'],
  ['"a string"', 'other'],
  ['{"a":[}', 'other'],
] as const)('%s is %s', ([text, shape]) => {
  expect(count(text, ['a']).shape).toBe(shape);
});

test('the count equals what JSON.parse gives, for any document split anywhere', () => {
  const document = fc.record({
    rows: fc.array(fc.jsonValue()),
    others: fc.array(fc.record({ inner: fc.array(fc.jsonValue()) })),
    'ké"y\\': fc.jsonValue(),
  });
  fc.assert(
    fc.property(document, fc.integer({ min: 1, max: 50 }), fc.constantFrom(undefined, 2), (value, pieceBytes, indent) => {
      const inner = value.others.reduce((sum, other) => sum + other.inner.length, 0);
      const expected = { rows: value.rows.length, others: value.others.length, 'others[].inner': inner };
      expect(count(JSON.stringify(value, undefined, indent), Object.keys(expected), pieceBytes)).toEqual({
        rows: expected,
        shape: 'whole',
      });
    }),
    { numRuns: 300 },
  );
});
