import { unpacked } from './core/document/unpacked.ts';
import { LedgerConflictError, StoredDocumentLostError, StoreUnavailableError } from './core/errors.ts';
import { instantOf } from './core/instant.ts';
import type { BasePorts, Ports, Step } from './core/ports.ts';
import type { JobItem, Saved, Tables } from './core/record/jobs.ts';
import { type Answer, type TabulateInput as Input, TabulateInput } from './core/record/messages.ts';
import { ended, jobOf, outcomeOf, ownJob } from './core/record/transitions.ts';
import { originOf } from './core/tables/document-origin.ts';
import { fileStream } from './core/tables/file-stream.ts';
import type { OpenFile } from './core/tables/table-files.ts';
import { tabulate as makeTables, type TabulateResult } from './core/tables/tabulate.ts';
import { tabulateDeadline } from './core/tables/tabulate-deadline.ts';
import { bucket, ledger, task } from './runtime.ts';

type Needs = 'ledger' | 'bucket';
type StepPorts = Pick<Ports, Needs | BasePorts>;

export type Tabulated = Answer<'saved' | 'unfinished' | 'handed-over'>;

/** State `Tabulate report`: writes the rows of the stored document into tables. It asks Amazon nothing, and may be repeated at any time. */
export const tabulate: Step<Input, Tabulated, Needs> = (ports) => async (message, invocation) => {
  const item = await ownJob(ports.ledger, message);
  if (item === undefined) return { ...message, result: 'handed-over' };
  const before = outcomeOf(item, message.run);
  if (before !== undefined) return { ...message, result: before === 'saved' ? 'saved' : 'unfinished' };
  if (item.saved === undefined) throw lost(item, 'the ledger knows no document of it');
  const stop = tabulateDeadline(invocation.remainingMs());
  try {
    return await writeTables({ ports, message, item, saved: item.saved, signal: stop.signal });
  } finally {
    stop.release();
  }
};

export const handler = task(TabulateInput, tabulate, { ledger, bucket });

type Tabulating = { ports: StepPorts; message: Input; item: JobItem; saved: Saved; signal: AbortSignal };

const writeTables = async (tabulating: Tabulating): Promise<Tabulated> => {
  const { ports, message, item, saved, signal } = tabulating;
  const nowMs = ports.clock.now();
  const files = filesOf(tabulating);
  const made = await makeTables({
    document: () => storedDocument(tabulating),
    origin: originOf(item, saved),
    open: files.open,
    rowsByArray: saved.rowsByArray,
    signal,
  });
  const keys = made.files.map(({ key }) => key);
  const stale = files.known().filter((key) => !keys.includes(key));
  // Also where no file had to be finished: what is stale here may be the file of a newer document.
  await files.refuseIfOvertaken();
  for (const key of stale) await ports.bucket.remove(key);
  const tables = tablesIn(made, keys, saved, nowMs);
  const done = ended({ ...files.item(), tables, resumeAt: undefined }, message.run, { kind: 'saved' }, nowMs);
  await ports.ledger.writeJob({ ...done, laterRuns: undefined });
  report(tabulating, tables, stale);
  return { ...message, turn: undefined, job: jobOf(done), result: 'saved' };
};

/** The stored bytes, unpacked, and proved to be those that the ledger names before the stream ends. */
async function* storedDocument({ ports, item, saved }: Tabulating): AsyncGenerator<Buffer> {
  const stored = await ports.bucket.read(saved.objectKey);
  if (stored === undefined) throw lost(item, `${saved.objectKey} is not in the bucket`);
  try {
    if (yield* unpacked(stored, saved.storedSha256)) return;
  } catch (error) {
    if (!isGzipTrouble(error))
      throw new StoreUnavailableError(`S3 did not deliver ${saved.objectKey} to its end. It is tried again.`, { cause: error });
  }
  throw lost(item, `${saved.objectKey} is not the document that was stored`);
}

/** What was stored was proved to be sound gzip. */
const isGzipTrouble = (error: unknown): boolean => error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

const lost = ({ key }: JobItem, why: string): StoredDocumentLostError =>
  new StoredDocumentLostError(`The document of ${key} is gone: ${why}. A redrive or a later run asks for it again.`);

/**
 * The table files as uploads. Before the first of them becomes visible, the ledger records the keys of all, beside those of earlier
 * attempts: the next attempt finds what a crash leaves behind. That write succeeds only while no other run has taken over the job.
 */
const filesOf = ({ ports, item, signal }: Tabulating) => {
  let now = item;
  const opened: string[] = [];
  let isKnown: Promise<void> | undefined;
  const known = (): string[] => [...new Set([...(item.tables?.files ?? []), ...(item.tables?.pendingFiles ?? [])])];
  const makeKnown = async (): Promise<void> => {
    const pendingFiles = [...new Set([...(item.tables?.pendingFiles ?? []), ...opened])];
    now = await ports.ledger.writeJob({ ...item, tables: { ...item.tables, files: item.tables?.files ?? [], pendingFiles } });
  };
  /** An invocation that should be dead must not write over the files of a newer document. */
  const refuseIfOvertaken = async (): Promise<void> => {
    if ((await ports.ledger.readJob(item.account, item.key))?.version === now.version) return;
    throw new LedgerConflictError(`Another run took over ${item.key} meanwhile: it makes the tables`);
  };
  const open: OpenFile = ({ key, metadata }) => {
    opened.push(key);
    const stream = fileStream();
    const upload = ports.bucket.upload({ key, body: stream.body, contentType: 'application/vnd.apache.parquet', metadata }, signal);
    upload.catch(() => {}); // the error is handled where the file is finished
    return {
      write: (chunk) => Promise.race([stream.write(chunk), upload.then(() => {})]),
      finish: async () => {
        isKnown ??= makeKnown();
        await isKnown;
        await refuseIfOvertaken();
        stream.end();
        await upload;
      },
      abort: async () => {
        stream.fail(new Error('The tables are not made'));
        await upload.catch(() => {});
      },
    };
  };
  return { open, known, refuseIfOvertaken, item: () => now };
};

const tablesIn = (made: TabulateResult, files: string[], saved: Saved, nowMs: number): Tables => ({
  at: instantOf(nowMs),
  documentSha256: saved.storedSha256,
  files,
  rowsByTable: made.rowsByTable,
  ...(Object.keys(made.unknownFields).length > 0 && { unknownFields: made.unknownFields }),
  ...(Object.keys(made.duplicateKeys).length > 0 && { duplicateKeys: made.duplicateKeys }),
  ...(made.rowsAgree && { rowsAgree: made.rowsAgree }),
  ...(made.measure && { measure: made.measure }),
});

const report = (
  { ports, message }: Tabulating,
  { rowsByTable = {}, unknownFields, duplicateKeys }: Tables,
  stale: readonly string[],
): void => {
  const { account } = message.run;
  const rows = Object.values(rowsByTable).reduce((sum, count) => sum + count, 0);
  ports.metrics.add('RowsSaved', rows, account);
  if (unknownFields) ports.metrics.add('UnknownFields', Object.keys(unknownFields).length, account);
  ports.log.info('Rows saved', { rowsByTable, stale: stale.length });
  if (unknownFields) ports.log.warn('The document has fields that the tables do not know: they are in the column extra', { unknownFields });
  if (duplicateKeys) ports.log.warn('Rows share a key that should be unique', { duplicateKeys });
};
