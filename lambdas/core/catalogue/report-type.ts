import type * as z from 'zod';
import type { Limit } from './limit.ts';
import type { Table } from './table.ts';

export type AccountKind = 'seller' | 'vendor';

/** The lengths of time for which Amazon sums up: its `reportPeriod`. */
export const periods = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type Period = (typeof periods)[number];

/** Whole days, weeks (Sunday to Saturday), months, quarters, years: an option says which. */
export type PeriodDates = {
  kind: 'periods';
  /** The option that names the period, where it is not `reportPeriod`. */
  periodOption?: string;
  /** Where the period's last day must be over: an IANA time zone, or that of the marketplace. */
  closesIn: string | 'marketplace';
  /** Hours from the close of a period until Amazon has its data. */
  publishedAfterHours: Partial<Record<Period, number>>;
  /** The most periods that one request may ask for. */
  longestSpanPeriods: Partial<Record<Period, number>>;
  /** Why a request must ask for one period: then nobody may set another `longestSpanPeriods`. */
  onePeriodOnly?: string;
  /**
   * Days after `publishedAfterHours` in which a FATAL that gives no clear reason is read as "not yet published": for types whose
   * periods come late now and then.
   */
  mayBeLateDays?: number;
  /** How many closed periods back Amazon still has the data. */
  lookbackPeriods: Partial<Record<Period, number>>;
};

/** The period that the options ask for; undefined when the type has no such period. */
export const periodOf = ({ periodOption = 'reportPeriod' }: PeriodDates, options: Readonly<Record<string, string>>): Period | undefined =>
  periods.find((known) => known === options[periodOption]);

/** One UTC day, hour by hour, up to the last full hour that is out. */
export type HourDates = {
  kind: 'hours';
  /** Hours from the end of an hour until Amazon has its data. */
  publishedAfterHours: number;
  /** How long before the request a window may begin. */
  lookbackHours: number;
  /** How long a saved document of the running day is fresh enough. */
  freshForHours: number;
};

/** No dates are sent: Amazon gives what is true now. */
export type SnapshotDates = { kind: 'snapshot' };

/** What started between two days; the range travels in two options, whose names depend on the kind of account. */
export type StartRangeDates = {
  kind: 'startRange';
  rangeOptions: Record<AccountKind, { from: string; to: string }>;
  /** How many days back Amazon accepts a start. */
  lookbackDays: number;
};

/** An option that lists products: Amazon takes only so many characters of it, so that a long list becomes several reports. */
export type AsinList = {
  /** Amazon's name of the option; the numbers stand in it with a space between them. */
  option: string;
  /** Whether Amazon makes no report without it. */
  isRequired: boolean;
  longestCharacters: number;
};

export type Dates = PeriodDates | HourDates | SnapshotDates | StartRangeDates;

/** A report type of Amazon, as an importer needs to know it. */
export type ReportType = {
  apiType: string;
  /** Who may ask for it. */
  audience: readonly AccountKind[];
  /** The options a person sets, without defaults: a defaulted option returns wrong numbers silently. */
  options: z.ZodObject<z.core.$ZodLooseShape>;
  dates: Dates;
  /** The option that a report entry's `asins` become. */
  asins?: AsinList;
  /** Limits of createReport that hold for this type alone, beside the operation's own; absent: none is known. */
  limits?: readonly Limit[];
  /** The arrays of the JSON document whose elements are its rows; absent: a flat file, or a document whose rows are not counted. */
  rowArrays?: readonly string[];
  /** What the rows are as tables; nested arrays included. */
  tables: readonly Table[];
  /** Whether Amazon says in `reportSpecification.lastUpdatedDate` how fresh the document is. */
  hasLastUpdatedDate?: true;
  /** The document's file name extension, before `.gz`; absent: what its first bytes and its Content-Type say. */
  extension?: string;
};
