import { reportTypeOf } from './core/catalogue/report-types.ts';
import { DamagedDocumentError, RequestRefusedError } from './core/errors.ts';
import { denied } from './core/failure/denied.ts';
import { fatalMeaning, fatalText } from './core/failure/fatal-texts.ts';
import { mayBeLate } from './core/failure/may-be-late.ts';
import { failureOf, isCredentialsProblem } from './core/failure/thrown.ts';
import { instantOf, wholeSecondUp } from './core/instant.ts';
import { spanOf } from './core/planning/windows/span.ts';
import type { BasePorts, Ports, Step } from './core/ports.ts';
import { learn, turnFor } from './core/quota/take-turn.ts';
import type { JobItem, ReportDocumentId } from './core/record/jobs.ts';
import { type Answer, ExplainInput, type JobMessage } from './core/record/messages.ts';
import { askAgain, type Ended, ended, isOlderThan, outcomeOf, ownJob } from './core/record/transitions.ts';
import { ledger, sellingPartner, task } from './runtime.ts';

type Needs = 'ledger' | 'sellingPartner';
type StepPorts = Pick<Ports, Needs | BasePorts>;

export type Explained = Answer<'failed' | 'unfinished' | 'throttled' | 'handed-over'>;

/** State `Explain failure`: finds out why a report failed, at Amazon or here, and records what that means. */
export const explain: Step<JobMessage, Explained, Needs> = (ports) => async (message) => {
  const item = await ownJob(ports.ledger, message);
  if (item === undefined) return { ...message, result: 'handed-over' };
  const before = outcomeOf(item, message.run);
  if (before !== undefined) return { ...message, result: before === 'failed' ? 'failed' : 'unfinished' };
  const explaining: Explaining = { ports, message, item, nowMs: ports.clock.now() };
  if (message.error !== undefined) return thrown(explaining, message.error);
  return item.reportDocumentId === undefined ? fatal(explaining, undefined) : readReason(explaining, item.reportDocumentId);
};

export const handler = task(ExplainInput, explain, { ledger, sellingPartner });

type Explaining = { ports: StepPorts; message: JobMessage; item: JobItem; nowMs: number };

/** A step threw: the job keeps its position, so that a redrive or a later run resumes there. */
const thrown = async (explaining: Explaining, error: NonNullable<JobMessage['error']>): Promise<Explained> => {
  const { ports, message, item } = explaining;
  const failure = failureOf(error);
  if (isCredentialsProblem(error.Error)) ports.metrics.add('CredentialsRefused', 1, message.run.account);
  if (failure.code === 'access-denied') return accessDenied(explaining, failure.text);
  // A report or document that Amazon no longer has, or that is damaged at Amazon, can only be requested again.
  const isGone = (failure.code === 'request-refused' && item.reportId !== undefined) || isLost(failure.code);
  // createReport refuses in the same words as FATAL reports.
  const meaning = failure.code === 'request-refused' && !isGone ? fatalMeaning(failure.text, item) : undefined;
  const failed = { kind: 'failed', ...failure, ...(meaning?.reason === 'wrong-parameters' && { advice: meaning.advice }) } as const;
  return isGone ? end(explaining, failed, askAgain) : end(explaining, failed);
};

/** A 403 is not proof of a missing role: what was saved of this type before decides what it means, and how long it is retried. */
const accessDenied = (explaining: Explaining, text: string): Promise<Explained> => {
  const { item, message, nowMs } = explaining;
  const { deniedSince, advice } = denied(item, message.run, nowMs);
  return end({ ...explaining, item: { ...item, deniedSince } }, { kind: 'failed', code: 'access-denied', text, advice });
};

/** What is damaged at Amazon, or gone from our bucket. */
const isLost = (code: string): boolean => code === 'damaged-document' || code === 'document-lost';

const REASON_LIMIT_BYTES = 64 * 1024;

/** Amazon's reason is a document too, and costs a turn. */
const readReason = async (explaining: Explaining, reportDocumentId: ReportDocumentId): Promise<Explained> => {
  const { ports, message } = explaining;
  let { item } = explaining;
  try {
    const amazon = await ports.sellingPartner(message.run.secretId);
    const nowMs = ports.clock.now();
    const caller = { ledger: ports.ledger, run: message.run, nowMs };
    const taken = await turnFor(caller, message, item, 'getReportDocument');
    if (taken.kind === 'none') return fatal(explaining, 'Amazon gave a reason, but no turn was left to read it');
    if (taken.kind === 'later') return { ...message, turn: taken.turn, waitUntil: taken.turn.at, result: 'throttled' };
    if (taken.held) item = await ports.ledger.writeJob({ ...item, spentTurnAt: taken.held.at });
    const answer = await amazon.readText(reportDocumentId, REASON_LIMIT_BYTES);
    await learn(caller, 'getReportDocument', taken, answer);
    return answer.kind === 'throttled' ? backToWait(explaining) : await fatal({ ...explaining, item }, fatalText(answer.value));
  } catch (error) {
    return unread({ ...explaining, item }, error);
  }
};

