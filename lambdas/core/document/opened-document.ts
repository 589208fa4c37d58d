import type { Readable } from 'node:stream';

/** A document as its host serves it: bytes and what the host said of them. The URL stays behind this port. */
export type OpenedDocument = {
  body: Readable;
  contentLength?: number | undefined;
  /** The host sends it in chunks (HTTP/1.1), so that HTTP itself shows where it ends. */
  isChunked?: boolean | undefined;
  contentType?: string | undefined;
  contentEncoding?: string | undefined;
  compressionAlgorithm?: string | undefined;
};
