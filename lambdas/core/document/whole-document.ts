import { createHash } from 'node:crypto';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createGzip, createInflate } from 'node:zlib';
import { DamagedDocumentError } from '../errors.ts';
import { type ContentFacts, type ContentReader, contentReader } from './facts.ts';
import { beginsAsJson, formatOf, textOf } from './format.ts';
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

/** Shows the first unpacked bytes, and is little enough to be unpacked at once: deflate makes at most 1,032 bytes of one. */
const sniffedBytes = 1024;

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

/** The bytes as they come in. @throws DamagedDocumentError for a broken connection, silence, or another length than announced */
async function* arriving({ body, contentLength }: OpenedDocument): AsyncGenerator<Buffer> {
  let receivedBytes = 0;
  try {
    for await (const chunk of body) {
      receivedBytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    // Complete to its last announced byte is complete, whatever becomes of the connection then.
    if (receivedBytes === contentLength) return;
    throw error instanceof DamagedDocumentError ? error : damaged(`The connection broke after ${receivedBytes} bytes (${codeOf(error)})`);
  }
  if (contentLength !== undefined && receivedBytes !== contentLength) {
    throw damaged(`Of ${contentLength} bytes ${receivedBytes} arrived`);
  }
}

const firstBytes = async (source: AsyncGenerator<Buffer>, atLeast: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  while (bytes < atLeast) {
    const { done, value } = await source.next();
    if (done) break;
    chunks.push(value);
    bytes += value.length;
  }
  return Buffer.concat(chunks);
};

async function* rejoined(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

/** Gzip goes on as it came, and is unpacked beside. */
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

/** Counts and hashes what is stored, and judges the content before the last byte's end is told to the consumer. */
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

/** Not Readable.from: that waits for the next byte before it lets go, and a silent socket would stay open. */
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

type Wrapped = { source: AsyncGenerator<Buffer>; head: Buffer };

/**
 * The document's own bytes and the first of them, out of an encoding around it that nobody asked for. Bytes are believed before the
 * header, which at times names a charset or several tokens: gzip, or what begins as JSON, needs no unwrapping.
 */
const unwrapped = async (opened: OpenedDocument): Promise<Wrapped> => {
  const source = arriving(opened);
  const head = await firstBytes(source, sniffedBytes);
  if (isGzip(head)) return isGzip(unpackedHead(head.subarray(0, sniffedBytes))) ? through(createGunzip(), head, source) : { source, head };
  const tokens = (opened.contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((token) => token.trim());
  if (isSurelyJson(head)) return { source, head };
  if (tokens.includes('deflate')) return through(createInflate(), head, source);
  const foreign = tokens.find((token) => ['br', 'zstd', 'compress', 'x-compress', 'gzip', 'x-gzip'].includes(token));
  if (foreign === undefined) return { source, head };
  opened.body.destroy();
  throw damaged(`The document came in the encoding "${foreign}", which was not asked for, or not as it says`);
};

/** Two signs of JSON: one alone, compressed bytes may begin with as well. */
const isSurelyJson = (head: Buffer): boolean => beginsAsJson(head) && /^\s*(\{\s*["}]|\[\s*[[{"\]\d])/.test(textOf(head));

/** One encoding less: gzip within gzip, or deflate. */
const through = async (decoder: Transform, head: Buffer, rest: AsyncGenerator<Buffer>): Promise<Wrapped> => {
  const nothingToDo = () => {}; // an error reaches the reader through the stream itself
  const decoded = pipeline(Readable.from(rejoined(head, rest), { objectMode: false }), decoder, nothingToDo);
  const source = (async function* (): AsyncGenerator<Buffer> {
    try {
      yield* decoded;
    } catch (error) {
      throw error instanceof DamagedDocumentError ? error : damaged(`The encoding around the document is damaged (${messageOf(error)})`);
    }
  })();
  return { source, head: await firstBytes(source, sniffedBytes) };
};

const damaged = (what: string): DamagedDocumentError => new DamagedDocumentError(`${what}.`);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A code and no more, and no cause: errors of an HTTP client may carry the URL, which is a key to the document. */
const codeOf = (error: unknown): string => (error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown');
