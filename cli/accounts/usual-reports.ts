import { otherTypes } from '../../lambdas/core/catalogue/other-types.ts';
import type { AccountKind, ReportType } from '../../lambdas/core/catalogue/report-type.ts';
import { type ReportTypeName, reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import { InvalidInputError } from '../../lambdas/core/errors.ts';
import { notAllowed } from '../../lambdas/core/input/problems.ts';

export type WrittenReport = Record<string, unknown>;

/** The value of each option that most importers ask for: a type takes the first that it has. They are written out, so that a person sees them. */
const usualValues: Readonly<Record<string, readonly string[]>> = {
  distributorView: ['MANUFACTURING'],
  sellingProgram: ['RETAIL'],
  dateGranularity: ['DAY'],
  asinGranularity: ['CHILD'],
};

/** Days of what vendors sell; weeks of brand analytics, whose days are many and large. */
const usualPeriods = ({ apiType }: ReportType): string[] => [/BRAND_ANALYTICS/.test(apiType) ? 'WEEK' : 'DAY'];

/** Beside the catalogue's: what sellers ask for first. */
const usualFlatFiles = {
  vendor: [],
  seller: ['GET_FLAT_FILE_ALL_ORDERS_DATA_BY_ORDER_DATE_GENERAL', 'GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA'],
} as const satisfies Record<AccountKind, readonly string[]>;

const USUAL_LAST_DAYS = 30;

/** What an account of this kind asks for when nobody says it: every type of the catalogue, but those of the running hour and those for products that only a person can name. */
export const usualTypes = (kind: AccountKind): string[] => {
  const isUsual = (type: ReportType | undefined) => type?.audience.includes(kind) && type.dates.kind !== 'hours' && !type.asins?.isRequired;
  return [...reportTypeNames.filter((name) => isUsual(reportTypeOf(name))), ...usualFlatFiles[kind]];
};

/** The entry of a type with its usual options; `chosen` options win. @throws InvalidInputError for a type that has no usual entry */
export const usualReport = (name: string, kind: AccountKind, chosen: Readonly<Record<string, string>> = {}): WrittenReport => {
  const type = reportTypeOf(name);
  if (type === undefined) return usualFlatFile(name);
  if (!type.audience.includes(kind)) throw new InvalidInputError(`types: ${notAllowed(name, typesFor(kind))}`);
  if (type.asins?.isRequired)
    throw new InvalidInputError(
      `types: ${name} is asked for by product. Add its entry by hand, with "asins" or "asinsFile": docs/inputs.md shows it.`,
    );
  const options = Object.keys(type.options.shape).flatMap((option) => {
    const usual = option === 'reportPeriod' ? usualPeriods(type) : usualValues[option];
    const value = chosen[option] ?? usual?.[0];
    return value === undefined ? [] : [[option, value] as const];
  });
  return { type: name, ...(options.length > 0 && { options: Object.fromEntries(options) }) };
};

/** The names of the catalogue that an account of this kind may ask for. */
export const typesFor = (kind: AccountKind): ReportTypeName[] =>
  reportTypeNames.filter((name) => reportTypeOf(name)?.audience.includes(kind));

const usualFlatFile = (apiType: string): WrittenReport => {
  const ask = otherTypes[apiType]?.ask;
  if (ask !== undefined) return ask === 'snapshot' ? { apiType, snapshot: true } : { apiType, lastDays: USUAL_LAST_DAYS };
  throw new InvalidInputError(
    `types: ${apiType} is not a type that is known here: nobody says which dates it takes. Add its entry by hand: docs/inputs.md shows it.`,
  );
};
