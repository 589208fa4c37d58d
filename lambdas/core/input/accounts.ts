import * as z from 'zod';
import { type Country, marketplaceOf, marketplaces } from '../catalogue/marketplaces.ts';
import { reportTypeOf } from '../catalogue/report-types.ts';
import { InvalidInputError } from '../errors.ts';
import { notAllowed, parseInput, strictFields } from './problems.ts';
import { isGeneric, ReportEntry, typeOfEntry } from './report-entry.ts';
import { seriesOfEntry } from './series.ts';

/** Without abbreviations such as PST: Node.js knows them, and EventBridge Scheduler does not promise to. */
const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '' && /^([A-Za-z_]+\/|UTC$)/.test(name);
  } catch {
    return false;
  }
};

/** Six fields of EventBridge Scheduler's cron, of which one of day-of-month and day-of-week is `?`. */
const schedulePattern = /^cron\((\S+ ){2}(\? \S+ [^\s?]+|[^\s?]+ \S+ \?) \S+\)$/;

/** Minutes, hours, days and months as large as there are: CloudFormation would refuse them only in the middle of a deployment. */
const largest = [59, 23, 31, 12];
const isInTime = (schedule: string): boolean =>
  schedule
    .slice('cron('.length)
    .split(' ')
    .slice(0, largest.length)
    .every((field, place) => (field.match(/\d+/g) ?? []).every((number) => Number(number) <= (largest[place] ?? 0)));

const countries = marketplaces.map(({ country }) => country);

/** Part of names of secrets, schedules and objects. */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,47}$/;

export const Account = strictFields({
  name: z
    .string()
    .regex(namePattern, 'must be 1 to 48 letters, digits, - and _, beginning with a letter or digit')
    .describe('Names the account in inputs, objects and alarms'),
  kind: z.enum(['vendor', 'seller']).describe('Vendor (Vendor Central) or seller (Seller Central)'),
  marketplaces: z.array(z.enum(countries)).min(1).describe('Country codes; a vendor account has exactly one'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'is not an IANA time zone. Allowed: a name such as "America/Los_Angeles".')
    .describe('Time zone of the schedule'),
  schedule: z
    .string()
    .regex(schedulePattern, 'is not a cron expression of EventBridge Scheduler. Allowed: six fields such as "cron(0 6 * * ? *)".')
    .refine(isInTime, 'has a minute above 59, an hour above 23, a day above 31 or a month above 12.')
    .describe('When the import starts by itself'),
  enabled: z.boolean().default(true).describe('false: the schedule is disabled; starting by hand still works'),
  secret: z
    .string()
    .regex(/^[A-Za-z0-9/_+=.@-]{1,256}$/, 'is not a name of a secret. Allowed: up to 256 letters, digits and /_+=.@-')
    .optional()
    .describe('Name of the secret with the credentials; several accounts may share one. Default: the account’s own name'),
  reports: z.array(ReportEntry).min(1),
}).superRefine((account, context) => {
  for (const { path, message } of accountProblems(account)) context.addIssue({ code: 'custom', path, message });
});
export type Account = z.infer<typeof Account>;

export const Accounts = strictFields({ $schema: z.string().optional(), accounts: z.array(Account).min(1) }).superRefine(
  ({ accounts }, context) => {
    for (const [index, { name }] of accounts.entries()) {
      if (accounts.findIndex((other) => other.name === name) < index) {
        context.addIssue({
          code: 'custom',
          path: ['accounts', index, 'name'],
          message: 'names a second account: each needs a name of its own',
        });
      }
    }
  },
);
export type Accounts = z.infer<typeof Accounts>;

/** The accounts file, checked. @throws InvalidInputError that names entry, field, value and what is allowed */
export const parseAccounts = (written: unknown): Accounts => parseInput(Accounts, written, 'The accounts file');

/** The account of that name. @throws InvalidInputError */
export const accountOf = ({ accounts }: Accounts, name: string): Account => {
  const account = accounts.find((known) => known.name === name);
  if (account) return account;
  const names = accounts.map((known) => known.name);
  throw new InvalidInputError(`account: ${notAllowed(name, names)}`);
};

/** The name of the secret that holds an account's credentials. */
export const secretNameOf = ({ name, secret }: Account): string => secret ?? name;

type Problem = { path: (string | number)[]; message: string };
type Owner = { kind: Account['kind']; marketplaces: readonly Country[] };

const accountProblems = (account: Owner & { reports: readonly ReportEntry[] }): Problem[] => [
  ...marketplaceProblems(account),
  ...reportProblems(account, account.reports),
];

