import type { ColumnType, CurrencySource, Field, Fields } from './table.ts';

/** Short words for the declarations in `tables/`. */

const of = (type: ColumnType) => (meaning: string) => ({ type, meaning }) as const satisfies Field;

export const string = of('string');
export const date = of('date');
export const timestamp = of('timestamp');
export const integer = of('integer');
export const number = of('number');
export const boolean = of('boolean');

/** Amazon's `{ amount, currencyCode }`. */
export const money = (meaning: string) => ({ type: 'money', meaning }) as const satisfies Field;

/** A bare number with its currency in another field. */
export const amount = (meaning: string, currency: CurrencySource) => ({ type: 'amount', meaning, currency }) as const satisfies Field;

/** Fields that Amazon puts into an object of their own inside the row. */
export const within = (object: string, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [`${object}.${name}`, field]));

/** The period that a row sums up: both days belong to it. */
export const period = {
  startDate: date('First day of the period'),
  endDate: date('Last day of the period'),
} as const;

/** The hour that a row sums up, in UTC. */
export const hour = {
  startTime: timestamp('Start of the hour'),
  endTime: timestamp('End of the hour'),
} as const;

export const asin = string("Amazon's number of the product; a string even if it looks like a number");

/** Not `marketplace_id`: that is what was asked for, in every table. */
export const marketplaceOfRow = {
  type: 'string',
  column: 'row_marketplace_id',
  meaning: 'Marketplace in which it runs, as Amazon says it in the row',
} as const satisfies Field;
