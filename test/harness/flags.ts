import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The flags of a script. An unknown flag ends it with a message and exit code 2, without a stack. */
export const flagsOf = <const T extends Options>(options: T, usage: string): ReturnType<typeof parseArgs<{ options: T }>>['values'] => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error), usage);
  }
};

/** Ends a script that was started in a wrong way. */
export const refuse = (problem: string, usage: string): never => {
  process.stderr.write(`${problem}\n\n${usage}\n`);
  process.exit(2);
};

/** A whole number of at least 1, or the end of the script. */
export const countOf = (name: string, written: string, usage: string): number => {
  const count = Number(written);
  return Number.isInteger(count) && count >= 1 ? count : refuse(`--${name}: "${written}" is not a whole number of at least 1.`, usage);
};