const marketplaceProblems = ({ kind, marketplaces: named }: Owner): Problem[] => {
  const path = ['marketplaces'];
  const regions = new Set(named.map((country) => marketplaceOf(country)?.region));
  const problems: Problem[] = [];
  if (new Set(named).size < named.length) problems.push({ path, message: 'names a marketplace twice' });
  if (kind === 'vendor' && named.length > 1) {
    problems.push({ path, message: 'has several marketplaces, and a vendor account has exactly one: write an account for each' });
  }
  if (regions.size > 1) {
    problems.push({
      path,
      message: `lie in several regions (${[...regions].join(', ')}), and an endpoint serves one: write an account for each`,
    });
  }
  return problems;
};

/** What is wrong with reports in view of the account that asks for them. */
export const reportProblems = (owner: Owner, reports: readonly ReportEntry[]): Problem[] => [
  ...seriesProblems(owner, reports),
  ...limitProblems(reports),
];

/** A type's limits hold for all of its reports: entries that say different things about them cannot both be right. */
const limitProblems = (reports: readonly ReportEntry[]): Problem[] => {
  const first = new Map<string, number>();
  return reports.flatMap((entry, index) => {
    if (entry.limits === undefined) return [];
    const before = first.get(typeOfEntry(entry));
    if (before === undefined) first.set(typeOfEntry(entry), index);
    if (before === undefined || JSON.stringify(reports[before]?.limits) === JSON.stringify(entry.limits)) return [];
    return [{ path: ['reports', index, 'limits'], message: `differ from those of reports[${before}], and limits hold for the whole type` }];
  });
};

const seriesProblems = (owner: Owner, reports: readonly ReportEntry[]): Problem[] => {
  const seen = new Map<string, number>();
  return reports.flatMap((entry, index) => {
    const unfit = entryProblems(owner, entry).map(({ path, message }) => ({ path: ['reports', index, ...path], message }));
    if (unfit.length > 0) return unfit;
    const series = seriesOfEntry(owner, entry).map((one) => one.series);
    const twice = series.find((one) => seen.has(one));
    for (const one of series) if (!seen.has(one)) seen.set(one, index);
    if (twice === undefined) return [];
    return [{ path: ['reports', index], message: `asks for the same as reports[${seen.get(twice)}]: ${twice}` }];
  });
};

/** Both DynamoDB's sort keys and S3's object keys end at 1,024 bytes; account, window, bucket prefix and names take the rest. */
const longestOptionsBytes = 600;

const entryProblems = (owner: Owner, entry: ReportEntry): Problem[] => {
  const foreign = (entry.marketplaces ?? []).filter((country) => !owner.marketplaces.includes(country));
  if (foreign.length > 0) {
    const message = `names ${foreign.join(', ')}, which the account does not have. Allowed: ${owner.marketplaces.join(', ')}`;
    return [{ path: ['marketplaces'], message }];
  }
  if (isGeneric(entry)) {
    const tooLong = seriesOfEntry(owner, entry).some(({ series }) => series.length > longestOptionsBytes);
    return tooLong ? [{ path: ['options'], message: `are too long for a key: at most ${longestOptionsBytes} bytes when encoded` }] : [];
  }
  const known = reportTypeOf(entry.type);
  const problems: Problem[] = [];
  if (known && !known.audience.includes(owner.kind)) {
    problems.push({ path: ['type'], message: `is for ${known.audience.join(' and ')} accounts, and this is a ${owner.kind} account` });
  }
  if (known && entry.publishedAfterHours !== undefined && known.dates.kind !== 'periods' && known.dates.kind !== 'hours') {
    problems.push({ path: ['publishedAfterHours'], message: 'has no effect here: this report has no periods that are published' });
  }
  if (known && entry.longestSpanPeriods !== undefined && known.dates.kind !== 'periods') {
    problems.push({ path: ['longestSpanPeriods'], message: 'has no effect here: this report is not asked for by periods' });
  }
  const why = known?.dates.kind === 'periods' ? known.dates.onePeriodOnly : undefined;
  if (why !== undefined && (entry.longestSpanPeriods ?? 1) > 1) {
    problems.push({ path: ['longestSpanPeriods'], message: `must be 1: ${why}` });
  }
  return [...problems, ...asinProblems(entry)];
};

type Listing = { type: string; asins?: readonly string[] | undefined; asinsFile?: string | undefined };

const asinProblems = ({ type, asins, asinsFile }: Listing): Problem[] => {
  if (asinsFile !== undefined) {
    const message = 'is read where the accounts file is: the input of a run lists the products themselves, as "asins"';
    return [{ path: ['asinsFile'], message }];
  }
  const isMissing = reportTypeOf(type)?.asins?.isRequired === true && asins === undefined;
  return isMissing
    ? [
        {
          path: ['asins'],
          message:
            'is missing: Amazon makes this report for the products that are named. List their ASINs, or name a file of them as "asinsFile"',
        },
      ]
    : [];
};
