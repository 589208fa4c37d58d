import { z } from 'zod';
import { inParallel } from '../../lambdas/core/record/in-parallel.ts';
import { coverageOf, type SeriesCoverage } from '../answers/coverage.ts';
import { cliCommand, TYPES_FLAGS, text, types } from '../command.ts';
import { answer, EXIT, type Out } from '../out.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../run/account-names.ts';
import { plainTable } from '../text/plain-table.ts';
import { counted, shortWindow, sizeText } from '../text/quantities.ts';

/** What the bucket holds: per series the first and last day, gaps, and what was fetched again. */
export const coverage = cliCommand({
  name: 'coverage',
  declare: (command) =>
    command
      .summary('Shows days, gaps and what was fetched again.')
      .description('Shows what has been imported: days, gaps, and what was fetched again.')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .option(TYPES_FLAGS, 'only these report types, separated by commas')
      .addHelpText('after', example),
  args: z.object({ account: text, types }),
  run: async (ports, { account, types }, out) => {
    const accounts = await accountNames(ports, account);
    const covered = await inParallel(accounts, async (name) => {
      const items = (await ports.ledger.jobsWithPrefix(name, '')).filter(({ type }) => types === undefined || types.includes(type));
      return { account: name, series: coverageOf(items) };
    });
    answer(out, covered, () => covered.map((one) => wordsOf(one, out)).join('\n\n'));
    return EXIT.fine;
  },
});

const GAPS_SHOWN = 8;

const wordsOf = ({ account, series }: { account: string; series: SeriesCoverage[] }, out: Out): string => {
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
  return [`${account}: ${counted(series.length, 'series', 'series')}`, table, ...(gaps.length > 0 ? ['', 'Gaps:', ...gaps] : [])].join(
    '\n',
  );
};

const gapLines = ({ name, gaps }: SeriesCoverage): string[] => [
  `  ${name}`,
  ...gaps.slice(0, GAPS_SHOWN).map((gap) => `    ${shortWindow(gap)}: ${gap.why}`),
  ...(gaps.length > GAPS_SHOWN ? [`    … and ${gaps.length - GAPS_SHOWN} more (--json shows all)`] : []),
];

const example = `
Fetched again: it replaced an earlier document, be it changed or the same.
A gap lies between two days that have a document. Fill one with:
  npm run import -- start <account> --types <type> --from <day> --to <day>

Example:
  npm run import -- coverage --account acme-vendor-us --types VendorSalesReport`;
