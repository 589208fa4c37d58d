import { readdirSync, readFileSync } from 'node:fs';
import { reportTypeNames, reportTypeOf } from '../../lambdas/core/catalogue/report-types.ts';
import { notAllowed, problemsError } from '../../lambdas/core/input/problems.ts';
import { quotedText } from './local-tables.ts';

/** A prepared question: a file of SQL whose first comment says what it answers. */
export type Question = { name: string; asks: string; sql: string };

const folder = new URL('../questions/', import.meta.url);

/** All of them, by name. */
export const questions = (): Question[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(new URL(file, folder), 'utf8');
      const [asks = ''] = sql.split('\n');
      return { name: file.slice(0, -'.sql'.length), asks: asks.replace(/^-- /, ''), sql };
    });

/** @throws InvalidInputError for a name that none has */
export const questionNamed = (name: string): Question => {
  const all = questions();
  const found = all.find((question) => question.name === name);
  if (found !== undefined) return found;
  throw problemsError('The question', [
    `--ask: ${notAllowed(
      name,
      all.map((question) => question.name),
    )}`,
  ]);
};

/** Names the account wherever a question reads a table, so that Athena opens the folders of that account only. */
export const sqlOf = ({ sql }: Question, account: string | undefined): string => {
  if (account === undefined) return sql;
  const names = reportTypeNames.flatMap((type) => (reportTypeOf(type)?.tables ?? []).map(({ name }) => name));
  return sql.replace(
    new RegExp(`\\b(FROM|JOIN) (${names.join('|')})\\b`, 'g'),
    `$1 (SELECT * FROM $2 WHERE account = ${quotedText(account)})`,
  );
};
