import { type Readable, Transform } from 'node:stream';
import { DamagedDocumentError } from './errors.ts';

/** Passes the stream through, and fails it at its very end unless the condition still holds: nothing is stored then. */
export const onlyWhile = (holds: () => Promise<boolean>, body: Readable): Readable => {
  const guard = new Transform({
    transform: (chunk, _encoding, done) => done(null, chunk),
    flush: (done) => {
      holds().then(
        (yes) => done(yes ? null : new DamagedDocumentError('Someone else went on with this report meanwhile: they store its document')),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  body.once('error', (error) => guard.destroy(error));
  // It may fail before anyone reads it: whoever reads it then is told, and until then it must not end the process.
  guard.on('error', () => {});
  guard.once('close', () => body.destroy());
  return body.pipe(guard);
};
