import type { Dispatcher } from 'undici';
import type { OpenedDocument } from '../../core/document/opened-document.ts';
import { DamagedDocumentError } from '../../core/errors.ts';
import { codeOf, headerOf, send } from './send.ts';

/** What waits of a document while it is unpacked: larger pieces than undici's 64 KiB make fewer trips to zlib's thread. */
const readAheadBytes = 256 * 1024;

/** A document over the wire, encoded as it lies there. Its URL is a key to it and goes no further than here. */
export const fetchDocument = async (url: URL, dispatcher: Dispatcher, signal: AbortSignal | undefined): Promise<OpenedDocument> => {
  const headers = { 'accept-encoding': 'identity' };
  const response = await send(dispatcher, url, { method: 'GET', headers, highWaterMark: readAheadBytes, signal }).catch(
    (error: unknown) => {
      signal?.throwIfAborted();
      throw new DamagedDocumentError(`The document's host gave no answer (${codeOf(error)}).`);
    },
  );
  const { statusCode, headers: received, body } = response;
  if (statusCode !== 200) {
    await body.dump().catch(() => {});
    throw new DamagedDocumentError(`The document's host answered ${statusCode}${statusCode === 403 ? ', its URL has expired' : ''}.`);
  }
  const length = headerOf(received['content-length']);
  return {
    body,
    contentLength: length === undefined ? undefined : Number(length),
    isChunked: /\bchunked\b/i.test(headerOf(received['transfer-encoding']) ?? ''),
    contentType: headerOf(received['content-type']),
    contentEncoding: headerOf(received['content-encoding']),
  };
};
