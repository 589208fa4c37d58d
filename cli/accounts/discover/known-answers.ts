import { isOpen } from '../../../lambdas/core/planning/windows/coverage.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import { inParallel } from '../../../lambdas/core/record/ledger/in-parallel.ts';
import type { Ledger } from '../../../lambdas/core/record/ledger/ledger.ts';
import { instantText } from '../../text/quantities.ts';
import type { Finding } from './findings.ts';
import { type Question, RIGHTS } from './questions.ts';

/** What the ledger knows already: what was saved, or is being made, need not be asked for again. */
export const knownAnswers = async (ledger: Ledger, account: string, questions: readonly Question[]): Promise<Map<Question, Finding>> => {
  const types = [...new Set(questions.map(({ type }) => type))];
  const items = (await inParallel(types, (type) => ledger.jobsWithPrefix(account, `${type}/`))).flat();
  const answers = questions.flatMap((question) => {
    const known = knownAnswer(
      question,
      items.filter((item) => isAbout(item, question)),
    );
    return known === undefined ? [] : [known];
  });
  return new Map(answers.map((one) => [one.question, one]));
};

const knownAnswer = (question: Question, own: readonly JobItem[]): Finding | undefined => {
  const allowed = (why: string): Finding => ({ question, verdict: 'allowed', why });
  const saved = own
    .flatMap((item) => item.saved?.at ?? [])
    .sort()
    .at(-1);
  if (saved !== undefined) return allowed(`saved on ${saved.slice(0, 10)}`);
  if (own.some(({ noData }) => noData !== undefined)) return allowed('asked for before, without data');
  const asked = own.filter(isOpen).flatMap((item) => beingAsked(question, item) ?? []);
  return asked.find(({ item }) => item !== undefined) ?? asked[0];
};

/** Of an open job that Amazon was asked for: its report, or that it is not known yet whether there is one. */
export const beingAsked = (question: Question, item: JobItem): Finding | undefined => {
  const { reportId, intentAt } = item;
  if (reportId !== undefined) return { question, verdict: 'undecided', why: `Amazon makes report ${reportId}`, item };
  if (intentAt === undefined) return undefined;
  const why = `createReport of ${instantText(intentAt)} was not answered: the next run looks whether Amazon made the report`;
  return { question, verdict: 'undecided', why };
};

const isAbout = ({ type, marketplace, options }: JobItem, question: Question): boolean =>
  type === question.type && marketplace === question.marketplace && RIGHTS.every((right) => options[right] === question.rights[right]);
