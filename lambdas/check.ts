import { cancelledText } from './core/failure/cancelled-text.ts';
import { instantOf, msOf, wholeSecondUp } from './core/instant.ts';
import type { BasePorts, Ports, SellingPartner, Step } from './core/ports.ts';
import { nextCheckAt } from './core/quota/check-schedule.ts';
import { takeTurn } from './core/quota/take-turn.ts';
import { lineOf } from './core/quota/turns.ts';
import type { AmazonReport } from './core/record/amazon-report.ts';
import type { JobItem } from './core/record/jobs.ts';
import { type Answer, CheckInput } from './core/record/messages.ts';
import { askAgain, type Ended, ended, isOlderThan, jobOf, outcomeOf, ownJob } from './core/record/transitions.ts';
import { ledger, sellingPartner, task } from './runtime.ts';

type Needs = 'ledger' | 'sellingPartner';
type StepPorts = Pick<Ports, Needs | BasePorts>;

export type Checked = Answer<'pending' | 'ready' | 'fatal' | 'no-data' | 'asked-again' | 'unfinished' | 'failed' | 'handed-over'>;

/** State `Check report`: checks one report once. It never sleeps; the Wait state does that. */
export const check: Step<CheckInput, Checked, Needs> = (ports) => async (message) => {
  const item = await ownJob(ports.ledger, message);
  if (item === undefined) return { ...message, result: 'handed-over' };
  const before = outcomeOf(item, message.run);
  if (before !== undefined) return { ...message, result: before === 'saved' ? 'handed-over' : before };
  const checking: Checking = { ports, message, item, nowMs: ports.clock.now() };
  // An earlier attempt has given this report up, and its answer was lost.
  if (item.reportId !== message.job.reportId) return askedAgain(checking, item);
  if (item.resumeAt === 'download' || item.resumeAt === 'tabulate') return { ...message, job: jobOf(item), result: 'ready' };
  const amazon = await ports.sellingPartner(message.run.secretId);
  const answer = await amazon.getReport(message.job.reportId);
  if (answer.kind === 'throttled') return pending(checking);
  return answer.value === undefined ? notFound(checking) : whatNext(checking, answer.value, amazon);
};

export const handler = task(CheckInput, check, { ledger, sellingPartner });

type Checking = { ports: StepPorts; message: CheckInput; item: JobItem; nowMs: number };

/** Amazon's words become ours, once. */
const whatNext = (checking: Checking, report: AmazonReport, amazon: SellingPartner): Promise<Checked> | Checked => {
  switch (report.processingStatus) {
    case 'IN_QUEUE':
    case 'IN_PROGRESS':
      return stillProcessing(checking, report, amazon);
    case 'DONE':
      return report.reportDocumentId === undefined ? withoutDocument(checking, report) : ready(checking, report);
    case 'CANCELLED':
      return checking.item.adopted ? notProvedOurs(checking, report) : cancelled(checking);
    case 'FATAL':
      return checking.item.adopted ? notProvedOurs(checking, report) : fatal(checking, report);
    default:
      return report.processingStatus satisfies never;
  }
};

const pending = async (checking: Checking): Promise<Checked> => {
  const { ports, message, item, nowMs } = checking;
  if (nowMs >= msOf(message.run.deadlineAt)) {
    return end(checking, { kind: 'unfinished', code: 'still-processing', text: `Amazon was still making it, asked ${item.requestedAt}` });
  }
  const checks = (message.checks ?? 0) + 1;
  const fetching = await ports.ledger.readLine(lineOf(message.run.secretId, 'getReportDocument'));
  return { ...message, checks, waitUntil: nextCheckAt(message.run, item, nowMs, ports.random(), fetching?.nextAtMs), result: 'pending' };
};

const stillProcessing = async (checking: Checking, report: AmazonReport, amazon: SellingPartner): Promise<Checked> => {
  const { ports, message, nowMs } = checking;
  if (!isPatienceOver(checking)) return pending(checking);
  // Recorded before it is cancelled: a repeat of this step would take our own cancellation for Amazon's "no data".
  const answer = await givenUp(checking, report);
  if (report.processingStatus === 'IN_QUEUE') {
    // Only a queued report can be cancelled, and one that is no longer needed holds up those behind it (docs#3273).
    const taken = await takeTurn({ ledger: ports.ledger, run: message.run, nowMs }, 'cancelReport', nowMs);
    if (taken.kind === 'due') await amazon.cancelReport(report.reportId);
  }
  return answer;
};

