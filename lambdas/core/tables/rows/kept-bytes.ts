import { CLOSE_BRACKET, OPEN_BRACKET } from './json-outline.ts';

export type KeptBytes = {
  /** Copies them: a chunk may be used again by who gave it. */
  add: (rest: Uint8Array) => void;
  sizeBytes: () => number;
  /** What was kept and the last bytes, in brackets, as text; keeps nothing after it. @throws TypeError if they are not UTF-8 */
  bracketed: (last: Uint8Array) => string;
};

/** Bytes of rows that came in earlier chunks. */
export const keptBytes = (): KeptBytes => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let kept: Uint8Array[] = [];
  let keptSize = 0;
  /** Reused for each text: new buffers of its size cost more than the copying. */
  let scratch = new Uint8Array(2 ** 16);

  const bracketed = (last: Uint8Array): string => {
    const sizeBytes = keptSize + last.length + 2;
    if (scratch.length < sizeBytes) scratch = new Uint8Array(sizeBytes * 2);
    scratch[0] = OPEN_BRACKET;
    let at = 1;
    for (const bytes of [...kept, last]) {
      scratch.set(bytes, at);
      at += bytes.length;
    }
    scratch[at] = CLOSE_BRACKET;
    kept = [];
    keptSize = 0;
    return decoder.decode(scratch.subarray(0, sizeBytes));
  };

  const add = (rest: Uint8Array): void => {
    keptSize += rest.length;
    kept.push(Uint8Array.from(rest));
  };

  return { add, sizeBytes: () => keptSize, bracketed };
};
