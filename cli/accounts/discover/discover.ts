import { marketplaceOf } from '../../../lambdas/core/catalogue/marketplaces.ts';
import { InvalidInputError } from '../../../lambdas/core/errors.ts';
import { type Account, accountOf } from '../../../lambdas/core/input/accounts.ts';
import { runOf } from '../../../lambdas/core/input/run-input.ts';
import { instantOf } from '../../../lambdas/core/instant.ts';
import { limitsOf } from '../../../lambdas/core/planning/limits-of.ts';
import { estimateTurns, lineOf, paceOf } from '../../../lambdas/core/quota/turns.ts';
import type { Run } from '../../../lambdas/core/record/runs.ts';
import { answer, EXIT, type Out } from '../../out.ts';
import type { CliPorts } from '../../ports.ts';
import { isAgreed } from '../../run/many.ts';
import { changeAccountsFile, entryOf, fileToWrite, REFUSED_SAMPLE, readAccountsFile } from '../accounts-file.ts';
import { deployLine } from '../add.ts';
import { entryLines, type WrittenEntry, withReports } from '../file-text.ts';
import { type Asker, askAmazon, NO_ROLE } from './ask-amazon.ts';
import { findingLine, findingsWords, planWords } from './discover-words.ts';
import type { Finding } from './findings.ts';
import { knownAnswers } from './known-answers.ts';
import { mergedReports } from './merged-reports.ts';
import { type Question, questionsFor } from './questions.ts';
import { lookSeconds, secondLook } from './second-look.ts';

type Options = { types: readonly string[] | undefined; dryRun: boolean; yes: boolean };

/** Finds out what an account may ask Amazon for, and writes its reports into the accounts file. */
export const discover = async (ports: CliPorts, name: string, options: Options, out: Out): Promise<number> => {
  const account = accountOf(await ports.accounts(), name);
  const nowMs = ports.clock.now();
  const questions = questionsFor({ account, types: options.types, nowMs, settings: ports.settings() });
  if (questions.length === 0) throw new InvalidInputError(`types: none of them can be asked about for a ${account.kind} account`);
  const known = await knownAnswers(ports.ledger, name, questions);
  const open = questions.filter((question) => !known.has(question));
  const plan = await planOf(ports, account, open, nowMs);
  const words = planWords(name, { ...plan, questions, open });
  if (options.dryRun) {
    answer(out, { account: name, questions: open.map(({ job }) => job.key), known: known.size, ...plan }, () => words);
    return EXIT.fine;
  }
  out.note(words);
  if (open.length > 0 && !(await isAgreed(ports, `Ask Amazon ${open.length} times?`, options.yes))) {
    out.note('Nothing was asked.');
    return EXIT.fine;
  }
  const { findings, trouble } = await findOut(ports, account, { questions, known, plan }, out);
  return conclude(ports, account, findings, { ...options, trouble }, out);
};

type Plan = { lastTurnAt: string; lookSeconds: number };

/** When the last question is asked, if nobody else takes turns meanwhile; and how long the second look may take. */
const planOf = async ({ ledger, settings }: CliPorts, account: Account, open: readonly Question[], nowMs: number): Promise<Plan> => {
  const { quotas } = settings();
  const line = await ledger.readLine(lineOf(account.secret ?? account.name, 'createReport'));
  const turns = estimateTurns(line, paceOf('createReport', line, quotas), nowMs, open.length);
  return { lastTurnAt: instantOf(turns.at(-1) ?? nowMs), lookSeconds: Math.ceil(lookSeconds(open.length, settings())) };
};

/** Imports may take turns meanwhile: what is not asked by then is left undecided. */
const SLACK_MS = 10 * 60_000;

type Asked = { questions: readonly Question[]; known: ReadonlyMap<Question, Finding>; plan: Plan };

