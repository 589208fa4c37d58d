import * as z from 'zod';
import { limitText } from '../../lambdas/core/catalogue/limit.ts';
import type { Dates, ReportType } from '../../lambdas/core/catalogue/report-type.ts';
import { catalogue } from '../../lambdas/core/catalogue/report-types.ts';
import { docsFile, onlyFlags, tableOf, writeSection } from './generated-section.ts';

export const reportTypesFile = docsFile('report-types.md');
export const reportTypesSection = 'report types';

/** The catalogue as a table: what each report type is called, who may ask, with which options, for which dates, and when data is out. */
export const reportTypesTable = (): string =>
  tableOf(
    ['type', 'Amazon’s name', 'who', 'options', 'windows', 'published after', 'Amazon keeps', 'limits of its own'],
    Object.entries<ReportType>(catalogue).map(([name, { apiType, audience, options, dates, limits = [] }]) => [
      `\`${name}\``,
      `\`${apiType}\``,
      audience.join(', '),
      optionsOf(options),
      ...datesOf(dates),
      limits.map(limitText).join('; ') || '–',
    ]),
  );

const Options = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ enum: z.array(z.string()).optional() })).default({}),
  required: z.array(z.string()).default([]),
});

const optionsOf = (schema: z.ZodType): string => {
  const { properties, required } = Options.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const texts = Object.entries(properties).map(([option, { enum: values }]) => {
    const allowed = values?.join(', ') ?? 'text';
    return `\`${option}\`: ${allowed}${required.includes(option) ? '' : ' (optional)'}`;
  });
  return texts.join('; ') || '–';
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

if (import.meta.main) {
  onlyFlags();
  writeSection(reportTypesFile, reportTypesSection, reportTypesTable());
}
