import type { Command } from 'commander';
import { z } from 'zod';
import { isReportTypeName, nameOfApiType, reportTypeNames } from '../lambdas/core/catalogue/report-types.ts';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { notAllowed, parseInput, problemsError } from '../lambdas/core/input/problems.ts';
import { ApiType } from '../lambdas/core/input/report-entry.ts';
import type { Out } from './out.ts';
import type { CliPorts, Terminal } from './ports.ts';

/** A command of the command line. `run` takes what commander read, or what a test wrote, and answers the exit code. */
export type CliCommand = {
  name: string;
  /** Declares arguments, options and the example to commander. */
  declare: (command: Command) => Command;
  run: (ports: CliPorts, written: unknown, out: Out) => Promise<number>;
  /** In place of `run` where neither AWS nor the local world is needed; undefined when what was written needs one of them. */
  offline?: (written: unknown, out: Out, here: Here) => Promise<number> | number | undefined;
};

/** What a command has without a deployment. `accountsFile`: the one that was named. */
export type Here = Terminal & { accountsFile: string | undefined };

type Declared<S extends z.ZodType> = Omit<CliCommand, 'run' | 'offline'> & {
  args: S;
  run: (ports: CliPorts, args: z.output<S>, out: Out) => Promise<number>;
  offline?: (args: z.output<S>, out: Out, here: Here) => Promise<number> | undefined;
};

/** A command whose arguments are checked before it runs. @throws InvalidInputError */
export const cliCommand = <S extends z.ZodType>({ name, declare, args, run, offline }: Declared<S>): CliCommand => ({
  name,
  declare,
  run: (ports, written, out) => run(ports, argumentsOf(name, args, written), out),
  ...(offline && { offline: (written, out, here) => offline(argumentsOf(name, args, written), out, here) }),
});

/** A command that needs neither AWS nor the local world. @throws InvalidInputError */
export const offlineCommand = <S extends z.ZodType>(
  declared: Omit<Declared<S>, 'run' | 'offline'> & { answer: (args: z.output<S>, out: Out) => number },
): CliCommand => {
  const { name, declare, args } = declared;
  const offline = (written: unknown, out: Out): number => declared.answer(argumentsOf(name, args, written), out);
  return { name, declare, offline, run: async (_ports, written, out) => offline(written, out) };
};

/** In the words that inputs and the accounts file have. */
const argumentsOf = <S extends z.ZodType>(name: string, args: S, written: unknown): z.output<S> => {
  try {
    return parseInput(args, written, `The arguments of ${name}`);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(`${error.message}\nSee: npm run import -- ${name} --help`, { cause: error });
  }
};

/** With --local the import runs in this process. @throws InvalidInputError for what would end as soon as it began */
export const refuseUnwatched = ({ place }: CliPorts, watch: boolean): void => {
  if (!watch && place.isLocal)
    throw new InvalidInputError('--no-watch: with --local the import runs in this process and would end with it. Leave it out.');
};

/** `--option <text>` that may be absent. */
export const text = z.string().min(1).optional();

/** `2026-11-20` */
export const day = z.iso.date().optional();

/** Two names for one option: the accounts file says report types, and most people type the shorter one. */
export const TYPES_FLAGS = '--report-types, --types <names>';

/** Types separated by commas, ours or Amazon's names of them, as ours. A name that is none is refused: it would match nothing. */
export const types = z
  .string()
  .transform((list) => {
    const written = list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const unknown = written.filter(
      (name) => !isReportTypeName(name) && !ApiType.safeParse(name).success && nameOfApiType(name) === undefined,
    );
    if (unknown.length > 0)
      throw problemsError(
        'The report types',
        unknown.map((name) => `types: ${notAllowed(name, reportTypeNames)}`),
      );
    return written.map((name) => nameOfApiType(name) ?? name);
  })
  .optional();
