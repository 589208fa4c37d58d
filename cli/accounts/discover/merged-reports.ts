import type { AccountKind } from '../../../lambdas/core/catalogue/report-type.ts';
import { isReportTypeName } from '../../../lambdas/core/catalogue/report-types.ts';
import type { WrittenEntry } from '../file-text.ts';
import { usualReport, type WrittenReport } from '../usual-reports.ts';
import type { Finding, Verdict } from './findings.ts';
import { type Asks, nameOfAsks, RIGHTS } from './questions.ts';

type Owner = { kind: AccountKind; marketplaces: readonly string[] };

/**
 * The reports of an entry after what was found: what is refused goes, what is allowed and missing comes, and all else stays as a person
 * wrote it.
 */
export const mergedReports = (owner: Owner, written: WrittenEntry['reports'], findings: readonly Finding[]): WrittenReport[] => {
  const verdicts = new Map(findings.map(({ question, verdict }) => [nameOfAsks(question), verdict]));
  const kept = written.flatMap((report) => narrowed(owner, report, verdicts));
  const covered = new Set(written.flatMap((report) => asksOf(owner, report)).map(nameOfAsks));
  const missing = findings.flatMap(({ question, verdict }) =>
    verdict === 'allowed' && !covered.has(nameOfAsks(question)) ? [question] : [],
  );
  const added = [...Map.groupBy(missing, ({ type }) => type)].flatMap(([type, asks]) => {
    const before = written.find((report) => report['type'] === type);
    const usual = usualReport(type, owner.kind);
    return withAsks(owner, { ...usual, ...optionsOf({ ...optionsIn(usual), ...optionsIn(before ?? {}) }) }, asks);
  });
  return [...kept, ...added];
};

const narrowed = (owner: Owner, report: WrittenReport, verdicts: ReadonlyMap<string, Verdict>): WrittenReport[] => {
  const asks = asksOf(owner, report);
  const left = asks.filter((one) => verdicts.get(nameOfAsks(one)) !== 'refused');
  return left.length === asks.length ? [report] : withAsks(owner, report, left);
};

/** What a written report asks for; nothing for a type that was not asked about. */
const asksOf = ({ marketplaces }: Owner, report: WrittenReport): Asks[] => {
  const type = report['type'];
  if (typeof type !== 'string' || !isReportTypeName(type)) return [];
  const options = optionsIn(report);
  const rights = RIGHTS.filter((right) => options[right] !== undefined).reduce<Record<string, string>[]>(
    (found, right) => [options[right]].flat().flatMap((value) => found.map((one) => ({ ...one, [right]: String(value) }))),
    [{}],
  );
  const countries = Array.isArray(report['marketplaces']) ? report['marketplaces'].map(String) : marketplaces;
  return countries.flatMap((marketplace) => rights.map((one) => ({ type, marketplace, rights: one })));
};

const optionsIn = (report: WrittenReport): Record<string, unknown> => ({
  ...(typeof report['options'] === 'object' ? report['options'] : {}),
});

const optionsOf = (options: Record<string, unknown>): WrittenReport => (Object.keys(options).length === 0 ? {} : { options });

/** The report once for each set of views, programmes and marketplaces that go together. */
const withAsks = (owner: Owner, report: WrittenReport, asks: readonly Asks[]): WrittenReport[] =>
  together(asks.map(({ marketplace, rights }) => ({ marketplace: [marketplace], ...listed(rights) }))).map((set) => {
    const { marketplaces: _, ...rest } = report;
    const { marketplace = [], ...rights } = set;
    const options = { ...optionsIn(report), ...Object.fromEntries(Object.entries(rights).map(([right, values]) => [right, only(values)])) };
    const isEverywhere = owner.marketplaces.every((country) => marketplace.includes(country));
    return { ...rest, ...optionsOf(options), ...(!isEverywhere && { marketplaces: marketplace }) };
  });

const listed = (rights: Asks['rights']): Record<string, string[]> =>
  Object.fromEntries(Object.entries(rights).map(([right, value]) => [right, [value]]));

const only = (values: readonly string[]): unknown => (values.length === 1 ? values[0] : values);

type Sets = Record<string, string[]>;

/** Joins what differs in one point only: an entry asks for every combination of its values, and for no other. */
const together = (all: readonly Sets[]): Sets[] =>
  [...RIGHTS.toReversed(), 'marketplace'].reduce<Sets[]>(
    (sets, name) =>
      [...Map.groupBy(sets, ({ [name]: _, ...others }) => JSON.stringify(others)).values()].map((same) => {
        const values = same.flatMap((one) => one[name] ?? []);
        return { ...same[0], ...(values.length > 0 && { [name]: values }) };
      }),
    [...all],
  );
