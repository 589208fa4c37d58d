import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Accounts } from '../../lambdas/core/input/accounts.ts';
import { WrittenImportSettings } from '../deployment/import-settings.ts';
import { onlyFlags } from './generated-section.ts';

export const writtenPropsFile = fileURLToPath(new URL('../written-props.ts', import.meta.url));

/** What is written as props of the construct, as types that know no zod: made from the schemas that check them. */
export const writtenProps = (): string => {
  const { properties } = Schema.parse(z.toJSONSchema(Accounts, { io: 'input', unrepresentable: 'any' }));
  const account = properties?.['accounts']?.items ?? {};
  const settings = Schema.parse(z.toJSONSchema(WrittenImportSettings, { io: 'input' }));
  return [
    '// Made by npm run generate from the schemas that check what is written.',
    `/** One account: an entry of the accounts file. */\nexport type AccountProps = ${typeOf(account, '')};`,
    `/** The settings of an import. */\nexport type SettingsProps = ${typeOf(settings, '')};\n`,
  ].join('\n\n');
};

/** JSON Schema, as far as zod makes it of what a person writes. */
type Schema = {
  description?: string | undefined;
  default?: unknown;
  type?: string | undefined;
  const?: unknown;
  enum?: unknown[] | undefined;
  anyOf?: Schema[] | undefined;
  oneOf?: Schema[] | undefined;
  items?: Schema | undefined;
  required?: string[] | undefined;
  properties?: Record<string, Schema> | undefined;
  additionalProperties?: boolean | Schema | undefined;
};
const Schema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    description: z.string().optional(),
    default: z.unknown().optional(),
    type: z.string().optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
    anyOf: z.array(Schema).optional(),
    oneOf: z.array(Schema).optional(),
    items: Schema.optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), Schema).optional(),
    additionalProperties: z.union([z.boolean(), Schema]).optional(),
  }),
);

const typeOf = (schema: Schema, indent: string): string => {
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(' | ');
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives) return [...new Set(alternatives.map((one) => typeOf(one, indent)))].join(' | ');
  if (schema.items) return `readonly (${typeOf(schema.items, indent)})[]`;
  if (typeof schema.additionalProperties === 'object') return `Readonly<Record<string, ${typeOf(schema.additionalProperties, indent)}>>`;
  if (schema.properties) return objectType(schema, indent);
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'string' || schema.type === 'boolean') return schema.type;
  throw new Error(`No type for ${JSON.stringify(schema)}`);
};

const literal = (value: unknown): string => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));

const objectType = ({ properties = {}, required = [] }: Schema, indent: string): string => {
  const inner = `${indent}  `;
  const fields = Object.entries(properties).map(([name, field]) => {
    const type = typeOf(field, inner);
    const property = required.includes(name) ? `${name}: ${type}` : `${name}?: ${type} | undefined`;
    return `${commentOf(field, inner)}${inner}readonly ${property};`;
  });
  return fields.length === 0 ? 'Readonly<Record<string, never>>' : `{\n${fields.join('\n')}\n${indent}}`;
};

const commentOf = ({ description, default: value }: Schema, indent: string): string => {
  const isPlain = value !== undefined && typeof value !== 'object';
  const words = [description, isPlain ? `Default: ${JSON.stringify(value)}` : undefined].filter((word) => word !== undefined);
  return words.length === 0 ? '' : `${indent}/** ${words.join('. ').replaceAll('*/', '* /')} */\n`;
};

if (import.meta.main) {
  onlyFlags('--write');
  writeFileSync(writtenPropsFile, writtenProps());
}
