import * as z from 'zod';

/** One of Amazon's usage plans. @see reports_2021-06-30.json in amzn/selling-partner-api-models, "Usage Plan" of each operation */
const rate = (intervalSeconds: number, burst: number) =>
  z
    .strictObject({
      intervalSeconds: z.number().positive().default(intervalSeconds).describe('Seconds from one call to the next, once the burst is used'),
      burst: z.number().int().min(1).default(burst).describe('Calls at once after a rest'),
    })
    .prefault({})
    .describe(`One call per intervalSeconds after a burst; Amazon publishes ${intervalSeconds} s and ${burst}`);

/** The operations that Amazon rations so tightly that we queue for them. getReport (2 a second) is not among them: Plan spreads the checks. */
export const RationedOperation = z.enum(['createReport', 'getReportDocument', 'getReports', 'cancelReport']);
export type RationedOperation = z.infer<typeof RationedOperation>;

export const Quotas = z.strictObject({
  createReport: rate(60, 15),
  getReportDocument: rate(60, 15),
  getReports: rate(46, 10),
  cancelReport: rate(46, 10),
  /** A full bucket does not refill until its first call arrives, and calls arrive later than planned. */
  slackSeconds: z.number().min(0).default(10).describe('How much later than its turn a call may reach Amazon without being rejected'),
  /** The limits of report types count in hours; a world that is faster than Amazon has shorter ones. */
  limitHourSeconds: z.number().positive().default(3600).describe('How long an hour of a report type’s own limit lasts'),
});
export type Quotas = z.infer<typeof Quotas>;

/** `false`: nothing is. Below 1.1 the ordinary ups and downs of a shop would count. */
export const UnusualFactor = z.union([z.literal(false), z.number().min(1.1).max(1000)]);

/** Every number an operator may turn, with default, unit and reason. Deploy-time values reach the functions in `SETTINGS`. */
export const Settings = z.strictObject({
  maxRuntimeMinutes: z
    .number()

    .min(0.1)
    .max(1380)
    .default(360)
    .describe('Longest runtime of a run; what is unfinished then is kept for the next'),
  giveUpAfterHours: z.number().min(1).default(168).describe('Age at which an unfinished report becomes failed'),
  giveUpNotPublishedAfterHours: z.number().min(1).default(336).describe('The same for a report whose period Amazon has not published'),
  freshForHours: z.number().min(0).default(20).describe('What was saved less than this ago is not asked for again'),
  jobsPerRun: z.number().int().min(1).max(300).default(300).describe('Most jobs handed out in one run (a state holds 256 KiB)'),
  catchUpPeriods: z
    .number()
    .int()
    .min(0)
    .max(60)
    .default(7)
    .describe('How many of the newest published periods a routine run keeps complete'),
  refreshAfterDays: z
    .array(z.number().int().min(1))
    .default([7, 30])
    .describe('Ages at which a saved period is asked for again, because Amazon restates'),
  startedWithinDays: z
    .number()
    .int()
    .min(1)
    .max(730)
    .default(90)
    .describe('Coupons and promotions: campaigns started within this many days'),
  laterRunsForFailed: z.number().int().min(0).default(3).describe('How many later runs try a failed report again by themselves'),
  deniedPatienceHours: z
    .number()
    .min(0)
    .default(240)
    .describe(
      'How long later runs try a report that Amazon denies (403) though it delivered its type before: an incident at Amazon took 8 days (selling-partner-api-models#5290)',
    ),
  noDataSecondLookHours: z
    .number()
    .min(0)
    .default(24)
    .describe('When a cancelled report is asked for again before it counts as without data'),
  backfillShare: z.number().min(0).max(1).default(0.5).describe('Largest share of a scheduled run’s turns that backfill may use'),
  usualProcessingSeconds: z.number().min(1).default(120).describe('Planned for a report of a series that was never saved before'),
  firstCheckSeconds: z.number().min(1).default(30).describe('First look, and shortest interval between looks'),
  checkFactor: z
    .number()
    .min(1)
    .default(1.05)
    .describe(
      'Age of a report at one look, as a multiple of its age at the look before: it is noticed late by 5 % of its age at most, by 2 % in a run of more reports than a burst',
    ),
  longestCheckSeconds: z.number().min(1).default(900).describe('Longest interval between looks'),
  checkJitterPercent: z
    .number()
    .min(0)
    .max(50)
    .default(20)
    .describe('Random spread of each interval, so that branches do not march in step'),
  attemptsPerStep: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('Attempts at a damaged document or an ambiguous refusal before it fails'),
  newReportsForDamaged: z
    .number()
    .int()
    .min(0)
    .max(5)
    .default(2)
    .describe('How often a new report is asked for because the document of the one before stayed damaged'),
  unansweredPerRun: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(2)
    .describe('Unanswered createReport calls for one report in one run, before its type is left to the next run'),
  unansweredInAll: z
    .number()
    .int()
    .min(1)
    .max(50)
    .default(4)
    .describe('Unanswered createReport calls in a row, over all runs, before the report fails'),
  intentLookupAfterSeconds: z.number().min(0).default(60).describe('How long after an unanswered createReport its trace is looked up'),
  coolDownMinutes: z.number().min(0).default(240).describe('Wait after Amazon said that a report was asked for too often'),
  notPublishedRetryHours: z.number().min(0).default(6).describe('Wait before a period that was not yet published is asked for again'),
  tables: z.boolean().default(true).describe('Whether the rows of documents are written into tables (Parquet) beside the documents'),
  unusualFactor: UnusualFactor.default(2).describe(
    'A document whose rows or main measure are that many times fewer or more than usual for its series is reported as unusual; false: never',
  ),
  quotas: Quotas.prefault({}),
});
export type Settings = z.infer<typeof Settings>;

/**
 * Where reports queue for turns, documents are noticed late by this share at most, of their age or of the time that asking for all
 * reports of the run takes: so no run takes more than 3 % longer than its quota makes it (`npm run bench:quota`).
 */
export const queuedLateShare = 0.02;

/** A branch has 25,000 events of history, and a look takes 9 of them: a Wait, a Task, a Choice. Some are left for everything else. */
const LOOKS_PER_BRANCH = 2500;

/** What is wrong with `firstCheckSeconds` when a branch would look so often that Step Functions ends it. */
export const looksProblem = ({
  maxRuntimeMinutes,
  firstCheckSeconds,
  checkFactor,
  longestCheckSeconds,
}: Omit<Settings, 'tables'>): string | undefined => {
  let ageSeconds = 0;
  for (let looks = 0; looks < LOOKS_PER_BRANCH; looks += 1) {
    ageSeconds += Math.max(firstCheckSeconds, Math.min(ageSeconds * Math.min(checkFactor - 1, queuedLateShare), longestCheckSeconds));
    if (ageSeconds >= maxRuntimeMinutes * 60) return undefined;
  }
  return `is too short an interval for ${maxRuntimeMinutes} minutes: more than ${LOOKS_PER_BRANCH} looks at a report are more than a Step Functions execution can hold. Allowed: a larger firstCheckSeconds, or a smaller maxRuntimeMinutes.`;
};

/** The settings with every default. Marked as pure: the first parse of a schema compiles it, which no function should wait for at its start. */
export const defaultSettings: Settings = /* @__PURE__ */ Settings.parse({});
