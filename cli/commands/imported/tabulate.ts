import { z } from 'zod';
import { parseRunInput } from '../../../lambdas/core/input/run-input.ts';
import { instantOf } from '../../../lambdas/core/instant.ts';
import { type StoredDocuments, storedDocuments } from '../../answers/stored-documents.ts';
import { cliCommand, day, TYPES_FLAGS, text, types } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { CliPorts, Place } from '../../ports.ts';
import { ACCOUNTS_FLAG, ACCOUNTS_MEANT, accountNames } from '../../run/account-names.ts';
import { nameOf } from '../../run/known-runs.ts';
import { watchRun } from '../../run/watching.ts';
import { executionName } from '../../run-options.ts';
import { plainTable } from '../../text/plain-table.ts';
import { counted, sizeText } from '../../text/quantities.ts';

/** Makes the tables of stored documents again, in runs of the state machine, until none is older than the command. */
export const tabulate = cliCommand({
  name: 'tabulate',
  declare: (command) =>
    command
      .summary('Makes the tables of stored documents again.')
      .description('Makes the tables of stored documents again. Amazon is asked nothing.')
      .option(ACCOUNTS_FLAG, ACCOUNTS_MEANT)
      .option(TYPES_FLAGS, 'only these report types, separated by commas')
      .option('--from <day>', 'only documents with days from here on')
      .option('--to <day>', 'only documents with days up to here')
      .option('--made-before <instant>', 'only tables made before this, or never (default: now)')
      .option('--dry-run', 'counts documents, rows and bytes; starts nothing')
      .addHelpText('after', example),
  args: z.object({ account: text, types, from: day, to: day, madeBefore: text, dryRun: z.boolean().default(false) }),
  run: async (ports, { account, types, dryRun, ...asked }, out) => {
    const madeBefore = asked.madeBefore ?? instantOf(ports.clock.now());
    const given = Object.entries({ reportTypes: types, from: asked.from, to: asked.to }).filter(([, value]) => value !== undefined);
    const chosen = Object.fromEntries(given);
    const inputs = (await accountNames(ports, account)).map((name) => ({
      account: name,
      tabulate: true,
      ...chosen,
      madeBefore,
    }));
    for (const input of inputs) parseRunInput(input);
    if (dryRun) return printCount(await inTurn(inputs, (input) => storedDocuments(ports, input)), out);
    const made = await inTurn(inputs, (input) => makeAll(ports, input, out));
    answer(out, made, () => made.map(wordsOf).join('\n'));
    if (out.interrupted.aborted)
      out.note(`Continue with: ${goingOn(ports.place, { account, types: types?.join(','), ...asked, madeBefore })}`);
    return made.find(({ code }) => code !== EXIT.fine)?.code ?? EXIT.fine;
  },
});

/** The command line that makes what is left, and nothing twice. */
const goingOn = (place: Place, { madeBefore, ...chosen }: Record<string, string | undefined>): string => {
  const options = Object.entries({ ...chosen, 'made-before': madeBefore }).flatMap(([name, value]) =>
    value ? [`--${name} ${value}`] : [],
  );
  return hint(place, ['tabulate', ...options].join(' '));
};

type Input = Record<string, unknown> & { account: string };
/** `documents`: those that were tried. */
type Made = { account: string; documents: number; left: number; runs: string[]; code: number };

/** One account after the other: each has its runs, and each run its own many functions at once. */
const inTurn = async <T>(inputs: readonly Input[], work: (input: Input) => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (const input of inputs) results.push(await work(input));
  return results;
};

/** A run has room for some hundred documents: one follows the other until none is left, or one of them has made no progress. */
const makeAll = async (ports: CliPorts, input: Input, out: Out): Promise<Made> => {
  const runs: string[] = [];
  const first = (await storedDocuments(ports, input)).documents;
  let left = first;
  let code: number = EXIT.fine;
  while (left > 0 && !out.interrupted.aborted) {
    const executionArn = await ports.workflow.start(executionName(input.account, ports, '-tables'), input);
    runs.push(nameOf(executionArn));
    out.note(`Started ${nameOf(executionArn)}: ${counted(left, 'document')} of ${input.account} to go.`);
    const ended = await watchRun(ports, { ...out, print: out.json ? () => {} : out.print }, { executionArn }, undefined);
    code = code === EXIT.fine || ended === EXIT.interrupted ? ended : code;
    const before = left;
    left = (await storedDocuments(ports, input)).documents;
    if (ended === EXIT.interrupted || left >= before) break;
  }
  const isStopped = out.interrupted.aborted ? EXIT.interrupted : code;
  return {
    account: input.account,
    documents: first - left,
    left,
    runs,
    code: left > 0 && isStopped === EXIT.fine ? EXIT.failed : isStopped,
  };
};

const wordsOf = ({ account, documents, left, runs }: Made): string => {
  if (runs.length === 0 && left === 0) return `${account}: no stored document has tables to be made.`;
  const rest = left > 0 ? ` ${counted(left, 'document')} left.` : '';
  return `${account}: went through ${counted(documents, 'document')} in ${counted(runs.length, 'run')}.${rest}`;
};

const printCount = (found: readonly StoredDocuments[], out: Out): number => {
  answer(out, found, () => {
    const rows = found.map(({ account, documents, rows, bytes, leftOut }) => [
      documents.toLocaleString('en'),
      rows.toLocaleString('en'),
      sizeText(bytes),
      leftOut.length === 0 ? '-' : String(leftOut.length),
      account,
    ]);
    const table = plainTable(['documents', 'rows', 'size', 'left out', 'account'], rows, out);
    const why = found.flatMap(({ leftOut }) => leftOut.map(({ what, why: reason }) => `  ${what}\n    ${reason}`));
    return [table, ...(why.length > 0 ? ['', 'Left out:', ...why] : []), '', 'Nothing was started.'].join('\n');
  });
  return EXIT.fine;
};

const example = `
The work is done by runs of the state machine, as many as it takes; Ctrl-C
ends the watching, not the run. Use it after tables were switched on, or
after an upgrade that brings columns.

Examples:
  npm run import -- tabulate --dry-run
  npm run import -- tabulate --account acme-vendor-us --types VendorSalesReport`;
