import type { Limit } from '../catalogue/limit.ts';
import { reportTypeOf } from '../catalogue/report-types.ts';
import type { Account } from '../input/accounts.ts';
import { isGeneric, type ReportEntry } from '../input/report-entry.ts';
import type { RunInput } from '../input/run-input.ts';
import type { JobItem } from '../record/jobs.ts';

/** The limits that the types of these jobs have of their own, by Amazon's name: as the input says, else the account, else the catalogue. */
export const limitsOf = (
  account: Pick<Account, 'reports'>,
  input: Pick<RunInput, 'reports'>,
  items: readonly Pick<JobItem, 'type' | 'request'>[],
): Record<string, Limit[]> => {
  const entries = [...(input.reports ?? []), ...account.reports].filter(({ limits }) => limits !== undefined);
  const types = new Map(items.map(({ type, request }) => [request.reportType, type]));
  const found = [...types].map(([apiType, type]): [string, Limit[]] => {
    const written = entries.find((entry) => apiTypeOf(entry) === apiType)?.limits;
    return [apiType, [...(written ?? reportTypeOf(type)?.limits ?? [])]];
  });
  return Object.fromEntries(found.filter(([, limits]) => limits.length > 0));
};

const apiTypeOf = (entry: ReportEntry): string | undefined => (isGeneric(entry) ? entry.apiType : reportTypeOf(entry.type)?.apiType);
