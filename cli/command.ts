import type { Command } from 'commander';
import { z } from 'zod';
import { InvalidInputError } from '../lambdas/core/errors.ts';
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
  run: (ports, written, out) => {
    const parsed = args.safeParse(written);
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'arguments'}: ${message}`);
      throw new InvalidInputError(`${problems.join('\n')}\nSee: npm run import -- ${name} --help`);
    }
    return run(ports, parsed.data, out);
  },
});

/** `--option <text>` that may be absent. */
export const text = z.string().min(1).optional();

/** `2026-11-20` */
export const day = z.iso.date('must be a day such as 2026-11-20').optional();

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
