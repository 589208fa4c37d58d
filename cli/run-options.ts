import type { Command } from 'commander';
import { z } from 'zod';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { parseRunInput, runOf } from '../lambdas/core/input/run-input.ts';
import { refuseUnfitDates } from '../lambdas/core/planning/plan-jobs.ts';
import { day, TYPES_FLAGS, text, types } from './command.ts';
import type { CliPorts } from './ports.ts';

/** The options that make a run's input: the same for `start` here and on AWS. */
export const addRunOptions = (command: Command): Command =>
  command
    .option(TYPES_FLAGS, 'only these report types, by commas')
    .option('--from <day>', 'backfill: first day; whole published periods')
    .option('--to <day>', 'last day (default: the newest published)')
    .option('--force', 'also what is fresh, saved, or given up')
    .option('--max-runtime <minutes>', 'what is left then waits for the next run')
    .option('--input <json|file>', 'a whole input; options win over it');

export const RunOptions = z.object({
  account: text,
  types,
  from: day,
  to: day,
  force: z.boolean().optional(),
  maxRuntime: z.coerce.number().optional(),
  input: text,
});
export type RunOptions = z.infer<typeof RunOptions>;

/**
 * The input of a run, checked as far as it can be without asking anyone. An account need not be named where there is only one.
 * @throws InvalidInputError
 */
export const runInputOf = (options: RunOptions, accounts: readonly string[], written: unknown): Record<string, unknown> => {
  const { types: reportTypes, from, to, force, maxRuntime: maxRuntimeMinutes } = options;
  const base = written === undefined ? {} : objectIn(written);
  const account = options.account ?? base['account'] ?? onlyOne(accounts);
  const given = Object.entries({ account, reportTypes, from, to, force, maxRuntimeMinutes }).filter(([, value]) => value !== undefined);
  const input = { ...base, ...Object.fromEntries(given) };
  parseRunInput(input);
  return input;
};

/**
 * Refuses what Plan would refuse, on the accounts and settings that it has: an execution that only fails helps nobody, and alarms.
 * @throws InvalidInputError
 */
export const refuseUnfitInput = async ({ accounts, settings, clock }: CliPorts, input: Record<string, unknown>): Promise<void> => {
  const nowMs = clock.now();
  const started = runOf(input, { Id: 'not-started', Name: 'not-started' }, await accounts(), settings(), nowMs);
  refuseUnfitDates({ ...started, nowMs, settings: started.run.settings });
};

/** Names of executions have at most 80 characters, and are the run's id: account and instant say most. */
export const executionName = (account: string, { clock }: Pick<CliPorts, 'clock'>, what = ''): string =>
  `${account}${what}-${new Date(clock.now()).toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '')}`;

const onlyOne = (accounts: readonly string[]): string => {
  const [only, ...others] = accounts;
  if (only !== undefined && others.length === 0) return only;
  throw new InvalidInputError(`Name the account: ${accounts.join(', ')}`);
};

const objectIn = (written: unknown): Record<string, unknown> => {
  const parsed = z.record(z.string(), z.unknown()).safeParse(written);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError('--input: must be a JSON object, or the name of a file that holds one, such as \'{"account": "acme-us"}\'');
};

/** What `--input` holds when it names no file; what is not JSON is reported with the other mistakes. */
export const jsonOrNothing = (json: string | undefined): unknown => {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
};
