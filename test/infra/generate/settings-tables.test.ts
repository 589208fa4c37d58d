import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withSection } from '../../../infra/generate/generated-section.ts';
import { settingsFile, settingsTables } from '../../../infra/generate/settings-tables.ts';

const page = readFileSync(settingsFile, 'utf8');

test.for(Object.entries(settingsTables()))('the table of %s says what the code says', ([name, content]) => {
  expect(withSection(page, name, content), 'run: npm run generate').toBe(page);
});

test('every setting has a meaning', () => {
  for (const [name, content] of Object.entries(settingsTables())) expect(content, name).not.toMatch(/\| {2}\|$/m);
});
