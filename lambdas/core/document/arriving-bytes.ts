import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import { DamagedDocumentError } from '../errors.ts';
import { beginsAsJson, textOf } from './format.ts';
import { isGzip, unpackedHead } from './gzip.ts';
import type { OpenedDocument } from './opened-document.ts';

/** Shows the first unpacked bytes, and is little enough to be unpacked at once: deflate makes at most 1,032 bytes of one. */
export const sniffedBytes = 1024;

type Wrapped = { source: AsyncGenerator<Buffer>; head: Buffer };

/**
 * The document's own bytes and the first of them, out of an encoding around it that nobody asked for. Bytes are believed before the
 * header, which at times names a charset or several tokens: gzip, or what begins as JSON, needs no unwrapping.
 */
export const unwrapped = async (opened: OpenedDocument): Promise<Wrapped> => {
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

/** The bytes as they come in. @throws DamagedDocumentError for a broken connection, silence, or another length than announced */
export async function* arriving({ body, contentLength }: OpenedDocument): AsyncGenerator<Buffer> {
  let receivedBytes = 0;
  try {
    for await (const chunk of body) {
      receivedBytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    // A body with its last announced byte is complete, even if the connection then breaks.
    if (receivedBytes === contentLength) return;
    throw error instanceof DamagedDocumentError ? error : damaged(`The connection broke after ${receivedBytes} bytes (${codeOf(error)})`);
  }
  if (contentLength !== undefined && receivedBytes !== contentLength) {
    throw damaged(`Of ${contentLength} bytes ${receivedBytes} arrived`);
  }
}

export const firstBytes = async (source: AsyncGenerator<Buffer>, atLeast: number): Promise<Buffer> => {
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

export async function* rejoined(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

export const damaged = (what: string): DamagedDocumentError => new DamagedDocumentError(`${what}.`);

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A code and no more, and no cause: errors of an HTTP client may carry the URL, which is a key to the document. */
const codeOf = (error: unknown): string => (error instanceof Error ? ('code' in error ? String(error.code) : error.name) : 'unknown');
