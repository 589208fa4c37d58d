import { expect, test } from 'vitest';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { parsedJson } from '../../../lambdas/core/input/json-text.ts';

test.for([
  ['{\n  "a": 1,\n  oops\n}', /"mine.json" is not JSON: line 3: /],
  ['{\n  "a": 1\n', /"mine.json" is not JSON: line 3: /],
  ['\uFEFF{}', /"mine.json" begins with a byte order mark/],
  ['', /"mine.json" is not JSON: line 1: /],
] as const)('%j is refused with the name of the file and the line', ([text, words]) => {
  expect(() => parsedJson(text, 'mine.json')).toThrow(InvalidInputError);
  expect(() => parsedJson(text, 'mine.json')).toThrow(words);
});

test('JSON is parsed', () => {
  expect(parsedJson('{ "a": [1] }', 'mine.json')).toEqual({ a: [1] });
});
