import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { parsedJson } from '../../lambdas/core/input/json-text.ts';
import { parseInput, strictFields } from '../../lambdas/core/input/problems.ts';
import { Settings } from '../../lambdas/core/settings.ts';
import { checkLooks, importFields, runDescription } from './import-settings.ts';

/** Everything that is decided at deployment, with default, unit and reason. `-c settings=<file or JSON>`, or `settings` in cdk.json. */
export const DeploySettings = strictFields({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,19}$/, 'must be lower-case letters, digits and hyphens, at most 20')
    .default('prod')
    .describe('Part of the stack’s name: prod, test, …'),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, at most 40')
    .default('report-import')
    .describe('First part of the stack’s name; another one makes another copy in the same AWS account'),
  bucketName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not a name of a bucket. Allowed: 3 to 63 lower-case letters, digits, "." and "-"')
    .optional()
    .describe('An existing bucket; absent: a new one'),
  encryptionKey: z
    .union([z.literal('new'), z.string().regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, 'is not the ARN of a KMS key')])
    .optional()
    .describe(
      'Customer-managed key for bucket, ledger, secrets, logs and execution histories: "new", or a key’s ARN; absent: AWS’s own keys',
    ),
  permissionsBoundary: z.string().min(1).optional().describe('Name or ARN of a managed policy that bounds every role'),
  tags: z.record(z.string(), z.string()).default({}).describe('Put on every resource'),
  ...importFields,
  run: strictFields(Settings.shape).superRefine(checkLooks).prefault({}).describe(runDescription),
});
export type DeploySettings = z.infer<typeof DeploySettings>;

/** A person's own settings, which git ignores: used by itself beside their own accounts. */
export const ownSettingsFile = fileURLToPath(new URL('../settings.mine.json', import.meta.url));

/**
 * The settings of a deployment from what the context holds: nothing, an object (cdk.json), JSON, or the name of a file.
 * @throws InvalidInputError naming the field, what it was and what is allowed
 */
export const deploySettingsOf = (context: unknown): DeploySettings => {
  const written = typeof context === 'string' ? jsonOf(context) : (context ?? {});
  return parseInput(DeploySettings, written, 'The deploy-time settings');
};

const jsonOf = (text: string): unknown => {
  const isInline = text.trimStart().startsWith('{');
  if (!isInline && !existsSync(text))
    throw new InvalidInputError(`settings: there is no file "${text}", and it is not a JSON object either`);
  if (!isInline) return parsedJson(readFileSync(text, 'utf8'), text);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInputError('settings: the value is not JSON', { cause: error });
  }
};
