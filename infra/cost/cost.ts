import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestedStack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { seriesOfEntry } from '../../lambdas/core/input/series.ts';
import { looksUntil } from '../../lambdas/core/quota/check-schedule.ts';
import { accountsFileOf } from '../deployment/accounts.ts';
import type { AccountsFile } from '../deployment/accounts-in.ts';
import { deploySettingsOf } from '../deployment/deploy-settings.ts';
import { appForTemplate } from '../deployment/project-app.ts';
import { ReportImportStack } from '../report-import-stack.ts';
import { type StepName, stepNames } from '../workflow/definition.ts';
import { assumed, type CostLine, type Deployed, type Load, monthlyCost } from './cost-model.ts';

const usage = `npm run cost -- [--accounts 5 | --accounts-file <file>] [--reports 40] [--runs-per-day 1] [--minutes 15] [--megabytes 5] [--settings <file or JSON>]

The monthly cost by service in US dollars (us-east-1), from the template that these settings make.
  --accounts-file  the accounts of this file; --reports is then their average number of series, if it is not given
  --reports    reports of each account in one run
  --minutes    what Amazon usually takes for a report; the looks until then follow from the settings
  --megabytes  size of a document as stored (compressed)`;

/** The states that a run passes when it is not redriven. */
export const runPath = ['Plan the run', 'Anything to import?', 'Import each report', 'Settle the run', 'Another round?', 'Run done'];

/** The states that a branch passes when its report is ready at the last of so many checks. */
export const branchPath = (checks: number): string[] => [
  ...['Wait for its place', 'Where does it stand?', 'Request report', 'Requested?'],
  ...Array.from({ length: checks }, () => ['Wait for Amazon', 'Check report', 'Ready?']).flat(),
  ...['Download report', 'Downloaded?', 'Tabulate report', 'Tabulated?', 'Report saved'],
];

/** What the templates for these accounts hold: the main stack's, and those of the stacks nested in it. */
export const deployedOf = (settings: unknown, { checks }: Load, accountsFile: AccountsFile): Deployed => {
  const templates = templatesFor(settings, accountsFile);
  const [template] = templates;
  const count = (type: string) => templates.reduce((sum, one) => sum + Object.keys(one.findResources(type)).length, 0);
  return {
    memoryMb: memoryOf(template),
    secrets: count('AWS::SecretsManager::Secret'),
    alarms: count('AWS::CloudWatch::Alarm'),
    queryAlarms: queryAlarmsOf(template),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    keys: count('AWS::KMS::Key'),
    transitionsPerRun: runPath.length,
    queryLimitGigabytes: queryLimitOf(template),
    // The start of a branch counts too.
    transitionsPerReport: branchPath(checks).length + 1,
  };
};

