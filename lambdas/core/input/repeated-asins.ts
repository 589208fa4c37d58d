import type { Account } from './accounts.ts';
import { isGeneric, type ReportEntry, typeOfEntry } from './report-entry.ts';

/** Which lists of products name one more than once, in a sentence each. That is no mistake: each is asked for once. */
export const repeatedAsins = (entries: readonly ReportEntry[]): string[] =>
  entries.flatMap((entry, index) => {
    const asins = isGeneric(entry) ? [] : (entry.asins ?? []);
    const known = new Set<string>();
    const repeated = asins.filter((asin) => known.size === known.add(asin).size);
    if (repeated.length === 0) return [];
    const count = repeated.length === 1 ? 'an ASIN' : `${repeated.length} ASINs`;
    return [`reports[${index}] "${typeOfEntry(entry)}" → asins: names ${count} twice, such as ${repeated[0]}: each is asked for once`];
  });

/** The same for all accounts of the file. */
export const repeatsIn = (accounts: readonly Account[]): string[] =>
  accounts.flatMap(({ reports }, index) => repeatedAsins(reports).map((text) => `accounts[${index}] "${accounts[index]?.name}" → ${text}`));
