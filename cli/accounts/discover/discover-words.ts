import { counted, durationText, instantText } from '../../text/quantities.ts';
import type { Finding, Verdict } from './findings.ts';
import { nameOfAsks, type Question } from './questions.ts';

const SIGN: Readonly<Record<Verdict, string>> = { allowed: '✓', refused: '✗', undecided: '?' };

/** One line while it is being found out. */
export const findingLine = ({ question, verdict, why }: Finding, width: number): string => {
  const line = `${SIGN[verdict]} ${nameOfAsks(question)}: ${why}`;
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
};

/** All of them by what was found, each reason once. */
export const findingsWords = (findings: readonly Finding[], width: number): string =>
  [
    ...part(findings, 'allowed', 'It may ask for', () => '', width),
    ...part(findings, 'refused', 'Amazon refuses', ({ why }) => why, width),
    ...part(findings, 'undecided', 'Undecided, and left as the file has it', ({ why }) => why, width),
  ].join('\n');

const part = (
  findings: readonly Finding[],
  verdict: Verdict,
  title: string,
  reasonOf: (finding: Finding) => string,
  width: number,
): string[] => {
  const those = findings.filter((one) => one.verdict === verdict);
  if (those.length === 0) return [];
  const groups = [...Map.groupBy(those, reasonOf)].flatMap(([reason, same]) => [
    ...same.map(({ question }) => `  ${SIGN[verdict]} ${nameOfAsks(question)}`),
    ...(reason === '' ? [] : wrapped(reason, width - 6).map((line) => `      ${line}`)),
  ]);
  return [`${title} (${those.length}):`, ...groups];
};

const wrapped = (text: string, width: number): string[] => text.match(new RegExp(`\\S.{0,${width - 2}}\\S(?= |$)|\\S+`, 'g')) ?? [];

type Planned = { questions: readonly Question[]; open: readonly Question[]; lastTurnAt: string; lookSeconds: number };

/** What it will do, before it does anything. */
export const planWords = (account: string, { questions, open, lastTurnAt, lookSeconds }: Planned): string => {
  const known = questions.length - open.length;
  return [
    `${account}: ${counted(questions.length, 'question')} about report types, views, programmes and marketplaces;`,
    ...(known > 0 ? [`the ledger answers ${known} of them.`] : []),
    `${counted(open.length, 'call')} of createReport, in turn with imports: the last at ${instantText(lastTurnAt)}.`,
    `Then it waits up to ${durationText(lookSeconds * 1000)} for what Amazon says only in the report itself.`,
    'The reports are not lost: the next run of the account continues with them.',
  ].join('\n');
};
