import { createHash, type Hash } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { type ContentFacts, type ContentReader, contentReader } from './document-facts.ts';
import { formatOf, headBytes, textOf } from './document-format.ts';
import { DamagedDocumentError } from './errors.ts';
import { isGzip, unpackedHead, unpacking } from './gzip.ts';
import type { OpenedDocument } from './ports.ts';

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
  /** Known once `body` has ended. */
  facts: () => DocumentFacts;
};

/** Rows of documents up to this size are counted. See README, "Memory and speed", for what it costs. */
export const countRowsUpToBytes = 1024 ** 3;

/** The least that a gzip head must have to show the first unpacked bytes, and little enough to unpack at once, bomb or not. */
const sniffedBytes = 1024;

/** 64 KiB pieces of stored bytes; a faster level than zlib's default, since plain documents are the exception and Lambda time counts. */
const gzipOptions = { level: 4, chunkSize: 64 * 1024 };

/**
 * Time that is kept back to abort an upload, to record what happened and to answer.
 * An aborted part settles at once; AbortMultipartUpload gets 5 s in the bucket's adapter.
 */
const timeToGiveUpMs = 15_000;

/**
 * A signal that stops a download while there is still time to clean up after it.
 * @param remainingMs what is left of the invocation
 */
export const downloadDeadline = (remainingMs: number): AbortSignal => {
  const stop = new AbortController();
  const limitMs = Math.max(0, remainingMs - timeToGiveUpMs);
  const reason = `The document did not arrive within the ${Math.round(limitMs / 1000)} s that this invocation had. It is asked for again.`;
  setTimeout(() => stop.abort(new DamagedDocumentError(reason)), limitMs).unref();
  return stop.signal;
};

/**
 * Proves a document whole while it streams: received length against Content-Length, CRC and length of every gzip member, an
 * end to its JSON, no error text in its place. Memory stays the same at any size, and nothing is read ahead of the consumer.
 * @throws DamagedDocumentError if it breaks off at its first bytes
 */
export const wholeDocument = async (
  opened: OpenedDocument,
  { rowArrays, countRowsUpTo = countRowsUpToBytes }: { rowArrays?: readonly string[] | undefined; countRowsUpTo?: number } = {},
): Promise<WholeDocument> => {
  const source = arriving(opened);
  const head = await firstBytes(source, sniffedBytes);
  const gzip = isGzip(head);
  const content = contentReader({
    declaredType: opened.contentType,
    rowArrays,
    countRowsUpToBytes: countRowsUpTo,
    hasKnownEnd: gzip || opened.contentLength !== undefined || opened.isChunked === true,
  });
  const stored = { bytes: 0, sha256: createHash('sha256') };
  const chunks = joined(head, source);
  let contentFacts: ContentFacts | undefined;
  const bytes = counted(gzip ? asSent(chunks, content) : compressed(chunks, content), stored, () => {
    contentFacts = content.finish();
  });
  return {
    body: readableOf(bytes, opened.body),
    contentType: 'application/gzip',
    extension: formatOf(gzip ? unpackedHead(head) : head, opened.contentType).extension,
    facts: () => factsOf(contentFacts, stored),
  };
};
