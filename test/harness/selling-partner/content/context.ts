import { code, type Random, randomFrom, round } from '../random.ts';
import { dayOf, isPeriod, type Period, slices } from '../reports/periods.ts';
import { reportTypes } from '../reports/report-types.ts';
import type { ReportRecord } from '../types.ts';

/** What the rows of a document are made from. */
export type Context = { record: ReportRecord; random: Random; rows: number; currency: string; seed: number };

/** The arrays of a document, in its order; the last one is the main one. */
export type Content = (context: Context) => Record<string, readonly object[]>;

export type Span = { startDate: string; endDate: string };

export const defaultRows = 36;

/** The periods asked for; a plan may force a document for a request without any. */
export const spansOf = ({ record }: Context): Span[] => {
  const named = record.reportOptions[reportTypes[record.reportType]?.periodOption ?? 'reportPeriod'];
  const period: Period = isPeriod(named) ? named : 'DAY';
  const from = dayOf(record.dataStartAt ?? record.createdAt);
  const to = dayOf(record.dataEndAt ?? record.dataStartAt ?? record.createdAt);
  return slices(period, from, to).map(({ start, end }) => ({ startDate: start.toString(), endDate: end.toString() }));
};

export type Place = Span & { asin: string; rank: number };

/** Spreads the rows over the periods, one item after the other. */
export const placesOf = (context: Context): Place[] => {
  const spans = spansOf(context);
  return Array.from({ length: context.rows }, (_, index) => {
    const span = spans[index % spans.length] ?? { startDate: '', endDate: '' };
    const item = Math.floor(index / spans.length);
    return { ...span, asin: asinOf(context.seed, item), rank: item + 1 };
  });
};

/** The n-th item of the selling partner's range: the same in all its reports. */
export const asinOf = (seed: number, item: number): string => `B0${code(randomFrom(seed, 'asin', item), 8)}`;

export type Amount = { amount: number; currencyCode: string };
export const money = (amount: number, currencyCode: string): Amount => ({ amount: round(amount), currencyCode });

/** One row per period with the sums of these fields over its rows. */
export const sumsBySpan = <Row extends Span>(rows: readonly Row[], fields: readonly (keyof Row & string)[]): object[] => {
  const spans = new Map(rows.map((row) => [row.startDate, { startDate: row.startDate, endDate: row.endDate }]));
  return [...spans.values()].map((span) => {
    const own = rows.filter((row) => row.startDate === span.startDate);
    return { ...span, ...Object.fromEntries(fields.map((field) => [field, sumOf(own.map((row) => row[field]))])) };
  });
};

const sumOf = (values: readonly unknown[]): number | Amount => {
  const amounts = values.filter(isAmount);
  const first = amounts[0];
  if (first) return money(total(amounts.map((value) => value.amount)), first.currencyCode);
  return round(total(values.filter((value) => typeof value === 'number')));
};
const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
const isAmount = (value: unknown): value is Amount => typeof value === 'object' && value !== null && 'amount' in value;
