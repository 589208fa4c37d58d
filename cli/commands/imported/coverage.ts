import { z } from 'zod';
import type { Window } from '../../../lambdas/core/record/jobs.ts';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import { accountCalendars } from '../../answers/coverage/account-calendars.ts';
import type { SeriesCalendar } from '../../answers/coverage/calendar.ts';
import { coverageOf, type SeriesCoverage } from '../../answers/coverage/coverage.ts';
import { type ListCoverage, listCoverage, listsOf } from '../../answers/coverage/list-coverage.ts';
import { calendarPages } from '../../calendar/pages.ts';
import { cliCommand, TYPES_FLAGS, text, types } from '../../command.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../../run/account-names.ts';
import { plainTable } from '../../text/plain-table.ts';
import { counted, shortWindow, sizeText } from '../../text/quantities.ts';

const HTML_FILE = 'coverage.html';

/** What the bucket holds: per series the first and last day, gaps, and what was fetched again. */
export const coverage = cliCommand({
  name: 'coverage',
  declare: (command) =>
    command
      .summary('Shows days, gaps and what was fetched again.')
      .description('Shows what has been imported: days, gaps, and what was fetched again.')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .option(TYPES_FLAGS, 'only these report types, separated by commas')
      .option('--html [file]', `writes calendars: a page an account, and one of all (default: ${HTML_FILE})`)
      .addHelpText('after', example),
  args: z.object({ account: text, types, html: z.union([z.literal(true).transform(() => HTML_FILE), z.string().min(1)]).optional() }),
  run: async (ports, { account, types, html }, out) => {
    const isAsked = (type: string): boolean => types === undefined || types.includes(type);
    const found = await accountCalendars(ports, await accountNames(ports, account), isAsked);
    const covered = await inParallel(found, async ({ account: name, items, calendars }) => {
      const lists = await inParallel(listsOf(items), async (list) => listCoverage(list, await ports.ledger.readBundles(name, list), items));
      const later = notYetPublished(calendars);
      return {
        ...{ account: name, series: coverageOf(items) },
        ...(lists.length > 0 && { lists }),
        ...(later.length > 0 && { notYetPublished: later }),
      };
    });
    if (html !== undefined) {
      const pages = calendarPages(found, html, ports.clock.now());
      for (const { file, text: page } of pages) await ports.writeFile(file, page);
      out.note(`Calendars: ${html}${pages.length > 1 ? `, and ${pages.length - 1} pages beside it, one an account` : ''}`);
    }
    answer(out, covered, () => covered.map((one) => wordsOf(one, out)).join('\n\n'));
    return EXIT.fine;
  },
});

const GAPS_SHOWN = 8;

type Later = Window & { series: string[] };
type Covered = { account: string; series: SeriesCoverage[]; lists?: ListCoverage[]; notYetPublished?: Later[] };

/** The days that Amazon has not published yet, with the series that wait for them. */
const notYetPublished = (calendars: readonly SeriesCalendar[]): Later[] =>
  [
    ...Map.groupBy(
      calendars.flatMap(({ name, runs }) => runs.filter(({ state }) => state === 'not-yet-published').map((run) => ({ ...run, name }))),
      ({ start, end }) => `${start} ${end}`,
    ).values(),
  ].flatMap((same) => same.slice(0, 1).map(({ start, end }) => ({ start, end, series: same.map(({ name }) => name) })));

const wordsOf = ({ account, series, lists = [], notYetPublished: later = [] }: Covered, out: Out): string => {
  if (series.length === 0) return `${account}: nothing has been imported yet.`;
  const rows = series.map((one) => [
    one.name,
    String(one.documents),
    one.firstDay ?? '',
    one.lastDay ?? '',
    one.gaps.length === 0 ? '-' : String(one.gaps.length),
    one.fetchedAgain.documents === 0 ? '-' : String(one.fetchedAgain.documents),
    sizeText(one.bytes),
  ]);
  const gaps = series.filter(({ gaps }) => gaps.length > 0).flatMap(gapLines);
  const table = plainTable(['series', 'docs', 'first day', 'last day', 'gaps', 'fetched again', 'size'], rows, { ...out, wraps: [0] });
  return [
    `${account}: ${counted(series.length, 'series', 'series')}`,
    table,
    ...(gaps.length > 0 ? ['', 'Gaps:', ...gaps] : []),
    ...(later.length > 0 ? ['', 'Not published yet, so nothing is missing there:', ...later.map(laterLine)] : []),
    ...(lists.length > 0 ? ['', 'Products of lists:', ...lists.flatMap(listLines)] : []),
  ].join('\n');
};

const PERIODS_SHOWN = 4;
const ASINS_SHOWN = 5;

const listLines = ({ list, asins, periods }: ListCoverage): string[] => [
  `  ${list}`,
  ...periods.slice(0, PERIODS_SHOWN).map(({ answered, missing, ...window }) => {
    const some = missing.slice(0, ASINS_SHOWN).join(' ');
    const others = missing.length > ASINS_SHOWN ? ` and ${(missing.length - ASINS_SHOWN).toLocaleString('en')} more` : '';
    return `    ${shortWindow(window)}: ${answered.toLocaleString('en')} of ${asins.toLocaleString('en')}${some ? `, without ${some}${others}` : ''}`;
  }),
];

const laterLine = ({ series, ...window }: Later): string =>
  `  ${shortWindow(window)}: ${[...new Set(series.map((name) => name.split(' ')[0]))].join(', ')}`;

const gapLines = ({ name, gaps }: SeriesCoverage): string[] => [
  `  ${name}`,
  ...gaps.slice(0, GAPS_SHOWN).map((gap) => `    ${shortWindow(gap)}: ${gap.why}`),
  ...(gaps.length > GAPS_SHOWN ? [`    … and ${gaps.length - GAPS_SHOWN} more (--json shows all)`] : []),
];

const example = `
Fetched again: it replaced an earlier document, be it changed or the same.
A gap lies between two days that have a document. Fill one with:
  npm run import -- start <account> --types <type> --from <day> --to <day>

Examples:
  npm run import -- coverage --account acme-vendor-us --types VendorSalesReport
  npm run import -- coverage --html calendars.html`;
