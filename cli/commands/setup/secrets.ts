import { z } from 'zod';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { cliCommand, text } from '../../command.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { CliPorts } from '../../ports.ts';
import { csvRows } from '../../secrets/csv.ts';
import { checkUnstored, type Prepared, prepared, type Written, whereOf } from '../../secrets/put.ts';
import { counted } from '../../text/quantities.ts';

/** Puts credentials into Secrets Manager, each checked by Login with Amazon first. Nothing of them is printed or kept. */
export const secrets = cliCommand({
  name: 'secrets',
  declare: (command) =>
    command
      .summary('Checks credentials and stores them.')
      .description('Checks credentials with Login with Amazon, then stores them.')
      .argument('<put...>', 'put ACCOUNT, which the JSON object is for; or put alone')
      .option('--file <file>', 'the JSON object (default: from stdin)')
      .option(
        '--csv [file]',
        'many: account, clientId, clientSecret (or applicationSecret), refreshToken, endpointUri (default: from stdin)',
      )
      .option('--no-check', 'stores without asking Login with Amazon')
      .addHelpText('after', example),
  args: z
    .object({
      ref: z.tuple([z.literal('put')], z.string().min(1)),
      file: text,
      csv: z.union([z.literal(true), z.string().min(1)]).optional(),
      check: z.boolean().default(true),
    })
    .refine(({ ref, csv }) => ref.length === (csv === undefined ? 2 : 1), { path: ['put'], message: 'name one account, or write --csv' })
    .refine(({ file, csv }) => file === undefined || csv === undefined, { path: ['file'], message: 'goes without --csv' }),
  run: async (ports, { ref: [, account = ''], file, csv, check }, out) => {
    if (ports.place.isLocal) throw new InvalidInputError('secrets: the local world makes up its own. Leave out --local.');
    const isRead = await textOf(ports, typeof csv === 'string' ? csv : file, out);
    const written = csv === undefined ? [{ account, json: isRead }] : csvRows(isRead).map(writtenRow);
    const known = { accounts: (await ports.accounts()).accounts, secrets: await ports.secrets.list() };
    return storeEach(ports, prepared(written, known), check, out);
  },
});

const textOf = async (ports: CliPorts, file: string | undefined, out: Out): Promise<string> => {
  if (file === undefined) return ports.readInput();
  const read = await ports.readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new InvalidInputError(`The file ${file} cannot be read (${error.code})`);
  });
  out.note(`Remove ${file} when all is stored: it holds secrets in plain text.`);
  return read;
};

const writtenRow = ({ line, fields: { account = '', ...fields } }: ReturnType<typeof csvRows>[number]): Written => ({
  account,
  json: JSON.stringify(fields),
  line,
});

/** One after the other; what is refused is not stored, and does not stop the others. */
const storeEach = async (ports: CliPorts, all: readonly Prepared[], isChecked: boolean, out: Out): Promise<number> => {
  const done: { account: string; line?: number; stored: boolean; why?: string }[] = [];
  for (const one of all) {
    if (out.interrupted.aborted) break;
    const where = { account: one.name, ...(one.line !== undefined && { line: one.line }) };
    try {
      if (isChecked) await checkUnstored(ports, one, all);
      await ports.secrets.put(one.secret, one.value);
      done.push({ ...where, stored: true });
      out.note(
        `✓ ${whereOf(one)}: ${isChecked && one.account !== undefined ? 'Login with Amazon gave a token; stored' : 'stored unchecked'}`,
      );
    } catch (error) {
      const why = error instanceof Error ? error.message : 'no reason';
      done.push({ ...where, stored: false, why });
      out.note(`✗ ${whereOf(one)}: not stored: ${why}`);
    }
  }
  const count = done.filter(({ stored }) => stored).length;
  answer(out, done, () => `Stored ${count} of ${counted(all.length, 'secret')}. They are in use within five minutes.`);
  if (done.length < all.length) return EXIT.interrupted;
  return count === all.length ? EXIT.fine : EXIT.failed;
};

const example = `
A line of the CSV may be of an application's secret: only account (its name),
clientId and clientSecret. Nothing is stored unless every line is whole.

Examples:
  npm run import -- secrets put acme-vendor-us --file secret.json
  npm run import -- secrets put --csv`;
