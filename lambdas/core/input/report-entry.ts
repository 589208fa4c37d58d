import * as z from 'zod';
import { marketplaces } from '../catalogue/marketplaces.ts';
import { lookbackDaysOf, refusedTypes } from '../catalogue/other-types.ts';
import { catalogue, nameOfApiType, type ReportTypeName, reportTypeNames, reportTypeOf } from '../catalogue/report-types.ts';
import { UnusualFactor } from '../settings.ts';
import { Asins } from './asins.ts';
import { strictFields } from './problems.ts';

/** Option name → value, or several values: one series for each. */
export type ListedOptions = Record<string, string | string[] | undefined>;

const text = z
  .string()
  .min(1)
  .refine((value) => value.isWellFormed(), { abort: true, error: 'is not well-formed text' });

const isDistinct = (values: readonly string[]): boolean => new Set(values).size === values.length;

const enabled = z.boolean().default(true).describe('false: no run asks for it any more');

const publishedAfterHours = z
  .number()
  .min(0)
  .describe('Hours from the close of a period until its data is out, if it is not what the catalogue says');

const longestSpanPeriods = z
  .number()
  .int()
  .min(1)
  .max(366)
  .describe('The most periods that one request asks for, if Amazon takes others than the catalogue says');

/** More would be more than a line of calls can hold in its item, and a day has but 1,440 turns of createReport. */
const mostCalls = 1000;

const limits = z
  .array(
    strictFields({
      calls: z.number().int().min(1).max(mostCalls).describe('So many calls of createReport for this type'),
      perHours: z.number().int().min(1).max(744).describe('in any so many hours'),
      scope: z.enum(['account', 'application']).describe('of this account, or of all accounts of its application together'),
    }),
  )
  .max(5)
  .describe('Limits of createReport for this type alone, in place of those in the catalogue; an empty list: none');

const entryMarketplaces = z
  .array(z.enum(marketplaces.map(({ country }) => country)))
  .min(1)
  .refine(isDistinct, 'names a marketplace twice')
  .describe('Only these of the account’s marketplaces: Amazon does not serve every type in each');

const unusualFactor = UnusualFactor.optional().describe(
  'How many times smaller or larger than usual a figure of these documents is reported as unusual, if not as the setting says; false: never',
);

/** A value, or a list of values without repetition. */
const listed = (value: z.ZodType<string>): z.ZodType<string | string[]> =>
  z.union([value, z.array(value).min(1).refine(isDistinct, 'names a value twice')]);

/** The options a person writes for a type: those that Amazon gets, each with one value or a list of them. */
const listedOptions = (name: ReportTypeName): z.ZodType<ListedOptions | undefined> => {
  const fields = Object.entries<z.ZodType>(catalogue[name].options.shape).map(
    ([option, value]): [string, z.ZodType<string | string[] | undefined>] => {
      // A parser may say what it knows: the values of Amazon's options are strings.
      const one = (value instanceof z.ZodOptional ? value.unwrap() : value) as z.ZodType<string>;
      return [option, value instanceof z.ZodOptional ? listed(one).optional() : listed(one)];
    },
  );
  const options = strictFields(Object.fromEntries(fields));
  // Not found out by a parse: the first one compiles the schema, for each type at each start of Plan.
  return fields.every(([, value]) => value instanceof z.ZodOptional) ? options.optional() : options;
};

/** Of types that are asked for by product. `asinsFile` is replaced by the list where the accounts file is read. */
const asinFields = (name: ReportTypeName) =>
  // A parser may say what it knows: an entry of another type never has them.
  (reportTypeOf(name)?.asins === undefined
    ? {}
    : {
        asins: Asins.optional().describe('The products, by their ASINs: asked for in bundles as long as Amazon takes'),
        asinsFile: z
          .string()
          .min(1)
          .optional()
          .describe('In place of asins: a text file that lists them, its path as seen from the accounts file'),
      }) as { asins: z.ZodOptional<typeof Asins>; asinsFile: z.ZodOptional<z.ZodString> };