const withoutDocument = (checking: Checking, report: AmazonReport): Promise<Checked> =>
  isPatienceOver(checking)
    ? givenUp(checking, report)
    : end(checking, { kind: 'unfinished', code: 'done-without-document', text: 'Amazon says DONE but names no document yet' });

const isPatienceOver = ({ message, item, nowMs }: Checking): boolean =>
  isOlderThan(item.requestedAt, message.run.settings.giveUpAfterHours, nowMs);

const givenUp = (checking: Checking, { processingStatus, reportId }: AmazonReport): Promise<Checked> => {
  const where = processingStatus === 'DONE' ? 'DONE without a document' : processingStatus;
  const text = `Amazon left it ${where} for more than ${checking.message.run.settings.giveUpAfterHours} hours (${reportId})`;
  return end(checking, { kind: 'failed', code: 'given-up', text }, askAgain);
};

/** Amazon answers 404 for some seconds after createReport (models#2419); later it means that the report is gone. */
const NOT_FOUND_FOR_MS = 15 * 60_000;

const notFound = (checking: Checking): Promise<Checked> | Checked => {
  const { item, nowMs } = checking;
  if (item.requestedAt === undefined || nowMs - msOf(item.requestedAt) < NOT_FOUND_FOR_MS) return pending(checking);
  const text = `Amazon does not know report ${item.reportId} any more: it is asked for again`;
  return end(checking, { kind: 'unfinished', code: 'waiting', text }, askAgain);
};

const ready = async ({ ports, message, item, nowMs }: Checking, report: AmazonReport): Promise<Checked> => {
  const seconds = Math.max(
    0,
    Math.round((Date.parse(report.processingEndTime ?? instantOf(nowMs)) - Date.parse(report.createdTime)) / 1000),
  );
  const found = await ports.ledger.writeJob({
    ...item,
    resumeAt: 'download',
    reportDocumentId: report.reportDocumentId,
    readyAt: instantOf(nowMs),
    readyAfterSeconds: seconds,
  });
  ports.metrics.add('QueueToDoneSeconds', seconds, message.run.account);
  return { ...message, job: jobOf(found), result: 'ready' };
};

/** A report adopted after an unanswered createReport may be another application's: only a document with our options proves it ours. */
const notProvedOurs = async ({ ports, message, item, nowMs }: Checking, { reportId, processingStatus }: AmazonReport): Promise<Checked> => {
  ports.log.warn('The adopted report ended without a document, which proves nothing: ours is asked for again', {
    reportId,
    processingStatus,
  });
  const again = await ports.ledger.writeJob({ ...askAgain(item), askedAgain: (item.askedAgain ?? 0) + 1 });
  return askedAgain({ message, nowMs }, again);
};

/** Back to Request, with the job as it is now. */
const askedAgain = ({ message, nowMs }: Pick<Checking, 'message' | 'nowMs'>, item: JobItem): Checked => ({
  ...message,
  turn: undefined,
  job: jobOf(item),
  waitUntil: wholeSecondUp(nowMs),
  result: 'asked-again',
});

/** CANCELLED: Amazon gives no reason (models#403), so what we know is recorded. */
const cancelled = (checking: Checking): Promise<Checked> => {
  const { item, message, nowMs } = checking;
  const noData = { firstAt: item.noData?.firstAt ?? instantOf(nowMs), count: (item.noData?.count ?? 0) + 1 };
  const text = cancelledText(item, message.run);
  return end({ ...checking, item: { ...item, noData } }, { kind: 'no-data', code: 'cancelled-by-amazon', text }, askAgain);
};

/** The report stays known until Explain has read Amazon's reason. */
const fatal = async ({ ports, message, item }: Checking, { reportDocumentId }: AmazonReport): Promise<Checked> => {
  const known = reportDocumentId === undefined ? item : await ports.ledger.writeJob({ ...item, reportDocumentId });
  return { ...message, turn: undefined, job: jobOf(known), result: 'fatal' };
};

const end = async (
  { ports, message, item, nowMs }: Checking,
  how: Ended & { kind: 'unfinished' | 'no-data' | 'failed' },
  then: (item: JobItem) => JobItem = (same) => same,
): Promise<Checked> => {
  await ports.ledger.writeJob(then(ended(item, message.run, how, nowMs)));
  return { ...message, turn: undefined, result: how.kind };
};
