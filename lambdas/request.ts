import { answered, oneMoreIntent, patienceEnd, silenceEnd, withReport } from './core/failure/unanswered.ts';
import { instantOf, msOf, wholeSecondUp } from './core/instant.ts';
import type { BasePorts, Ports, SellingPartner, Step } from './core/ports.ts';
import { nextCheckAt } from './core/quota/check-schedule.ts';
import { easeLimits, type LimitTurn, rejectedByLimit } from './core/quota/take-limit.ts';
import { type DueToAsk, easePause, isSilent, learn, pauseType, rejected, silence, turnFor, turnToAsk } from './core/quota/take-turn.ts';
import type { AmazonReport } from './core/record/amazon-report.ts';
import { adoptable, candidatesOf, lookupQuery, siblingPrefix } from './core/record/intent.ts';
import type { JobItem, ReportId } from './core/record/jobs.ts';
import { type Answer, type JobMessage, RequestInput } from './core/record/messages.ts';
import { type Ended, ended, isOlderThan, jobOf, outcomeOf, ownJob } from './core/record/transitions.ts';
import { ledger, sellingPartner, task } from './runtime.ts';

type Needs = 'ledger' | 'sellingPartner';
type StepPorts = Pick<Ports, Needs | BasePorts>;

export type Requested = Answer<'requested' | 'throttled' | 'unfinished' | 'failed' | 'handed-over'>;

/** State `Request report`: takes its turn and calls createReport once. After a call without an answer it looks first whether Amazon made the report. */
export const request: Step<JobMessage, Requested, Needs> = (ports) => async (message) => {
  const item = await ownJob(ports.ledger, message);
  if (item === undefined) return { ...message, result: 'handed-over' };
  const before = outcomeOf(item, message.run);
  if (before !== undefined) return { ...message, result: before === 'failed' ? 'failed' : 'unfinished' };
  const nowMs = ports.clock.now();
  const asking: Asking = { ports, message, item, nowMs };
  if (item.reportId !== undefined) return requested(asking, item);
  if (item.outcome?.kind !== 'failed' && isOlderThan(item.askedSince, message.run.settings.giveUpNotPublishedAfterHours, nowMs)) {
    return end(asking, { kind: 'failed', code: 'given-up', text: `Amazon has not delivered it since ${item.askedSince}` }, 'failed');
  }
  if (item.notBeforeAt !== undefined && msOf(item.notBeforeAt) > nowMs) return waitUntil(asking, msOf(item.notBeforeAt));
  const amazon = await ports.sellingPartner(message.run.secretId);
  // Only once the access token is there: Login with Amazon may take longer than a call may be later than its turn.
  const ready = { ...asking, nowMs: ports.clock.now() };
  return item.intentAt === undefined ? ask(ready, amazon) : lookUp(ready, item.intentAt, amazon);
};

export const handler = task(RequestInput, request, { ledger, sellingPartner });

type Asking = { ports: StepPorts; message: JobMessage; item: JobItem; nowMs: number };

const ask = async (asking: Asking, amazon: SellingPartner): Promise<Requested> => {
  const { ports, message, item, nowMs } = asking;
  const caller = { ledger: ports.ledger, run: message.run, nowMs };
  if (await isSilent(caller, item.request.reportType)) return silent(asking);
  const taken = await turnToAsk(caller, message, item);
  if (taken.kind === 'paused') return paused(asking, taken.untilMs);
  if (taken.kind === 'held back') return heldBack(asking, taken.until);
  if (taken.kind === 'none') return end(asking, noTurn, 'unfinished');
  if (taken.kind === 'later') return { ...message, turn: taken.turn, waitUntil: taken.turn.at, result: 'throttled' };

  // The intent is written before the call: createReport cannot be repeated safely, so a lost answer must be noticed.
  const intended = await ports.ledger.writeJob({
    ...item,
    ...oneMoreIntent(item, message.run, nowMs),
    ...(taken.held && { spentTurnAt: taken.held.at }),
  });
  const answer = await refusedClearly(asking, intended, () => amazon.createReport(item.request));
  if (answer.kind === 'unknown') return unanswered({ ...asking, item: intended }, answer.why, taken.pauseMs);
  if (answer.kind === 'throttled') return throttled({ ...asking, item: { ...intended, askedSince: item.askedSince } }, taken);
  // The reportId first: what fails after it is repeated without asking Amazon again.
  const known = await reported(ports, intended, answer.value.reportId, {});
  await learn(caller, 'createReport', taken, answer);
  await easePause(caller, item.request.reportType);
  await easeLimits(caller, taken.limits);
  return requested(asking, known);
};