/** The entry of a type that the catalogue has. */
const catalogueEntry = (name: ReportTypeName) =>
  strictFields({
    type: z.literal(name),
    options: listedOptions(name),
    ...asinFields(name),
    enabled,
    publishedAfterHours: publishedAfterHours.optional(),
    longestSpanPeriods: longestSpanPeriods.optional(),
    limits: limits.optional(),
    marketplaces: entryMarketplaces.optional(),
    unusualFactor,
  });

/** Amazon's name of a report type that the catalogue lacks. */
export const ApiType = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, {
    abort: true,
    error: 'is not a report type name of Amazon such as "GET_MERCHANT_LISTINGS_ALL_DATA"',
  })
  .superRefine((apiType, context) => {
    const name = nameOfApiType(apiType);
    const why = name ? `is "type": "${name}" in the catalogue: write it so` : refusedTypes[apiType];
    if (why) context.addIssue({ code: 'custom', message: why });
  });

const GenericEntry = strictFields({
  apiType: ApiType,
  options: z.record(text, listed(text)).optional(),
  lastDays: z.number().int().min(1).optional().describe('So many whole days up to yesterday, asked for again in each run'),
  snapshot: z.literal(true).optional().describe('No dates are sent: what is true now'),
  from: z.iso.date().optional().describe('First day asked for'),
  to: z.iso.date().optional().describe('Last day asked for; without it up to now'),
  enabled,
  limits: limits.optional(),
  marketplaces: entryMarketplaces.optional(),
  unusualFactor,
}).superRefine((entry, context) => {
  for (const { field, message } of datesProblems(entry)) context.addIssue({ code: 'custom', path: field ? [field] : [], message });
});

type GenericDates = {
  apiType: string;
  from?: string | undefined;
  to?: string | undefined;
  lastDays?: number | undefined;
  snapshot?: true | undefined;
};
type DatesProblem = { field?: keyof GenericDates; message: string };

/** A generic entry says which dates it means, and says it once: a default would be a guess, and types differ in what they do without dates. */
const datesProblems = (entry: GenericDates): DatesProblem[] => {
  const { apiType, from, to, lastDays, snapshot } = entry;
  const [said, another] = (['lastDays', 'snapshot', 'from'] as const).filter((field) => entry[field] !== undefined);
  if (said === undefined && to !== undefined) return [{ field: 'to', message: 'needs "from" beside it' }];
  if (said === undefined) {
    return [
      {
        message:
          'does not say which dates it means. Add one of "lastDays": N (whole days up to yesterday), "snapshot": true (no dates are sent), or "from" with or without "to"',
      },
    ];
  }
  if (another !== undefined) return [{ field: said, message: `cannot be combined with "${another}": an entry has one kind of dates` }];
  if (to !== undefined && from === undefined) return [{ field: 'to', message: `cannot be combined with "${said}": it belongs to "from"` }];
  if (to !== undefined && from !== undefined && to < from) {
    return [{ field: 'to', message: `lies before "from", which is ${JSON.stringify(from)}` }];
  }
  const lookbackDays = lookbackDaysOf(apiType);
  if (lastDays === undefined || lastDays <= lookbackDays || snapshot) return [];
  return [{ field: 'lastDays', message: `reaches farther back than Amazon has data of this type. Allowed: at most ${lookbackDays}` }];
};

type CatalogueEntry = ReturnType<typeof catalogueEntry>;

/** One report of an account: a type of the catalogue, or any other by Amazon's name. */
export const ReportEntry = z.union([
  // One alternative for each name: there is at least one.
  z.discriminatedUnion('type', reportTypeNames.map(catalogueEntry) as [CatalogueEntry, ...CatalogueEntry[]]),
  GenericEntry,
]);
export type ReportEntry = z.infer<typeof ReportEntry>;
export type GenericEntry = z.infer<typeof GenericEntry>;

export const isGeneric = (entry: ReportEntry): entry is GenericEntry => 'apiType' in entry;

/** The name a person knows an entry by. */
export const typeOfEntry = (entry: ReportEntry): string => (isGeneric(entry) ? entry.apiType : entry.type);
