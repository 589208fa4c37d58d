import { expect, test } from 'vitest';
import { usage } from '../../../cli/local/options.ts';

test('--help fits a terminal and shows examples', () => {
  let text = '';
  const command = usage().configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });

  expect(() => command.parse(['--help'], { from: 'user' })).toThrow(expect.objectContaining({ exitCode: 0 }));

  expect(text).toContain('npm start -- --redrive');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
});
