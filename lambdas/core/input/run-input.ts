import * as z from 'zod';
import { hasTables, isReportTypeName, reportTypeNames } from '../catalogue/report-types.ts';
import { Instant, instantOf } from '../instant.ts';
import type { ExecutionContext } from '../record/messages.ts';
import type { Run } from '../record/runs.ts';
import { looksProblem, Settings } from '../settings.ts';
import { type Account, type Accounts, accountOf, reportProblems, secretNameOf } from './accounts.ts';
import { fieldName, notAllowed, parseInput, problemsError, strictFields } from './problems.ts';
import { ApiType, ReportEntry, typeOfEntry } from './report-entry.ts';

const { quotas: _, ...runTimeSettings } = Settings.shape;
type RunTimeSettings = typeof runTimeSettings;

/** Every setting but the quotas, without its default: what a person does not write is not overridden. */
const overrides = Object.fromEntries(
  Object.entries(runTimeSettings).map(([name, field]) => [
    name,
    field
      .unwrap()
      .describe(field.description ?? name)
      .optional(),
  ]),
  // A parser may say what it knows: the fields keep their names and types.
) as { [Name in keyof RunTimeSettings]: z.ZodOptional<ReturnType<RunTimeSettings[Name]['unwrap']>> };

type Unfit = [field: 'reports' | 'force' | 'plan' | 'reportTypes', message: string];

/** Fields about requests to Amazon have no effect in a run that makes none. */
const unfitForTables = ({ reports, force, plan, reportTypes = [] }: Written): Unfit[] => {
  const unfit: Unfit[] = [];
  if (reports !== undefined) unfit.push(['reports', 'cannot be combined with "tabulate"; "reportTypes" selects the tables']);
  if (force !== undefined) unfit.push(['force', 'cannot be combined with "tabulate", which makes again what is there']);
  if (plan !== undefined) unfit.push(['plan', 'cannot be combined with "tabulate": its steps are requests to Amazon']);
  const without = reportTypes.filter((type) => !hasTables({ type }));
  const having = reportTypeNames.filter((type) => hasTables({ type }));
  if (without.length > 0) unfit.push(['reportTypes', `names types without tables: ${without.join(', ')}. Allowed: ${having.join(', ')}.`]);
  return unfit;
};

type Written = { reports?: unknown; force?: unknown; plan?: unknown; reportTypes?: readonly string[] | undefined };

const TypeName = z.union([z.enum(reportTypeNames), ApiType]);

/** What starts an import: the schedule, the console or the command line. `{ "account": "…" }` is complete. */
export const RunInput = strictFields({
  account: z.string().min(1).describe('Name of an account of the accounts file'),
  reportTypes: z.array(TypeName).min(1).optional().describe('Only these of the account’s reports'),
  reports: z.array(ReportEntry).min(1).optional().describe('These instead of the account’s reports'),
  from: z.iso.date().optional().describe('First day: the whole published periods from here on'),
  to: z.iso.date().optional().describe('Last day; without it up to the newest published period'),
  force: z.boolean().optional().describe('Also what is fresh or was saved already, and what failed too often'),
  tabulate: z
    .boolean()
    .optional()
    .describe('Asks Amazon nothing: makes the tables of stored documents again, those never made first, then the oldest'),
  madeBefore: Instant.optional().describe('With "tabulate": only tables that were made before this, or never'),
  plan: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be what `start --plan` writes: 64 hexadecimal digits.')
    .optional()
    .describe('Digest of the steps of a plan: where they are others by now, the run is refused'),
  scheduledAt: Instant.optional().describe('Planned start, from the schedule: a second delivery of it starts nothing'),
  ...overrides,
}).superRefine((input, context) => {
  const { from, to } = input;
  const refuse = (field: keyof typeof input, message: string): void => context.addIssue({ code: 'custom', path: [field], message });
  for (const [field, message] of input.tabulate ? unfitForTables(input) : []) refuse(field, message);
  if (!input.tabulate && input.madeBefore !== undefined) refuse('madeBefore', 'needs "tabulate": true beside it');
  // Documents are there or not: their range may begin anywhere.
  if (to !== undefined && from === undefined && !input.tabulate) refuse('to', 'needs "from" beside it');
  if (to !== undefined && from !== undefined && to < from) {
    refuse('to', `lies before "from", which is "${from}"`);
  }
});
export type RunInput = z.infer<typeof RunInput>;

/** A run's input, checked as far as it can be without the account. @throws InvalidInputError that lists every problem */
export const parseRunInput = (written: unknown): RunInput => parseInput(RunInput, written, 'The input of the run');

/** The deployed settings with what the input overrides. @throws InvalidInputError when they do not go together */
export const settingsOf = (input: RunInput, deployed: Settings): Settings => {
  const settings = Settings.parse({
    ...deployed,
    ...Object.fromEntries(Object.entries(input).filter(([name, value]) => Object.hasOwn(runTimeSettings, name) && value !== undefined)),
  });
  const problem = looksProblem(settings);
  if (problem !== undefined) throw problemsError('The input of the run', [`firstCheckSeconds: ${settings.firstCheckSeconds} ${problem}`]);
  return settings;
};

/** The reports that a run is about, and which types were named in its input. @throws InvalidInputError */
export const reportsOf = (account: Account, input: RunInput): { reports: ReportEntry[]; named: ReadonlySet<string> } => {
  const problems = input.reports ? reportProblems(account, input.reports) : [];
  if (problems.length > 0) {
    throw problemsError(
      'The input of the run',
      problems.map(({ path, message }) => `${fieldName(input, path)}: ${message}`),
    );
  }
  const reports = (input.reports ?? account.reports).filter(({ enabled }) => enabled);
  const available = [...new Set(reports.map(typeOfEntry))];
  const named = input.reportTypes ?? (input.reports ? available : []);
  const missing = named.filter((name) => !available.includes(name));
  if (missing.length > 0) {
    const known = missing.filter(isReportTypeName);
    const hint =
      known.length > 0
        ? ' To ask for a type that the account does not list, or lists as disabled, write it with its options in "reports".'
        : '';
    throw problemsError(
      'The input of the run',
      missing.map((name) => `reportTypes: ${notAllowed(name, available)}${hint}`),
    );
  }
  return { reports: input.reportTypes ? reports.filter((entry) => named.includes(typeOfEntry(entry))) : reports, named: new Set(named) };
};

/**
 * The run that an input starts, its account and the parsed input. Its id is the planned start, so that a schedule delivered twice
 * is one run, or else the execution's name.
 * @throws InvalidInputError
 */
export const runOf = (
  written: unknown,
  execution: ExecutionContext,
  accounts: Accounts,
  deployed: Settings,
  nowMs: number,
): { run: Run; account: Account; input: RunInput } => {
  const input = parseRunInput(written);
  const account = accountOf(accounts, input.account);
  const settings = settingsOf(input, deployed);
  if (input.tabulate && !settings.tables)
    throw problemsError('The input of the run', [
      'tabulate: tables are switched off. Set "tables": true in the settings of the deployment.',
    ]);
  const run = {
    id: input.scheduledAt ?? execution.Name ?? execution.Id.slice(execution.Id.lastIndexOf(':') + 1),
    account: account.name,
    round: 0,
    startedAt: instantOf(nowMs),
    deadlineAt: instantOf(nowMs + settings.maxRuntimeMinutes * 60_000),
    executionArn: execution.Id,
    secretId: secretNameOf(account),
    jobCount: 0,
    settings,
  };
  return { run, account, input };
};