/** The reason could not be read. What a Retry can fix is thrown; all else is recorded here, since nothing comes after this state. */
const unread = async (explaining: Explaining, error: unknown): Promise<Explained> => {
  const { ports, message, item } = explaining;
  if (error instanceof RequestRefusedError) return fatal(explaining, 'Amazon gave a reason, but does not have it any more');
  if (error instanceof DamagedDocumentError) {
    const damagedCount = (item.damagedCount ?? 0) + 1;
    if (damagedCount >= message.run.settings.attemptsPerStep) return fatal(explaining, 'Amazon gave a reason, but it never arrived whole');
    await ports.ledger.writeJob({ ...item, damagedCount });
    return backToWait(explaining);
  }
  const caught = error instanceof Error ? { Error: error.name, Cause: error.message } : { Error: 'Unknown', Cause: String(error) };
  if (failureOf(caught).code === 'unavailable') throw error;
  return thrown(explaining, caught);
};

/** Back to the Wait state, for a turn of its own. */
const backToWait = ({ message, nowMs }: Explaining): Explained => ({
  ...message,
  turn: undefined,
  waitUntil: wholeSecondUp(nowMs),
  result: 'throttled',
});

/** What Amazon's reason means for the job: it is never retried at once, and never for ever. */
const fatal = (explaining: Explaining, text: string | undefined): Promise<Explained> => {
  const { message, item, nowMs } = explaining;
  const { settings } = message.run;
  const { reason: code, advice, mayBeSpan } = mayBeLate(item, fatalMeaning(text, item), nowMs);
  const explanation = { text: text?.trim().slice(0, 800) || 'Amazon gave no reason', advice };
  const later = (minutes: number): Explaining => ({
    ...explaining,
    item: { ...item, notBeforeAt: instantOf(nowMs + minutes * 60_000), refusedCount: (item.refusedCount ?? 0) + 1 },
  });
  const failed = { kind: 'failed', code, ...explanation } as const;
  const span = spanOf(item);
  // A type that nobody knows may be refused for anything: only what names the span is one, not what may be one.
  const isSpan = code === 'span-refused' || (mayBeSpan && reportTypeOf(item.type) !== undefined);
  // What is saved keeps its window: its periods must not come to lie in other objects as well.
  if (isSpan && span > 1 && item.saved === undefined) {
    return end(
      { ...explaining, item: { ...item, refusedSpan: span } },
      { kind: 'unfinished', code: 'span-refused', ...explanation },
      askAgain,
    );
  }
  switch (code) {
    case 'not-yet-published':
      return isOlderThan(item.askedSince, settings.giveUpNotPublishedAfterHours, nowMs)
        ? end(explaining, { ...failed, code: 'given-up' }, askAgain)
        : end(later(settings.notPublishedRetryHours * 60), { kind: 'unfinished', code, ...explanation }, askAgain);
    case 'cool-down':
    case 'ambiguous-refusal':
      return (item.refusedCount ?? 0) + 1 < settings.attemptsPerStep
        ? end(later(settings.coolDownMinutes), { kind: 'unfinished', code, ...explanation }, askAgain)
        : // The count stays: a retry in a later run fails at once, and not after as many attempts again.
          end(explaining, failed, askAgain);
    case 'span-refused':
    case 'wrong-parameters':
    case 'access-denied':
      return end(explaining, failed, askAgain);
    default:
      return code satisfies never;
  }
};

const end = async (
  { ports, message, item, nowMs }: Explaining,
  how: Ended & { kind: 'unfinished' | 'failed' },
  then: (item: JobItem) => JobItem = (same) => same,
): Promise<Explained> => {
  await ports.ledger.writeJob(then(ended(item, message.run, how, nowMs)));
  ports.log.info(`Explained: ${how.kind}`, { reason: how.code, text: how.text });
  return { ...message, turn: undefined, result: how.kind };
};
