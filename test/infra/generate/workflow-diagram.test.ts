import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withSection } from '../../../infra/generate/generated-section.ts';
import { diagramFile, diagramOf, diagramSection } from '../../../infra/generate/workflow-diagram.ts';
import { allStates, readDefinition } from '../../../infra/workflow/definition.ts';

const diagram = diagramOf(readDefinition());

test('docs/design.md shows the workflow as it is', () => {
  const page = readFileSync(diagramFile, 'utf8');
  expect(withSection(page, diagramSection, diagram), 'run: npm run generate').toBe(page);
});

test('every state is drawn', () => {
  for (const [name] of allStates(readDefinition())) expect(diagram).toContain(`"${name}`);
});

test('a choice is drawn with its word, an error with a dotted line', () => {
  expect(diagram).toContain('Ready -- pending --> Wait_for_Amazon');
  expect(diagram).toContain('Check_report -. error .-> Explain_failure');
});

test('no arrow leads to a state that is not drawn', () => {
  const drawn = new Set([...diagram.matchAll(/^ *(?:subgraph )?(\w+)[[({]/gm)].map(([, id]) => id));
  const reached = [...diagram.matchAll(/> (\w+)$/gm)].map(([, id]) => id);
  expect(reached.length).toBeGreaterThan(30);
  expect(reached.filter((id) => !drawn.has(id))).toEqual([]);
});
