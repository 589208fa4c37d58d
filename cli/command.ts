import type { Command } from 'commander';
import { z } from 'zod';
import { InvalidInputError } from '../lambdas/core/errors.ts';
import { parseInput } from '../lambdas/core/input/problems.ts';
import type { Out } from './out.ts';
import type { CliPorts } from './ports.ts';

/** A command of the command line. `run` takes what commander read, or what a test wrote, and answers the exit code. */
export type CliCommand = {
  name: string;
  /** Tells commander about arguments, options and the example. */
  declare: (command: Command) => Command;
  run: (ports: CliPorts, written: unknown, out: Out) => Promise<number>;
};

type Declared<S extends z.ZodType> = Omit<CliCommand, 'run'> & {
  args: S;
  run: (ports: CliPorts, args: z.output<S>, out: Out) => Promise<number>;
};

/** A command whose arguments are checked before it runs. @throws InvalidInputError */
export const cliCommand = <S extends z.ZodType>({ name, declare, args, run }: Declared<S>): CliCommand => ({
  name,
  declare,
  run: (ports, written, out) => run(ports, argumentsOf(name, args, written), out),
});

/** In the words that inputs and the accounts file have. */
const argumentsOf = <S extends z.ZodType>(name: string, args: S, written: unknown): z.output<S> => {
  try {
    return parseInput(args, written, `The arguments of ${name}`);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    throw new InvalidInputError(`${error.message}\nSee: npm run import -- ${name} --help`, { cause: error });
  }
};

/** `--option <text>` that may be absent. */
export const text = z.string().min(1).optional();

/** `2026-11-20` */
export const day = z.iso.date().optional();

/** Types separated by commas. */
export const names = z
  .string()
  .transform((list) =>
    list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
  )
  .optional();
