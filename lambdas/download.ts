import { hasTables, reportTypeOf } from './core/catalogue/report-types.ts';
import { isReasonIn } from './core/document/format.ts';
import { onlyWhile } from './core/document/only-while.ts';
import type { OpenedDocument } from './core/document/opened-document.ts';
import { downloadDeadline, type WholeDocument, wholeDocument } from './core/document/whole-document.ts';
import { DamagedDocumentError, StoreUnavailableError } from './core/errors.ts';
import { instantOf, msOf, wholeSecondUp } from './core/instant.ts';
import type { BasePorts, Ports, Step } from './core/ports.ts';
import { learn, turnFor } from './core/quota/take-turn.ts';
import { asinsAsked } from './core/record/asin-bundles.ts';
import { ownerOf } from './core/record/intent.ts';
import { objectKeyOf } from './core/record/job-key.ts';
import type { JobItem } from './core/record/jobs.ts';
import { type Answer, DownloadInput, type DownloadInput as Input } from './core/record/messages.ts';
import { askAgain, ended, jobOf, outcomeOf, ownJob } from './core/record/transitions.ts';
import { bucket, ledger, sellingPartner, task } from './runtime.ts';

type Needs = 'ledger' | 'sellingPartner' | 'bucket';
type StepPorts = Pick<Ports, Needs | BasePorts>;

export type Downloaded = Answer<'saved' | 'downloaded' | 'throttled' | 'asked-again' | 'fatal' | 'unfinished' | 'handed-over'>;

/** State `Download report`: getReportDocument and the stream to S3 in one invocation, since the URL is valid for 5 minutes and must not leave it. */
export const download: Step<Input, Downloaded, Needs> = (ports) => async (message, invocation) => {
  const item = await ownJob(ports.ledger, message);
  if (item === undefined) return { ...message, result: 'handed-over' };
  const before = outcomeOf(item, message.run);
  if (before !== undefined) return { ...message, result: before === 'saved' ? 'saved' : 'unfinished' };
  // An earlier attempt has given this report up, and its answer was lost.
  if (item.reportId !== message.job.reportId) return askedAgain(ports, message, item);
  // An earlier attempt has stored the document: only its rows are missing.
  if (item.resumeAt === 'tabulate') return { ...message, turn: undefined, job: jobOf(item), result: 'downloaded' };
  const amazon = await ports.sellingPartner(message.run.secretId);
  const nowMs = ports.clock.now();
  const caller = { ledger: ports.ledger, run: message.run, nowMs };
  const taken = await turnFor(caller, message, item, 'getReportDocument');
  if (taken.kind === 'none') return unfinished({ ports, message, item });
  if (taken.kind === 'later') return { ...message, turn: taken.turn, waitUntil: taken.turn.at, result: 'throttled' };
  const marked = taken.held ? await ports.ledger.writeJob({ ...item, spentTurnAt: taken.held.at }) : item;
  const fetching: Fetching = { ports, message, item: marked };
  const stop = downloadDeadline(invocation.remainingMs());
  let opened: OpenedDocument | undefined;
  try {
    const answer = await amazon.openDocument(message.job.reportDocumentId, stop.signal);
    if (answer.kind === 'answered') opened = answer.value;
    await learn(caller, 'getReportDocument', taken, answer);
    return opened === undefined ? throttled(fetching) : await store(fetching, opened, stop.signal);
  } catch (error) {
    if (!(error instanceof DamagedDocumentError)) throw error;
    return damaged(fetching, error);
  } finally {
    stop.release();
    if (opened !== undefined) closeConnection(opened);
  }
};

export const handler = task(DownloadInput, download, { ledger, sellingPartner, bucket });

type Fetching = { ports: StepPorts; message: Input; item: JobItem };

/** However it ended, no connection stays open. A body that is cut before it was read emits an error that has no listener. */
const closeConnection = ({ body }: OpenedDocument): void => {
  body.once('error', () => {});
  body.destroy();
};

const store = async ({ ports, message, item }: Fetching, opened: OpenedDocument, stop: AbortSignal): Promise<Downloaded> => {
  const shape = reportTypeOf(item.type);
  const document = await wholeDocument(opened, { rowArrays: shape?.rowArrays });
  if (item.adopted === true && !isProvedOurs(document, item)) {
    document.body.destroy();
    return notOurs({ ports, message, item });
  }
  if (isReasonIn(document.head)) {
    document.body.destroy();
    ports.log.warn('The report is DONE, but its document is Amazon’s reason why there is none: it is read like that of a FATAL report');
    return { ...message, turn: undefined, job: jobOf(item), result: 'fatal' };
  }
  const key = objectKeyOf(item.account, item, shape?.extension ?? document.extension);
  // The last check before the object becomes visible: a leftover invocation of an aborted run, or a repeated one, must not replace newer data.
  const isStillOurs = async () => (await ports.ledger.readJob(item.account, item.key))?.version === item.version;
  const body = onlyWhile(isStillOurs, document.body);
  const { sizeBytes } = await ports.bucket.upload({ key, body, contentType: document.contentType, metadata: metadataOf(item) }, stop);
  const facts = document.facts();
  if (sizeBytes !== facts.storedBytes) {
    throw new StoreUnavailableError(`S3 holds ${sizeBytes} bytes under ${key} where ${facts.storedBytes} were sent: it is stored again`);
  }
  const nowMs = ports.clock.now();
  const asins = asinsAsked(item.type, item.request);
  const saved = { ...facts, at: instantOf(nowMs), objectKey: key, reportId: message.job.reportId, ...(asins && { asins }) };
  const stored = { ...item, ...clean, saved };
  const hasTablesToMake = message.run.settings.tables && hasTables(item);
  const outcome = hasTablesToMake
    ? { ...stored, resumeAt: 'tabulate' as const }
    : { ...ended(stored, message.run, { kind: 'saved' }, nowMs), laterRuns: undefined };
  await ports.ledger.writeJob(outcome);
  ports.log.info('Document stored', {
    objectKey: key,
    storedBytes: facts.storedBytes,
    unpackedBytes: facts.unpackedBytes,
    rows: facts.rows,
  });
  return { ...message, turn: undefined, job: jobOf(outcome), result: hasTablesToMake ? 'downloaded' : 'saved' };
};

