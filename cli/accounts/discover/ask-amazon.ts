import { AccessDeniedError, LedgerConflictError, RequestRefusedError } from '../../../lambdas/core/errors.ts';
import { fatalMeaning } from '../../../lambdas/core/failure/fatal-texts.ts';
import { instantOf, msOf } from '../../../lambdas/core/instant.ts';
import type { SellingPartner } from '../../../lambdas/core/ports.ts';
import { easeLimits, rejectedByLimit } from '../../../lambdas/core/quota/take-limit.ts';
import { type DueToAsk, easePause, learn, rejected, turnToAsk } from '../../../lambdas/core/quota/take-turn.ts';
import type { JobItem, ReportId } from '../../../lambdas/core/record/jobs.ts';
import type { HeldTurn } from '../../../lambdas/core/record/messages.ts';
import type { Run } from '../../../lambdas/core/record/runs.ts';
import { jobOf } from '../../../lambdas/core/record/transitions.ts';
import type { CliPorts } from '../../ports.ts';
import type { Finding, Verdict } from './findings.ts';
import type { Question } from './questions.ts';

export type Asker = { ports: CliPorts; amazon: SellingPartner; run: Run; interrupted: AbortSignal };

/**
 * Asks one question by createReport, in a turn of the line at which imports stand too. What Amazon takes is written into the ledger as an
 * open report without an owner: the account's next run continues it, so that no report is made for nothing.
 */
export const askAmazon = async (asker: Asker, question: Question): Promise<Finding> => {
  const { ports, amazon } = asker;
  const before = await ports.ledger.readJob(question.job.account, question.job.key);
  const item: JobItem = { ...(before ?? { attempts: 0, version: 0 }), ...question.job };
  const turn = await waitForTurn(asker, item);
  if (typeof turn === 'string') return { question, verdict: 'undecided', why: turn };
  const nowMs = ports.clock.now();
  const caller = { ledger: ports.ledger, run: asker.run, nowMs };
  try {
    const answer = await amazon.createReport(item.request);
    if (answer.kind === 'unknown') return { question, verdict: 'undecided', why: `createReport was not answered: ${answer.why}` };
    if (answer.kind === 'throttled') {
      if ((await rejectedByLimit(caller, item)) === undefined) await rejected(caller, item.request.reportType, turn, turn.pauseMs);
      return { question, verdict: 'undecided', why: 'Amazon rejected the call for now (HTTP 429): ask again later' };
    }
    const made = await recorded(ports, item, answer.value.reportId, nowMs);
    await learn(caller, 'createReport', turn, answer);
    await easePause(caller, item.request.reportType);
    await easeLimits(caller, turn.limits);
    if (made === undefined) return { question, verdict: 'undecided', why: 'a run has it in hand this moment' };
    return { question, verdict: 'undecided', why: `Amazon makes report ${answer.value.reportId}`, item: made };
  } catch (error) {
    return refusal(question, error);
  }
};

/** The turn, once it is due; or why there is none. */
const waitForTurn = async ({ ports, run, interrupted }: Asker, item: JobItem): Promise<DueToAsk | string> => {
  let turn: HeldTurn | undefined;
  while (!interrupted.aborted) {
    const nowMs = ports.clock.now();
    const message = { run, job: jobOf(item), waitUntil: instantOf(nowMs), ...(turn && { turn }) };
    const taken = await turnToAsk({ ledger: ports.ledger, run, nowMs }, message, item);
    if (taken.kind === 'due') return taken;
    if (taken.kind === 'none') return NO_TURN;
    if (taken.kind === 'held back' && taken.until.kind === 'none') return taken.until.why;
    turn = taken.kind === 'later' ? taken.turn : undefined;
    const untilMs = taken.kind === 'later' ? msOf(taken.turn.at) : taken.kind === 'paused' ? taken.untilMs : taken.until.untilMs;
    if (untilMs > msOf(run.deadlineAt)) return NO_TURN;
    await ports.sleep(untilMs - nowMs, interrupted);
  }
  return 'stopped before it was asked';
};

const NO_TURN = 'imports use the turns of createReport for now: ask again later';

/** Undefined when a run has taken the job this moment: it asks for itself. */
const recorded = async ({ ledger }: CliPorts, item: JobItem, reportId: ReportId, nowMs: number): Promise<JobItem | undefined> => {
  const at = instantOf(nowMs);
  const open = { openSince: item.openSince ?? at, requestedAt: at, askedAt: at, askedSince: at, dropped: undefined, outcome: undefined };
  try {
    return await ledger.writeJob({ ...item, ...open, claim: undefined, reportId, resumeAt: 'check', attempts: item.attempts + 1 });
  } catch (error) {
    if (error instanceof LedgerConflictError) return undefined;
    throw error;
  }
};

/** A 403 is a role that is missing, a 400 is judged by its text. @throws what is neither */
const refusal = (question: Question, error: unknown): Finding => {
  if (error instanceof AccessDeniedError)
    return { question, verdict: 'refused', why: `${NO_ROLE}: ${error.message.split(' to a fresh')[0]}` };
  if (!(error instanceof RequestRefusedError)) throw error;
  const [why = ''] = error.message.split('). ');
  return { question, verdict: verdictOf(error.message, question), why: `${why})` };
};

export const NO_ROLE = 'no role';

/** What the words of a refusal say about the account's rights. */
export const verdictOf = (text: string, { marketplace }: Question): Verdict => {
  const { reason } = fatalMeaning(text, { marketplace });
  if (reason === 'wrong-parameters' || reason === 'access-denied') return 'refused';
  return reason === 'not-yet-published' || reason === 'span-refused' ? 'allowed' : 'undecided';
};
