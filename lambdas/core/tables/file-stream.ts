import { Readable } from 'node:stream';

/** The bytes of a file on their way from who makes them to who stores them: a chunk is taken before the next is asked for. */
export type FileStream = {
  body: Readable;
  /** Resolves when the chunk was taken. */
  write: (chunk: Uint8Array) => Promise<void>;
  end: () => void;
  /** The reader gets the error in place of an end. */
  fail: (error: Error) => void;
};

type Sent = { chunk: Uint8Array; taken: () => void } | { end: true } | { error: Error };

export const fileStream = (): FileStream => {
  const sent: Sent[] = [];
  let wake: (() => void) | undefined;
  const send = (one: Sent): void => {
    sent.push(one);
    wake?.();
  };
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = sent.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      if ('error' in next) throw next.error;
      if ('end' in next) return;
      next.taken();
      yield next.chunk;
    }
  }
  return {
    body: Readable.from(bytes(), { objectMode: false }),
    write: (chunk) => (chunk.byteLength === 0 ? Promise.resolve() : new Promise((taken) => send({ chunk, taken }))),
    end: () => send({ end: true }),
    fail: (error) => send({ error }),
  };
};