/**
 * No answer: Amazon may have made the report, so it is looked up. Its type pauses, longer each time, and others continue: some
 * requests Amazon answers with 500 for ever (jlevers/selling-partner-api#17, selling-partner-api-docs#1319).
 */
const unanswered = async (asking: Asking, why: string, pauseMs: number | undefined): Promise<Requested> => {
  const { ports, message, item, nowMs } = asking;
  ports.log.warn('createReport was not answered: Amazon may have made the report, so it will be looked up', { why });
  await pauseType({ ledger: ports.ledger, run: message.run, nowMs }, item.request.reportType, pauseMs);
  return waitUntil(asking, nowMs + message.run.settings.intentLookupAfterSeconds * 1000);
};

/** A refusal (400, 403) is an answer too: nothing was made, so the intent goes before the error leaves. */
const refusedClearly = async <T>({ ports }: Asking, intended: JobItem, call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    await ports.ledger.writeJob({ ...intended, ...answered });
    throw error;
  }
};

const throttled = async (asking: Asking, taken: DueToAsk): Promise<Requested> => {
  const { ports, message, item, nowMs } = asking;
  const caller = { ledger: ports.ledger, run: message.run, nowMs };
  ports.metrics.add('ThrottledCalls', 1, message.run.account);
  const counted = await ports.ledger.writeJob({ ...item, ...answered, throttledCount: (item.throttledCount ?? 0) + 1 });
  const own = await rejectedByLimit(caller, counted);
  if (own !== undefined && own.kind !== 'due') return heldBack({ ...asking, item: counted }, own);
  const untilMs = await rejected(caller, item.request.reportType, taken, taken.pauseMs);
  return paused({ ...asking, item: counted }, untilMs);
};

/** A limit of the type's own lets it pass later, or not before the deadline; the ledger records which, so that the command line can show it. */
const heldBack = async (asking: Asking, { kind, untilMs, why }: Exclude<LimitTurn, { kind: 'due' }>): Promise<Requested> => {
  const { ports, item } = asking;
  if (kind === 'none') return end(asking, { ...noTurn, text: why }, 'unfinished');
  const waiting = await ports.ledger.writeJob({ ...item, plannedAt: wholeSecondUp(untilMs), heldBack: why });
  return waitUntil({ ...asking, item: waiting }, untilMs, why);
};

/** Looks for the report of an unanswered createReport; if there is none, it is requested again, and that is counted. */
const lookUp = async (asking: Asking, intentAt: string, amazon: SellingPartner): Promise<Requested> => {
  const { ports, message, item, nowMs } = asking;
  const visibleMs = msOf(intentAt) + message.run.settings.intentLookupAfterSeconds * 1000;
  if (nowMs < visibleMs) return waitUntil(asking, visibleMs);
  const caller = { ledger: ports.ledger, run: message.run, nowMs };
  const taken = await turnFor(caller, message, item, 'getReports');
  if (taken.kind === 'none') return end(asking, noTurn, 'unfinished');
  if (taken.kind === 'later') return { ...message, turn: taken.turn, waitUntil: taken.turn.at, result: 'throttled' };
  const marked = taken.held ? await ports.ledger.writeJob({ ...item, spentTurnAt: taken.held.at }) : item;
  const answer = await amazon.getReports(lookupQuery(item, intentAt));
  await learn(caller, 'getReports', taken, answer);
  if (answer.kind === 'throttled') return waitUntil({ ...asking, item: marked }, nowMs);
  const found = await leftBehind({ ...asking, item: marked }, answer.value.reports);
  if (found !== undefined) {
    const adopted = await reported(ports, marked, found, { adopted: true });
    await easePause(caller, item.request.reportType);
    return requested(asking, adopted);
  }
  const cleared = await ports.ledger.writeJob({ ...marked, intentAt: undefined, askedAgain: (item.askedAgain ?? 0) + 1 });
  const over = patienceEnd(message.run, cleared);
  if (over !== undefined) {
    await silence(caller, item.request.reportType);
    return end({ ...asking, item: cleared }, over, over.kind);
  }
  // The lookup took time: whether a turn is due is judged by the clock now, not by that of before.
  return ask({ ...asking, item: cleared, message: { ...message, turn: undefined }, nowMs: ports.clock.now() }, amazon);
};