const AlarmResource = z.looseObject({
  Properties: z.looseObject({ Metrics: z.array(z.looseObject({ Expression: z.unknown() })).default([]) }),
});

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-alarms.html */
const queryAlarmsOf = (template: Template): number =>
  z
    .array(AlarmResource)
    .parse(Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    .filter(({ Properties }) => Properties.Metrics.some(({ Expression }) => String(Expression).startsWith('SELECT '))).length;

const WorkGroup = z.looseObject({
  Properties: z.looseObject({ WorkGroupConfiguration: z.looseObject({ BytesScannedCutoffPerQuery: z.number() }) }),
});

const queryLimitOf = (template: Template): number | undefined => {
  const [workgroup] = Object.values(template.findResources('AWS::Athena::WorkGroup'));
  return workgroup && WorkGroup.parse(workgroup).Properties.WorkGroupConfiguration.BytesScannedCutoffPerQuery / 1e9;
};

/** The stack of these accounts; its code is not bundled. */
const templatesFor = (settings: unknown, accountsFile: AccountsFile): readonly [Template, ...Template[]] => {
  const stack = new ReportImportStack(appForTemplate(), 'cost', { settings: deploySettingsOf(settings), accounts: accountsFile.path });
  const nested = stack.node.findAll().filter((one) => one instanceof NestedStack);
  return [Template.fromStack(stack), ...nested.map((one) => Template.fromStack(one))];
};

/** So many copies of the sample's first account, in a file of their own: whoever asks for it removes its folder. */
export const copiesOf = (count: number): AccountsFile => {
  const { accounts } = accountsFileOf('sample');
  const copies = Array.from({ length: count }, (_, index) => accounts.slice(0, 1).map((one) => ({ ...one, name: `account-${index}` })));
  const path = join(mkdtempSync(join(tmpdir(), 'copies-')), 'accounts.json');
  writeFileSync(path, JSON.stringify({ accounts: copies.flat() }));
  return { path, accounts: copies.flat() };
};

/** How many reports an account asks for when all its series are due, on average: most days fewer are. */
export const seriesPerAccount = ({ accounts }: AccountsFile): number => {
  const series = accounts.flatMap((account) =>
    account.reports.filter(({ enabled }) => enabled).flatMap((entry) => seriesOfEntry(account, entry)),
  );
  return Math.ceil(series.length / accounts.length);
};

const FunctionResource = z.looseObject({
  Properties: z.looseObject({
    MemorySize: z.number(),
    Environment: z.looseObject({ Variables: z.looseObject({ POWERTOOLS_SERVICE_NAME: z.enum(stepNames) }) }),
  }),
});

const memoryOf = (template: Template): Record<StepName, number> => {
  const resources = z.record(z.string(), FunctionResource).parse(template.findResources('AWS::Lambda::Function'));
  const sizes = Object.values(resources).map(({ Properties }) => [
    Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
    Properties.MemorySize,
  ]);
  return z.record(z.enum(stepNames), z.number()).parse(Object.fromEntries(sizes));
};

const table = (lines: readonly CostLine[], accounts: number): string => {
  const dollars = (usd: number) => usd.toFixed(2).padStart(9);
  const row = (service: string, usd: number, idleUsd: number, what: string) =>
    `${service.padEnd(16)}${[usd, idleUsd, usd / accounts, idleUsd / accounts].map(dollars).join('')}  ${what}`;
  const sum = (of: 'usd' | 'idleUsd') => lines.reduce((total, line) => total + line[of], 0);
  const head = ['total', 'idle', 'each', 'idle'].map((title) => title.padStart(9)).join('');
  return [
    `${'USD a month'.padEnd(16)}${head}  for`,
    ...lines.map(({ service, usd, idleUsd, what }) => row(service, usd, idleUsd, what)),
    row('sum', sum('usd'), sum('idleUsd'), 'each: by account; idle: paid when nothing runs'),
  ].join('\n');
};

const positive = z.coerce.number().positive();
const Arguments = z.object({
  accounts: positive.int(),
  'accounts-file': z.string().optional(),
  reports: positive.int().optional(),
  'runs-per-day': positive,
  minutes: positive,
  megabytes: positive,
});

export const answerTo = (args: string[]): string => {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ accounts: text('5'), 'runs-per-day': text('1'), minutes: text('15'), megabytes: text('5') },
      reports: { type: 'string' },
      'accounts-file': { type: 'string' },
      settings: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return usage;
  const asked = { ...Arguments.parse(values), settings: values.settings };
  const named = asked['accounts-file'];
  const accountsFile = named === undefined ? copiesOf(asked.accounts) : accountsFileOf(named);
  try {
    return costOf(accountsFile, asked);
  } finally {
    if (named === undefined) rmSync(dirname(accountsFile.path), { recursive: true });
  }
};

type Asked = z.infer<typeof Arguments> & { settings?: string | undefined };

const costOf = (accountsFile: AccountsFile, asked: Asked): string => {
  const { 'runs-per-day': runsPerDay, 'accounts-file': named, minutes, megabytes, settings } = asked;
  const reports = asked.reports ?? (named === undefined ? 40 : seriesPerAccount(accountsFile));
  const accounts = accountsFile.accounts.length;
  const load: Load = { accounts, reports, megabytes, runsPerDay, checks: checksOf(settings, reports, minutes) };
  const lines = monthlyCost(deployedOf(settings, load, accountsFile), load);
  return `${table(lines, accounts)}\n\n${assumptions(load, named)}`;
};

/** Looks at a report of a series that was saved before, in a run of so many reports. */
const checksOf = (settings: unknown, jobCount: number, minutes: number): number =>
  looksUntil({ jobCount, settings: deploySettingsOf(settings).run }, minutes * 60, minutes * 60);

const assumptions = ({ megabytes, checks, reports, runsPerDay }: Load, named: string | undefined): string => {
  const { seconds, downloadSeconds, jobKilobytes } = assumed;
  return [
    `Accounts: ${named ?? 'copies of the first one of the sample, infra/accounts.json'}; ${reports} reports in each of ${runsPerDay} runs a day.`,
    'Prices of us-east-1 without free tiers, with their sources in infra/cost/prices.ts; documents of one month, which add up.',
    `Assumed: ${checks} looks at a report, ${seconds.request} s for a request, ${seconds.check} s for a check, ${downloadSeconds(megabytes)} s for a download, ${jobKilobytes} kB for a job in the ledger.`,
  ].join('\n');
};

if (import.meta.main) {
  try {
    console.log(answerTo(process.argv.slice(2)));
  } catch (error) {
    console.error(`${error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exitCode = 2;
  }
}