/**
 * Whether the document of an adopted report carries our options. One with other options, or one that is a reason in place of a
 * document, is not ours. @throws DamagedDocumentError when a JSON document's beginning cannot be read: it may be ours all the same
 */
const isProvedOurs = ({ head }: WholeDocument, { type, request }: JobItem): boolean => {
  if (isReasonIn(head)) return false;
  const owner = ownerOf(head, request.reportOptions ?? {});
  const isJson = reportTypeOf(type) !== undefined;
  if (owner === 'unknown' && isJson) throw new DamagedDocumentError('The beginning of the adopted report’s document cannot be read.');
  return owner === 'ours';
};

/** Fixed when the upload starts: sizes, checksums and rows are known only at its end and stand in the ledger and the summary. */
const metadataOf = (item: JobItem): Record<string, string> => ({
  'report-id': item.reportId ?? '',
  'job-key': encodeURIComponent(item.key),
  request: encodeURIComponent(JSON.stringify(item.request)),
});

/** What a saved document resets. */
const clean = { noData: undefined, damagedCount: undefined, renewedCount: undefined, deniedSince: undefined } as const;

/** The report that was adopted after an unanswered createReport has other options than ours: ours is requested again. */
const notOurs = async ({ ports, message, item }: Fetching): Promise<Downloaded> => {
  ports.log.warn('The adopted report is not ours: its options are others. It is asked for again', { reportId: item.reportId });
  const again = await ports.ledger.writeJob({ ...askAgain(item), adopted: undefined, askedAgain: (item.askedAgain ?? 0) + 1 });
  return askedAgain(ports, message, again);
};

/** Back to Request, with the job as it is now. */
const askedAgain = ({ clock }: StepPorts, message: Input, item: JobItem): Downloaded => ({
  ...message,
  turn: undefined,
  job: jobOf(item),
  waitUntil: wholeSecondUp(clock.now()),
  result: 'asked-again',
});

const throttled = ({ ports, message }: Fetching): Downloaded => {
  ports.metrics.add('ThrottledCalls', 1, message.run.account);
  return { ...message, turn: undefined, waitUntil: wholeSecondUp(ports.clock.now()), result: 'throttled' };
};

/**
 * A damaged document or an expired URL is fetched again, at a turn of its own, a bounded number of times. What stays damaged is
 * damaged at Amazon: then a new report is requested, a bounded number of times too.
 */
const damaged = async (fetching: Fetching, error: DamagedDocumentError): Promise<Downloaded> => {
  const { ports, message, item } = fetching;
  const { attemptsPerStep, newReportsForDamaged } = message.run.settings;
  const attempt = (item.damagedCount ?? 0) + 1;
  const renewed = item.renewedCount ?? 0;
  if (attempt >= attemptsPerStep && renewed >= newReportsForDamaged) {
    await ports.ledger.writeJob({ ...item, damagedCount: attempt });
    throw renewed === 0
      ? error
      : new DamagedDocumentError(`${error.message} So were the documents of ${renewed} reports before it.`, { cause: error });
  }
  if (attempt >= attemptsPerStep) return askedForNewReport(fetching, error);
  const counted = await ports.ledger.writeJob({ ...item, damagedCount: attempt });
  ports.log.warn('The document did not arrive whole and is fetched again', { attempt, why: error.message });
  const nowMs = ports.clock.now();
  if (nowMs >= msOf(message.run.deadlineAt)) return unfinished({ ...fetching, item: counted });
  return { ...message, turn: undefined, waitUntil: wholeSecondUp(nowMs), result: 'throttled' };
};

const askedForNewReport = async ({ ports, message, item }: Fetching, error: DamagedDocumentError): Promise<Downloaded> => {
  ports.log.warn('The document stays damaged: a new report is asked for', { reportId: item.reportId, why: error.message });
  const renewedItem = await ports.ledger.writeJob({ ...askAgain(item), renewedCount: (item.renewedCount ?? 0) + 1 });
  return askedAgain(ports, message, renewedItem);
};

const unfinished = async ({ ports, message, item }: Fetching): Promise<Downloaded> => {
  const how = {
    kind: 'unfinished',
    code: 'no-turn-before-deadline',
    text: 'No turn to fetch it was left before the run’s deadline',
  } as const;
  await ports.ledger.writeJob(ended(item, message.run, how, ports.clock.now()));
  return { ...message, turn: undefined, result: 'unfinished' };
};