/** The report that the call without an answer made, as far as that can be proved. */
const leftBehind = async ({ ports, message, item }: Asking, reports: readonly AmazonReport[]): Promise<ReportId | undefined> => {
  const candidates = candidatesOf(item, reports);
  // A type may have thousands of jobs: they are read only where there is something to adopt.
  const siblings = candidates.length === 0 ? [] : await ports.ledger.jobsWithPrefix(message.run.account, siblingPrefix(item));
  const found = adoptable(item, candidates, siblings);
  ports.log.info(found ? 'Found the report of an unanswered createReport' : 'No report of the unanswered createReport: asking again', {
    found,
  });
  return found;
};

const reported = (ports: StepPorts, item: JobItem, reportId: ReportId, extra: Pick<JobItem, 'adopted'>): Promise<JobItem> =>
  ports.ledger.writeJob({ ...withReport(item, reportId), ...extra });

const requested = ({ ports, message, nowMs }: Asking, item: JobItem): Requested => ({
  ...message,
  job: jobOf(item),
  turn: undefined,
  checks: 0,
  waitUntil: nextCheckAt(message.run, item, nowMs, ports.random()),
  result: 'requested',
});

/**
 * There may have been enough turns: it is the type that pauses. A report that failed before, and is held up since by pauses that outlast
 * each run, has no end of its own: newer windows use up what is tried.
 */
const paused = (asking: Asking, untilMs: number): Promise<Requested> => {
  const { message, item, nowMs } = asking;
  const text = `Amazon rejected, or did not answer, the last createReport of this type: the type pauses until ${instantOf(untilMs)}, beyond the run’s deadline`;
  const isOver = (item.laterRuns ?? 0) > 0 && isOlderThan(item.openSince, message.run.settings.giveUpAfterHours, nowMs);
  return isOver && untilMs > msOf(message.run.deadlineAt)
    ? end(asking, { kind: 'failed', code: 'given-up', text }, 'failed')
    : waitUntil(asking, untilMs, text);
};

/** Back to the Wait state, unless that would lie past the deadline. */
const waitUntil = async (asking: Asking, untilMs: number, text = NO_TURN): Promise<Requested> => {
  const { message } = asking;
  if (untilMs > msOf(message.run.deadlineAt)) return end(asking, { kind: 'unfinished', code: 'waiting', text }, 'unfinished');
  return { ...message, turn: undefined, waitUntil: wholeSecondUp(untilMs), result: 'throttled' };
};

const silent = (asking: Asking): Promise<Requested> => {
  const over = silenceEnd(asking.message.run, asking.item, asking.nowMs);
  return end(asking, over, over.kind);
};

const NO_TURN = 'No turn was left before the run’s deadline';
const noTurn: Ended = { kind: 'unfinished', code: 'no-turn-before-deadline', text: NO_TURN };

const end = async ({ ports, message, item, nowMs }: Asking, how: Ended, result: 'unfinished' | 'failed'): Promise<Requested> => {
  await ports.ledger.writeJob(ended(item, message.run, how, nowMs));
  return { ...message, turn: undefined, result };
};