/** Whatever ends it early, what was found so far is kept. */
const findOut = async (
  ports: CliPorts,
  account: Account,
  { questions, known, plan }: Asked,
  out: Out,
): Promise<{ findings: Finding[]; trouble?: string }> => {
  const findings: Finding[] = [...known.values()];
  const report = (finding: Finding): void => out.note(findingLine(finding, out.width));
  try {
    const asker = await askerFor(ports, account, questions, plan, out.interrupted);
    for (const question of questions.filter((one) => !known.has(one))) {
      if (out.interrupted.aborted) break;
      const denied = findings.find((one) => one.question.type === question.type && one.why.startsWith(NO_ROLE));
      const finding: Finding = denied ? { question, verdict: 'refused', why: denied.why } : await askAmazon(asker, question);
      findings.push(finding);
      report(finding);
    }
    if (findings.some(({ item }) => item !== undefined)) out.note('Waiting for what Amazon makes of it …');
    return { findings: await secondLook(asker, findings, report) };
  } catch (error) {
    return { findings, trouble: error instanceof Error ? error.message : String(error) };
  }
};

const askerFor = async (
  ports: CliPorts,
  account: Account,
  questions: readonly Question[],
  plan: Plan,
  interrupted: AbortSignal,
): Promise<Asker> => {
  const execution = { Id: 'accounts-discover', Name: 'accounts-discover' };
  const { run, input } = runOf({ account: account.name }, execution, await ports.accounts(), ports.settings(), ports.clock.now());
  const amazon = await ports.sellingPartner(run.secretId, marketplaceOf(account.marketplaces[0] ?? '')?.region);
  const limits = limitsOf(
    account,
    input,
    questions.map(({ job }) => job),
  );
  const deadlineAt = instantOf(Date.parse(plan.lastTurnAt) + plan.lookSeconds * 1000 + SLACK_MS);
  const asking: Run = { ...run, deadlineAt, applicationId: amazon.applicationId, limits };
  return { ports, amazon, run: asking, interrupted };
};

/** Shows what was found and the entry that follows, and writes it. */
const conclude = async (
  ports: CliPorts,
  account: Account,
  findings: readonly Finding[],
  { yes, trouble }: { yes: boolean; trouble: string | undefined },
  out: Out,
): Promise<number> => {
  const path = fileToWrite(ports.place);
  const file = await readAccountsFile(ports, path ?? ports.place.accountsFile);
  const before = file.written.find(({ name }) => name === account.name);
  const reports = before === undefined ? [] : mergedReports(account, before.reports, findings);
  out.note(`\n${findingsWords(findings, out.width)}\n`);
  const isOver = out.interrupted.aborted || trouble !== undefined;
  if (trouble !== undefined) out.note(`Stopped: ${trouble}`);
  const isChanged = JSON.stringify(reports) !== JSON.stringify(before?.reports);
  if (before !== undefined && !isOver && isChanged && reports.length > 0)
    out.note(`Its entry then:\n\n    ${entryLines({ ...before, reports } satisfies WrittenEntry)}\n`);
  const may = !isOver && path !== undefined && file.text !== undefined && isChanged && reports.length > 0;
  const isWritten = may && (await isAgreed(ports, `Write it to ${path}?`, yes));
  if (isWritten) await changeAccountsFile(ports, path, (now) => withReports(entryOf(now, account.name), reports));
  const result = findings.map(({ question, verdict, why }) => ({ ...asksOf(question), verdict, why }));
  answer(out, { account: account.name, findings: result, reports, written: isWritten }, () => {
    if (isWritten) return `Written to ${path}. Next: ${deployLine(ports.place.namedAccountsFile)}`;
    if (isOver) return 'Nothing was written. Started again, it asks only what is not known yet.';
    if (!isChanged) return 'The file asks for exactly that already.';
    if (reports.length === 0) return 'Amazon refuses all of it: nothing was written. See: npm run import -- doctor';
    return path === undefined ? `Nothing was written. ${REFUSED_SAMPLE}` : 'Nothing was written.';
  });
  if (out.interrupted.aborted) return EXIT.interrupted;
  return trouble === undefined ? EXIT.fine : EXIT.failed;
};

const asksOf = ({ type, marketplace, rights }: Question) => ({ type, marketplace, ...rights });
