import { AccessDeniedError, LedgerConflictError, RequestRefusedError } from '../../../lambdas/core/errors.ts';
import { fatalMeaning } from '../../../lambdas/core/failure/fatal-texts.ts';
import { answered, oneMoreIntent, withReport } from '../../../lambdas/core/failure/unanswered.ts';
import { instantOf, msOf } from '../../../lambdas/core/instant.ts';
import { opened } from '../../../lambdas/core/planning/carry-over.ts';
import { isOpen } from '../../../lambdas/core/planning/windows/coverage.ts';
import type { SellingPartner } from '../../../lambdas/core/ports.ts';
import { easeLimits, rejectedByLimit } from '../../../lambdas/core/quota/take-limit.ts';
import { type DueToAsk, easePause, learn, pauseType, rejected, turnToAsk } from '../../../lambdas/core/quota/take-turn.ts';
import type { JobItem } from '../../../lambdas/core/record/jobs.ts';
import type { HeldTurn } from '../../../lambdas/core/record/messages.ts';
import type { Run } from '../../../lambdas/core/record/runs.ts';
import { jobOf } from '../../../lambdas/core/record/transitions.ts';
import { claimants } from '../../answers/claimants.ts';
import type { CliPorts } from '../../ports.ts';
import type { Finding, Verdict } from './findings.ts';
import { beingAsked } from './known-answers.ts';
import type { Question } from './questions.ts';

export type Asker = { ports: CliPorts; amazon: SellingPartner; run: Run; interrupted: AbortSignal };

/**
 * Asks one question by createReport, in a turn of the line at which imports stand too. As Request does, it writes the intent before the
 * call: the account's next run continues what Amazon takes, and looks up what was not answered or was cut off, so that no report is made
 * for nothing or asked for twice.
 */
export const askAmazon = async (asker: Asker, question: Question): Promise<Finding> => {
  const { ports, run } = asker;
  const before = await ports.ledger.readJob(question.job.account, question.job.key);
  const open = before !== undefined && isOpen(before) ? before : undefined;
  const asked = open && beingAsked(question, open);
  if (asked !== undefined) return asked;
  if (open !== undefined && (await claimants(ports, [open]))(open)) return { question, verdict: 'undecided', why: IN_HAND };
  const item = open ?? opened(question.job, before, undefined, ports.clock.now());
  const turn = await waitForTurn(asker, item);
  if (typeof turn === 'string') return { question, verdict: 'undecided', why: turn };
  const nowMs = ports.clock.now();
  // Without an owner: a run that starts meanwhile takes it with its intent, and looks before it asks. Earlier waits do not count.
  const fresh = { claim: undefined, outcome: undefined, notBeforeAt: undefined, askedSince: instantOf(nowMs) };
  const intended = await unlessTaken(ports.ledger.writeJob({ ...item, ...oneMoreIntent(item, run, nowMs), ...fresh }));
  if (intended === undefined) return { question, verdict: 'undecided', why: IN_HAND };
  return call({ asker, question, before, intended, turn, nowMs });
};

const IN_HAND = 'a run has it in hand this moment';

type Asking = { asker: Asker; question: Question; before: JobItem | undefined; intended: JobItem; turn: DueToAsk; nowMs: number };

const call = async (asking: Asking): Promise<Finding> => {
  const { asker, question, intended, turn, nowMs } = asking;
  const { ports, amazon, run } = asker;
  const { reportType } = intended.request;
  const caller = { ledger: ports.ledger, run, nowMs };
  const undecided = (why: string): Finding => ({ question, verdict: 'undecided', why });
  const answer = await amazon.createReport(intended.request).catch(async (error: unknown) => {
    await withdraw(asking, error instanceof Error ? error.message : String(error));
    return refusal(question, error);
  });
  if ('verdict' in answer) return answer;
  if (answer.kind === 'unknown') {
    await pauseType(caller, reportType, turn.pauseMs);
    return undecided(`createReport was not answered, and the next run looks for the report: ${answer.why}`);
  }
  if (answer.kind === 'throttled') {
    await withdraw(asking, 'Amazon rejected the call (HTTP 429)');
    if ((await rejectedByLimit(caller, intended)) === undefined) await rejected(caller, reportType, turn, turn.pauseMs);
    return undecided('Amazon rejected the call for now (HTTP 429): ask again later');
  }
  const { reportId } = answer.value;
  const made = await unlessTaken(ports.ledger.writeJob(withReport(intended, reportId)));
  await learn(caller, 'createReport', turn, answer);
  await easePause(caller, reportType);
  await easeLimits(caller, turn.limits);
  if (made === undefined) return undecided(IN_HAND);
  return { ...undecided(`Amazon makes report ${reportId}`), item: made };
};

/** Amazon makes nothing of the call: the job is again what it was before, and one that did not exist is closed. */
const withdraw = async ({ asker: { ports }, before, intended }: Asking, why: string): Promise<void> => {
  const { version, askedAt } = intended;
  const dropped = { at: instantOf(ports.clock.now()), why: `accounts discover: ${why}` };
  const closed = { ...intended, ...answered, openSince: undefined, askedSince: undefined, dropped };
  await unlessTaken(ports.ledger.writeJob({ ...(before ?? closed), version, askedAt }));
};

/** Undefined when a run has taken the job this moment: it asks, or looks, for itself. */
const unlessTaken = async (write: Promise<JobItem>): Promise<JobItem | undefined> => {
  try {
    return await write;
  } catch (error) {
    if (error instanceof LedgerConflictError) return undefined;
    throw error;
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
    if (untilMs > msOf(run.deadlineAt)) return taken.kind === 'paused' ? PAUSED : NO_TURN;
    await ports.sleep(untilMs - nowMs, interrupted);
  }
  return 'stopped before it was asked';
};

const NO_TURN = 'imports use the turns of createReport for now: ask again later';
const PAUSED = 'Amazon rejected, or did not answer, the last createReport of this type: ask again later';

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
