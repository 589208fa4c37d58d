import { InvalidInputError } from '../../lambdas/core/errors.ts';
import type { Terminal } from '../ports.ts';

/** What one field needs: its flag, the question, and how an answer becomes a value. @throws InvalidInputError from `read` */
export type Question<T> = { flag: string; question: string; usual?: string | undefined; read: (answer: string) => T };

const TRIES = 5;

/**
 * Asks until the answer can be used; Enter takes the usual one.
 * @throws InvalidInputError without a terminal, and after too many answers that cannot be used
 */
export const asked = async <T>({ ask }: Pick<Terminal, 'ask'>, note: (text: string) => void, one: Question<T>): Promise<T> => {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const answered = await ask(`${one.question}${one.usual === undefined ? '' : ` [${one.usual}]`}: `);
    if (answered === undefined) throw new InvalidInputError(`There is no terminal to ask at: write ${one.flag}`);
    const written = answered.trim() || one.usual;
    try {
      if (written !== undefined) return one.read(written);
      note('  There is no usual answer to this one.');
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      note(`  ${error.message.replaceAll('\n', '\n  ')}`);
    }
  }
  throw new InvalidInputError(`Nothing was written. ${one.flag} can be given as an option, too.`);
};
