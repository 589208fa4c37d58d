import { createHash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { DamagedDocumentError } from '../errors.ts';
import { arriving, damaged, firstBytes, messageOf, rejoined, sniffedBytes, unwrapped } from './arriving-bytes.ts';
import { type ContentFacts, type ContentReader, contentReader } from './facts.ts';
import { formatOf, textOf } from './format.ts';
import { isGzip, unpackedHead, unpacking } from './gzip.ts';
import type { OpenedDocument } from './opened-document.ts';

/** What is known of a stored document. Sizes in bytes, sha256 in hex. */
export type DocumentFacts = ContentFacts & { storedBytes: number; storedSha256: string };

export type WholeDocument = {
  /**
   * The bytes to store, always gzip: as Amazon sent them if they are gzip, else compressed on the way. It ends only if the
   * document is proved whole; else it fails with DamagedDocumentError, and who uploads it must let nothing appear.
   */
  body: Readable;
  /** Of the stored bytes. */
  contentType: 'application/gzip';
  /** Of the unpacked document, by its first bytes: `json`, `txt`, … */
  extension: string;
  /** The first bytes, unpacked, as text: where Amazon echoes what was asked for. */
  head: string;
  /** Known once `body` has ended. */
  facts: () => DocumentFacts;
};

/**
 * Rows of larger documents are not counted to the end: counting takes a quarter of the throughput (1.2 s of processor time for
 * each GB, `npm run bench:download`), which a large document should not pay. Up to this size it is half a second.
 */
export const countRowsUpToBytes = 512 * 1024 ** 2;

/** As packed bytes they hold more text than anyone reads of a reason, and unpack to 16 MB at worst. */
const textHeadBytes = 16 * 1024;

/** Plain documents are the exception, and the time of a function costs: faster than zlib's default level 6. */
const gzipOptions = { level: 4, chunkSize: 64 * 1024 };

/** Kept back to abort an upload (its adapter takes at most 5 s), to record what happened and to answer. */
const timeToGiveUpMs = 15_000;

/**
 * Stops a download while there is still time to clean up after it. `release` it when the download is over: a timer would keep what
 * it holds until its time.
 * @param remainingMs what is left of the invocation
 */
export const downloadDeadline = (remainingMs: number): { signal: AbortSignal; release: () => void } => {
  const stop = new AbortController();
  const limitMs = Math.max(0, remainingMs - timeToGiveUpMs);
  const reason = `The document did not arrive within the ${Math.round(limitMs / 1000)} s that were left. A longer timeout of the function may help.`;
  const timer = setTimeout(() => stop.abort(new DamagedDocumentError(reason)), limitMs).unref();
  return { signal: stop.signal, release: () => clearTimeout(timer) };
};

/**
 * Proves a document whole while it streams: received length against Content-Length, CRC and length of every gzip member, an
 * end to its JSON, no error text in its place. Memory stays the same at any size; nothing is read ahead of the consumer.
 * @throws DamagedDocumentError if it breaks off within its first bytes
 */
export const wholeDocument = async (
  opened: OpenedDocument,
  options: { rowArrays?: readonly string[] | undefined; countRowsUpToBytes?: number } = {},
): Promise<WholeDocument> => {
  const { source, head } = await unwrapped(opened);
  const gzip = isGzip(head);
  const content = contentReader({
    declaredType: opened.contentType,
    rowArrays: options.rowArrays,
    countRowsUpToBytes: options.countRowsUpToBytes ?? countRowsUpToBytes,
    hasKnownEnd: gzip || opened.contentLength !== undefined || opened.isChunked === true,
  });
  const chunks = rejoined(head, source);
  const start = startOf(head, sniffedBytes);
  const proof = proving(gzip ? asSent(chunks, content) : compressed(chunks, content), content);
  return {
    body: readableOf(proof.bytes, opened.body),
    contentType: 'application/gzip',
    extension: formatOf(start, opened.contentType).extension,
    head: textOf(start),
    facts: proof.facts,
  };
};

/** The start of a small document as text, unpacked: Amazon's reason for a FATAL report, or a document's head. */
export const documentText = async (opened: OpenedDocument, limitBytes: number): Promise<string> => {
  const head = await firstBytes(arriving(opened), limitBytes);
  opened.body.destroy();
  return textOf(startOf(head, textHeadBytes).subarray(0, limitBytes));
};

/** The first unpacked bytes; of gzip, those that its first `packedBytes` hold. */
const startOf = (head: Buffer, packedBytes: number): Buffer => (isGzip(head) ? unpackedHead(head.subarray(0, packedBytes)) : head);

/** Gzip is passed on unchanged, and unpacked in parallel for the checks. */
async function* asSent(chunks: AsyncGenerator<Buffer>, content: ContentReader): AsyncGenerator<Buffer> {
  const gunzip = unpacking(content.add);
  try {
    for await (const chunk of chunks) {
      await gunzip.write(chunk);
      yield chunk;
    }
    await gunzip.end();
  } catch (error) {
    throw error instanceof DamagedDocumentError ? error : damaged(`The gzip of the document is damaged (${messageOf(error)})`);
  } finally {
    gunzip.release();
  }
}

/** What is not gzip is compressed on the way. */
async function* compressed(chunks: AsyncGenerator<Buffer>, content: ContentReader): AsyncGenerator<Buffer> {
  const read = async function* () {
    for await (const chunk of chunks) {
      content.add(chunk);
      yield chunk;
    }
  };
  const nothingToDo = () => {}; // an error reaches the loop through the stream itself
  yield* pipeline(Readable.from(read(), { objectMode: false }), createGzip(gzipOptions), nothingToDo);
}

/** Counts and hashes what is stored, and judges the content before the consumer sees the end of the stream. */
const proving = (bytes: AsyncGenerator<Buffer>, content: ContentReader): { bytes: AsyncGenerator<Buffer>; facts: () => DocumentFacts } => {
  const sha256 = createHash('sha256');
  let storedBytes = 0;
  let facts: DocumentFacts | undefined;
  const proved = async function* () {
    for await (const chunk of bytes) {
      sha256.update(chunk);
      storedBytes += chunk.length;
      yield chunk;
    }
    facts = { ...content.finish(), storedBytes, storedSha256: sha256.digest('hex') };
  };
  return {
    bytes: proved(),
    facts: () => {
      if (facts === undefined) throw new Error('The facts of a document are known only after its body has ended');
      return facts;
    },
  };
};

/** Not Readable.from: that waits for the next byte before it closes its source, and a silent socket would stay open. */
const readableOf = (bytes: AsyncGenerator<Buffer>, source: Readable): Readable =>
  new Readable({
    read() {
      bytes.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: Error) => this.destroy(error),
      );
    },
    destroy(error, callback) {
      source.destroy();
      callback(error);
    },
  });
