import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readmeFile, withSection } from '../../../infra/generate/generated-section.ts';
import { settingsTables } from '../../../infra/generate/settings-tables.ts';

const readme = readFileSync(readmeFile, 'utf8');

test.for(Object.entries(settingsTables()))('the README’s table of %s says what the code says', ([name, content]) => {
  expect(withSection(readme, name, content), 'run: npm run generate').toBe(readme);
});

test('every setting has a meaning', () => {
  for (const [name, content] of Object.entries(settingsTables())) expect(content, name).not.toMatch(/\| {2}\|$/m);
});
