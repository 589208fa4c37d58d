import { type Machine, readDefinition, type State } from '../workflow/definition.ts';
import { docsFile, onlyFlags, writeSection } from './generated-section.ts';

export const diagramFile = docsFile('design.md');
export const diagramSection = 'workflow diagram';

/** The workflow as a Mermaid flowchart, for people who read the documentation: every state, every way from one to the next. */
export const diagramOf = (machine: Machine): string =>
  ['```mermaid', 'flowchart TD', ...statesOf(machine).map((line) => `  ${line}`), '```'].join('\n');

const statesOf = (machine: Machine): string[] =>
  Object.entries(machine.States).flatMap(([name, state]) => [...shapeOf(name, state), ...waysOf(name, state)]);

const shapeOf = (name: string, state: State): string[] => {
  const id = idOf(name);
  switch (state.Type) {
    case 'Task':
      return [`${id}["${name}"]`];
    case 'Choice':
      return [`${id}{"${name}"}`];
    case 'Wait':
      return [`${id}(["${name}"])`];
    case 'Pass':
    case 'Succeed':
      return [`${id}[/"${name}"/]`];
    case 'Map':
      return [
        `subgraph ${id}["${name}, all at once"]`,
        ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []).map((line) => `  ${line}`),
        'end',
      ];
    default:
      return state.Type satisfies never;
  }
};

const waysOf = (name: string, { Next, Default, Choices = [], Catch = [] }: State): string[] => {
  const id = idOf(name);
  const caught = new Set(Catch.map((catcher) => catcher.Next));
  return [
    ...(Next === undefined ? [] : [`${id} --> ${idOf(Next)}`]),
    ...Choices.map((choice) => `${id} -- ${choice.StringEquals} --> ${idOf(choice.Next)}`),
    ...(Default === undefined ? [] : [`${id} -- else --> ${idOf(Default)}`]),
    ...[...caught].map((next) => `${id} -. error .-> ${idOf(next)}`),
  ];
};

/** Mermaid's names are single words. */
const idOf = (name: string): string => name.replace(/[^A-Za-z]+/g, '_').replace(/^_|_$/g, '');

if (import.meta.main) {
  onlyFlags('--write');
  const diagram = diagramOf(readDefinition());
  if (process.argv.includes('--write')) writeSection(diagramFile, diagramSection, diagram);
  else console.log(diagram);
}
