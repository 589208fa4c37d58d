import { parseArgs } from 'node:util';
import { Template } from 'aws-cdk-lib/assertions';
import { z } from 'zod';
import { looksUntil } from '../../lambdas/core/quota/check-schedule.ts';
import { accountsFileOf } from '../deployment/accounts.ts';
import { deploySettingsOf } from '../deployment/deploy-settings.ts';
import { appForTemplate } from '../deployment/project-app.ts';
import { ReportImportStack } from '../report-import-stack.ts';
import { type StepName, stepNames } from '../workflow/definition.ts';
import { assumed, type CostLine, type Deployed, type Load, monthlyCost } from './cost-model.ts';

const usage = `npm run cost -- [--accounts 5] [--reports 40] [--runs-per-day 1] [--minutes 15] [--megabytes 5] [--settings <file or JSON>]

The monthly cost by service in US dollars (us-east-1), from the template that these settings make.
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

/** What the template for so many accounts holds. */
export const deployedOf = (settings: unknown, { accounts, checks }: Load): Deployed => {
  const template = templateFor(settings, accounts);
  const count = (type: string) => Object.keys(template.findResources(type)).length;
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

/** The stack with so many copies of the sample's first account; its code is not bundled. */
const templateFor = (settings: unknown, accounts: number): Template => {
  const { path, accounts: sample } = accountsFileOf('sample');
  const copies = Array.from({ length: accounts }, (_, index) =>
    sample.slice(0, 1).map((account) => ({ ...account, name: `account-${index}` })),
  ).flat();
  const app = appForTemplate();
  return Template.fromStack(
    new ReportImportStack(app, 'cost', { settings: deploySettingsOf(settings), accountsFile: { path, accounts: copies } }),
  );
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

const table = (lines: readonly CostLine[]): string => {
  const dollars = (usd: number) => usd.toFixed(2).padStart(9);
  const row = (service: string, usd: number, idleUsd: number, what: string) =>
    `${service.padEnd(16)}${dollars(usd)}${dollars(idleUsd)}  ${what}`;
  const sum = (of: 'usd' | 'idleUsd') => lines.reduce((total, line) => total + line[of], 0);
  return [
    `${'USD a month'.padEnd(16)}${'total'.padStart(9)}${'idle'.padStart(9)}  for`,
    ...lines.map(({ service, usd, idleUsd, what }) => row(service, usd, idleUsd, what)),
    row('sum', sum('usd'), sum('idleUsd'), 'idle: paid when nothing runs'),
  ].join('\n');
};

const positive = z.coerce.number().positive();
const Arguments = z.object({
  accounts: positive.int(),
  reports: positive.int(),
  'runs-per-day': positive,
  minutes: positive,
  megabytes: positive,
});

const answerTo = (args: string[]): string => {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ accounts: text('5'), reports: text('40'), 'runs-per-day': text('1'), minutes: text('15'), megabytes: text('5') },
      settings: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return usage;
  const { 'runs-per-day': runsPerDay, minutes, ...rest } = Arguments.parse(values);
  const load: Load = { ...rest, runsPerDay, checks: checksOf(values.settings, rest.reports, minutes) };
  return `${table(monthlyCost(deployedOf(values.settings, load), load))}\n\n${assumptions(load)}`;
};

/** Looks at a report of a series that was saved before, in a run of so many reports. */
const checksOf = (settings: unknown, jobCount: number, minutes: number): number =>
  looksUntil({ jobCount, settings: deploySettingsOf(settings).run }, minutes * 60, minutes * 60);

const assumptions = ({ megabytes, checks }: Load): string => {
  const { seconds, downloadSeconds, jobKilobytes } = assumed;
  return [
    'Accounts are copies of the first one of the sample, infra/accounts.json.',
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
