import { reportTypeOf } from '../../../lambdas/core/catalogue/report-types.ts';
import { type Account, parseAccounts } from '../../../lambdas/core/input/accounts.ts';
import { seriesOfEntry } from '../../../lambdas/core/input/series.ts';
import { planJobs, type WantedJob } from '../../../lambdas/core/planning/plan-jobs.ts';
import type { Settings } from '../../../lambdas/core/settings.ts';
import { typesFor, usualReport, type WrittenReport } from '../usual-reports.ts';

/** What an account may have or lack besides the type itself: the view, and the programme. */
export const RIGHTS = ['distributorView', 'sellingProgram'] as const;

/** One thing to find out: whether the account may ask for this type, with this view and programme, in this marketplace. */
export type Question = { type: string; marketplace: string; rights: Readonly<Record<string, string>>; job: WantedJob };

/** Those parts by which an answer is found again. */
export type Asks = Pick<Question, 'type' | 'marketplace' | 'rights'>;

export const nameOfAsks = ({ type, marketplace, rights }: Asks): string =>
  [type, marketplace, ...RIGHTS.flatMap((right) => rights[right] ?? [])].join(' ');

type Known = { account: Account; types: readonly string[] | undefined; nowMs: number; settings: Settings };

/**
 * The cheapest questions: one report each, of the newest published period. They are the very reports that an import of the usual entries
 * asks for first, so that it can continue with them.
 */
export const questionsFor = ({ account, types, nowMs, settings }: Known): Question[] => {
  const entries = typesFor(account.kind)
    .filter((name) => reportTypeOf(name)?.asins?.isRequired !== true)
    .filter((name) => types === undefined || types.includes(name))
    .flatMap((name) => rightsOf(name).map((rights) => usualReport(name, account.kind, rights)));
  return entries.flatMap((entry) => questionsOf(account, entry, nowMs, settings));
};

/** Every combination of view and programme that the catalogue has for a type. */
const rightsOf = (name: string): Record<string, string>[] => {
  const shape: Record<string, unknown> = reportTypeOf(name)?.options.shape ?? {};
  return RIGHTS.filter((right) => right in shape).reduce<Record<string, string>[]>(
    (found, right) => valuesOf(shape[right]).flatMap((value) => found.map((rights) => ({ ...rights, [right]: value }))),
    [{}],
  );
};

const valuesOf = (schema: unknown): string[] =>
  typeof schema === 'object' && schema !== null && 'options' in schema && Array.isArray(schema.options) ? schema.options.map(String) : [];

const questionsOf = (account: Account, entry: WrittenReport, nowMs: number, settings: Settings): Question[] => {
  const { accounts } = parseAccounts({ accounts: [{ ...account, reports: [entry] }] });
  const [alone] = accounts;
  if (alone === undefined) return [];
  const known = seriesOfEntry(alone, alone.reports[0] ?? neverEmpty());
  const { jobs } = planJobs({ account: alone, input: { account: account.name }, known: () => [], nowMs, settings });
  return known.flatMap(({ type, marketplace, options, series }) => {
    // Of the running day and the one before, one is enough.
    const job = jobs.find(({ key }) => key.startsWith(`${series}/`));
    if (job === undefined) return [];
    const rights = Object.fromEntries(RIGHTS.flatMap((right) => (options[right] === undefined ? [] : [[right, options[right]] as const])));
    return [{ type, marketplace: marketplace.country, rights, job }];
  });
};

const neverEmpty = (): never => {
  throw new Error('An account has at least one report');
};
