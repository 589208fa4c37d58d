import { z } from 'zod';
import { environment } from '../../lambdas/core/environment.ts';
import { Settings } from '../../lambdas/core/settings.ts';
import { DeploySettings } from '../deployment/deploy-settings.ts';
import { docsFile, onlyFlags, tableOf, writeSection } from './generated-section.ts';

export const settingsFile = docsFile('settings.md');

/** The tables of settings, made from the schemas that check them. By the name of their section. */
export const settingsTables = (): Record<string, string> => ({
  'run-time settings': tableOf(['setting', 'default', 'meaning'], rowsOf(z.toJSONSchema(Settings, { io: 'input' }))),
  'deploy-time settings': tableOf(
    ['setting', 'default', 'meaning'],
    rowsOf(z.toJSONSchema(DeploySettings, { io: 'input' })).filter(([name = '']) => !name.startsWith('`run.')),
  ),
  environment: tableOf(
    ['variable', 'value', 'meaning'],
    Object.entries(environment).map(([name, { example, meaning }]) => [`\`${name}\``, example, meaning]),
  ),
});

const Field: z.ZodType<Field> = z.lazy(() =>
  z.looseObject({
    description: z.string().optional(),
    default: z.unknown().optional(),
    properties: z.record(z.string(), Field).optional(),
  }),
);
type Field = { description?: string | undefined; default?: unknown; properties?: Record<string, Field> | undefined };

/** One row for each leaf, by its path. */
const rowsOf = (schema: unknown, path: readonly string[] = []): string[][] =>
  Object.entries(Field.parse(schema).properties ?? {}).flatMap(([name, field]) => {
    const here = [...path, name];
    if (field.properties !== undefined && Object.keys(field.properties).length > 0) return rowsOf(field, here);
    return [[`\`${here.join('.')}\``, defaultOf(field), field.description ?? '']];
  });

const defaultOf = ({ default: value }: Field): string =>
  value === undefined || value === '' ? '–' : `\`${JSON.stringify(value).replaceAll('"', '')}\``;

if (import.meta.main) {
  onlyFlags();
  for (const [name, content] of Object.entries(settingsTables())) writeSection(settingsFile, name, content);
}
