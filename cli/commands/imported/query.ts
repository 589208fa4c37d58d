import { extname } from 'node:path';
import { z } from 'zod';
import { mustNameAccount } from '../../../lambdas/core/catalogue/table-columns.ts';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { accountOf } from '../../../lambdas/core/input/accounts.ts';
import { cliCommand, text } from '../../command.ts';
import { hint } from '../../hint.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { CliPorts } from '../../ports.ts';
import { QueryStoppedError } from '../../query/answer.ts';
import { type TableEntry, tableEntries, tableNamed } from '../../query/dictionary.ts';
import { formats, printAnswer } from '../../query/formats.ts';
import { questionNamed, questions, sqlOf } from '../../query/questions.ts';
import { accountNames } from '../../run/account-names.ts';
import { plainTable } from '../../text/plain-table.ts';
import { counted } from '../../text/quantities.ts';

const Args = z.object({
  ref: z.array(z.string()).default([]),
  list: z.boolean().default(false),
  describe: text,
  ask: z.union([z.string().min(1), z.literal(true)]).optional(),
  account: text,
  format: z.enum(formats).optional(),
  out: text,
});
type Args = z.infer<typeof Args>;

/** Answers from the tables, by SQL. */
export const query = cliCommand({
  name: 'query',
  declare: (command) =>
    command
      .summary('Answers from the tables of imported rows, by SQL.')
      .description('Runs one SELECT on the tables of imported rows: in Athena, or with --local in DuckDB.')
      .argument('[sql...]', 'one SELECT, in the SQL that Athena and DuckDB share')
      .option('--list', 'the tables, and what a row of each is')
      .option('--describe <table>', 'the columns of a table: meaning, key, example')
      .option('--ask [question]', 'a prepared question; without a name: which there are')
      .option('--account <name>', 'with --ask: of this account alone')
      .option('--format <format>', `${formats.join(', ')} (default: table)`)
      .option('--out <file>', 'with --local: into a Parquet file')
      .addHelpText('after', example),
  args: Args,
  run: async (ports, args, out) => {
    const sql = args.ref.join(' ');
    const meant = [sql !== '', args.list, args.describe !== undefined, args.ask !== undefined].filter(Boolean).length;
    if (meant !== 1)
      throw new InvalidInputError(`Write one of: a SELECT in quotes, --list, --describe <table>, --ask [question].\n${seeHelp}`);
    if (args.list) return listTables(ports, out);
    if (args.describe !== undefined) return describeTable(tableNamed(args.describe), out);
    if (args.ask === true) return listQuestions(ports, out);
    if (args.ask !== undefined) return run(ports, sqlOf(questionNamed(args.ask), await accountToAsk(ports, args.account)), args, out);
    if (args.account !== undefined)
      throw new InvalidInputError(`--account: goes with --ask. In a SELECT write: WHERE account = '${args.account}'`);
    return run(ports, sql, args, out);
  },
});

const seeHelp = 'See: npm run import -- query --help';

/** @throws InvalidInputError for an account that the file does not have, and without one where Athena needs it */
const accountToAsk = async (ports: CliPorts, named: string | undefined): Promise<string | undefined> => {
  const all = await accountNames(ports);
  if (named === undefined && !ports.place.isLocal && mustNameAccount(all))
    throw new InvalidInputError(`With ${all.length} accounts Athena needs the name of one: write --account <name> beside --ask.`);
  return named === undefined ? undefined : accountOf(await ports.accounts(), named).name;
};

const run = async ({ tables }: CliPorts, sql: string, { format, out: path }: Args, out: Out): Promise<number> => {
  try {
    if (path !== undefined) {
      if (extname(path) !== '.parquet')
        throw new InvalidInputError(
          `--out: ${path} is no name of a Parquet file. Other formats go where you send them: --format csv > ${path}`,
        );
      const rows = await tables.save(sql, path, out.interrupted);
      answer(out, { rows, path }, () => `${counted(rows, 'row')} in ${path}`);
      return EXIT.fine;
    }
    await printAnswer(await tables.ask(sql, out.interrupted, out.note), format ?? (out.json ? 'json' : 'table'), out);
    return EXIT.fine;
  } catch (error) {
    if (!(error instanceof QueryStoppedError)) throw error;
    out.note(error.message);
    return EXIT.interrupted;
  }
};

const listTables = ({ place }: CliPorts, out: Out): number => {
  const entries = tableEntries();
  answer(
    out,
    entries.map(({ columns: _, ...entry }) => entry),
    () =>
      [
        plainTable(
          ['table', 'a row is'],
          entries.map(({ name, meaning }) => [name, meaning]),
          out,
        ),
        '',
        `Columns of one: ${hint(place, 'query --describe vendor_sales_by_asin')}`,
      ].join('\n'),
  );
  return EXIT.fine;
};

const describeTable = (entry: TableEntry, out: Out): number => {
  const rows = entry.columns.map(({ name, type, isKey, example, meaning }) => [name, type, isKey ? 'key' : '', example, meaning]);
  answer(out, entry, () =>
    [
      `${entry.name}: ${entry.meaning} (${entry.reportType}).`,
      `One row for each ${entry.key.join(', ')}.`,
      '',
      plainTable(['column', 'type', '', 'example', 'meaning'], rows, { ...out, width: Math.max(out.width, WIDEST) }),
    ].join('\n'),
  );
  return EXIT.fine;
};

/** Meanings are whole sentences, and of no use cut in half: a terminal wraps them. */
const WIDEST = 240;

const listQuestions = ({ place }: CliPorts, out: Out): number => {
  const all = questions();
  answer(out, all, () =>
    [
      plainTable(
        ['question', 'what it answers'],
        all.map(({ name, asks }) => [name, asks]),
        { ...out, width: Math.max(out.width, WIDEST) },
      ),
      '',
      `Ask one: ${hint(place, `query --ask ${all[0]?.name}`)}`,
      'Their SQL lies in cli/questions/, to copy from.',
    ].join('\n'),
  );
  return EXIT.fine;
};

const example = `
Only a SELECT is run. Name account, report_period and month where you can:
Athena then opens these folders only, and you pay for what it opens.
Exit codes: 1 the query failed, 2 it cannot be run as it is written.

Examples:
  npm run import -- query --list
  npm run import -- query --ask units-by-day --account acme-vendor-us
  npm run import -- query "SELECT asin, sum(ordered_units) AS units
    FROM vendor_sales_by_asin GROUP BY asin ORDER BY units DESC LIMIT 10"`;
