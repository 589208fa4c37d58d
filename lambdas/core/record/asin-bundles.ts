import * as z from 'zod';
import { reportTypeOf } from '../catalogue/report-types.ts';
import type { JobItem, ReportRequest } from './jobs.ts';

/** One part of a long list of ASINs: what Amazon takes in one report. Its place in the list of bundles, from 1, is its number. */
export const AsinBundle = z.looseObject({
  asins: z.array(z.string()),
  /** ASINs that left the list, and the day: they keep their room while their periods may still be asked for again. */
  removed: z.record(z.string(), z.iso.date()).default({}),
});
export type AsinBundle = z.infer<typeof AsinBundle>;

/** Which ASIN of a list is in which bundle, as the ledger keeps it: a bundle is a series, so an ASIN stays in its bundle. */
export const AsinBundles = z.looseObject({
  account: z.string(),
  /** `<type>/<country>/<options>`: the series without its bundles. */
  list: z.string(),
  version: z.number().int(),
  bundles: z.array(AsinBundle),
});
export type AsinBundles = z.infer<typeof AsinBundles>;

/** The option, in the series of a bundle, that says which one it is. Amazon does not get it. */
export const BUNDLE_OPTION = 'asins';

/** `bundle-007` */
export const bundleName = (index: number): string => `bundle-${String(index + 1).padStart(3, '0')}`;

/** The series without its bundle: `Type/US/asins=bundle-007,reportPeriod=WEEK` → `Type/US/reportPeriod=WEEK`. */
export const listOf = (series: string): string =>
  series.replace(/\/asins=bundle-\d+(,|$)/, (_, separator: string) => (separator === '' ? '/-' : '/'));

/** The ASINs that a request names; none when it names no products, and so is for all of them. */
export const asinsAsked = (type: string, { reportOptions = {} }: ReportRequest): string[] | undefined =>
  reportOptions[reportTypeOf(type)?.asins?.option ?? '']?.split(' ');

/** The ASINs for which Amazon has answered, with rows or with nothing: what is being asked for right now is not among them. */
export const answeredAsins = (item: JobItem): string[] => {
  const { saved, outcome, openSince } = item;
  const before = saved?.asins ?? [];
  const isNothing = openSince === undefined && outcome?.kind === 'no-data';
  return isNothing ? [...new Set([...before, ...(asinsAsked(item.type, item.request) ?? [])])] : before;
};
