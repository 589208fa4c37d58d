import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { constructFile, constructTables } from '../../../infra/generate/construct-tables.ts';
import { withSection } from '../../../infra/generate/generated-section.ts';

const page = readFileSync(constructFile, 'utf8');

test.for(Object.entries(constructTables()))('the table of %s says what the comments in the source say', ([name, content]) => {
  expect(content.split('\n').length).toBeGreaterThan(6);
  expect(withSection(page, name, content), 'run: npm run generate').toBe(page);
});
