import { Readable } from 'node:stream';
import { DamagedDocumentError } from '../errors.ts';

/**
 * Passes the stream on, and fails it at its very end unless the condition still holds: nothing is stored then. It reads no byte
 * ahead of its consumer, so that the end, and with it the last look, is when the consumer has taken everything. (A piped Transform
 * takes in a small document at once, and would have looked long before the upload begins.)
 */
export const onlyWhile = (holds: () => Promise<boolean>, body: Readable): Readable => {
  const chunks: AsyncIterator<Buffer> = body[Symbol.asyncIterator]();
  const nextOrEnd = async (): Promise<Buffer | null> => {
    const { done, value } = await chunks.next();
    if (!done) return value;
    if (await holds()) return null;
    throw new DamagedDocumentError('Another run took over this report meanwhile: it stores the document');
  };
  const guard = new Readable({
    highWaterMark: 0,
    read() {
      nextOrEnd().then(
        (chunk) => this.push(chunk),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, done) {
      body.destroy();
      done(error);
    },
  });
  body.once('error', (error) => guard.destroy(error));
  // It may fail before anyone reads it: the reader then gets the error, and until then it must not end the process.
  guard.on('error', () => {});
  return guard;
};
