import * as z from 'zod';
import { strictFields } from '../../lambdas/core/input/problems.ts';
import { looksProblem, Settings } from '../../lambdas/core/settings.ts';
import type { StepName } from '../workflow/definition.ts';

/** A function's memory and time limit. `longestSeconds` keeps it below its state's TimeoutSeconds, so that the function says what happened. */
const sized = (memoryMb: number, timeoutSeconds: number, longestSeconds: number) =>
  strictFields({
    memoryMb: z.number().int().min(128).max(10_240).default(memoryMb).describe('Memory in MB; processor and network grow with it'),
    timeoutSeconds: z
      .number()
      .int()
      .min(10)
      .max(longestSeconds)
      .default(timeoutSeconds)
      .describe('Seconds until Lambda ends the invocation; below the TimeoutSeconds of its state'),
  }).prefault({});

/** One call or two: a quarter of a gigabyte leaves room beside the 90 MB that Node and the SDK need. */
const shortStep = () => sized(256, 60, 60);

const functions = strictFields({
  plan: sized(512, 300, 300).describe('Reads and writes up to 300 jobs'),
  request: shortStep(),
  check: shortStep(),
  download: sized(1024, 900, 900).describe('Streams one document: 160 MB are enough, the rest buys unpacking and hashing speed'),
  tabulate: sized(1769, 900, 900).describe('Makes the tables of one document: 200 MB are enough, the rest buys a whole processor'),
  explain: shortStep(),
  settle: sized(512, 300, 300).describe('Reads up to 300 jobs and writes the summary'),
} satisfies Record<StepName, z.ZodType>);

/** What CloudWatch Logs accepts. @see PutRetentionPolicy in the CloudWatch Logs API */
const logRetentionDays = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653] as const;

const retention = strictFields({
  logDays: z
    .literal(logRetentionDays)
    .default(30)
    .describe('Days that logs are kept; long enough to look into a run that can still be redriven (14 days)'),
  oldVersionDays: z.number().int().min(1).default(30).describe('Days that an overwritten document is kept'),
  accessLogDays: z.number().int().min(1).default(90).describe('Days that the bucket’s access logs are kept'),
  queryResultDays: z.number().int().min(1).default(7).describe('Days that the results of Athena’s queries are kept'),
  coldAfterDays: z
    .number()
    .int()
    .min(30)
    .optional()
    .describe('Age in days at which documents move to S3 Intelligent-Tiering; absent: never'),
});

const hours = (longest: number) => z.number().int().min(1).max(longest);

const alarms = strictFields({
  startExpectedWithinHours: hours(168)
    .default(26)
    .describe(
      'Longest time between two starts of an account with a schedule, with slack: daily + 2 h. CloudWatch looks back 7 days at most',
    ),
  startExpectedWithinHoursOf: z
    .record(z.string(), hours(168))
    .default({})
    .describe('The same by account name, for those with a schedule of their own rhythm'),
  unfinishedHours: z
    .number()
    .min(1)
    .default(48)
    .describe('Age at which an unfinished report is too old; well before giveUpAfterHours (168)'),
  clientSecretAgeDays: z
    .number()
    .int()
    .min(1)
    .max(179)
    .default(165)
    .describe('Age of a client secret that sets off its alarm: Amazon ends it at 180 days'),
  unusualReportsPerHour: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe(
      'Reports with unusual figures in an hour, of all accounts, that set off an alarm; a single series is tuned or silenced by its unusualFactor',
    ),
  functionErrorsPerHour: z
    .number()
    .int()
    .min(1)
    .default(5)
    .describe('Errors of one function in an hour; fewer are what the retries of the workflow are for'),
});

type Issues = { addIssue: (issue: { code: 'custom'; path: string[]; message: string }) => void };

/** Refuses settings by which a branch would look more often than Step Functions holds. */
export const checkLooks = (settings: Omit<Settings, 'tables'>, { addIssue }: Issues): void => {
  const message = looksProblem(settings);
  if (message !== undefined) addIssue({ code: 'custom', path: ['firstCheckSeconds'], message });
};

export const runDescription = 'Settings of the runs; some may be overridden in a run’s input';

/** What is decided for an import wherever it is deployed, with default, unit and reason. */
export const importFields = {
  keyPrefix: z
    .string()
    .regex(/^([\w.=-]+\/)+$/, 'must end in "/" and not begin with one, such as "amazon/"')
    .or(z.literal(''))
    .default('')
    .describe('Prefix of every key in the bucket'),
  alarmEmail: z
    .email('is not an address such as "you@example.com"')
    .optional()
    .describe('Gets the alarms; the topic takes other subscribers as well'),
  runbook: z
    .string()
    .default('docs/operate.md')
    .describe('Address of docs/operate.md as your team reads it; each alarm links to its section there'),
  applicationSecrets: z
    .array(z.string().regex(/^[\w+=.@-]+$/))
    .default([])
    .describe('Names of secrets that hold clientId and clientSecret for several accounts (their secrets name it as applicationSecret)'),
  existingSecrets: z
    .array(z.string().regex(/^[\w/+=.@-]+$/))
    .default([])
    .describe(
      'Names (behind the stack’s prefix) of secrets that exist already, so that none is made: of an earlier deployment, or of another team',
    ),
  flexibleWindowMinutes: z
    .number()
    .int()
    .min(1)
    .max(1440)
    .default(15)
    .describe('A schedule starts within so many minutes, so that accounts do not all start at once'),
  startRetryHours: z
    .number()
    .int()
    .min(1)
    .max(24)
    .default(6)
    .describe('How long a failed start is retried before it goes to the dead-letter queue'),
  queryLimitGigabytes: z
    .number()
    .min(0.01)
    .max(100_000)
    .default(10)
    .describe('Gigabytes that one query of the tables may scan before Athena ends it; 10 GB cost $0.05'),
  retries: strictFields({
    troubleAttempts: z
      .number()
      .int()
      .min(0)
      .max(99)
      .default(5)
      .describe('MaxAttempts of a step after trouble of Lambda, network or stores'),
    throttledAttempts: z.number().int().min(0).max(99).default(8).describe('MaxAttempts when Lambda runs as many functions as it may'),
  })
    .prefault({})
    .describe('The waits of one state may add up to 5 minutes at most'),
  functions: functions.prefault({}),
  retention: retention.prefault({}),
  alarms: alarms.prefault({}),
};

const { tables: _, ...withoutTables } = Settings.shape;

/** The settings of the construct: what CDK has objects for (bucket, key, topic), and whether there are tables, are props of their own. */
export const WrittenImportSettings = strictFields({
  ...importFields,
  run: strictFields(withoutTables).superRefine(checkLooks).prefault({}).describe(runDescription),
});

/** What the parts of an import are made by. */
export type ImportSettings = Omit<z.infer<typeof WrittenImportSettings>, 'run'> & { run: Settings };
