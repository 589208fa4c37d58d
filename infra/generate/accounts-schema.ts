import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Accounts } from '../../lambdas/core/input/accounts.ts';
import { onlyFlags } from './generated-section.ts';

export const accountsSchemaFile = fileURLToPath(new URL('../accounts.schema.json', import.meta.url));

/** The JSON Schema by which editors complete and check an accounts file; what only the parser knows is checked at synth. */
export const accountsSchema = (): string => {
  const schema = z.toJSONSchema(Accounts, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ ...schema, title: 'Accounts whose reports are imported' }, null, 2)}\n`;
};

if (import.meta.main) {
  onlyFlags('--write');
  writeFileSync(accountsSchemaFile, accountsSchema());
}
