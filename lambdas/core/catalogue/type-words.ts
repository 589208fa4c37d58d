import * as z from 'zod';
import { limitText } from './limit.ts';
import type { Dates, ReportType } from './report-type.ts';
import { type ReportTypeName, reportTypeOf } from './report-types.ts';

/** What the catalogue knows of a type, in words, for pages and terminals. */
export type TypeWords = {
  name: string;
  apiType: string;
  audience: readonly string[];
  options: { name: string; values?: string[]; isRequired: boolean }[];
  windows: string;
  publishedAfter: string;
  keeps: string;
  limits: string[];
  tables: { name: string; meaning: string }[];
};

export const typeWords = (name: ReportTypeName): TypeWords => {
  const entry: ReportType | undefined = reportTypeOf(name);
  if (entry === undefined) throw new Error(`${name} has no entry`);
  const [windows, publishedAfter, keeps] = datesOf(entry.dates);
  return {
    name,
    apiType: entry.apiType,
    audience: entry.audience,
    options: optionsOf(entry.options),
    windows,
    publishedAfter,
    keeps,
    limits: (entry.limits ?? []).map(limitText),
    tables: entry.tables.map((table) => ({ name: table.name, meaning: table.meaning })),
  };
};

/** `reportPeriod: DAY, WEEK` */
export const optionText = ({ name, values, isRequired }: TypeWords['options'][number], quote = ''): string =>
  `${quote}${name}${quote}: ${values?.join(', ') ?? 'text'}${isRequired ? '' : ' (optional)'}`;

const Options = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ enum: z.array(z.string()).optional() })).default({}),
  required: z.array(z.string()).default([]),
});

const optionsOf = (schema: z.ZodType): TypeWords['options'] => {
  const { properties, required } = Options.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  return Object.entries(properties).map(([name, { enum: values }]) => ({
    name,
    ...(values && { values }),
    isRequired: required.includes(name),
  }));
};

/** Windows, delay and lookback in words. */
const datesOf = (dates: Dates): [string, string, string] => {
  switch (dates.kind) {
    case 'periods':
      return [
        `whole periods, at once at most ${byPeriod(dates.longestSpanPeriods)}; closed in ${dates.closesIn === 'marketplace' ? 'the marketplace’s time zone' : dates.closesIn}`,
        byPeriod(dates.publishedAfterHours, ' h'),
        `periods: ${byPeriod(dates.lookbackPeriods)}`,
      ];
    case 'hours':
      return ['one UTC day, hour by hour', `${minutesOf(dates.publishedAfterHours)}`, `${dates.lookbackHours} h`];
    case 'snapshot':
      return ['no dates: what is true now', '–', '–'];
    case 'startRange':
      return ['what started between two days', '–', `${dates.lookbackDays} days`];
    default:
      return dates satisfies never;
  }
};

const minutesOf = (hours: number): string => (hours < 1 ? `${Math.round(hours * 60)} min` : `${hours} h`);

const byPeriod = (figures: Readonly<Record<string, number>>, unit = ''): string =>
  Object.entries(figures)
    .map(([period, figure]) => `${period} ${figure}${unit}`)
    .join(', ');
